"""What is said in a case, in the JSON API; and its files."""

from typing import Any, Final

from flask import url_for

from crm.cases.access import EDIT_CASES, VIEW_CASES
from crm.cases.actions import comments as acts
from crm.cases.api.plane import api, the
from crm.cases.api.shapes import CommentListing, CommentOut, comment_shown
from crm.cases.forms.case import CommentShape
from crm.cases.models.comment import CaseComment
from crm.cases.models.words import CASE
from crm.cases.queries import talk
from crm.files.api.shapes import FileIn, FileListing, FileOut, added, listed
from crm.kernel import forms
from crm.kernel.forms import Shape
from crm.kernel.paging import COUNT_CAP, Count
from crm.web.api import preconditions
from crm.web.api.answers import Answer, created
from crm.web.api.listing import Paged, count_out, read_cursor, write_cursor
from crm.web.api.patches import merged, patch_of
from crm.web.here import actor

COMMENTS: Final = "/cases/<int:case_id>/comments"
ONE: Final = f"{COMMENTS}/<int:comment_id>"
FILES: Final = "/cases/<int:case_id>/files"
CommentPatch = patch_of(CommentShape, name="CommentPatch", never_null={"body", "internal"})


class CommentQuery(Paged):
    """Which page of the comments is wanted."""


class CaseFileQuery(Paged):
    """Which page of the files is wanted."""


@api.get(COMMENTS, can=VIEW_CASES, asks=CommentQuery, gives=CommentListing)
def list_comments(case_id: int, asked: CommentQuery) -> CommentListing:
    """List what was said in a case, the newest first."""
    one, order = the(case_id), f"comments of {case_id}"
    after = read_cursor(asked.cursor, of=order)
    rows = talk.comments(one.id, before=after[0] if after else None, limit=asked.limit)
    shown = rows[: asked.limit]
    number = talk.number_of_comments(one.id, most=COUNT_CAP + 1)
    return CommentListing(
        items=[comment_shown(row) for row in shown],
        next_cursor=write_cursor([shown[-1].id] if len(rows) > asked.limit else None, of=order),
        count=count_out(Count(min(number, COUNT_CAP), capped=number > COUNT_CAP)),
    )


@api.post(COMMENTS, can=EDIT_CASES, takes=CommentShape, gives=CommentOut)
def add_comment(case_id: int, form: CommentShape) -> Answer:
    """Say something in a case.

    `internal` comments are for colleagues only; the others are kept for the customer too. `@Name` in the text
    tells a colleague, if they see the case: `mention_ids` says who was told.
    """
    comment = acts.add_comment(the(case_id), form, by=actor()).comment
    return created(comment_shown(comment), at=url_for(".get_comment", case_id=case_id, comment_id=comment.id))


@api.get(ONE, can=VIEW_CASES, gives=CommentOut)
def get_comment(case_id: int, comment_id: int) -> CommentOut:
    """Read a comment."""
    return comment_shown(_seen(case_id, comment_id))


@api.patch(ONE, can=EDIT_CASES, takes=CommentPatch, gives=CommentOut)
def edit_comment(case_id: int, comment_id: int, form: Shape, if_match: str | None) -> CommentOut:
    """Change a comment of your own.

    By merge-patch.
    """
    comment = _seen(case_id, comment_id)
    preconditions.expect(comment.version, if_match)
    present: dict[str, Any] = {"body": comment.body, "internal": comment.internal}
    wanted = forms.read(CommentShape, merged(present, form))
    return comment_shown(acts.edit_comment(comment, wanted, by=actor()).comment)


@api.delete(ONE, can=EDIT_CASES)
def delete_comment(case_id: int, comment_id: int, if_match: str | None) -> None:
    """Delete a comment of your own; it can be undone for 30 days."""
    comment = _seen(case_id, comment_id)
    preconditions.expect(comment.version, if_match)
    acts.delete_comment(comment, by=actor())


@api.get(FILES, can=VIEW_CASES, asks=CaseFileQuery, gives=FileListing)
def list_case_files(case_id: int, asked: CaseFileQuery) -> FileListing:
    """List the files of a case, the newest first."""
    return listed(CASE, the(case_id).id, asked)


@api.post(FILES, can=EDIT_CASES, takes=FileIn, gives=FileOut)
def add_case_file(case_id: int, form: FileIn) -> Answer:
    """Add a file to a case.

    As a form (`multipart/form-data`) with one `file`.
    """
    file = added(form, kind=CASE, record_id=the(case_id).id)
    return created(file, at=url_for("files_api.get_file", file_id=file.id))


def _seen(case_id: int, comment_id: int) -> CaseComment:
    return talk.comment_seen(comment_id, case_id=the(case_id).id, to=actor())
