"""A contact that goes out as a vCard and comes in again is the same, in both versions."""

from datetime import UTC, date, datetime

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from crm.contacts.actions.vcards.judging import judged
from crm.contacts.actions.writing import write
from crm.contacts.forms.contact import PLAIN_FIELDS, ContactShape
from crm.contacts.models.contact import Contact
from crm.contacts.presenters.vcards.cards import Whole, vcard
from crm.kernel.forms import FORBIDDEN, clean, read
from crm.kernel.i18n import speaking
from crm.kernel.vcards.reading import read_cards
from crm.kernel.vcards.writing import VERSIONS
from crm.team.actors import actor_of
from crm.team.queries import workspace_settings
from tests.kit.builders import picture
from tests.kit.cast import ALICE, NORTH, SEVER

pytestmark = pytest.mark.promise("CON-23")

LETTERS = st.characters(codec="utf-8", exclude_characters="\r\u2028\u2029\x85").filter(
    lambda c: not FORBIDDEN.match(c)
)
TRICKY = st.sampled_from(
    [";", ",", "\\", ":", '"', "^", "=", "\\n", "ё", "Щ", "Ж" * 40, "\u0301", "👩‍👩‍👧", "END:VCARD"]
)


def lines(most=60):
    """One line as the validator keeps it."""
    pieces = st.lists(st.one_of(st.text(LETTERS, max_size=8), TRICKY), max_size=6)
    return pieces.map(lambda some: " ".join(str(clean("".join(some))).split())[:most].strip())


WORDS = lines().filter(lambda text: any(letter.isalnum() for letter in text))
PROSE = st.lists(lines(200), max_size=5).map(lambda some: "\n".join(some).strip())
LABELS = st.one_of(st.sampled_from(["", "work", "home", "mobile", "fax", "legal"]), WORDS)
COMMS = st.lists(
    st.one_of(
        st.fixed_dictionaries({
            "kind": st.just("email"), "label": LABELS,
            "value": st.from_regex(r"[a-z]{1,9}\+?[a-z]{1,5}@[a-z]{1,9}\.example", fullmatch=True),
        }),
        st.fixed_dictionaries({
            "kind": st.just("phone"), "label": LABELS,
            "value": st.one_of(
                st.from_regex(r"\+7916[0-9]{7}", fullmatch=True),
                st.from_regex(r"\+1202555[0-9]{4} ext\. [1-9]{1,4}", fullmatch=True),
                st.from_regex(r"[0-9]{2}", fullmatch=True),
            ),
        }),
        st.fixed_dictionaries({
            "kind": st.just("site"), "label": LABELS,
            "value": st.from_regex(r"https?://[a-z]{1,9}\.example/[a-zA-Z0-9,;=&?%]{0,90}", fullmatch=True),
        }),
        st.fixed_dictionaries({
            "kind": st.just("messenger"),
            "label": st.sampled_from(["telegram", "whatsapp", "skype", "viber", "max"]),
            "value": st.one_of(WORDS, st.just("https://t.me/ivan")),
        }),
        st.fixed_dictionaries({
            "kind": st.just("social"), "label": st.sampled_from(["vk", "ok", "instagram"]),
            "value": st.one_of(st.from_regex(r"[a-z_]{2,20}", fullmatch=True), st.just("https://vk.com/ivan")),
        }),
        st.fixed_dictionaries({
            "kind": st.just("address"), "label": LABELS,
            "parts": st.fixed_dictionaries({
                "street": WORDS, "city": lines(), "region": lines(),
                "postal_code": st.from_regex(r"[0-9]{0,6}", fullmatch=True),
                "country": st.sampled_from(["", "RU", "LV", "US", "GB"]),
            }),
        }),
    ),
    max_size=6,
)  # fmt: skip
PERSON = st.fixed_dictionaries({
    "kind": st.just("person"),
    "last_name": WORDS, "first_name": WORDS, "middle_name": lines(), "job_title": lines(),
    "born_on": st.one_of(st.none(), st.dates(date(1850, 1, 1), date(2020, 1, 1)).map(str)),
    "description": PROSE, "language": st.sampled_from(["", "ru", "en", "tt"]), "source": lines(),
    "currency": st.sampled_from(["", "EUR"]), "external_id": lines(),
    "comms": COMMS,
})  # fmt: skip
COMPANY = st.fixed_dictionaries({
    "kind": st.just("company"), "name": WORDS, "description": PROSE, "source": lines(), "comms": COMMS,
})  # fmt: skip


TAGS = ["VIP", "опт", "new in 2026"]
PHOTO = picture()


def contact_of(values):
    """A contact with these values, that no database knows."""
    shape = read(ContactShape, values)
    contact = Contact(id=7, comms=[], custom={}, tag_ids=[], changed_at=datetime(2026, 11, 22, tzinfo=UTC))
    write(contact, shape, region="RU")
    return contact


def stood(contact):
    """What of a contact a card carries."""
    kept = ("kind", "value", "normalised", "label", "primary", "parts")
    names = [name for name in PLAIN_FIELDS if name != "type_id"]
    comms = [tuple(str(getattr(comm, name)) for name in kept) for comm in contact.comms]
    return {name: getattr(contact, name) for name in names} | {"comms": comms}


@pytest.mark.parametrize("at", [NORTH, SEVER], ids=["en", "ru"])
@pytest.mark.parametrize("version", VERSIONS)
@settings(
    deadline=None,
    max_examples=60,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(values=st.one_of(PERSON, COMPANY))
def test_what_goes_out_comes_in_the_same(in_scope, version, at, values):
    with in_scope(at, read_only=True), speaking(at.locale):
        contact = contact_of(values)
        text = vcard(Whole(contact, tags=TAGS, photo=PHOTO), version=version)

        read_back = read_cards(text.encode())
        [card], by = read_back.cards, actor_of(ALICE.id)
        outcome = judged(card, types={}, workspace=workspace_settings(), by=by)

        assert read_back.strays == 0
        assert outcome.faults == []
        assert outcome.wish.asides == []
        again = contact_of(outcome.shape.model_dump(exclude={"tags", "tag_ids"}))
        assert stood(again) == stood(contact)
        assert outcome.shape.tags == TAGS
        assert outcome.wish.photo
        assert max(len(line) for line in text.encode().split(b"\r\n")) <= 75
