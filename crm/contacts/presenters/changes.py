"""What acts changed of contacts, in words: only of contacts that the reader sees, or may bring back."""

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from datetime import date
from typing import Any, Final

from sqlalchemy import or_, select

from crm.contacts.access import restorable_by
from crm.contacts.models.classes import ContactClass
from crm.contacts.models.contact import Comm, Contact
from crm.contacts.models.kinds import COMM, CONTACT, GRANTS, LINK, MANAGERS, MERGED_LINK
from crm.contacts.models.links import ContactLink
from crm.contacts.models.lists import ContactType, Tag
from crm.contacts.presenters.cards import GRANT_LEVELS, KIND_LABELS, SHARING_LABELS, url
from crm.contacts.presenters.history import FIELDS
from crm.contacts.queries.grantees import names_of_grantees
from crm.fields.models import CustomField
from crm.fields.presenters import telling
from crm.journal.models import Act, Change
from crm.journal.restorers import Line, Reason, Told
from crm.kernel import moments
from crm.kernel.access import Actor
from crm.kernel.db import db
from crm.kernel.i18n import LazyText, _, lazy
from crm.team.queries import names_of

MORE_FIELDS: Final[dict[str, LazyText]] = {
    MANAGERS: lazy("Managers"),
    "sharing": lazy("Sharing"),
    GRANTS: lazy("Extra access"),
    "class_id": lazy("Class"),
    "restricted": lazy("Restricted"),
    "tag_ids": lazy("Tags"),
    "photo_id": lazy("Photo"),
    "language": lazy("Language"),
    "source": lazy("Source"),
    "currency": lazy("Currency"),
    "external_id": lazy("External ID"),
    "born_on": lazy("Date of birth"),
    "job_title": lazy("Post"),
    "requisites": lazy("Company details"),
    "employer": lazy("Company"),
    "deleted_at": lazy("In the bin"),
}
REQUISITES: Final[dict[str, LazyText | str]] = {
    "inn": lazy("INN"), "kpp": lazy("KPP"), "ogrn": lazy("OGRN"), "okpo": lazy("OKPO"),
    "legal_form": lazy("Legal form"),
}  # fmt: skip
TEXTS: Final = frozenset(
    {"job_title", "source", "language", "currency", "requisites", "external_id", "employer"}
)
"""Columns whose value is told as it is kept."""
YES_OR_NO: Final[dict[bool, LazyText]] = {True: lazy("yes"), False: lazy("no")}
MOST_TOLD: Final = 2_000
LEFT_OUT: Final = frozenset({"deleted_by", "merged_into"})
ENDS: Final = ("one_id", "other_id")
SHOWN_VALUE: Final = 80


class Known:
    """What all changes of a page are told with; a statement for each kind of thing that they name."""

    def __init__(self, changes: Sequence[Change], to: Actor) -> None:
        self.owners = _owners(changes)
        ids = {contact_id for owners in self.owners.values() for contact_id in owners}
        self.contacts = _seen(ids, to)
        told = [values for change in changes for values in (change.before, change.after) if values]
        self.types = _names(ContactType, {values.get("type_id") for values in told})
        self.tags = _names(Tag, {tag for values in told for tag in values.get("tag_ids") or ()})
        self.classes = _names(ContactClass, {values.get("class_id") for values in told})
        named = {one["user_id"] for values in told for one in values.get(MANAGERS) or ()}
        grantees = {one["grantee"] for values in told for one in values.get(GRANTS) or ()}
        self.people = names_of(named)
        self.grantees = names_of_grantees(grantees)
        keys = {name.partition(".") for values in told for name in values}
        custom = {int(key) for column, _dot, key in keys if column == "custom" and key.isdecimal()}
        chosen = select(CustomField).where(CustomField.id.in_(custom))
        self.fields = {field.id: field for field in db.session.scalars(chosen)} if custom else {}
        self.named = telling.names_in(self.fields.values(), [_custom(values) for values in told], to=to)


def tell(changes: Sequence[Change], to: Actor) -> list[Told]:
    """The changes in words, in their order; those of contacts out of sight are left out."""
    known = Known(changes, to)
    told = []
    for change in changes:
        owners = known.owners[id(change)]
        if owners and all(contact_id in known.contacts for contact_id in owners):
            told.append(_told(change, [known.contacts[contact_id] for contact_id in owners], known))
    return told


def by_act(act_ids: Collection[int], contact_ids: Collection[int], *, to: Actor) -> dict[int, list[Line]]:
    """What these acts changed of these contacts, whose history the reader reads, in words, by act."""
    if not act_ids:
        return {}
    # two ways to them, each by its own index: an act on many contacts has a change for every one of them
    of_row = select(Change.id).where(Change.record_kind == CONTACT, Change.record_id.in_(contact_ids))
    about = select(Act.id).where(
        Act.id.in_(act_ids), Act.about_kind == CONTACT, Act.about_id.in_(contact_ids)
    )
    of_comms = select(Change.id).where(Change.record_kind == COMM, Change.act_id.in_(about))
    both = (
        of_row.where(Change.act_id.in_(act_ids)).union_all(of_comms).cte("both").prefix_with("MATERIALIZED")
    )
    chosen = select(Change).where(Change.id.in_(select(both.c.id)), Change.skipped.is_(None))
    changes = db.session.scalars(chosen.order_by(Change.id).limit(MOST_TOLD)).all()
    known = Known(changes, to)
    found: dict[int, list[Line]] = {}
    for change in changes:
        found.setdefault(change.act_id, []).extend(_lines(change, known))
    return found


def _told(change: Change, owners: Sequence[Contact], known: Known) -> Told:
    first = owners[0]
    return Told(
        kind=change.record_kind,
        id=change.record_id,
        title=" – ".join(contact.shown_name for contact in owners),
        url=url(first.id) if first.deleted_at is None else "",
        lines=tuple(_lines(change, known)),
        reason=Reason(change.skipped) if change.skipped else None,
        of=change,
    )


def _lines(change: Change, known: Known) -> Iterator[Line]:
    before, after = change.before or {}, change.after or {}
    if change.record_kind == COMM:
        yield Line(str(FIELDS["comms"]), _short(before.get("value")), _short(after.get("value")))
    elif change.record_kind in (LINK, MERGED_LINK):
        yield Line(str(lazy("Links")))
    else:
        for name in {**before, **after}:
            if name not in LEFT_OUT:
                was, now = (_words(name, values.get(name), known) for values in (before, after))
                yield Line(_label(name, known), was, now)


def _label(name: str, known: Known) -> str:
    column, _dot, key = name.partition(".")
    if column == "custom" and key.isdecimal():
        return known.fields[int(key)].shown if int(key) in known.fields else ""
    if column == "requisites":
        return str(REQUISITES.get(key, MORE_FIELDS[column]))
    return str(FIELDS.get(column) or MORE_FIELDS.get(column) or "")


def _words(name: str, value: Any, known: Known) -> str:
    """A value for people; empty where only its name is told."""
    if name == "type_id":
        return known.types.get(value, "")
    if name == "tag_ids":
        return ", ".join(known.tags[tag] for tag in value or () if tag in known.tags)
    if name in OF_ACCESS:
        return OF_ACCESS[name](value, known)
    if name.startswith("custom."):
        return _custom_words(int(name.removeprefix("custom.")), value, known)
    labels: dict[str, Mapping[Any, LazyText]] = {
        "kind": KIND_LABELS, "sharing": SHARING_LABELS, "restricted": YES_OR_NO,
    }  # fmt: skip
    if name in labels:
        return str(labels[name].get(value, ""))
    if name == "born_on":
        return moments.date_of(date.fromisoformat(value)) if value else ""
    return _short(value) if name in FIELDS or name.partition(".")[0] in TEXTS else ""


def _grants(grants: Sequence[Mapping[str, Any]] | None, known: Known) -> str:
    """Whom access was granted to, each with the level: "Anna (read), Sales (read and write)"."""
    told = ((known.grantees.get(one["grantee"], ""), GRANT_LEVELS[one["level"]]) for one in grants or ())
    # Translators: somebody to whom access was granted, and how far: Anna (read)
    return ", ".join(_("%(name)s (%(level)s)", name=name, level=str(level)) for name, level in told if name)


OF_ACCESS: Final[dict[str, Callable[[Any, Known], str]]] = {
    MANAGERS: lambda some, known: ", ".join(known.people.get(one["user_id"], "") for one in some or ()),
    GRANTS: _grants,
    "class_id": lambda class_id, known: known.classes.get(class_id, ""),
}


def _custom_words(field_id: int, value: Any, known: Known) -> str:
    """A custom value as the profile tells it; nothing of a contact that the reader does not see."""
    field = known.fields.get(field_id)
    if field is None or value is None:
        return ""
    return _short(telling.one_told(field, value, known.named).text)


def _custom(values: Mapping[str, Any]) -> dict[str, Any]:
    """The custom values among these, by the field's key."""
    own = ((name.partition("."), value) for name, value in values.items() if value is not None)
    return {key: value for (column, _dot, key), value in own if column == "custom"}


def _short(value: Any) -> str:
    if not isinstance(value, str):
        return ""
    return value if len(value) <= SHOWN_VALUE else f"{value[:SHOWN_VALUE].rstrip()}…"


def _owners(changes: Sequence[Change]) -> dict[int, list[int]]:
    """The contacts that each change is about."""
    rows = [change.record_id for change in changes if change.record_kind == COMM]
    ends = [change.record_id for change in changes if change.record_kind in (LINK, MERGED_LINK)]
    comms = _pairs(select(Comm.id, Comm.contact_id).where(Comm.id.in_(rows))) if rows else {}
    pairs = select(ContactLink.id, ContactLink.one_id, ContactLink.other_id).where(ContactLink.id.in_(ends))
    links = {row[0]: [row[1], row[2]] for row in db.session.execute(pairs)} if ends else {}
    found: dict[int, list[int]] = {}
    for change in changes:
        told = {**(change.before or {}), **(change.after or {})}
        if change.record_kind == CONTACT:
            found[id(change)] = [change.record_id]
        elif change.record_kind == COMM:
            owner = told.get("contact_id") or comms.get(change.record_id)
            found[id(change)] = [owner] if owner else []
        else:
            here = [told[end] for end in ENDS if told.get(end)]
            found[id(change)] = here if len(here) == len(ENDS) else links.get(change.record_id, [])
    return found


def _seen(ids: Collection[int], to: Actor) -> dict[int, Contact]:
    visible, mine = (
        query.where(Contact.id.in_(ids)).with_only_columns(Contact.id).order_by(None)
        for query in (Contact.visible_to(to), restorable_by(to))
    )
    rows = select(Contact).where(or_(Contact.id.in_(visible), Contact.id.in_(mine)))
    return {contact.id: contact for contact in db.session.scalars(rows)} if ids else {}


def _names(model: Any, ids: Collection[Any]) -> dict[Any, str]:
    wanted = {one for one in ids if one is not None}
    rows = select(model).where(model.id.in_(wanted))
    return {row.id: row.shown for row in db.session.scalars(rows)} if wanted else {}


def _pairs(rows: Any) -> dict[int, int]:
    return dict(tuple(row) for row in db.session.execute(rows))
