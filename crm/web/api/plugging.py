"""Puts the frame of the JSON API into the app, with the address at which it describes itself."""

from flask import Response, current_app, jsonify

from crm.kernel.access import Doors
from crm.kernel.i18n import locale
from crm.web import here, lifecycle
from crm.web.api import description, rates, telling
from crm.web.api.terms import PREFIX
from crm.web.locale import for_program
from crm.web.planes import SUBDOMAINS, Artel
from crm.web.product import Door, Product


def install(app: Artel, product: Product) -> None:
    """Put the API's frame into the app, before any resource is registered."""
    app.config.update(
        OPENAPI_VERSION="3.1.0",
        SECURITY_SCHEMES=description.SECURITY,
        AUTO_200_RESPONSE=False,
        AUTO_404_RESPONSE=False,
        AUTO_AUTH_ERROR_RESPONSE=False,
        AUTO_VALIDATION_ERROR_RESPONSE=False,
        AUTO_SERVERS=False,
    )
    app.json.sort_keys = False  # type: ignore[attr-defined]
    app.json.ensure_ascii = False  # type: ignore[attr-defined]
    app.spec_processor(description.complete)  # type: ignore[arg-type]
    app.after_request(_name_variants)
    app.after_request(rates.told)
    door = Door("openapi", f"{PREFIX}/openapi.json", "GET", Doors.ANYONE, "tenant", "api")
    product.doors.append(door)
    app.add_url_rule(
        door.rule, door.endpoint, lambda: lifecycle.answered(door, _openapi, {}),
        methods=[door.method], subdomain=SUBDOMAINS["tenant"],
    )  # fmt: skip


def _openapi() -> Response:
    """The description of the API on this workspace's host, in the reader's language."""
    return jsonify({**described(), "servers": [{"url": here.workspace().address}]})


def described() -> description.Spec:
    """What the API says of itself in the reader's language; made once for each. Leave it as it is."""
    made: dict[str, description.Spec] = current_app.extensions.setdefault("artel_openapi", {})
    if locale() not in made:
        made[locale()] = telling.told(current_app.spec)  # type: ignore[attr-defined] # an APIFlask
    return made[locale()]


def _name_variants(response: Response) -> Response:
    """An answer of the API depends on who asks and in what language; caches must know."""
    if for_program():
        response.vary.update(("Authorization", "Accept-Language"))
        response.headers.setdefault("Content-Language", locale())
    return response
