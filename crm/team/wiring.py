"""How this package plugs in."""

from crm.mail.readers import known_by
from crm.team import access, commands
from crm.team.actions.founding import furnish
from crm.team.actors import actor_of
from crm.team.api import api
from crm.team.identities import TeamIdentities
from crm.team.pages import own, signing_in  # noqa: F401 (their routes hang on the blueprint)
from crm.team.pages.plane import pages
from crm.web.product import Product


def wire(product: Product) -> None:
    """Plug people, permissions and signing in into the product."""
    product.permissions(access.MANAGE_USERS, access.MANAGE_WORKSPACE, access.OWN_WORKSPACE)
    product.identities(TeamIdentities())
    product.first_day(furnish)
    product.pages(pages)
    product.api(api)
    product.place(sign_out="team.sign_out")
    known_by(actor_of)
    product.commands(commands.users, commands.tokens)
