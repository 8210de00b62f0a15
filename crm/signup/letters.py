"""The letters of the apex; each in the language of the page that it was asked for on (L10-4)."""

from datetime import timedelta
from typing import Final
from urllib.parse import urlencode

from sqlalchemy import func

from crm.kernel.db import db
from crm.kernel.i18n import _
from crm.kernel.ids import new_token, token_hash
from crm.mail.letters import Button, Item, Items, Letter, Paragraph, Posting, letter
from crm.mail.models import MailKind
from crm.signup.models import SignUp
from crm.web import here

LINK_HOURS: Final = 24
LINKS_KEPT: Final = 5


@letter("signup.confirm", kind=MailKind.SECRET)
def confirm(posting: Posting) -> Letter | None:
    """The link that makes a workspace; each letter carries a new one. None once it was followed."""
    wish = db.session.get(SignUp, posting.context["sign_up_id"])
    if wish is None or wish.confirmed_at is not None:
        return None
    url = posting.url(f"/sign-up/confirm/{_new_link(wish)}")
    return Letter(
        subject=_("Confirm your e-mail address for Artel"),
        title=_("One step to your workspace"),
        body=(
            Paragraph(
                _(
                    "Hello %(name)s. A workspace for %(business)s was requested with this address.",
                    name=wish.owner_name,
                    business=wish.business,
                )
            ),
            Paragraph(_("Confirm that the address is yours, and the workspace is prepared at once.")),
            Button(_("Confirm and go on"), url),
            Paragraph(_("The link works for 24 hours.")),
        ),
        why=_("Somebody signed up for Artel with this address. If it wasn't you, there is nothing to do."),
    )


@letter("signup.workspaces", kind=MailKind.NOTICE)
def workspaces(posting: Posting) -> Letter | None:
    """The workspaces that know the address; None if none does: then there is no letter (TEN-5)."""
    found = here.directory().workspaces_of(posting.to)
    if not found:
        return None
    query = urlencode({"email": posting.to})
    return Letter(
        subject=_("Your workspaces in Artel"),
        title=_("Your workspaces in Artel"),
        body=(
            Paragraph(_("You can come into these workspaces with this e-mail address:")),
            Items(
                tuple(
                    Item(entry.name, f"{entry.address}/sign-in?{query}", entry.address.partition("//")[2])
                    for entry in found
                )
            ),
        ),
        why=_(
            "Somebody asked on the Artel site which workspaces know this address. Only you get the answer."
        ),
    )


def _new_link(wish: SignUp) -> str:
    token = new_token("sign-up")
    hashed = token_hash(token, purpose="sign-up", tenant_id=None)
    wish.token_hashes = [*wish.token_hashes, hashed][-LINKS_KEPT:]
    wish.expires_at = func.now() + timedelta(hours=LINK_HOURS)
    return token
