"""Workflows as lines of a list, and their versions."""

from collections.abc import Sequence
from dataclasses import dataclass

from crm.kernel import moments
from crm.kernel.i18n import _, ngettext
from crm.team.queries import names_of
from crm.workflows.models import Workflow, WorkflowVersion
from crm.workflows.queries.workflows import versions_in_force

SHOWN_STEPS = 4


@dataclass(frozen=True, slots=True)
class Line:
    """A workflow in a list."""

    id: int
    name: str
    second: str
    count: str


@dataclass(frozen=True, slots=True)
class VersionLine:
    """A version in a list."""

    number: int
    at: str
    exact: str
    iso: str
    by: str
    restored: int | None
    is_in_force: bool


def listed(workflows: Sequence[Workflow]) -> list[Line]:
    """The workflows with what they do; one statement."""
    versions = versions_in_force(workflows)
    return [_line(workflow, versions.get(workflow.id)) for workflow in workflows]


def version_lines(workflow: Workflow, versions: Sequence[WorkflowVersion]) -> list[VersionLine]:
    """Who laid down which version when; one statement."""
    people = names_of(version.made_by for version in versions)
    return [
        VersionLine(
            number=one.number, at=moments.short(one.made_at), exact=moments.exact(one.made_at),
            iso=one.made_at.isoformat(), by=people.get(one.made_by or 0) or _("Artel"),
            restored=one.restored, is_in_force=one.number == workflow.number,
        )
        for one in versions
    ]  # fmt: skip


def _line(workflow: Workflow, version: WorkflowVersion | None) -> Line:
    steps = version.definition["steps"] if version else []
    titles = [str(step["title"]) for step in steps[:SHOWN_STEPS]]
    told = " → ".join([*titles, "…"] if len(steps) > SHOWN_STEPS else titles)
    count = ngettext("%(num)s step", "%(num)s steps", len(steps))
    return Line(workflow.id, workflow.name, workflow.help or told, count)
