"""The workspace's list of tags: renamed, coloured, merged, deleted (CON-5)."""

import re

import pytest
from sqlalchemy import func, insert, select

from crm.contacts.access import astray, derive_access
from crm.contacts.actions import retagging
from crm.contacts.facts import ContactsRetaggedPart, TagDeleted, TagsMerged, TagsSettled
from crm.contacts.models.access import ContactActivity
from crm.contacts.models.contact import Contact
from crm.contacts.models.lists import Tag
from crm.kernel.db import db
from crm.kernel.jobs import KINDS
from crm.kernel.runs import Run
from tests.kit.cast import ALICE, MAX, NORTH, SEVER
from workers import kinds

pytestmark = pytest.mark.promise("CON-5")
AT = "/settings/tags"


@pytest.fixture
def many(in_scope):
    """Contacts by the thousand with these tags, made in one statement; returns their ids."""

    def make(number, tag_ids):
        with in_scope(NORTH):
            rows = [
                {"kind": "company", "name": f"c{n}", "sort_name": f"c{n}", "search_text": f"c{n}",
                 "sharing": "read", "tag_ids": tag_ids}
                for n in range(number)
            ]  # fmt: skip
            ids = db.session.scalars(insert(Contact).returning(Contact.id), rows).all()
            db.session.execute(insert(ContactActivity), [{"contact_id": one} for one in ids])
            derive_access(ids)
            return list(ids)

    return make


@pytest.fixture
def names_now(in_scope):
    """The names of all tags."""

    def names(at=NORTH):
        with in_scope(at, read_only=True):
            return set(db.session.scalars(select(Tag.name)))

    return names


@pytest.mark.parametrize("person", [MAX, MAX.at(SEVER)], ids=str)
@pytest.mark.promise("L10-2")
def test_a_tag_is_added_renamed_coloured_and_labelled_and_shown_in_the_readers_language(client_of, person):
    max_ = client_of(person)

    max_.post(AT, data={"name": "wholesale", "hue": "5", "label_ru": "опт", "label_en": "bulk"})
    page = max_.get(AT).text
    tag_id = re.search(rf'href="{AT}/(\d+)">(?:опт|bulk)', page)[1]
    saved = max_.post(f"{AT}/{tag_id}", data={"name": "large", "hue": "3", "label_ru": "крупный опт"})
    form = max_.get(f"{AT}/{tag_id}").text

    assert ("bulk" if person == MAX else "опт") in page
    assert saved.location == AT
    assert 'value="large"' in form
    assert ("large" if person == MAX else "крупный опт") in max_.get(AT).text


@pytest.mark.parametrize("taken", [{"name": "FAIR"}, {"name": "x", "label_ru": "fair"}])
def test_no_two_tags_are_called_the_same_in_any_language(client_of, taken):
    answer = client_of(MAX).post(AT, data={"hue": "1", **taken})

    assert answer.status_code == 422
    assert "There is a tag of this name already." in answer.text
    assert f'value="{taken["name"]}"' in answer.text


@pytest.mark.parametrize(
    "wrong", [{"name": ""}, {"name": "a, b"}, {"name": "\u200b"}, {"name": "x", "hue": "9"}]
)
def test_what_is_wrong_with_a_tag_is_told_beside_its_field(client_of, wrong):
    answer = client_of(MAX).post(AT, data={"hue": "1", **wrong})

    assert answer.status_code == 422
    assert 'role="alert"' in answer.text


def test_deleting_asks_with_the_count_and_takes_the_tag_off_contacts_in_the_bin_too(
    client_of, a_contact, tags_now, names_now, facts_of
):
    contact, binned = (a_contact(managers=[ALICE], tags=["old", "kept"]) for _time in range(2))
    client_of(ALICE).post(f"/contacts/{binned.id}/deletion")
    max_, tag_id = client_of(MAX), contact.tag_ids[0]

    asked = max_.get(f"{AT}/{tag_id}/deletion").text
    done = max_.post(f"{AT}/{tag_id}/deletion", follow_redirects=True).text

    assert "Contacts with this tag: 1 contact." in asked
    assert "Tag deleted: old" in done
    assert tags_now(contact.id) == tags_now(binned.id) == ["kept"]
    assert "old" not in names_now()
    assert TagDeleted(tag_id=tag_id) in facts_of(NORTH)
    part = next(fact for fact in facts_of(NORTH) if isinstance(fact, ContactsRetaggedPart))
    assert part.contact_ids == [contact.id, binned.id]


def test_several_tags_become_one_and_versions_move_but_activity_does_not(
    client_of, a_contact, in_scope, tags_now, names_now, facts_of
):
    one = a_contact(managers=[ALICE], tags=["a", "x", "b"])
    other = a_contact(managers=[ALICE], tags=["into", "b"])
    bystander = a_contact(managers=[ALICE], tags=["x"])
    ids = dict(zip(("a", "x", "b"), one.tag_ids, strict=True)) | {"into": other.tag_ids[-1]}
    active = _activity(in_scope)

    form = client_of(MAX).get(f"{AT}/merging?tag={ids['a']}").text
    into = next(number for number, name in _tags(in_scope).items() if name == "into")
    going = {"tag_ids": [ids["a"], ids["b"], into], "into_id": into}
    merged = client_of(MAX).post(f"{AT}/merging", data=going, follow_redirects=True).text

    assert re.search(rf'value="{ids["a"]}" checked', form)
    assert "Tags merged" in merged
    assert tags_now(one.id) == ["x", "into"]
    assert tags_now(other.id) == ["into"]
    assert tags_now(bystander.id) == ["x"]
    assert {"a", "b"} & names_now() == set()
    assert _activity(in_scope) == active
    with in_scope(NORTH, read_only=True):
        versions = select(Contact.version).where(Contact.id.in_([one.id, other.id, bystander.id]))
        assert db.session.scalars(versions.order_by(Contact.id)).all() == [2, 2, 1]
        assert list(astray()) == []
    assert TagsMerged(tag_id=into, merged_ids=sorted([ids["a"], ids["b"]])) in facts_of(NORTH)


@pytest.mark.parametrize(
    ("data", "sentence"),
    [
        ({"tag_ids": ["1"], "into_id": "1"}, "Choose from one to 50 other tags."),
        ({"tag_ids": [], "into_id": "1"}, "Choose from one to 50 other tags."),
        ({"tag_ids": ["1"], "into_id": ""}, "Choose the tag that stays."),
        ({"tag_ids": ["1"], "into_id": "999"}, "Choose the tag that stays."),
        ({"tag_ids": ["1", "x", "\0"], "into_id": "9" * 30}, "Choose the tag that stays."),
    ],
)
def test_a_merge_that_can_t_be_is_refused_and_the_choice_comes_back(client_of, data, sentence):
    answer = client_of(MAX).post(f"{AT}/merging", data=data)

    assert answer.status_code == 422
    assert sentence in answer.text


def test_many_contacts_change_in_the_background_part_by_part_with_progress(
    client_of, api_of, many, in_scope, run_jobs, facts_of, names_now, monkeypatch
):
    monkeypatch.setattr(retagging, "PART", 400)
    ids, max_ = many(1_050, [1]), client_of(MAX)

    begun = max_.post(f"{AT}/merging", data={"tag_ids": ["1"], "into_id": "2"}, follow_redirects=True).text
    again = max_.post(f"{AT}/2/deletion")
    busy = api_of(MAX).get("/api/v1/tags/1").json["busy"]
    run_jobs()

    assert "Many contacts have it, so they change in the background" in begun
    assert "Contacts are getting their new tags" in begun
    assert "is being changed" in begun
    assert again.status_code == 409
    assert busy
    assert names_now() == {"guest"}
    with in_scope(NORTH, read_only=True):
        kept = select(func.count()).select_from(Contact).where(Contact.tag_ids == [2], Contact.id.in_(ids))
        assert db.session.scalar(kept) == len(ids)
        assert db.session.scalars(select(Run.state)).all() == ["done"]
        assert list(astray()) == []
    parts = [fact for fact in facts_of(NORTH) if isinstance(fact, ContactsRetaggedPart)]
    assert sum(len(part.contact_ids) for part in parts) == len(ids) + 6
    assert max(len(part.contact_ids) for part in parts) == 400
    assert any(isinstance(fact, TagsSettled) for fact in facts_of(NORTH))
    assert "All contacts have their new tags." in max_.get(f"{AT}/progress").text
    assert "Tags: all contacts are in step now" in max_.get("/notices").text


def test_a_run_that_was_cut_off_goes_on_where_it_stood_and_catches_who_came_meanwhile(
    client_of, a_contact, many, in_scope, actor_of, tags_now, names_now, monkeypatch
):
    monkeypatch.setattr(retagging, "PART", 400)
    many(1_050, [1])
    client_of(MAX).post(f"{AT}/1/deletion")
    with in_scope(NORTH):
        run_id = db.session.scalars(select(Run.id)).one()
        assert retagging.go_on_in_background(run_id, by=actor_of(MAX))
    late = a_contact("Late", managers=[ALICE], tags=["fair", "guest"])

    for _round in range(9):
        with in_scope(NORTH):
            if not retagging.go_on_in_background(run_id, by=actor_of(MAX)):
                break

    assert tags_now(late.id) == ["guest"]
    assert names_now() == {"guest"}
    assert not _more(in_scope, run_id, actor_of)


def test_a_run_that_gave_up_leaves_the_tag_to_be_deleted_again(
    client_of, many, in_scope, names_now, run_jobs
):
    many(1_050, [1])
    client_of(MAX).post(f"{AT}/1/deletion")
    kinds.load()
    with in_scope(NORTH):
        run_id = db.session.scalars(select(Run.id)).one()
        KINDS[retagging.JOB].gave_up(reason="broken", run_id=run_id)

    assert client_of(MAX).post(f"{AT}/1/deletion").status_code == 303
    run_jobs()
    assert names_now() == {"guest"}


def test_the_list_speaks_russian_and_says_what_tags_are_for(client_of, in_scope):
    with in_scope(SEVER):
        db.session.execute(Tag.__table__.delete())
    page = client_of(MAX.at(SEVER)).get(AT).text

    assert "Тегов пока нет" in page
    assert "Новый тег" in page


def test_the_list_costs_the_same_statements_for_many_tags_as_for_few(client_of, in_scope, count_queries):
    max_ = client_of(MAX)
    max_.get(AT)
    with count_queries() as few:
        max_.get(AT)
    with in_scope(NORTH):
        db.session.execute(insert(Tag), [{"name": f"t{n}", "labels": {}, "hue": 1} for n in range(300)])
    with count_queries() as many_tags:
        assert max_.get(AT).status_code == 200

    assert len(few.texts) == len(many_tags.texts)


def _more(in_scope, run_id, actor_of):
    with in_scope(NORTH):
        return retagging.go_on_in_background(run_id, by=actor_of(MAX))


def _tags(in_scope):
    with in_scope(NORTH, read_only=True):
        return {tag.id: tag.name for tag in db.session.scalars(select(Tag))}


def _activity(in_scope):
    with in_scope(NORTH, read_only=True):
        rows = select(ContactActivity.contact_id, ContactActivity.last_activity_at)
        return {tuple(row) for row in db.session.execute(rows)}
