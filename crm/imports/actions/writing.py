"""The statements that make contacts of staged lines: each writes a whole chunk, with all that is derived."""

from dataclasses import dataclass
from typing import Any, Final, cast

from sqlalchemy import (
    ARRAY,
    CTE,
    BigInteger,
    Boolean,
    CursorResult,
    Date,
    Delete,
    Insert,
    Integer,
    Select,
    SmallInteger,
    Text,
    Update,
    any_,
    case,
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
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.dialects.postgresql import insert as insert_or_else
from sqlalchemy.sql.dml import ReturningInsert

from crm.contacts.actions.noting import NOT_NOTED, SPREAD
from crm.contacts.models.access import ContactAcl, ContactActivity
from crm.contacts.models.contact import Comm, Contact, ContactManager
from crm.contacts.models.kinds import CONTACT, GRANTS, MANAGERS
from crm.contacts.models.links import ContactLink
from crm.contacts.models.lists import ContactType, Tag
from crm.fields.models import UniqueValue
from crm.fields.queries import fields_of
from crm.imports.actions import firms
from crm.imports.actions.chunks import Chunk, array_of, in_one_text
from crm.imports.actions.granting import granted, grants
from crm.imports.actions.staging import BLANK, BLANK_COMM, NAMED, UNSEEN
from crm.imports.facts import ContactImported
from crm.imports.models import Import, ImportCompany, ImportLine, Verdict
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
    ("restricted", Boolean()),
    ("custom", JSONB()), ("tag_ids", ARRAY(BigInteger())), ("principals", ARRAY(Text())),
)  # fmt: skip
OF_COMM: Final = (
    ("kind", Text()), ("value", Text()), ("normalised", Text()), ("label", Text()), ("is_primary", Boolean()),
    ("position", SmallInteger()), ("valid", Boolean()), ("parts", JSONB()),
)  # fmt: skip


def write(one: Import, chunk: Chunk, *, by: Actor) -> None:
    """Make contacts of these lines, in the caller's transaction; as few statements, however many they are."""
    made = _contacts(one, chunk, by).cte("made")
    ids, number = db.session.execute(select(in_one_text(made.c.id), func.count()).select_from(made)).one()
    if number != chunk.number:
        raise RuntimeError("a line became no contact, or two")
    chosen = _Chosen.of(one, chunk, ids)
    besides = (
        _comms(chosen),
        _managers(chosen),
        insert(ContactActivity).from_select(["contact_id"], select(chosen.contact_id)),
        _access(chosen),
        *((grants(one, chosen.told),) if one.wish.get("grants") else ()),
        *((_unique(chosen),) if any(field.unique for field in fields_of(CONTACT)) else ()),
        _changes(one, chosen),
        *((_companies(one, chosen),) if chunk.of_companies else ()),
        _links(one, chosen),
    )
    together = _facts(one, chosen, by).add_cte(*(each.cte(f"into_{each.table.name}") for each in besides))
    db.session.execute(together, execution_options=UNSEEN)
    if chunk.of_companies and one.seen.get(firms.FIRST):
        firms.link(one)


def settle(one: Import, chunk: Chunk) -> bool:
    """Drop the lines that became contacts, but those of companies, which people of later lines need.

    False: somebody else made contacts of some of them meanwhile, and this transaction must not stand.
    """
    chosen = ImportLine.import_id == one.id, ImportLine.line == any_(chunk.lines)
    new = ImportLine.verdict == Verdict.NEW.value
    done = update(ImportLine).where(*chosen, new, ImportLine.line < 0)
    kept = done.values(verdict=Verdict.DONE.value, wanted=None)
    dropped = delete(ImportLine).where(*chosen, new, ImportLine.line > 0)
    return _touched(kept) + _touched(dropped) == chunk.number


def _touched(statement: Update | Delete) -> int:
    """Execute it; returns of how many rows."""
    done = cast("CursorResult[Any]", db.session.execute(statement, execution_options=UNSEEN))
    return done.rowcount


@dataclass(frozen=True, slots=True)
class _Chosen:
    """Lines of an import with the ids of the contacts that they become, read once for all that is written."""

    told: CTE

    @classmethod
    def of(cls, one: Import, chunk: Chunk, contact_ids: str) -> "_Chosen":
        """The contacts are told in the order of the lines."""
        pairs = func.unnest(chunk.lines, array_of(contact_ids, BigInteger))
        pair = pairs.table_valued(column("line", Integer()), column("contact_id", BigInteger()))
        pair = pair.render_derived(name="pair")
        of_line = select(ImportLine.wanted).where(
            ImportLine.import_id == one.id, ImportLine.line == pair.c.line
        )
        staged = of_line.limit(1).lateral("staged")  # by its key, whatever the planner thinks
        told = select(pair.c.contact_id, staged.c.wanted).select_from(pair.join(staged, true()))
        return cls(told.cte("told").prefix_with("MATERIALIZED"))

    @property
    def contact_id(self) -> Any:
        """What the line became."""
        return self.told.c.contact_id

    @property
    def wanted(self) -> Any:
        """What was staged of it."""
        return self.told.c.wanted

    def select(self, *columns: Any, each: Any = None) -> Select[Any]:
        """These columns of each line; with ``each`` of every row that is told there."""
        return select(*columns).select_from(self.told if each is None else self.told.join(each, true()))


def _contacts(one: Import, chunk: Chunk, by: Actor) -> ReturningInsert[Any]:
    """Their ids are counted in the order of the lines."""
    row = _record(ImportLine.wanted, "contact", OF_CONTACT)
    a_type = select(ContactType.id).where(ContactType.id == row.c.type_id).scalar_subquery()
    tag = func.unnest(row.c.tag_ids).table_valued(column("tag_id", BigInteger)).render_derived(name="tag_of")
    tags = select(func.coalesce(func.array_agg(tag.c.tag_id), literal([], ARRAY(BigInteger))))
    tags = tags.where(tag.c.tag_id.in_(select(Tag.id))).correlate(row)
    none = literal([], ARRAY(BigInteger))
    told = case((func.cardinality(row.c.tag_ids) > 0, tags.scalar_subquery()), else_=none)
    columns: dict[str, Any] = {
        **{name: _filled(row.c[name], BLANK.get(name)) for name, _type in OF_CONTACT},
        "type_id": a_type,
        "tag_ids": told,
    }
    chosen = ImportLine.import_id == one.id, ImportLine.line == any_(chunk.lines)
    values = select(literal(by.user_id, BigInteger), *columns.values()).select_from(ImportLine)
    rows = values.join(row, true()).where(*chosen).order_by(ImportLine.line)
    return insert(Contact).from_select(["made_by", *columns], rows).returning(Contact.id)


def _filled(told: Any, blank: Any) -> Any:
    """What was told, or what is left out of staged lines for short."""
    return told if blank is None else func.coalesce(told, literal(blank, told.type))


def _comms(chosen: _Chosen) -> Insert:
    row = _records(chosen.wanted, "comms", OF_COMM)
    names = ["contact_id", *(name for name, _type in OF_COMM)]
    told = {name: _filled(row.c[name], BLANK_COMM.get(name)) for name, _type in OF_COMM}
    told["normalised"] = func.coalesce(row.c.normalised, row.c.value)
    values = chosen.select(chosen.contact_id, *told.values(), each=row)
    return insert(Comm.__table__).from_select(names, values)


def _managers(chosen: _Chosen) -> Insert:
    row = _records(chosen.wanted, "managers", (("user_id", BigInteger()), ("is_lead", Boolean())))
    values = chosen.select(chosen.contact_id, row.c.user_id, row.c.is_lead, each=row)
    return insert(ContactManager.__table__).from_select(["contact_id", "user_id", "is_lead"], values)


def _access(chosen: _Chosen) -> Insert:
    row = _records(chosen.wanted, "access", (("principal", Text()), ("level", SmallInteger())))
    sort_name = func.coalesce(chosen.wanted["contact"]["sort_name"].astext, "")
    values = chosen.select(chosen.contact_id, row.c.principal, row.c.level, func.now(), sort_name, each=row)
    names = ["contact_id", "principal", "level", "last_activity_at", "sort_name"]
    return insert(ContactAcl).from_select(names, values)


def _unique(chosen: _Chosen) -> Insert:
    row = _records(chosen.wanted, "unique", (("field_id", BigInteger()), ("value", Text())))
    values = chosen.select(row.c.field_id, row.c.value, chosen.contact_id, each=row)
    return insert(UniqueValue).from_select(["field_id", "value", "record_id"], values)


def _links(one: Import, chosen: _Chosen) -> Insert:
    """People to their companies, which are there already or became contacts before."""
    company = (
        select(Contact.id)
        .select_from(ImportCompany)
        .join(Contact, Contact.id == ImportCompany.contact_id)
        .where(ImportCompany.import_id == one.id, ImportCompany.key == chosen.wanted["company"].astext)
        .where(Contact.deleted_at.is_(None))
        .limit(1)
        .lateral("company")  # by its key, as ``staged`` is
    )
    role = func.coalesce(chosen.wanted["role"].astext, "")
    kind = literal("employment", Text)
    values = chosen.select(kind, chosen.contact_id, company.c.id, role, true(), each=company)
    names = ["kind", "one_id", "other_id", "role", "is_main"]
    return insert(ContactLink.__table__).from_select(names, values)


def _companies(one: Import, chosen: _Chosen) -> Insert:
    """Which contact a company's line became: people of later lines are linked with it.

    Each is there already. It is written as if it were not, since that finds it by its key: how an update
    joins them is the planner's choice, and it met all companies of the file for each line.
    """
    key = chosen.wanted[NAMED].astext
    rows = chosen.select(literal(one.id, BigInteger), key, chosen.contact_id)
    made = insert_or_else(ImportCompany).from_select(["import_id", "key", "contact_id"], rows)
    of_key = (ImportCompany.import_id, ImportCompany.key)
    return made.on_conflict_do_update(index_elements=of_key, set_={"contact_id": made.excluded.contact_id})


def _changes(one: Import, chosen: _Chosen) -> Insert:
    """What the journal keeps of each new contact: its values as ``noting`` names them, but for blank ones.

    They are what was staged: a type or a tag that went between dry run and run is named still.
    """
    contact = chosen.wanted["contact"]
    people: dict[str, Any] = {MANAGERS: func.coalesce(chosen.wanted["in_charge"], literal([], JSONB))}
    if grants := granted(one):
        people[GRANTS] = literal(grants, JSONB)
    left_out = literal([*NOT_NOTED[CONTACT], *SPREAD], ARRAY(Text))
    plain = _with(contact.op("-", return_type=JSONB)(left_out), _object(people))
    spread = plain
    for name in SPREAD:
        spread = _with(spread, _spread(contact, name))
    is_bare = ~contact.has_any(literal([*SPREAD], ARRAY(Text)))
    after = case((is_bare, plain), else_=spread)
    about = literal(one.act_id, BigInteger), literal(CONTACT, Text), chosen.contact_id
    names = ["act_id", "record_kind", "record_id", "before", "after"]
    return insert(Change).from_select(names, chosen.select(*about, null(), after))


def _with(values: Any, others: Any) -> Any:
    return values.op("||", return_type=JSONB)(others)


def _spread(contact: Any, name: str) -> Any:
    """``{"custom.7": …}`` of what is noted value by value."""
    each = func.jsonb_each(contact[name]).table_valued(column("key", Text), column("value", JSONB))
    each = each.render_derived(name=f"of_{name}")
    together = func.jsonb_object_agg(func.concat(literal(f"{name}.", Text), each.c.key), each.c.value)
    return type_coerce(select(func.coalesce(together, literal({}, JSONB))).scalar_subquery(), JSONB)


def _facts(one: Import, chosen: _Chosen, by: Actor) -> Insert:
    contact_id = chosen.contact_id
    kind = chosen.wanted["contact"]["kind"].label("kind")
    made = chosen.select(contact_id, kind).subquery("made")
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


def _record(wanted: Any, name: str, columns: Any) -> Any:
    return _derived(func.jsonb_to_record(wanted[name]), name, columns)


def _records(wanted: Any, name: str, columns: Any) -> Any:
    return _derived(func.jsonb_to_recordset(wanted[name]), name, columns)


def _derived(told: Any, name: str, columns: Any) -> Any:
    parts = told.table_valued(*(column(key, kind) for key, kind in columns))
    return parts.render_derived(name=f"row_{name}", with_types=True)
