"""Mails to people about themselves: how they come in, and what happened to their sign-in.

A letter that carries a link makes the link's secret itself, so that no job and no ledger row holds one.
"""

from crm.kernel.db import db
from crm.kernel.i18n import _, within_quotes
from crm.kernel.moments import exact
from crm.mail.letters import Button, Letter, Paragraph, Posting, letter
from crm.mail.models import MailKind
from crm.team.actions import credentials, invitations
from crm.team.actions.links import new_link
from crm.team.models import INVITATION_LASTS, LINK_LASTS, EmailChange, Invitation, Session, User
from crm.team.presenters.people import device_name
from crm.team.presenters.roles import role_name
from crm.team.queries import names_of, role_by_id


@letter("team.invitation", kind=MailKind.SECRET)
def invitation(posting: Posting) -> Letter | None:
    """Somebody is asked to come and work here."""
    found = db.session.get(Invitation, posting.context["invitation_id"])
    if found is None or not found.is_open:
        return None
    secret = new_link(invitations.PURPOSE, found.id, lasts=INVITATION_LASTS)
    inviter = names_of([found.invited_by]).get(found.invited_by or 0)
    site = within_quotes(posting.site.name)
    if inviter:
        asked = _("%(person)s invites you to work together in %(workspace)s.", person=inviter, workspace=site)
    else:
        asked = _("You are invited to work together in %(workspace)s.", workspace=site)
    return Letter(
        subject=_("Invitation to %(workspace)s", workspace=site),
        title=_("You are invited to %(workspace)s", workspace=site),
        body=(
            Paragraph(asked),
            Paragraph(_("Your role there: %(role)s.", role=_role(found))),
            Button(_("Accept the invitation"), posting.url(f"/invitations/{secret}")),
            Paragraph(_("The link works once and for seven days.")),
        ),
        why=_("You get this because somebody in %(workspace)s typed your address. If you don’t know them, "
              "ignore it.", workspace=site),
    )  # fmt: skip


@letter("team.reset", kind=MailKind.SECRET)
def reset(posting: Posting) -> Letter | None:
    """A link to set a new password; nothing for an address that is nobody's."""
    user = _active_user(posting)
    if user is None:
        return None
    secret = new_link(credentials.RESET, user.id, lasts=LINK_LASTS)
    return Letter(
        subject=_("A new password for %(workspace)s", workspace=within_quotes(posting.site.name)),
        title=_("Set a new password"),
        body=(
            Paragraph(_("Somebody, most likely you, asked for a new password for this address.")),
            Button(_("Set a new password"), posting.url(f"/password-reset/{secret}")),
            Paragraph(_("The link works once and for one hour. Until then your password stays as it is.")),
        ),
        why=_("If it wasn’t you, you need not do anything."),
    )  # fmt: skip


@letter("team.password_changed")
def password_changed(posting: Posting) -> Letter | None:
    """The password is another one now."""
    if _active_user(posting) is None:
        return None
    return Letter(
        subject=_("Your password was changed"),
        title=_("Your password was changed"),
        body=(
            Paragraph(_("All other devices are signed out. If it was you, that is all.")),
            Paragraph(_("If it wasn’t you, ask for a new password at once and tell an admin.")),
            Button(_("Ask for a new password"), posting.url("/password-reset")),
        ),
        why=_security(posting),
    )


@letter("team.new_device")
def new_device(posting: Posting) -> Letter | None:
    """Somebody signed in on a device that was not seen before."""
    session = db.session.get(Session, posting.context["session_id"])
    if session is None or _active_user(posting) is None:
        return None
    where = _(
        "%(device)s, address %(address)s", device=device_name(session.agent), address=session.address or "—"
    )
    return Letter(
        subject=_("A sign-in on a new device"),
        title=_("A sign-in on a new device"),
        body=(
            Paragraph(f"{exact(session.made_at)}\n{where}"),
            Paragraph(_("If it was you, that is all. If not, end that session and change your password.")),
            Button(_("See my devices"), posting.url("/me/sessions")),
        ),
        why=_security(posting),
    )  # fmt: skip


@letter("team.confirm_email", kind=MailKind.SECRET)
def confirm_email(posting: Posting) -> Letter | None:
    """One of the two addresses is asked whether the change is right."""
    change = db.session.get(EmailChange, posting.context["change_id"])
    if change is None or change.ended_at is not None or _active_user(posting) is None:
        return None
    side = posting.context["side"]
    secret = new_link(credentials.EMAIL, change.id, lasts=LINK_LASTS, detail=side)
    if side == credentials.NEW:
        asked = _(
            "You want to sign in to %(workspace)s with this address.",
            workspace=within_quotes(posting.site.name),
        )
    else:
        asked = _("You want to sign in with %(email)s from now on.", email=change.new_email)
    return Letter(
        subject=_("Confirm the change of your e-mail address"),
        title=_("Confirm the change of your e-mail address"),
        body=(
            Paragraph(asked),
            Paragraph(_("Both addresses have to confirm it: the one until now and the new one.")),
            Button(_("Confirm"), posting.url(f"/email-change/{secret}")),
            Paragraph(_("The link works once and for one hour.")),
        ),
        why=_security(posting),
    )


@letter("team.email_changed")
def email_changed(posting: Posting) -> Letter | None:
    """The last mail to the address that was."""
    site = within_quotes(posting.site.name)
    return Letter(
        subject=_("Your e-mail address was changed"),
        title=_("Your e-mail address was changed"),
        body=(
            Paragraph(_("Both addresses have confirmed it. From now on, sign in with the new one.")),
            Paragraph(_("If you didn’t ask for it, tell an admin of %(workspace)s.", workspace=site)),
        ),
        why=_security(posting),
    )  # fmt: skip


def _active_user(posting: Posting) -> User | None:
    user = db.session.get(User, posting.user_id) if posting.user_id else None
    return user if user is not None and user.is_active else None


def _role(found: Invitation) -> str:
    role = role_by_id(found.role_id)
    assert role is not None
    return role_name(role)


def _security(posting: Posting) -> str:
    return _(
        "You get this to keep your account in %(workspace)s safe.", workspace=within_quotes(posting.site.name)
    )
