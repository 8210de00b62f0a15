"""Cases in the JSON API: added, listed, read, changed, put into the bin."""

from typing import Annotated, Any, Final, Literal

from flask import url_for
from pydantic import ConfigDict, Field

from crm.cases.access import CREATE_CASES, DELETE_CASES, EDIT_CASES, VIEW_CASES
from crm.cases.actions.bin import delete_case as put_into_bin
from crm.cases.actions.saving import edit_case as edit
from crm.cases.actions.saving import open_case
from crm.cases.api.plane import api, held, the
from crm.cases.api.shapes import CaseListing, CaseOut, shown, shown_all
from crm.cases.forms.case import CaseShape, NewCaseShape, values_of
from crm.cases.models.case import Case
from crm.cases.models.words import CASE, Source
from crm.cases.queries import listing, states
from crm.cases.queries.records import contacts_of
from crm.cases.queries.wishes import Wish
from crm.contacts.models.contact import Contact
from crm.kernel import forms
from crm.kernel.access import found
from crm.kernel.forms import Id, Shape
from crm.kernel.i18n import mark
from crm.views.language import LONGEST, all_of, parse
from crm.views.queries import state_of
from crm.web.api import preconditions
from crm.web.api.answers import Answer, created
from crm.web.api.listing import PageQuery, count_out, read_cursor, write_cursor
from crm.web.api.patches import merged, patch_of
from crm.web.here import actor

EXAMPLE: Final[dict[str, Any]] = {
    "title": "Six lamps flicker in the shop",
    "contact_ids": [12],
    "priority": "high",
}
Sort = Literal[
    "changed", "-changed", "created", "-created", "due", "-due", "priority", "-priority", "title", "-title"
]


class CaseIn(NewCaseShape):
    """A case to add."""

    model_config = ConfigDict(json_schema_extra={"examples": [EXAMPLE]})
    source: Source = "api"
    """How it came."""


CasePatch = patch_of(
    CaseShape,
    name="CasePatch",
    never_null={"title", "source", "status", "priority", "member_ids", "contact_ids", "custom"},
)


class CaseQuery(PageQuery):
    """What of the list is wanted."""

    contact_id: Annotated[Id | None, Field(description=mark("Only cases about this contact."))] = None
    filter: Annotated[
        str,
        Field(
            max_length=LONGEST,
            description=mark(
                "Conditions in the language that `GET /contacts` describes, on `status`, `type`, `priority`,"
                " `owner`, `person`, `due`, `overdue`, `source`, `created`, `changed`, `closed`, `number`,"
                " `title`, `about` and `author`, and the workspace's own fields as `own-` and the field's id."
            ),
            examples=["status:is:open,in_progress;owner:is:me"],
        ),
    ] = ""
    sort: Annotated[
        Sort,
        Field(
            description=mark(
                "`changed` and `created` have the latest first, `priority` the most urgent, `due` the"
                " earliest; `-` turns an order round."
            )
        ),
    ] = "changed"
    view: Annotated[
        Id | None,
        Field(
            description=mark("A saved view: its filters hold too, and its order and `q` where none is given.")
        ),
    ] = None

    def wish(self) -> Wish:
        """The same in the words of the domain."""
        saved = Wish()
        if self.view is not None:
            saved = states.read(states.given(state_of(self.view, CASE, to=actor())))
        sort = self.sort if "sort" in self.model_fields_set else saved.sort
        return Wish(
            q=self.q or saved.q, filter=all_of([saved.filter, parse(self.filter)]), sort=sort,
            limit=self.limit, contact_id=self._contact(), after=read_cursor(self.cursor, of=order_of(sort)),
        )  # fmt: skip

    def _contact(self) -> int | None:
        """The contact, if the token's user sees it.

        Raises:
            NotFound: they don't.
        """
        if self.contact_id is None:
            return None
        contact: Contact = found(Contact.visible_to(actor()), id=self.contact_id)
        return contact.id


def order_of(sort: str) -> str:
    """The list and its order: what a cursor is good for."""
    return f"cases by {sort}"


@api.post("/cases", can=CREATE_CASES, takes=CaseIn, gives=CaseOut)
def create_case(form: CaseIn) -> Answer:
    """Add a case.

    It gets the next number of the workspace's series. Whoever adds it is responsible for it unless `owner_id`
    names another, or is null.
    """
    one = open_case(form, by=actor())
    return created(shown(one), at=url_for(".get_case", case_id=one.id))


@api.get("/cases", can=VIEW_CASES, asks=CaseQuery, gives=CaseListing)
def list_cases(asked: CaseQuery) -> CaseListing:
    """List the cases that you see.

    `q` looks for words in numbers, titles and descriptions.
    """
    wish = asked.wish()
    page = listing.listed(wish, to=actor())
    return CaseListing(
        items=shown_all(page.cases),
        next_cursor=write_cursor(page.next_key, of=order_of(wish.sort)),
        count=count_out(listing.counted(wish, to=actor())),
    )


@api.get("/cases/<int:case_id>", can=VIEW_CASES, gives=CaseOut)
def get_case(case_id: int) -> CaseOut:
    """Read a case.

    You see it if it is yours to work on, or if you see one of its contacts.
    """
    return shown(the(case_id))


@api.patch("/cases/<int:case_id>", can=EDIT_CASES, takes=CasePatch, gives=CaseOut)
def edit_case(case_id: int, form: Shape, if_match: str | None) -> CaseOut:
    """Change a case.

    By merge-patch: what is not sent stays, null clears. `member_ids` and `contact_ids` are replaced as a
    whole; contacts that you don't see stay. Within `custom`, too, what is not sent stays.
    """
    one = held(case_id)
    preconditions.expect(one.version, if_match)
    custom = getattr(form, "custom", None) or {}
    wanted = forms.read(CaseShape, {**merged(_present(one), form), "custom": custom})
    return shown(edit(one, wanted, by=actor()))


@api.delete("/cases/<int:case_id>", can=DELETE_CASES)
def delete_case(case_id: int, if_match: str | None) -> None:
    """Put a case into the bin.

    The case stays there for 30 days and can be restored from the workspace's pages.
    """
    one = held(case_id)
    preconditions.expect(one.version, if_match)
    put_into_bin(one, by=actor())


def _present(one: Case) -> dict[str, object]:
    return values_of(one, [contact.id for contact in contacts_of([one.id], to=actor())[one.id]])
