"""Another type for a field: first every value is tried, then the type changes, then the values (CON-4)."""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any, Final

from crm.fields.access import MANAGE_FIELDS
from crm.fields.actions import sweeps
from crm.fields.actions.checks import CHOOSING, WITHOUT_FILTER
from crm.fields.actions.conversions import CONVERSIONS, converted, options_among, target
from crm.fields.actions.flags import release_all
from crm.fields.actions.holding import hold
from crm.fields.actions.indexes import keep_indexes
from crm.fields.actions.noting import Journal
from crm.fields.actions.sweeps import Sweep, Task, known
from crm.fields.facts import FieldConverted
from crm.fields.forms import ConversionShape
from crm.fields.models import CustomField, FieldType
from crm.fields.presenters.telling import Names, as_text, names_in, one_told
from crm.fields.reading import Refused
from crm.fields.values import manner
from crm.kernel import runs
from crm.kernel.access import Actor
from crm.kernel.anchors import anchors
from crm.kernel.context import tenant
from crm.kernel.errors import Invalid
from crm.kernel.facts import record
from crm.kernel.i18n import ngettext, speaking

LOOKED_AT: Final = 2_000
MOST_EXAMPLES: Final = 5
MOST_TEXTS: Final = 2_000


@dataclass(frozen=True, slots=True)
class Preview:
    """What a conversion would do: how many of the ``looked`` at records fit, of ``holders`` in all.

    ``whole`` says whether all were looked at. ``examples`` are values that don't fit, of records that the
    reader sees: what the record is called, its address, the value.
    """

    allowed: bool
    holders: int
    looked: int
    fits: int
    options: Sequence[str]
    examples: Sequence[tuple[str, str, str]]

    @property
    def unfit(self) -> int:
        """How many of those looked at don't fit."""
        return self.looked - self.fits

    @property
    def whole(self) -> bool:
        """Whether every record was looked at."""
        return self.looked == self.holders


def convert_field(field: CustomField, shape: ConversionShape, *, by: Actor) -> runs.Run | None:
    """Give the field another type and convert its values; nothing happens if it has the type already.

    Many values are converted in the background, by the returned run. It refuses the whole, and changes
    nothing, while a value doesn't fit, unless ``unfit`` says to clear such; the journal keeps them then, and
    all that was converted. The field is not unique any more, and loses what its new type can't bear.

    Raises:
        Invalid: records hold values, and none can become one of this type; or some don't fit.
        Conflict: the field's values are being worked on.
    Records: FieldConverted, and FieldValuesRewritten for each part.
    """
    by.must(MANAGE_FIELDS)
    field = hold(field)
    if field.type == shape.type:
        return None
    number = sweeps.holders(field, most=sweeps.AT_ONCE)
    if number and shape.type not in CONVERSIONS[field.type]:
        raise Invalid({"type": forbidden(number, capped=number == sweeps.AT_ONCE)})
    options = options_for(field, shape.type)
    return sweeps.start(CONVERT, field, by=by, type=shape.type, options=options, unfit=shape.unfit)


def previewed(field: CustomField, to: FieldType, *, by: Actor) -> Preview:
    """What converting the field would do, tried on the first 2,000 records."""
    holders = sweeps.holders(field, binned=False)
    if holders and to not in CONVERSIONS[field.type]:
        return Preview(False, holders, 0, 0, (), ())
    options = options_for(field, to)
    rows = sweeps.some(field, most=LOOKED_AT)
    with _in_words_of_all():
        tried = _tried(field, rows, to=target(field, to, options), by=by)
    unfit = {record_id: rows[record_id] for record_id, value in tried.items() if value is None}
    names = [option["name"] for option in options] if field.type not in CHOOSING else []
    fits = len(rows) - len(unfit)
    return Preview(True, holders, len(rows), fits, names, list(_examples(field, unfit, by=by)))


def options_for(field: CustomField, to: FieldType) -> list[dict[str, Any]]:
    """The options that the field would have: its own, or the texts that occur."""
    if to not in CHOOSING:
        return []
    return (
        field.options if field.type in CHOOSING else options_among(sweeps.texts_among(field, most=MOST_TEXTS))
    )


def _check(task: Task, part: Mapping[int, Any]) -> dict[str, int]:
    to = target(task.field, task.wish["type"], task.wish["options"])
    with _in_words_of_all():
        tried = _tried(task.field, part, to=to, by=task.by)
    unfit = sum(value is None for value in tried.values())
    return {"fits": len(tried) - unfit, "unfit": unfit}


def _switch(task: Task) -> None:
    """Change the type, unless a value would be lost that nobody gave up."""
    unfit = task.course.counts.get("unfit", 0)
    if unfit and task.wish["unfit"] == "refuse":
        raise Invalid({"type": unfit_told(unfit)})
    field, before = task.field, target(task.field, task.field.type, task.field.options)
    journal = Journal("fields.converted", field, by=task.by)
    task.course.notes.update(act_id=journal.act_id, type=before.type, options=before.options)
    to = target(field, task.wish["type"], task.wish["options"])
    with _in_words_of_all():
        field.default = _tried(before, {0: field.default}, to=to, by=task.by)[0] if field.default else None
    field.type, field.options, field.unique = to.type, to.options, False
    field.filterable = field.filterable and field.type not in WITHOUT_FILTER
    field.version += 1
    release_all(field)
    keep_indexes(field)
    journal.note_field()
    record(FieldConverted(field_id=field.id, before=before.type, after=field.type), by=task.by)


def _convert(task: Task, part: Mapping[int, Any]) -> dict[str, int]:
    """Convert these values; those that don't fit are taken away, and stand in the journal."""
    notes = task.course.notes
    before = target(task.field, notes["type"], notes["options"])
    before.id = task.field.id
    with _in_words_of_all():
        values = _tried(before, part, to=task.field, by=task.by)
    Journal.of(task).rewrite(part, values)
    return {"converted": sum(value is not None for value in values.values())}


def _done(task: Task) -> None:
    """Nothing more follows."""


CONVERT: Final = known(Sweep("convert", ((_check, _switch), (_convert, _done)), exclusive=True))


def _tried(field: CustomField, rows: Mapping[int, Any], *, to: CustomField, by: Actor) -> dict[int, Any]:
    """Each record's value as one of the new type; None where it can't be one. At most two statements."""
    how = manner()
    customs = [{field.key: value} for value in rows.values()]
    names = names_in([field], customs, to=by) if field.type == "user" else Names()
    found: dict[int, Any] = {}
    for record_id, value in rows.items():
        try:
            found[record_id] = converted(field, value, to, manner=how, names=names)
        except Refused:
            found[record_id] = None
    return found


def _examples(field: CustomField, unfit: Mapping[int, Any], *, by: Actor) -> Iterator[tuple[str, str, str]]:
    ids = list(unfit)[:MOST_EXAMPLES]
    names = names_in([field], [{field.key: unfit[record_id]} for record_id in ids], to=by)
    for record_id, seen in anchors.visible(field.record, ids, by).items():
        text = one_told(field, unfit[record_id], names).text or as_text(unfit[record_id])
        yield anchors.title(field.record, seen), anchors.url(field.record, record_id) or "", text


@contextmanager
def _in_words_of_all() -> Iterator[None]:
    """Texts that everybody will read are written in the workspace's language and zone."""
    with speaking(tenant().locale, time_zone=tenant().time_zone):
        yield


def forbidden(number: int, *, capped: bool) -> str:
    """Why the type can't change."""
    if capped:
        return ngettext(
            "At least %(num)s record has a value that can't become one of this type.",
            "At least %(num)s records have values that can't become ones of this type.",
            number,
        )
    return ngettext(
        "%(num)s record has a value that can't become one of this type.",
        "%(num)s records have values that can't become ones of this type.",
        number,
    )


def unfit_told(number: int) -> str:
    """Why nothing was converted."""
    return ngettext(
        "%(num)s value doesn't fit the new type. Nothing was changed.",
        "%(num)s values don't fit the new type. Nothing was changed.",
        number,
    )
