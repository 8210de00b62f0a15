"""The page on which a person says how the file is read and what its columns mean."""

from collections.abc import Mapping, Sequence
from typing import Any, Final

from sqlalchemy import select

from crm.contacts.access import ASSIGN_CONTACTS
from crm.contacts.forms.access import posted_grants
from crm.contacts.models.classes import ContactClass
from crm.contacts.presenters.cards import SHARING_LABELS
from crm.contacts.presenters.fields import COMM_LABELS, LABELS
from crm.contacts.presenters.offers import grantees, managers
from crm.contacts.queries.records import types
from crm.contacts.queries.tags import tags
from crm.imports.forms import WishShape
from crm.imports.models import Import
from crm.imports.presenters.strangers import Strangers, lists_of, strangers
from crm.imports.queries import own_fields
from crm.imports.reading.shapes import ENCODINGS
from crm.imports.targets import OWN, all_targets
from crm.kernel import moments
from crm.kernel.access import Actor
from crm.kernel.db import db
from crm.kernel.i18n import _, lazy, ngettext, retold

READING: Final = "reading-"
SAMPLES: Final = 3
GRANTED: Final = ("readers", "writers")
"""The fields of the form that name whom extra access is granted to, for reading and for writing."""
LONGEST: Final = 60
LONGEST_PLACE: Final = 6
DELIMITERS: Final = (
    (",", lazy("Comma")), (";", lazy("Semicolon")), ("\t", lazy("Tab")), ("|", lazy("Vertical bar")),
)  # fmt: skip
QUOTES: Final = (('"', lazy("Quotation marks")), ("'", lazy("Apostrophes")))
DATES: Final = (
    ("dmy", lazy("Day, month, year: 22.11.2026")), ("mdy", lazy("Month, day, year: 11/22/2026")),
    ("ymd", lazy("Year, month, day: 2026-11-22")),
)  # fmt: skip
DECIMALS: Final = ((".", lazy("Point: 1.5")), (",", lazy("Comma: 1,5")))
KINDS: Final = (
    ("auto", lazy("As each row tells")), ("person", lazy("People")), ("company", lazy("Companies")),
)  # fmt: skip
KEYS: Final = (
    ("external_id", LABELS["external_id"]), ("email", COMM_LABELS["email"]),
    ("inn", LABELS["requisites.inn"]), ("phone", lazy("Phone together with the name")),
    ("name", lazy("Name, of a person with the company")),
)  # fmt: skip
ON_MATCH: Final = (
    ("skip", lazy("Leave the row out"), lazy("Nothing of the contact changes.")),
    (
        "fill",
        lazy("Fill what is empty"),
        lazy("What the contact has stays; what it lacks comes from the row."),
    ),
    (
        "overwrite",
        lazy("Overwrite chosen columns"),
        lazy("Those ticked beside the columns. What is empty is filled too; a blank cell changes nothing."),
    ),
    (
        "append",
        lazy("Add to lists"),
        lazy("E-mails, phones, addresses, tags, notes, managers and companies are added; all else stays."),
    ),
    ("create", lazy("Add another contact"), lazy("As if the other one were not there.")),
    ("ask", lazy("Ask me"), lazy("After the check you choose row by row.")),
)
UNKNOWN: Final = (
    ("leave", lazy("Leave them out and import the contact")),
    ("refuse", lazy("Leave the row out and tell me why")),
)  # fmt: skip
COMPANIES: Final = (
    ("create", lazy("Link with the company, and add it where there is none")),
    ("link", lazy("Link with a company that is there already")),
    ("ask", lazy("Ask me about each that is not there")),
    ("leave", lazy("Leave them out")),
)  # fmt: skip


def wish_of(one: Import, typed: Mapping[str, Any]) -> dict[str, Any]:
    """What was chosen; ``typed`` is what comes back with a refusal."""
    return {**one.wish, **posted(typed)}


def told(
    one: Import, typed: Mapping[str, Any], errors: Mapping[str, Any], *, unknown: Mapping[str, Any], to: Actor
) -> dict[str, Any]:
    """All that the page shows; ``typed`` is what comes back with a refusal, and ``errors`` say why.

    ``unknown`` are the names in the file that the workspace doesn't know.
    """
    wish = wish_of(one, typed)
    names = strangers(unknown, wish=wish, errors=errors, to=to)
    return {
        "strangers": names,
        "errors": _placed(errors, names),
        "wish": wish,
        "columns": _columns(one, wish.get("targets") or [], wish.get("overwrite") or []),
        "targets": [(key, target.label) for key, target in all_targets(own_fields()).items()],
        "reading": {**one.shape, **reading_of(typed)},
        "settings": _settings(one),
        "rows": _rows(one),
        "kinds": KINDS,
        "unknown": UNKNOWN,
        "on_match": ON_MATCH,
        "keys": _keys(wish.get("keys")),
        "companies": COMPANIES,
        "types": [(each.id, each.shown) for each in types()],
        "tags": [(tag.id, tag.shown) for tag in tags()],
        **(_access(wish) if to.may(ASSIGN_CONTACTS) else {}),
    }


def _placed(errors: Mapping[str, Any], names: Sequence[Strangers]) -> dict[str, Any]:
    """The errors under the names of the fields that they belong to."""
    places = {
        f"lists.{some.target}.{each.name}": f"lists-{each.number}-choice"
        for some in names
        for each in some.names
    }
    places["overwrite"] = "on_match"
    return {
        "readers[]" if name.partition(".")[0] == "grants" else places.get(name, name): sentence
        for name, sentence in errors.items()
    }


def posted(values: Mapping[str, Any]) -> dict[str, Any]:
    """The choices among what was posted, in the words of the shape."""
    chosen = {name: values[name] for name in WishShape.model_fields if name in values}
    if "lists" in chosen:
        chosen["lists"] = lists_of(chosen["lists"])
    if "readers" in values or "writers" in values or "kind" in values:
        chosen["grants"] = posted_grants(*(_listed(values.get(name)) for name in GRANTED))
    if "on_match" in values:
        chosen = {"keys": _in_order(values), "overwrite": _ticked(values), **chosen}
    return chosen


def _listed(value: Any) -> list[str]:
    some = value if isinstance(value, list) else [value]
    return [one for one in some if isinstance(one, str) and one]


def _in_order(values: Mapping[str, Any]) -> list[Any]:
    """The ticked keys by their places."""
    shown = values.get("show", [])
    ticked = shown if isinstance(shown, list) else [shown]
    return sorted(ticked, key=lambda code: _place(values.get(f"place-{code}")))


def _place(text: Any) -> int:
    """The number; what is none stands at the end."""
    is_number = isinstance(text, str) and text.isascii() and text.isdecimal() and len(text) < LONGEST_PLACE
    return int(text) if is_number else 10**LONGEST_PLACE


def _ticked(values: Mapping[str, Any]) -> list[str]:
    """The targets of the columns that are ticked to overwrite."""
    targets, ticked = values.get("targets"), values.get("overwrites")
    if not isinstance(targets, list) or not isinstance(ticked, list):
        return []
    places = {_place(place) for place in ticked}
    return list(dict.fromkeys(target for place, target in enumerate(targets) if place in places and target))


def reading_of(values: Mapping[str, Any]) -> dict[str, Any]:
    """How the file shall be read, as the form posts it."""
    return {name.removeprefix(READING): value for name, value in values.items() if name.startswith(READING)}


def _keys(chosen: Any) -> list[tuple[str, str, bool]]:
    """By what rows can be matched: what was chosen first, in its order."""
    unique = ((f"{OWN}{field.key}", field.shown) for field in own_fields() if field.unique)
    labels = {**{code: str(label) for code, label in KEYS}, **dict(unique)}
    first = [code for code in chosen or () if code in labels]
    return [(code, labels[code], code in first) for code in dict.fromkeys([*first, *labels])]


def _columns(one: Import, targets: Sequence[str], overwrite: Sequence[str]) -> list[dict[str, Any]]:
    """Each column with samples of what stands there, what it shall become, and why that was guessed."""
    seen = one.seen
    columns = []
    for place, heading in enumerate(seen["columns"]):
        cells = [row[place].strip()[:LONGEST] for row in seen["sample"] if place < len(row)]
        target = targets[place] if place < len(targets) else ""
        is_guess = (
            not seen.get("remembered") and place < len(seen["guesses"]) and target == seen["guesses"][place]
        )
        columns.append({
            "heading": heading,
            "samples": list(dict.fromkeys(filter(None, cells)))[:SAMPLES],
            "target": target,
            "overwrites": target != "" and target in overwrite,
            "reason": retold(*seen["reasons"][place]) if is_guess and target else "",
        })  # fmt: skip
    return columns


def _settings(one: Import) -> dict[str, Any]:
    """What can be chosen for a file of this kind."""
    kind = one.shape["kind"]
    return {
        "encodings": [(code, code) for code in ENCODINGS] if kind in ("csv", "vcf", "jsonl") else [],
        "delimiters": DELIMITERS if kind == "csv" else [],
        "quotes": QUOTES if kind == "csv" else [],
        "has_header": kind in ("csv", "xlsx", "ods"),
        "dates": DATES,
        "decimals": DECIMALS if kind in ("csv", "xlsx", "ods") else [],
        "sheets": _several(one.seen["sheets"]),
        "members": _several(one.seen["members"]),
        "unsure": [retold(*doubt) for doubt in one.seen["unsure"]],
    }


def _rows(one: Import) -> str:
    number = one.seen["rows"]
    text = ngettext("%(rows)s row", "%(rows)s rows", number, rows=moments.number(number))
    return text if one.seen["exact"] else _("about %(rows)s", rows=text)


def _access(wish: Mapping[str, Any]) -> dict[str, Any]:
    classes = db.session.scalars(select(ContactClass).order_by(ContactClass.position, ContactClass.id))
    return {
        "classes": [(each.id, each.shown) for each in classes],
        **_granted(wish),
        "managers": managers(wish.get("manager_ids") or (), q=wish.get("find", "")),
        "sharings": [*SHARING_LABELS.items()],
    }


def _granted(wish: Mapping[str, Any]) -> dict[str, Any]:
    """Whom extra access can be granted to, and to whom it is, for reading and for writing."""
    of_level: dict[str, list[str]] = {"read": [], "write": []}
    for grant in wish.get("grants") or ():
        if isinstance(grant, dict) and grant.get("level") in of_level:
            kind, one_id = (
                ("u", grant.get("user_id")) if grant.get("user_id") else ("g", grant.get("group_id"))
            )
            of_level[grant["level"]].append(f"{kind}{one_id}")
    readers, writers = of_level["read"], of_level["write"]
    return {
        "readers": readers, "writers": writers,
        "grantees": grantees([*readers, *writers], q=wish.get("find", "")),
    }  # fmt: skip


def _several(names: Sequence[str]) -> list[tuple[str, str]]:
    """Names to choose from; nothing where there is no choice."""
    return [(name, name) for name in names] if len(names) > 1 else []
