"""Saying something in a case, changing it, deleting it."""

from collections.abc import Mapping
from typing import Any

from flask import Response, request, url_for

from crm.cases.access import EDIT_CASES, READ_ONLY
from crm.cases.actions import comments as acts
from crm.cases.forms.case import CommentShape
from crm.cases.models.case import Case
from crm.cases.models.comment import CaseComment
from crm.cases.pages.plane import ONE, pages, the
from crm.cases.queries.mentions import offered
from crm.cases.queries.talk import comment_seen
from crm.contacts.pages.plane import as_id
from crm.journal.pages.plane import undo_url
from crm.kernel.errors import Forbidden, Invalid, Stale
from crm.kernel.forms import LARGEST_ID, read
from crm.kernel.i18n import _
from crm.kernel.names import initials
from crm.web.answers import go, page, toast
from crm.web.here import actor

ONE_COMMENT = f"{ONE}/comments/<int(max={LARGEST_ID}):comment_id>"


@pages.post(f"{ONE}/comments", can=EDIT_CASES)
def add_comment(case_id: int) -> Response:
    """Say it, or show what was typed again with what is wrong."""
    one, values = the(case_id), _posted()
    try:
        said = acts.add_comment(one, read(CommentShape, values), by=actor())
    except Invalid as error:
        return _form(one, None, values, errors=error.fields, status=422)
    toast(_("Comment added"))
    _warn(said.blind)
    return go("cases.show", case_id=case_id)


@pages.get(f"{ONE_COMMENT}/edit", can=EDIT_CASES)
def edit_comment(case_id: int, comment_id: int) -> Response:
    """The form with one's own comment in it."""
    one, comment = _own(case_id, comment_id)
    return _form(one, comment, {"body": comment.body, "internal": comment.internal})


@pages.post(ONE_COMMENT, can=EDIT_CASES)
def save_comment(case_id: int, comment_id: int) -> Response:
    """Change one's own comment."""
    one, comment = _own(case_id, comment_id)
    values = _posted()
    try:
        version = as_id(request.form.get("version", ""))
        said = acts.edit_comment(comment, read(CommentShape, values), version=version, by=actor())
    except Invalid as error:
        return _form(one, comment, values, errors=error.fields, status=422)
    except Stale:
        return _form(one, comment, values, stale=True, status=412)
    toast(_("Saved."), undo=undo_url())
    _warn(said.blind)
    return go("cases.show", case_id=case_id)


@pages.post(f"{ONE_COMMENT}/deletion", can=EDIT_CASES)
def delete_comment(case_id: int, comment_id: int) -> Response:
    """Delete one's own comment; the toast brings it back."""
    _one, comment = _own(case_id, comment_id)
    acts.delete_comment(comment, by=actor())
    toast(_("Comment deleted"), undo=undo_url())
    return go("cases.show", case_id=case_id)


@pages.get(f"{ONE}/calls", can=EDIT_CASES)
def calls(case_id: int) -> Response:
    """Whom ``@`` and the letters ``?q=`` may mean: a part of a page."""
    one = the(case_id)
    actor().must(EDIT_CASES, one, why=READ_ONLY)
    people = offered(request.args.get("q", "").replace("\0", ""), case_id=one.id, to=actor())
    told = [{"id": user.id, "name": user.name, "initials": initials(user.name)} for user in people]
    return page("cases/calls.html", people=told)


def _warn(blind: list[str]) -> None:
    """Say who was called in vain."""
    if blind:
        names = ", ".join(blind)
        toast(_("Not told, because they can't see this case: %(names)s", names=names), kind="warn")


def _own(case_id: int, comment_id: int) -> tuple[Case, CaseComment]:
    """The case and the comment, for who wrote it and may change the case."""
    one = the(case_id)
    comment = comment_seen(comment_id, case_id=case_id, to=actor())
    actor().must(EDIT_CASES, one, why=READ_ONLY)
    if not acts.may_change(comment, by=actor()):
        raise Forbidden(acts.NOT_YOURS)
    return one, comment


def _posted() -> dict[str, Any]:
    return {"body": request.form.get("body", ""), "internal": request.form.get("audience") != "public"}


def _form(
    one: Case,
    comment: CaseComment | None,
    values: Mapping[str, Any],
    *,
    errors: Mapping[str, Any] | None = None,
    stale: bool = False,
    status: int = 200,
) -> Response:
    place: dict[str, Any] = {"case_id": one.id}
    action = url_for("cases.add_comment", **place)
    if comment is not None:
        action = url_for("cases.save_comment", comment_id=comment.id, **place)
    return page(
        "cases/comment.html", status=status, case=one, comment=comment, values=values, errors=errors or {},
        action=action, stale=stale,
    )  # fmt: skip
