"""What the list of cases can be filtered by: the fields of a case, and the workspace's own (CON-10)."""

from collections.abc import Sequence
from typing import Final

from crm.cases.models.words import CASE, PRIORITIES, SOURCES
from crm.cases.queries.records import types
from crm.cases.queries.setup import statuses
from crm.contacts.queries.filterable import BLANK, OWN, USERS, own_fields, yes_no
from crm.kernel.i18n import lazy
from crm.views.fields import Choice, Field, Fields
from crm.views.language import Node, conditions


def _types() -> Sequence[Choice]:
    return [Choice(str(one.id), one.shown, one.hue) for one in types()]


def _statuses() -> Sequence[Choice]:
    return [Choice(one.code, one.label, one.hue) for one in statuses()]


def _priorities() -> Sequence[Choice]:
    return [Choice(code, str(label)) for code, label in PRIORITIES.items()]


def _sources() -> Sequence[Choice]:
    return [Choice(code, str(label)) for code, label in SOURCES.items()]


BUILT_IN: Final = (
    Field("status", lazy("Status"), "choice", _statuses, but=BLANK),
    Field("type", lazy("Type"), "choice", _types, ids=True),
    Field("priority", lazy("Priority"), "choice", _priorities, but=BLANK),
    # Translators: who is responsible for a case: a field to filter by
    Field("owner", lazy("Responsible"), "choice", **USERS),
    # Translators: whoever works on a case, as owner, member or responsible for a step: a field to filter by
    Field("person", lazy("Works on it"), "choice", **USERS, but=BLANK),
    Field("due", lazy("Due date"), "date"),
    # Translators: a field to filter by: still open past the day it was due
    Field("overdue", lazy("Overdue"), "yes_no", yes_no, but=BLANK),
    Field("source", lazy("Source"), "choice", _sources, but=BLANK),
    Field("created", lazy("Opened"), "moment", but=("next", *BLANK)),
    Field("changed", lazy("Last changed"), "moment", but=("next", *BLANK)),
    Field("closed", lazy("Solved or closed"), "moment", but=("next",)),
    Field("number", lazy("Case number"), "text", but=BLANK),
    Field("title", lazy("Title"), "text", but=BLANK),
    Field("about", lazy("Description"), "text"),
    Field("author", lazy("Added by"), "choice", **USERS, but=BLANK),
)
OF_BUILT_IN: Final[Fields] = {field.key: field for field in BUILT_IN}


def all_fields() -> Fields:
    """Every field to filter by, the workspace's own at the end; one statement."""
    return {**OF_BUILT_IN, **own_fields(CASE)}


def fields_in(*nodes: Node) -> Fields:
    """Those that these filters may be about; a statement only if one asks for an own field."""
    own = any(one.field.startswith(OWN) for node in nodes for one in conditions(node))
    return all_fields() if own else OF_BUILT_IN
