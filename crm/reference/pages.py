"""The API explained: what all doors have in common, and each group of doors."""

from typing import Any

from flask import Response, request, url_for

from crm.kernel.access import Doors
from crm.kernel.errors import NotFound
from crm.kernel.i18n import _
from crm.reference.presenters.doors import Group, grouped, narrowed
from crm.reference.presenters.filters import FIELDS, KINDS, operators
from crm.reference.presenters.refusals import refusals
from crm.reference.presenters.shapes import shapes_of
from crm.search.queries import typed
from crm.web import here
from crm.web.answers import page
from crm.web.api.plugging import described
from crm.web.api.rates import CALLS_A_MINUTE
from crm.web.pages import Pages

pages = Pages("reference", __name__)


@pages.get("/api/docs", can=Doors.SIGNED_IN)
def overview() -> Response:
    """What all doors have in common, and the list of them; ``?q=`` narrows it."""
    groups, q = grouped(described()), typed(request.args.get("q"))
    return page(
        "reference/overview.html", sections=_sections(groups), groups=narrowed(groups, q), q=q,
        root=here.workspace().address, calls=CALLS_A_MINUTE, refusals=refusals(), fields=FIELDS, kinds=KINDS,
        operators=operators(),
    )  # fmt: skip


@pages.get("/api/docs/<group>", can=Doors.SIGNED_IN)
def of_group(group: str) -> Response:
    """The doors of one group with their shapes, to be read and tried."""
    groups = grouped(described())
    chosen = next((one for one in groups if one.key == group), None)
    if chosen is None:
        raise NotFound
    return page(
        "reference/group.html", sections=_sections(groups), group=chosen, root=here.workspace().address,
        shapes=shapes_of(chosen.shapes, described()),
    )  # fmt: skip


def _sections(groups: list[Group]) -> list[dict[str, Any]]:
    """The list of pages at the left."""
    pages = [(_("How it works"), url_for(".overview"))]
    pages += [(one.title, url_for(".of_group", group=one.key)) for one in groups]
    return [{"label": label, "url": url, "current": url == request.path} for label, url in pages]
