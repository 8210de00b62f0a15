"""What goes out, into which file, with which columns: the form before an export (IMP-7)."""

from collections.abc import Sequence
from typing import Any, Final

from flask import Response, request, url_for
from sqlalchemy import Select

from crm.contacts.access import EXPORT_CONTACTS
from crm.contacts.actions import exporting
from crm.contacts.forms.exporting import ExportShape
from crm.contacts.models.contact import Contact
from crm.contacts.models.exporting import Wanted
from crm.contacts.models.kinds import CONTACT
from crm.contacts.pages import asking, lists
from crm.contacts.pages.plane import pages
from crm.contacts.presenters.cards import number_text
from crm.contacts.presenters.exported import columns
from crm.contacts.presenters.exported.files import KINDS
from crm.contacts.queries.listing import counted, matching_ids
from crm.contacts.queries.wishes import Wish
from crm.kernel.errors import Invalid
from crm.kernel.forms import read
from crm.kernel.i18n import _, lazy
from crm.views import selecting
from crm.views.pages.filtering import pairs
from crm.web.answers import go, page
from crm.web.here import actor

ASKED: Final = ("whose", "format", "scope", "several")
UNTICKED: Final = lazy("Tick at least one column.")


@pages.get("/contacts/exports/new", can=EXPORT_CONTACTS)
def new_contacts_export() -> Response:
    """Which contacts, which file, which columns; what the address says is chosen already."""
    some = {name: request.args[name] for name in ASKED if name in request.args}
    return _form(asking.wish(), {"scope": "shown", "several": "numbered", "format": "xlsx", **some})


@pages.post("/contacts/exports", can=EXPORT_CONTACTS)
def export_contacts() -> Response:
    """Write the contacts into a file, in the background."""
    wish = asking.wish()
    try:
        shape = read(ExportShape, {name: request.form[name] for name in ASKED if name in request.form})
        run = exporting.start(_whose(shape, wish), _wanted(shape, wish).kept(), by=actor())
    except Invalid as refusal:
        return _form(wish, request.form.to_dict(), errors=refusal.fields)
    return go("contacts.show_contacts_export", export_id=run.id)


def _whose(shape: ExportShape, wish: Wish) -> Select[Any]:
    if shape.whose == "selected":
        mine = Contact.id.in_(selecting.chosen(CONTACT, actor().user_id))
        return Contact.visible_to(actor()).where(mine)
    return matching_ids(wish if shape.whose == "listed" else Wish(), to=actor())


def _wanted(shape: ExportShape, wish: Wish) -> Wanted:
    """The same as a run keeps it.

    Raises:
        Invalid: under ``show``: no column is ticked.
    """
    if shape.scope in ("all", "template"):
        several = "numbered" if shape.scope == "template" else shape.several
        return Wanted(shape.format, (), several, parts=True, template=shape.scope == "template")
    codes = lists.columns_shown(wish).codes if shape.scope == "shown" else _ticked()
    if not codes:
        raise Invalid({"show": UNTICKED})
    return Wanted(shape.format, tuple(codes), shape.several)


def _ticked() -> Sequence[str]:
    """The codes that are ticked, in the order of their places."""
    ticked = set(request.form.getlist("show"))
    some = [choice.code for choice in columns.choices() if choice.code in ticked]
    return sorted(some, key=_place)


def _place(code: str) -> int:
    text = request.form.get(f"place-{code}", "").strip()
    return int(text) if text.isascii() and text.isdigit() and len(text) < 6 else 10**6


def _form(wish: Wish, typed: dict[str, Any], *, errors: Any = None) -> Response:
    whose = _whom(wish)
    typed.setdefault("whose", whose[0][0])
    shown = _ticked() if "scope" in request.form else lists.columns_shown(wish).codes
    return page(
        "contacts/exporting/new.html",
        status=422 if errors else 200,
        whose=whose,
        formats=[(key, str(kind.label), str(kind.help)) for key, kind in KINDS.items()],
        scopes=_scopes(),
        columns=_columns(shown),
        typed=typed,
        errors=errors or {},
        state=pairs(asking.kept(wish)),
        back=url_for("contacts.index", **asking.kept(wish)),
    )


def _whom(wish: Wish) -> list[tuple[str, str, str]]:
    """Whom it can be about, each with how many they are: what one most likely wants stands first."""
    to, found = actor(), []
    selected = selecting.counted(Contact.visible_to(to), CONTACT, to=to)
    if selected.value:
        found.append(("selected", _("The selected contacts"), number_text(selected)))
    if wish.narrows:
        found.insert(0, ("listed", _("What the list shows"), number_text(counted(wish, to=to))))
    return [*found, ("all", _("All contacts that you see"), number_text(counted(Wish(), to=to)))]


def _scopes() -> list[tuple[str, str, str]]:
    return [
        ("shown", _("As in the list"), _("The columns that the list shows, in their order.")),
        ("all", _("All"), _("Everything that is known, with categories and the parts of addresses.")),
        (
            "template",
            _("For an import"),
            _("What an import takes: change it and upload it again."),
        ),
        ("chosen", _("Chosen"), _("The columns that you tick below.")),
    ]


def _columns(shown: Sequence[str]) -> list[tuple[str, str, bool]]:
    """Every column: those that are shown first, in their order."""
    place = {code: number for number, code in enumerate(shown)}
    every = sorted(columns.choices(), key=lambda choice: place.get(choice.code, len(place)))
    return [(choice.code, choice.heading, choice.code in place) for choice in every]
