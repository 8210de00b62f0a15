"""Every operator of every field against a rule in Python, over a few dozen contacts (CON-10)."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import insert, select, update
from sqlalchemy.orm import selectinload

from crm.contacts.access import derive_access
from crm.contacts.models.access import ContactActivity
from crm.contacts.models.classes import ContactClass
from crm.contacts.models.contact import Contact, ContactManager
from crm.contacts.queries.filterable import all_fields
from crm.contacts.queries.listing import Wish, listed, matching_ids
from crm.kernel import clock
from crm.kernel.db import db
from crm.kernel.i18n import speaking
from crm.views.language import AllOf, Condition, parse, printed
from tests.kit.builders import make_contact, make_field
from tests.kit.cast import ALICE, BOB, CAROL, MAX, NORTH

pytestmark = pytest.mark.promise("CON-10")
ZONE = "Asia/Vladivostok"
NOW = clock.now()
TODAY = NOW.astimezone(ZoneInfo(ZONE)).date()
WORDS = ("", "Fair", "Ёлка 50%", "web_site", "Ярмарка")

WISHES: dict[str, dict[str, Any]] = {
    **{key: {} for key in ("integer", "decimal", "money", "date", "datetime", "yes_no", "text", "user")},
    "select": {"choices": ["a", "b"]},
    "multi_select": {"choices": ["x", "y", "z"]},
}


@pytest.fixture
def office(in_scope, actor_of):
    """Forty contacts that differ in everything, seen by Max in a zone of his own."""
    with in_scope(NORTH), speaking("en", time_zone=ZONE):
        fields = {
            kind: make_field(kind, f"Own {kind}", filterable=True, **wishes)
            for kind, wishes in WISHES.items()
        }
        db.session.execute(insert(ContactClass), [{"name": n, "hue": 1, "position": 1} for n in "ab"])
        db.session.flush()
        for number in range(40):
            _contact(number, fields)
        derive_access(list(db.session.scalars(select(Contact.id))))
        yield actor_of(MAX), fields
        db.session.rollback()


def _contact(number: int, fields: dict[str, Any]) -> None:
    email = f"p{number}@mail.example"
    comms = [{"kind": "email", "value": email}] * (number % 3 == 0)
    comms += [{"kind": "phone", "value": f"+7916123{4500 + number}"}] * (number % 4 == 0)
    made = make_contact(
        "Анна", f"Иванова{number:02}", managers=[(ALICE, BOB, CAROL)[number % 3]], by=MAX,
        comms=comms, source=WORDS[number % 5], language=("", "ru", "en")[number % 3],
        born_on=(TODAY - timedelta(days=number * 9 - 60)).isoformat() if number % 4 and number > 7 else None,
        job_title=WORDS[number % 4], type_id=None if number % 5 == 0 else number % 4 + 1,
        tags=["fair", "vip"][: number % 3], sharing=("private", "read", "write")[number % 3],
        custom={key: value for key, value in _custom(number, fields).items() if value is not None},
    )  # fmt: skip
    made.class_id = (None, *db.session.scalars(select(ContactClass.id)))[number % 3]
    made.restricted = number % 7 == 0
    made.made_at = NOW - timedelta(hours=number * 13)
    made.changed_at = NOW - timedelta(days=number * 3)
    at = NOW - timedelta(hours=number * 31)
    of_it = ContactActivity.contact_id == made.id
    db.session.execute(update(ContactActivity).where(of_it).values(last_activity_at=at))
    if number % 8 == 1:
        db.session.execute(ContactManager.__table__.delete().where(ContactManager.contact_id == made.id))


def _custom(number: int, fields: dict[str, Any]) -> dict[str, Any]:
    some = number % 4
    day = TODAY + timedelta(days=number - 20)
    values = {
        "integer": number * 10, "decimal": f"{number}.5", "yes_no": number % 2 == 0, "text": WORDS[some],
        "money": {"amount": str(number), "currency": "RUB"}, "date": day.isoformat(),
        "datetime": f"{day.isoformat()} 00:30", "user": (ALICE, BOB)[number % 2].id,
        "select": number % 2 + 1, "multi_select": [1, 2, 3][: number % 4],
    }  # fmt: skip
    return {fields[kind].key: value if some else None for kind, value in values.items()}


def values_of(contact: Contact, fields: dict[str, Any]) -> dict[str, Any]:
    """What the rule compares: lists where there may be several, None where nothing is known."""
    comms = {kind: [c.normalised for c in contact.comms if c.kind == kind] for kind in ("email", "phone")}
    return {
        "type": contact.type_id, "tag": set(contact.tag_ids), "class": contact.class_id,
        "manager": {m.user_id for m in contact.managers},
        "lead": next((m.user_id for m in contact.managers if m.lead), None),
        "author": contact.made_by, "kind": contact.kind,
        "access": "restricted" if contact.restricted else contact.sharing, "name": contact.sort_name,
        "job_title": contact.job_title, "source": contact.source, "language": contact.language or None,
        "created": contact.made_at, "changed": contact.changed_at, "born": contact.born_on,
        "activity": contact.activity.last_activity_at, "email": comms["email"], "phone": comms["phone"],
        **{f"own-{field.key}": _own(kind, contact.custom.get(field.key)) for kind, field in fields.items()},
    }  # fmt: skip


def _own(kind: str, value: Any) -> Any:
    if kind in ("text",):
        return value or ""
    if kind == "multi_select":
        return set(value or ())
    if value is None:
        return None
    reads: dict[str, Callable[[Any], Any]] = {
        "integer": Decimal, "decimal": Decimal, "money": lambda money: Decimal(money["amount"]),
        "date": date.fromisoformat, "datetime": datetime.fromisoformat,
        "yes_no": lambda yes: "yes" if yes else "no",
    }  # fmt: skip
    return reads.get(kind, lambda same: same)(value)


def holds(op: str, value: Any, wanted: list[Any]) -> bool:
    """The rule: what each operator means, told once more in Python."""
    if op in ("not", "lacks", "empty"):
        return not holds({"not": "is", "lacks": "contains", "empty": "filled"}[op], value, wanted)
    if op == "filled":
        return value not in (None, "", set(), [])
    if isinstance(value, set):
        return set(wanted) <= value if op == "all" else bool(set(wanted) & value)
    if isinstance(value, list):
        return any(holds(op, one, wanted) for one in value)
    if value is None:
        return False
    if isinstance(value, str):
        return _text_holds(op, value, wanted)
    if isinstance(value, datetime):
        value = value.astimezone(ZoneInfo(ZONE)).date()
    return _ordered_holds(op, value, wanted)


def _text_holds(op: str, value: str, wanted: list[Any]) -> bool:
    value, texts = value.lower().replace("ё", "е"), [text.lower().replace("ё", "е") for text in wanted]
    if op == "is":
        return value in texts
    return texts[0] in value if op == "contains" else value.startswith(texts[0])


def _ordered_holds(op: str, value: Any, wanted: list[Any]) -> bool:
    first = wanted[0]
    if op in ("last", "next", "older"):
        away = (value - TODAY).days
        return {"last": -first <= away <= 0, "next": 0 <= away <= first, "older": away < -first}[op]
    if op == "in":
        return {
            "today": value == TODAY, "yesterday": value == TODAY - timedelta(days=1),
            "week": value.isocalendar()[:2] == TODAY.isocalendar()[:2],
            "month": (value.year, value.month) == (TODAY.year, TODAY.month),
            "year": value.year == TODAY.year,
        }[first]  # fmt: skip
    if op == "between":
        return wanted[0] <= value <= wanted[1]
    if op == "is":
        return value in wanted
    return value > first if op in ("more", "after") else value < first


SAMPLES: dict[str, list[tuple[str, ...]]] = {
    "text": [("fair",), ("елка 50%",), ("e_s",), ("Ярмарка", "fair")],
    "number": [("10",), ("50", "200"), ("7.5",)],
    "date": [], "moment": [], "yes_no": [("yes",), ("no",)],
}  # fmt: skip
OF_FIELD: dict[str, list[tuple[str, ...]]] = {
    "type": [("1",), ("2", "3")], "class": [("1",)], "tag": [("1",), ("1", "3")], "kind": [("person",)],
    "access": [("private",), ("read", "restricted")], "language": [("ru",), ("ru", "en")],
    "manager": [("3",), ("me",), ("4", "group"), ("3", "4")], "lead": [("3", "5")],
    "author": [("me",), ("3",)], "name": [("иванова1",), ("иванова05 анна",)],
    "email": [("p3",), ("p0@mail.example",)],
    "phone": [("+7 (916) 123-45",), ("4504",)],
}  # fmt: skip
DAYS: dict[str, list[tuple[str, ...]]] = {
    "period": [("today",), ("yesterday",), ("week",), ("month",), ("year",)],
    "days": [("1",), ("7",), ("30",)],
    "date": [(TODAY.isoformat(),), ((TODAY - timedelta(days=3)).isoformat(),)],
    "dates": [((TODAY - timedelta(days=9)).isoformat(), TODAY.isoformat())],
}  # fmt: skip


def asked() -> Iterator[tuple[str, str, str, tuple[str, ...]]]:
    """Every field, operator and a few values for it."""
    for key, field in all_fields().items():
        for op, takes in field.ops.items():
            yield from ((key, field.kind, op, values) for values in _samples(key, field.kind, takes))


def _samples(key: str, kind: str, takes: str) -> list[tuple[str, ...]]:
    if takes == "nothing":
        return [()]
    if takes in DAYS:
        return DAYS[takes]
    known = OF_FIELD.get(key) or SAMPLES.get(kind) or [("1",), ("1", "2")]
    lengths = {"text": (1,), "number": (1,), "numbers": (2,)}.get(takes, (1, 2))
    return [values for values in known if len(values) in lengths]


def meant(text: str, kind: str, key: str) -> Any:
    """A value of a filter as the rule compares it."""
    if kind in ("date", "moment"):
        return int(text) if text.isdigit() else date.fromisoformat(text) if "-" in text else text
    if kind == "number":
        return Decimal(text)
    if text == "me":
        return MAX.id
    return int(text) if text.isdigit() and key not in ("phone",) else text


def test_every_operator_of_every_field_finds_what_the_rule_says(office):
    actor, fields = office
    everyone = select(Contact).options(
        selectinload(Contact.comms), selectinload(Contact.managers), selectinload(Contact.activity)
    )
    everyone = everyone.where(Contact.deleted_at.is_(None)).execution_options(populate_existing=True)
    known = {one.id: values_of(one, fields) for one in db.session.scalars(everyone)}
    tried, with_answers = 0, 0
    for key, kind, op, values in asked():
        if key in ("company", "city", "currency", "inn", "about") or key not in next(iter(known.values())):
            continue
        wanted = [meant(value, kind, key) for value in values]
        wanted = [user for one in wanted for user in (sorted(actor.teammates) if one == "group" else [one])]
        if key == "phone":
            wanted = ["".join(filter(str.isdigit, text)) for text in wanted]
        expected = {i for i, value in known.items() if holds(op, value[key], wanted)}

        found = _found(Condition(key, op, values), actor)

        assert found == expected, (key, op, values)
        tried, with_answers = tried + 1, with_answers + bool(expected and len(expected) < len(known))
    assert tried > 200
    assert with_answers > 150


def _found(part: Any, actor) -> set[int]:
    return _all_found(AllOf((part,)), actor)


def _all_found(tree: AllOf, actor) -> set[int]:
    ids: Any = matching_ids(Wish(filter=tree), to=actor)
    return set(db.session.scalars(ids))


SORTS = (
    "name", "-name", "activity", "-activity", "created", "-created", "type", "-source", "manager",
)  # fmt: skip
TREES = (
    "type:is:1|tag:is:1;manager:is:3",
    "(type:is:1;source:is:fair)|(class:is:1;tag:empty)",
    "manager:is:3,4;created:last:10",
    "manager:empty",
    "activity:older:20|email:empty",
    "kind:is:company|name:begins:иванова1",
)


def test_groups_of_or_and_and_pages_find_the_same_whichever_way(office, monkeypatch):
    actor, _fields = office
    for tree in map(parse, TREES):
        everything = _all_found(tree, actor)
        for common in (0.0, 2.0):
            monkeypatch.setattr("crm.contacts.queries.listing.COMMON", common)
            for sort in SORTS:
                forward, back = _through(Wish(filter=tree, sort=sort, limit=3), actor)
                assert set(forward) == everything, (printed(tree), sort)
                assert len(forward) == len(everything)
                assert back == forward, (printed(tree), sort)


def _through(wish: Wish, actor) -> tuple[list[int], list[int]]:
    """All ids page by page, and once more from the last page back."""
    pages = [listed(wish, to=actor)]
    while pages[-1].next_key is not None:
        pages.append(listed(replace(wish, after=pages[-1].next_key), to=actor))
    back = [pages[-1]]
    while back[-1].previous_key is not None:
        back.append(listed(replace(wish, before=back[-1].previous_key), to=actor))
    forward = [one.id for page in pages for one in page.contacts]
    return forward, [one.id for page in reversed(back) for one in page.contacts]
