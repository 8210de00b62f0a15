"""Acts on many contacts in the JSON API: started, watched, stopped, reported (CON-12)."""

from datetime import datetime
from typing import Annotated, Any, Final

from flask import url_for
from pydantic import BaseModel, ConfigDict, Field
from pydantic.config import JsonDict
from sqlalchemy import Select

from crm.contacts.access import BULK_EDIT
from crm.contacts.actions.bulk import running
from crm.contacts.api.contacts import ContactQuery
from crm.contacts.api.plane import bulk as api
from crm.contacts.models.contact import Contact
from crm.contacts.models.kinds import CONTACT
from crm.contacts.presenters import bulk as telling
from crm.contacts.queries.listing import matching_ids
from crm.kernel.access import found
from crm.kernel.bulk import Skip, bulk_actions
from crm.kernel.errors import Invalid
from crm.kernel.forms import Id, Label, Shape
from crm.kernel.i18n import lazy, mark
from crm.kernel.runs import Run
from crm.views import selecting
from crm.web.api.answers import Answer, created
from crm.web.api.listing import CountOut, Paged, count_out, read_cursor, write_cursor
from crm.web.here import actor

MOST_NAMED: Final = 10_000
"""So many contacts are named by one call."""
OF_REPORT: Final = "parts of a report"
EXAMPLE: JsonDict = {"action": "tags", "contact_ids": [1, 4], "values": {"add": ["VIP"], "remove": []}}


class WhoseIn(Shape):
    """Which contacts it is about: name them, or say that it is those that are selected, or that match."""

    contact_ids: Annotated[list[Id], Field(min_length=1, max_length=MOST_NAMED)] | None = None
    selected: bool = False
    """Those that you have selected."""
    matching: bool = False
    """All that `GET /contacts` would list with the same query."""


class BulkIn(WhoseIn):
    """What is done to which contacts: name them, or say that it is those that are selected, or that match."""

    model_config = ConfigDict(json_schema_extra={"examples": [EXAMPLE]})

    action: Label
    """`type`, `tags`, `managers`, `sharing`, `class`, `field`, `case`, `task` or `delete`."""
    values: Annotated[dict[str, Any], Field(max_length=20, default_factory=dict)]
    """What the action asks: `type_id`; `add` and `remove` (tags by name); `way` (add, remove, replace),
    `manager_ids` and `lead_id`; `sharing`, `restricted`; `class_id`; `field` and its value; for `case` and
    `task` what each contact gets: of a case `title`, `description`, `type_id`, `priority`, `owner_id`,
    `owner` (`lead`: the lead manager of each contact; `owner_id` where there is none who may own cases),
    `due_on`, `custom`; of a task `title`, `text`, `category_id`, `priority`, `due_on` or `due_at`,
    `assignee_ids`."""


class StoppingIn(Shape):
    """Nothing needs to be said: send an empty object."""


class BulkOut(BaseModel):
    """An act on many contacts, how far it is and what came of it."""

    id: int
    action: str
    state: Annotated[str, Field(description=mark("`waiting`, `running`, `done`, `cancelled` or `failed`."))]
    total: Annotated[int, Field(description=mark("How many contacts it was about when it began."))]
    done: Annotated[int, Field(description=mark("How many of them were looked at."))]
    changed: int
    same: Annotated[int, Field(description=mark("Were as wished already."))]
    skipped: int
    reasons: Annotated[dict[str, int], Field(description=mark("Why they were left as they are."))]
    notes: Annotated[list[str], Field(description=mark("What else is to be known of it."))]
    act_id: Annotated[int, Field(description=mark("The act by which it can be undone."))]
    made_at: datetime
    ended_at: datetime | None


class BulkPreviewOut(BaseModel):
    """What an act on many contacts would be about, and what it would cost you."""

    contacts: Annotated[CountOut, Field(description=mark("How many contacts it would be about."))]
    warning: Annotated[
        str, Field(description=mark("What you should know before it is done; empty: nothing."))
    ]


class OutcomeOut(BaseModel):
    """What came of one contact."""

    contact_id: int
    result: Annotated[str, Field(description=mark("`changed`, `same` or `skipped`."))]
    reason: str
    reason_code: str


class BulkReport(BaseModel):
    """What came of some of the contacts, of those that you see."""

    items: list[OutcomeOut]
    next_cursor: str | None


@api.post("/contacts/bulk", can=BULK_EDIT, takes=BulkIn, asks=ContactQuery, gives=BulkOut)
def start_bulk(form: BulkIn, asked: ContactQuery) -> Answer:
    """Change many contacts at once.

    Up to 100 contacts are done before the answer comes, more in the background: read the act again until
    `ended_at` is set. Whether you may do it is asked for each contact. Which contacts they are is fixed now.
    """
    action = bulk_actions.of(CONTACT, form.action)
    by = actor()
    by.must(action.can)
    run = running.start(action, whose(form, asked), action.check(form.values, by), by=by)
    return created(_shown(run), at=url_for(".get_bulk", run_id=run.id))


@api.post("/contacts/bulk/preview", can=BULK_EDIT, takes=BulkIn, asks=ContactQuery, gives=BulkPreviewOut)
def preview_bulk(form: BulkIn, asked: ContactQuery) -> Answer:
    """See what a change of many contacts would be about, and whether you would lose access; nothing changes.

    What you would lose is told as on the page: to how many of the contacts you would no longer have access.
    """
    action = bulk_actions.of(CONTACT, form.action)
    seen = running.preview(action, whose(form, asked), form.values, by=actor())
    told = BulkPreviewOut(contacts=count_out(seen.contacts), warning=seen.warning)
    return created(told, at=url_for(".start_bulk"))


@api.get("/contacts/bulk/<int:run_id>", can=BULK_EDIT, gives=BulkOut)
def get_bulk(run_id: int) -> BulkOut:
    """Read an act on many contacts that you have started."""
    return _shown(_mine(run_id))


@api.post("/contacts/bulk/<int:run_id>/cancellation", can=BULK_EDIT, takes=StoppingIn, gives=BulkOut)
def stop_bulk(run_id: int, form: StoppingIn) -> BulkOut:
    """Stop an act on many contacts.

    What is done stays, and can be undone.
    """
    run = _mine(run_id)
    running.cancel(run)
    return _shown(run)


@api.get("/contacts/bulk/<int:run_id>/report", can=BULK_EDIT, asks=Paged, gives=BulkReport)
def list_bulk_report(run_id: int, asked: Paged) -> BulkReport:
    """List what came of each contact.

    A page is a part of the act: up to 1,000 contacts, whatever `limit` says.
    """
    run = _mine(run_id)
    after = read_cursor(asked.cursor, of=OF_REPORT)
    number, outcomes = telling.outcomes(run, after=after[0] if after else -1, to=actor())
    items = [
        OutcomeOut(
            contact_id=one.contact.id, result=one.result, reason_code=one.reason,
            reason=str(Skip(one.reason).sentence) if one.reason else "",
        )
        for one in outcomes
    ]  # fmt: skip
    return BulkReport(
        items=items, next_cursor=write_cursor([number] if number is not None else None, of=OF_REPORT)
    )


def whose(form: WhoseIn, asked: ContactQuery) -> Select[Any]:
    """The contacts that it is about.

    Raises:
        Invalid: none or several ways to name them were chosen.
    """
    to = actor()
    if sum((form.contact_ids is not None, form.selected, form.matching)) != 1:
        raise Invalid({"contact_ids": lazy("Give one of these: contact_ids, selected, matching.")})
    if form.matching:
        return matching_ids(asked.wish(), to=to)
    ids = form.contact_ids if form.contact_ids is not None else selecting.chosen(CONTACT, to.user_id)
    return Contact.visible_to(to).where(Contact.id.in_(ids)).with_only_columns(Contact.id)


def _mine(run_id: int) -> Run:
    run: Run = found(running.my_runs(actor()), id=run_id)
    return run


def _shown(run: Run) -> BulkOut:
    sums = {name: run.report.get(name, 0) for name in ("changed", "same", "skipped")}
    return BulkOut(
        id=run.id, action=run.payload["action"], state=run.state, total=run.total or 0, done=run.done,
        **sums, reasons=run.report.get("reasons", {}), notes=telling.notes(run, to=actor()),
        act_id=run.cursor["act_id"], made_at=run.made_at, ended_at=run.ended_at,
    )  # fmt: skip
