"""The statements that make contacts of staged lines: each writes a whole chunk, with all that is derived."""

from collections.abc import Sequence
from typing import Any, Final

from sqlalchemy import (
    ARRAY,
    BigInteger,
    Boolean,
    Date,
    Insert,
    Integer,
    Select,
    SmallInteger,
    Text,
    any_,
    column,
    delete,
    func,
    insert,
    literal,
    null,
    select,
    true,
    type_coerce,
    update,
)
from sqlalchemy.dialects.postgresql import JSONB, aggregate_order_by
from sqlalchemy.orm import aliased
from sqlalchemy.sql.dml import ReturningInsert

from crm.contacts.actions.noting import NOT_NOTED, SPREAD
from crm.contacts.models.access import ContactAcl, ContactActivity
from crm.contacts.models.contact import Comm, Contact, ContactManager
from crm.contacts.models.kinds import CONTACT, GRANTS, MANAGERS
from crm.contacts.models.links import ContactLink
from crm.contacts.models.lists import ContactType, Tag
from crm.imports.facts import ContactImported
from crm.imports.models import Import, ImportLine, Verdict
from crm.journal.models import Change
from crm.kernel.access import Actor
from crm.kernel.db import db
from crm.kernel.facts import of_each

TEXTS: Final = (
    "kind", "first_name", "last_name", "middle_name", "name", "description", "sharing", "sort_name",
    "search_text", "language", "source", "currency", "job_title", "match_name", "inn",
    "external_id",
)  # fmt: skip
OF_CONTACT: Final = (
    *((name, Text()) for name in TEXTS),
    ("type_id", BigInteger()), ("class_id", BigInteger()), ("born_on", Date()), ("requisites", JSONB()),
    ("custom", JSONB()), ("tag_ids", ARRAY(BigInteger())), ("principals", ARRAY(Text())),
)  # fmt: skip
OF_COMM: Final = (
    ("kind", Text()), ("value", Text()), ("normalised", Text()), ("label", Text()), ("is_primary", Boolean()),
    ("position", SmallInteger()), ("valid", Boolean()), ("parts", JSONB()),
)  # fmt: skip


def write(one: Import, lines: Sequence[int], *, by: Actor) -> None:
    """Make contacts of these lines, in the caller's transaction; ten statements, however many they are."""
    chosen = ImportLine.import_id == one.id, ImportLine.line == any_(literal(list(lines), ARRAY(Integer())))
    made = db.session.scalars(_contacts(chosen, by)).all()
    _tie(one, sorted(lines), sorted(map(int, made)))
    for statement in (
        _comms(chosen),
        _managers(chosen),
        insert(ContactActivity).from_select(
            ["contact_id"], select(ImportLine.contact_id).where(*chosen).order_by(ImportLine.contact_id)
        ),
        _access(chosen),
        _links(chosen),
        _changes(one, chosen),
        _facts(one, chosen, by),
    ):
        db.session.execute(statement, execution_options=UNSEEN)


def settle(one: Import, lines: Sequence[int]) -> None:
    """Drop the lines that became contacts; those of companies stay, for the people of later lines."""
    chosen = ImportLine.import_id == one.id, ImportLine.line == any_(literal(list(lines), ARRAY(Integer())))
    done = (
        update(ImportLine).where(*chosen, ImportLine.line < 0).values(verdict=Verdict.DONE.value, wanted=None)
    )
    db.session.execute(done, execution_options=UNSEEN)
    db.session.execute(delete(ImportLine).where(*chosen, ImportLine.line > 0), execution_options=UNSEEN)


UNSEEN: Final = {"synchronize_session": False}


def _tie(one: Import, lines: Sequence[int], contact_ids: Sequence[int]) -> None:
    """Note at each line which contact it became: ids were counted in the order of the lines."""
    if len(lines) != len(contact_ids):
        raise RuntimeError("a line became no contact, or two")
    pairs = func.unnest(literal(list(lines), ARRAY(Integer())), literal(list(contact_ids), ARRAY(BigInteger)))
    pair = pairs.table_valued(column("line", Integer()), column("contact_id", BigInteger()))
    pair = pair.render_derived(name="pair")
    told = update(ImportLine).where(ImportLine.import_id == one.id, ImportLine.line == pair.c.line)
    db.session.execute(told.values(contact_id=pair.c.contact_id), execution_options=UNSEEN)


def _contacts(chosen: Any, by: Actor) -> ReturningInsert[Any]:
    row = _record("contact", OF_CONTACT)
    a_type = select(ContactType.id).where(ContactType.id == row.c.type_id).scalar_subquery()
    tag = func.unnest(row.c.tag_ids).table_valued(column("tag_id", BigInteger)).render_derived(name="tag_of")
    tags = select(func.coalesce(func.array_agg(tag.c.tag_id), literal([], ARRAY(BigInteger))))
    tags = tags.where(tag.c.tag_id.in_(select(Tag.id))).correlate(row)
    columns: dict[str, Any] = {
        **{name: row.c[name] for name, _type in OF_CONTACT if name != "custom"},
        "type_id": a_type,
        "tag_ids": tags.scalar_subquery(),
        "custom": func.coalesce(row.c.custom, literal({}, JSONB)),
    }
    values = select(literal(by.user_id, BigInteger), *columns.values()).select_from(ImportLine)
    rows = values.join(row, true()).where(*chosen).order_by(ImportLine.line)
    return insert(Contact).from_select(["made_by", *columns], rows).returning(Contact.id)


def _comms(chosen: Any) -> Insert:
    row = _records("comms", OF_COMM)
    names = ["contact_id", *(name for name, _type in OF_COMM)]
    values = select(ImportLine.contact_id, *(row.c[name] for name, _type in OF_COMM))
    return insert(Comm.__table__).from_select(names, _lines(values, row, chosen))


def _managers(chosen: Any) -> Insert:
    row = _records("managers", (("user_id", BigInteger()), ("is_lead", Boolean())))
    values = select(ImportLine.contact_id, row.c.user_id, row.c.is_lead)
    names = ["contact_id", "user_id", "is_lead"]
    return insert(ContactManager.__table__).from_select(names, _lines(values, row, chosen))


def _access(chosen: Any) -> Insert:
    row = _records("access", (("principal", Text()), ("level", SmallInteger())))
    sort_name = ImportLine.wanted["contact"]["sort_name"].astext
    values = select(ImportLine.contact_id, row.c.principal, row.c.level, func.now(), sort_name)
    names = ["contact_id", "principal", "level", "last_activity_at", "sort_name"]
    return insert(ContactAcl).from_select(names, _lines(values, row, chosen))


def _links(chosen: Any) -> Insert:
    """People to their companies, which have lines of their own, or were there already."""
    company = aliased(ImportLine)
    values = (
        select(
            literal("employment", Text), ImportLine.contact_id, company.contact_id,
            func.coalesce(ImportLine.wanted["role"].astext, ""), true(),
        )
        .join(
            company,
            (company.import_id == ImportLine.import_id)
            & (company.match_key == ImportLine.wanted["company"].astext)
            & (company.line < 0),
        )
        .join(Contact, (Contact.id == company.contact_id) & Contact.deleted_at.is_(None))
        .where(*chosen)
        .order_by(ImportLine.contact_id)
    )  # fmt: skip
    names = ["kind", "one_id", "other_id", "role", "is_main"]
    return insert(ContactLink.__table__).from_select(names, values)


def _changes(one: Import, chosen: Any) -> Insert:
    """What the journal keeps of each new contact: all its values, as ``noting`` names them."""
    row = func.to_jsonb(Contact.__table__.table_valued(), type_=JSONB)
    plain = row.op("-", return_type=JSONB)(literal([*NOT_NOTED[CONTACT], *SPREAD], ARRAY(Text)))
    spread = [_spread(name) for name in SPREAD]
    manager = _object({"user_id": ContactManager.user_id, "lead": ContactManager.lead})
    managers = select(func.jsonb_agg(aggregate_order_by(manager, ContactManager.user_id)))
    managers = managers.where(ContactManager.contact_id == Contact.id).correlate(Contact)
    nobody = literal([], JSONB)
    in_charge = func.coalesce(type_coerce(managers.scalar_subquery(), JSONB), nobody)
    people = _object({MANAGERS: in_charge, GRANTS: nobody})
    after = plain
    for part in (*spread, people):
        after = after.op("||", return_type=JSONB)(part)
    values = (
        select(literal(one.act_id, BigInteger), literal(CONTACT, Text), Contact.id, null(), after)
        .join(ImportLine, ImportLine.contact_id == Contact.id)
        .where(*chosen)
        .order_by(Contact.id)
    )
    names = ["act_id", "record_kind", "record_id", "before", "after"]
    return insert(Change).from_select(names, values)


def _spread(name: str) -> Any:
    """``{"custom.7": …}`` of a column that is noted value by value."""
    each = func.jsonb_each(getattr(Contact, name)).table_valued(column("key", Text), column("value", JSONB))
    each = each.render_derived(name=f"of_{name}")
    together = func.jsonb_object_agg(func.concat(literal(f"{name}.", Text), each.c.key), each.c.value)
    filled = select(func.coalesce(together, literal({}, JSONB))).select_from(each)
    return type_coerce(filled.correlate(Contact).scalar_subquery(), JSONB)


def _facts(one: Import, chosen: Any, by: Actor) -> Insert:
    kind = ImportLine.wanted["contact"]["kind"].label("kind")
    made = select(ImportLine.contact_id, kind).where(*chosen).subquery("made")
    body = _object({
        "contact_id": made.c.contact_id, "version": literal(1, BigInteger),
        "act_id": literal(one.act_id, BigInteger), "kind": made.c.kind,
        "import_id": literal(one.id, BigInteger),
    })  # fmt: skip
    return of_each(ContactImported, made.c.contact_id, body, by=by)


def _object(values: dict[str, Any]) -> Any:
    """A JSON object of these expressions."""
    pairs = [side for name, value in values.items() for side in (literal(name, Text), value)]
    return func.jsonb_build_object(*pairs, type_=JSONB)


def _lines(values: Select[Any], row: Any, chosen: Any) -> Select[Any]:
    return values.join(row, true()).where(*chosen).order_by(ImportLine.contact_id)


def _record(name: str, columns: Any) -> Any:
    told = func.jsonb_to_record(ImportLine.wanted[name])
    return _derived(told, name, columns)


def _records(name: str, columns: Any) -> Any:
    told = func.jsonb_to_recordset(ImportLine.wanted[name])
    return _derived(told, name, columns)


def _derived(told: Any, name: str, columns: Any) -> Any:
    parts = told.table_valued(*(column(key, kind) for key, kind in columns))
    return parts.render_derived(name=f"row_{name}", with_types=True)
