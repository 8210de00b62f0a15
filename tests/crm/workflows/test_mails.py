"""The seven mails about cases, worded by the workspace (CAS-5)."""

import pytest

from crm.kernel.i18n import LOCALES, speaking
from crm.kernel.mustache import parse
from crm.mail.letters import Paragraph, Posting, Site
from crm.workflows.casebook import casebook
from crm.workflows.facts import MailTemplateChanged, MailTemplateReset
from crm.workflows.presenters.letters import letter_of
from crm.workflows.queries.mails import all_words
from crm.workflows.wording import VALUES, WORDINGS, MailKey
from tests.kit.background import run_due_jobs
from tests.kit.cast import ALICE, MAX, NORTH, SEVER

TASK = "/settings/case-mails/task/en"
API = "/api/v1/mail-templates/task/en"
POSTING = Posting(Site("North Light", "http://north.example", "crm@north.example"), "a@b.example", "Anna", 3)


@pytest.fixture
def a_case(monkeypatch):
    """Cases as their package hands them in: 5 is seen, all others are not."""
    monkeypatch.setattr(casebook, "offered", lambda actor: [(5, "C-5 · Broken lamp")])
    known = {"number": "C-5", "title": "Broken lamp"}
    unknown = casebook.values
    monkeypatch.setattr(casebook, "values", lambda case, actor: known if case == 5 else unknown(case, actor))


@pytest.mark.promise("CAS-5")
def test_there_are_seven_mails_in_both_languages_and_their_usual_words_can_be_filled(in_scope):
    with in_scope(SEVER):
        every = all_words()

    assert len(every) == 7 * len(LOCALES)
    for words in every:
        names = WORDINGS[words.key].names
        assert words.is_usual
        assert parse(words.subject, known=names).names <= set(names)
        assert parse(words.body, known=names).as_text(dict.fromkeys(names, "x")).strip()


def test_the_usual_words_are_written_in_each_language(in_scope):
    with in_scope(NORTH):
        words = {(one.key, one.language): one for one in all_words()}

    for key in MailKey:
        assert words[key, "ru"].body != words[key, "en"].body
        assert set("абвгдежз") & set(words[key, "ru"].body), key


def test_every_name_is_explained():
    assert {name for wording in WORDINGS.values() for name in wording.names} == set(VALUES)


@pytest.mark.promise("CAS-5")
def test_an_admin_words_a_mail_anew_and_letters_say_it(client_of, in_scope, facts_of):
    answer = client_of(MAX).post(
        TASK, data={"subject": "Please: {{step}}", "body": "Dear {{recipient}},\n\n{{text}}", "version": "0"}
    )

    assert answer.status_code == 303
    assert facts_of() == [MailTemplateChanged(kind="task", language="en", fields=["subject", "body"])]
    with in_scope(NORTH), speaking("en"):
        letter = letter_of(MailKey.TASK, {"number": "C-7", "step": "Call", "text": "Now."}, POSTING)
    assert letter.subject == "[C-7] Please: Call"
    assert letter.body == (Paragraph("Dear Anna,"), Paragraph("Now."))


def test_another_language_keeps_its_own_words(client_of, in_scope):
    client_of(MAX).post(TASK, data={"subject": "Please", "body": "Go", "version": "0"})

    with in_scope(NORTH), speaking("ru"):
        letter = letter_of(MailKey.TASK, {"number": "C-7", "step": "Звонок"}, POSTING)

    assert letter.subject == "[C-7] Звонок"


def test_a_value_with_a_line_break_stays_one_line_in_the_subject(in_scope):
    with in_scope(NORTH), speaking("en"):
        letter = letter_of(MailKey.TASK, {"number": "C-7", "step": "Call\r\nBcc: x@y.example"}, POSTING)

    assert letter.subject == "[C-7] Call Bcc: x@y.example"


def test_a_fault_stands_beside_its_field_and_what_was_typed_comes_back(client_of):
    answer = client_of(MAX).post(
        TASK, data={"subject": "{{nobody}}", "body": "One\n{{#due}}Two", "version": "0"}
    )

    assert answer.status_code == 422
    assert "There is no value “nobody” here." in answer.text
    assert "Line 2: “{{#due}}” is not closed. Write “{{/due}}” where it ends." in answer.text
    assert "{{#due}}Two" in answer.text


def test_a_fault_is_told_in_russian(client_of):
    answer = client_of(MAX.at(SEVER)).post(TASK, data={"subject": "a", "body": "{{text", "version": "0"})

    assert "Строка 1:" in answer.text


def test_whoever_was_slower_is_told(client_of):
    first, second = client_of(MAX), client_of(MAX)
    first.post(TASK, data={"subject": "One", "body": "One", "version": "0"})

    answer = second.post(TASK, data={"subject": "Two", "body": "Two", "version": "0"})

    assert answer.status_code == 412
    assert "Somebody else has reworded this mail meanwhile." in answer.text
    assert "Two" in answer.text


def test_the_usual_words_come_back(client_of, api_of, facts_of):
    maximilian = client_of(MAX)
    usual = api_of(MAX).get(API).json
    maximilian.post(TASK, data={"subject": "One", "body": "One", "version": "0"})

    maximilian.post(f"{TASK}/usual")

    assert api_of(MAX).get(API).json == usual
    assert facts_of()[-1] == MailTemplateReset(kind="task", language="en")


@pytest.mark.promise("CAS-5")
def test_the_preview_is_filled_with_a_case_that_the_reader_sees(client_of, a_case):
    typed = {"subject": "About {{title}}", "body": "{{recipient}}: {{status}}"}

    page = client_of(MAX).get(TASK)
    real = client_of(MAX).post(f"{TASK}/preview", data={**typed, "case_id": "5"})
    example = client_of(MAX).post(f"{TASK}/preview", data={**typed, "case_id": ""})
    hidden = client_of(MAX).post(f"{TASK}/preview", data={**typed, "case_id": "6"})

    assert "C-5 · Broken lamp" in page.text
    assert "[C-5] About Broken lamp" in real.text
    assert "Max: In progress" in real.text
    assert "[C-128] About Delivery came late" in example.text
    assert "There is no such case." in hidden.text


def test_without_script_a_button_shows_the_preview_and_keeps_nothing(client_of, api_of):
    answer = client_of(MAX).post(TASK, data={"subject": "Look", "body": "At <b>this</b>", "then": "look"})

    assert answer.status_code == 200
    assert "At &lt;b&gt;this&lt;/b&gt;" in answer.text
    assert api_of(MAX).get(API).json["usual"] is True


@pytest.mark.promise("CAS-5")
def test_a_test_goes_to_oneself_in_the_language_of_the_mail(app, client_of, mails):
    answer = client_of(MAX).post(
        "/settings/case-mails/task/ru",
        data={"subject": "Сделать: {{step}}", "body": "Здравствуйте", "version": "0", "then": "test"},
    )
    run_due_jobs(app)

    assert answer.status_code == 303
    [mail] = mails()
    assert mail["to"] == MAX.email
    assert mail["subject"] == "[О-128] Сделать: Согласовать возврат"
    assert "Здравствуйте" in mail["text"]


@pytest.mark.parametrize("text", ["\0", "\ufffe", "{{" * 5_000, "x" * 1_000_000, "\u202e", "{{#due}}" * 400])
def test_no_text_whatever_breaks_the_page(client_of, text):
    for address in (TASK, f"{TASK}/preview"):
        data = {"subject": text, "body": text, "version": "x", "case_id": text}
        assert client_of(MAX).post(address, data=data).status_code < 500


def test_programs_word_mails_and_read_them(api_of):
    maximilian = api_of(MAX)

    changed = maximilian.patch(API, json={"subject": "Do {{step}}"})
    stale = maximilian.patch(API, json={"subject": "Again"}, headers={"If-Match": '"0-en"'})
    wrong = maximilian.patch(API, json={"body": "{{x}}"})
    sample = maximilian.post(f"{API}/sample", json={"subject": "Do {{step}}", "body": "B"})
    removed = maximilian.delete(API)

    assert (changed.json["subject"], changed.json["version"], changed.json["usual"]) == (
        "Do {{step}}",
        1,
        False,
    )
    assert stale.status_code == 412
    assert wrong.json["errors"] == {"body": "Line 1: There is no value “x” here."}
    assert sample.json["subject"] == "[C-128] Do Agree on the refund"
    assert removed.status_code == 204
    assert len(maximilian.get("/api/v1/mail-templates").json["items"]) == 14


def test_who_may_not_manage_workflows_words_nothing(client_of, api_of):
    assert client_of(ALICE).get("/settings/case-mails").status_code == 403
    assert api_of(ALICE).patch(API, json={"subject": "x"}).status_code == 403
