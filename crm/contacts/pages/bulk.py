"""Doing something with all selected contacts: what is asked, how far it is, what came of it (CON-12)."""

from collections.abc import Mapping
from typing import Any, Final

from flask import Response, request, send_file, url_for
from sqlalchemy import Select

from crm.contacts.access import BULK_EDIT
from crm.contacts.actions.bulk import running
from crm.contacts.facts_of_many import BulkReportExported
from crm.contacts.models.contact import Contact
from crm.contacts.models.kinds import CONTACT
from crm.contacts.pages.plane import ids_in, pages
from crm.contacts.presenters import bulk as telling
from crm.contacts.presenters import cards
from crm.files.names import harmless
from crm.files.serving import disposition
from crm.journal.queries import undoable
from crm.kernel.access import found
from crm.kernel.bulk import BulkAction, bulk_actions
from crm.kernel.errors import Invalid, NotFound
from crm.kernel.forms import LARGEST_ID
from crm.kernel.i18n import _
from crm.kernel.runs import Run
from crm.kernel.tables import csv_file
from crm.views import selecting
from crm.web.answers import form_values, go, is_search, next_page, page, sought, to_path, toast
from crm.web.here import actor, leave_trace

ONE_RUN: Final = f"/contacts/bulk/runs/<int(max={LARGEST_ID}):run_id>"


@pages.get("/contacts/bulk/<action_key>", can=BULK_EDIT)
def ask_bulk(action_key: str) -> Response:
    """What the action asks before it is done to all that are selected."""
    return _form(_action(action_key), request.args.to_dict())


@pages.post("/contacts/bulk/<action_key>", can=BULK_EDIT)
def begin_bulk(action_key: str) -> Response:
    """Do it to all that are selected, or that ``ids`` names: at once if few, else in the background."""
    action, typed, by = _action(action_key), form_values(), actor()
    ids, is_warned = typed.pop("ids", None), typed.pop("then", "") == "save"
    whose = _named(ids)
    if is_search():
        return _form(action, typed, ids=ids)
    try:
        wanted = action.check(typed, by)
        if not is_warned and (warning := action.warns(whose, wanted, by)):
            return _form(action, typed, ids=ids, warning=warning)
        run = running.start(action, whose, wanted, by=by)
    except Invalid as error:
        return _form(action, typed, ids=ids, errors=error.fields, status=422)
    return _begun(run)


@pages.get(ONE_RUN, can=BULK_EDIT)
def show_bulk(run_id: int) -> Response:
    """How far it is, and at the end what came of it, contact by contact."""
    run = _mine(run_id)
    left = telling.left(run, to=actor()) if not run.is_open else []
    return page("contacts/bulk/run.html", run=run, left=left, **_told(run))


@pages.get(f"{ONE_RUN}/progress", can=BULK_EDIT)
def bulk_progress(run_id: int) -> Response:
    """How far it is: the part of the page that keeps itself up to date."""
    run = _mine(run_id)
    return page("contacts/bulk/progress.html", run=run, **_told(run))


@pages.post(f"{ONE_RUN}/cancellation", can=BULK_EDIT)
def cancel_bulk(run_id: int) -> Response:
    """Stop; what is done stays, and can be undone."""
    running.cancel(_mine(run_id))
    return go("contacts.show_bulk", run_id=run_id)


@pages.get(f"{ONE_RUN}/report.csv", can=BULK_EDIT, trace=BulkReportExported)
def bulk_report(run_id: int) -> Response:
    """What came of each contact, as a table."""
    run = _mine(run_id)
    file = csv_file(telling.lines(run, to=actor()))
    leave_trace(BulkReportExported(run_id=run.id, act_id=run.cursor["act_id"]))
    answer = send_file(file, mimetype="text/csv")
    named = harmless(f"{telling.action_of(run).label}.csv")
    answer.headers["Content-Disposition"] = disposition(named, shows=False)
    return answer


def _action(name: str) -> BulkAction:
    action = bulk_actions.of(CONTACT, name)
    actor().must(action.can)
    return action


def _named(ids: Any) -> Select[Any]:
    """The contacts that the act is about, of those that the person sees."""
    mine = selecting.chosen(CONTACT, actor().user_id)
    some = Contact.id.in_(mine if ids is None else ids_in(ids))
    return Contact.visible_to(actor()).where(some).with_only_columns(Contact.id)


def _mine(run_id: int) -> Run:
    run: Run = found(running.my_runs(actor()), id=run_id)
    return run


def _begun(run: Run) -> Response:
    """Few: back to the list, with what was done; many: to the page that shows how far it is."""
    if run.is_open:
        return go("contacts.show_bulk", run_id=run.id)
    changed, skipped = run.report["changed"], run.report["skipped"]
    undo = url_for("journal.undo_act", act_id=run.cursor["act_id"]) if changed else None
    told = ". ".join((telling.done_text(run), *telling.notes(run, to=actor())))
    toast(told, undo=undo, kind="ok" if changed else "info")
    if skipped:
        return go("contacts.show_bulk", run_id=run.id)
    return to_path(next_page() or url_for("contacts.index"))


def _told(run: Run) -> dict[str, Any]:
    act_id = run.cursor["act_id"]
    stands = not run.is_open and run.report.get("changed") and act_id in undoable([act_id], by=actor())
    return {
        "action": telling.action_of(run),
        "percent": min(100, 100 * run.done // run.total) if run.total else 0,
        "poll": url_for("contacts.bulk_progress", run_id=run.id) if run.is_open else "",
        "counts": telling.counts(run, to=actor()),
        "undo": url_for("journal.undo_act", act_id=act_id) if stands else "",
    }


def _form(
    action: BulkAction,
    typed: Mapping[str, Any],
    *,
    ids: Any = None,
    warning: str = "",
    errors: Mapping[str, Any] | None = None,
    status: int = 200,
) -> Response:
    if not action.template:
        raise NotFound
    to = actor()
    number = selecting.counted(Contact.visible_to(to), CONTACT, to=to)
    return page(
        "contacts/bulk/form.html",
        status=status,
        action=action,
        number=number.value,
        count=cards.counted_text(number),
        typed=typed,
        ids=" ".join(map(str, sorted(ids_in(ids)))) if ids else "",
        warning=warning,
        errors={name: str(sentence) for name, sentence in (errors or {}).items()},
        offers=action.offers(to, {**typed, "find": sought()}),
        sharings=cards.sharing_options(),
        back=next_page() or url_for("contacts.index"),
        title=_("%(action)s: %(contacts)s", action=action.label, contacts=cards.counted_text(number)),
    )
