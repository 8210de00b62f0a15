"""References to a sign-up in the addresses of pages: signed, so that nobody can count through them."""

from itsdangerous import BadSignature, URLSafeSerializer

from crm.kernel.errors import NotFound
from crm.settings import Settings


def written(sign_up_id: int, *, settings: Settings) -> str:
    """What stands in the page's address. It opens the page of progress, never the workspace."""
    return str(_signer(settings).dumps(sign_up_id))


def read(reference: str, *, settings: Settings) -> int:
    """The sign-up's id.

    Raises:
        NotFound: it was not written here.
    """
    try:
        return int(_signer(settings).loads(reference))
    except (BadSignature, TypeError, ValueError):
        raise NotFound from None


def _signer(settings: Settings) -> URLSafeSerializer:
    return URLSafeSerializer(settings.derived("sign-up-reference"), salt="sign-up")
