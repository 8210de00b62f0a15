"""Who sees a case, and why, in words. Contacts that the reader does not see are named to nobody."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from crm.cases.access import Ground
from crm.cases.queries.explaining import Reason, Viewer
from crm.kernel.access import Actor, Level
from crm.kernel.anchors import anchors
from crm.kernel.i18n import LazyText, _, lazy
from crm.kernel.names import initials
from crm.team.queries import names_of

LEVELS: Final[dict[Level, LazyText]] = {
    Level.READ: lazy("sees"),
    Level.WRITE: lazy("sees and changes"),
    Level.MANAGE: lazy("sees, changes and deletes"),
}


@dataclass(frozen=True, slots=True)
class ViewerRow:
    """Somebody who sees a case, with the reasons in words."""

    id: int
    name: str
    initials: str
    photo: str
    level: str
    reasons: Sequence[str]


def viewer_rows(people: Sequence[Viewer], *, to: Actor) -> list[ViewerRow]:
    """Those who see it, with their reasons; two statements at most."""
    told = [reason for viewer in people for reason in viewer.reasons]
    contacts = anchors.visible("contact", {one.contact_id for one in told if one.contact_id}, to)
    names = {contact_id: anchors.title("contact", contact) for contact_id, contact in contacts.items()}
    mates = names_of(one.through for one in told)
    return [
        ViewerRow(
            viewer.user.id, viewer.user.name, initials(viewer.user.name), viewer.user.photo_url,
            str(LEVELS[viewer.level]),
            list(dict.fromkeys(_told(reason, names, mates) for reason in viewer.reasons)),
        )
        for viewer in people
    ]  # fmt: skip


def _told(reason: Reason, contacts: Mapping[int, str], mates: Mapping[int, str]) -> str:
    """The reason in the reader's words."""
    if reason.ground is Ground.CONTACT:
        name = contacts.get(reason.contact_id or 0)
        return _("Sees the contact %(name)s", name=name) if name else _("Sees a hidden contact")
    if reason.ground is Ground.TEAMMATE:
        return _(
            "Role that reaches their group’s cases: %(name)s works on it",
            name=mates.get(reason.through or 0, ""),
        )
    return str(PLAIN[reason.ground])


PLAIN: Final[dict[Ground, LazyText]] = {
    Ground.OWNER: lazy("Responsible for the case"),
    Ground.MEMBER: lazy("Member of the case"),
    Ground.RESPONSIBLE: lazy("Responsible for a started step"),
    Ground.ROLE: lazy("Role that reaches all cases"),
}
