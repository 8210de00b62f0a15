"""What an admin does about a mail that failed: send it again, or leave it."""

from typing import Final

from flask import Response

from crm.kernel.forms import LARGEST_ID
from crm.kernel.i18n import _
from crm.kernel.work import ATTEND
from crm.mail import actions
from crm.web import here
from crm.web.answers import onward, toast
from crm.web.pages import Pages

pages = Pages("outbox", "crm.mail")
MAIL: Final = f"/attention/mails/<int(max={LARGEST_ID}):mail_id>"


@pages.post(f"{MAIL}/sending", can=ATTEND)
def send(mail_id: int) -> Response:
    """Send it again."""
    actions.send_again(mail_id, by=here.actor())
    toast(_("The letter is on its way again."))
    return onward()


@pages.post(f"{MAIL}/dismissal", can=ATTEND)
def dismiss(mail_id: int) -> Response:
    """Don't send it any more."""
    actions.leave(mail_id, by=here.actor())
    toast(_("The letter is left unsent."))
    return onward()
