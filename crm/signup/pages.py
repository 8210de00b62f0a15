"""Pages of the apex: the front page, signing up, finding one's workspaces, terms and privacy."""

from typing import Any, Final

from flask import Response, jsonify, request

from crm.kernel.access import Doors
from crm.kernel.errors import Conflict, Invalid
from crm.kernel.forms import read
from crm.kernel.i18n import _, locale
from crm.signup import actions, presenters, queries, references
from crm.signup.forms import FindForm, SignUpForm
from crm.signup.models import SignUp
from crm.web import here
from crm.web.answers import form_values, go, page, toast
from crm.web.limits import by_field, limited
from crm.web.pages import Pages
from tenants import names
from tenants.models import State

pages = Pages("signup", __name__, plane="apex")

ZONES: Final = {"en": "UTC", "ru": "Europe/Moscow"}


@pages.get("/", can=Doors.ANYONE)
def front() -> Response:
    """What Artel is."""
    return page("signup/front.html", picture=presenters.picture(locale()))


@pages.get("/terms", can=Doors.ANYONE)
def terms() -> Response:
    """On what terms Artel may be used."""
    return page("signup/terms.html")


@pages.get("/privacy", can=Doors.ANYONE)
def privacy() -> Response:
    """What Artel keeps of people, and why."""
    return page("signup/privacy.html")


@pages.get("/sign-up", can=Doors.ANYONE)
def form() -> Response:
    """The form, empty or begun from the address (``?email=``)."""
    return _form({"email": request.args.get("email", "")}, {})


@pages.post("/sign-up", can=Doors.ANYONE)
@limited("20 per hour")
def sign_up() -> Response:
    """Keep the wish and go on to "check your mail"; or show the form again with what was typed."""
    values = form_values()
    if not values.get("slug"):
        values["slug"] = queries.free_slug_like(str(values.get("business", "")))
    try:
        wish = actions.sign_up(values)
    except Invalid as refused:
        return _form(values, refused.fields, status=422)
    return go("signup.sent", reference=_reference(wish))


@pages.get("/sign-up/address", can=Doors.ANYONE)
@limited("120 per minute")
def address() -> Response:
    """Whether an address can be had, as the piece of the form that says so."""
    try:
        slug = names.checked_slug(request.args.get("slug", ""))
        free, sentence = queries.is_free(slug), str(actions.TAKEN)
    except Invalid as refused:
        free, sentence = False, str(refused.fields["slug"])
    return page("signup/address.html", free=free, sentence=_("This address is free") if free else sentence)


@pages.get("/sign-up/suggestion.json", can=Doors.ANYONE)
@limited("120 per minute")
def suggestion() -> Response:
    """A free address made of a business's name."""
    return jsonify({"value": queries.free_slug_like(request.args.get("from", "")[:200])})


@pages.get("/sign-up/sent/<reference>", can=Doors.ANYONE)
def sent(reference: str) -> Response:
    """ "Check your mail": where the letter went, and what to do if it does not come."""
    wish = _found(reference)
    if wish.confirmed_at is not None:
        return go("signup.progress", reference=reference)
    return page("signup/sent.html", wish=wish, reference=reference)


@pages.post("/sign-up/sent/<reference>", can=Doors.ANYONE)
@limited("10 per hour")
def send_again(reference: str) -> Response:
    """Mail another link."""
    wish = queries.locked(_found(reference))
    try:
        actions.mail_again(wish)
        toast(_("Another letter is on its way to %(email)s", email=wish.email))
    except Conflict as refused:
        toast(str(refused.text), kind="warn")
    return go("signup.sent", reference=reference)


@pages.get("/sign-up/confirm/<token>", can=Doors.ANYONE)
def confirmation(token: str) -> Response:
    """The page that the link opens: one button. A GET changes nothing, and mail scanners follow links."""
    wish = queries.by_token(token)
    if wish.confirmed_at is not None:
        return go("signup.progress", reference=_reference(wish))
    return _one_button(wish, wish.slug, {})


@pages.post("/sign-up/confirm/<token>", can=Doors.ANYONE)
@limited("60 per hour")
def confirm(token: str) -> Response:
    """Take the address and go on to the progress; if it was taken meanwhile, ask for another."""
    slug = request.form.get("slug", "")
    try:
        wish = actions.confirm(token, settings=here.settings(), slug=slug)
    except Invalid as refused:
        wish = queries.by_token(token)
        return _one_button(wish, queries.free_slug_like(slug or wish.slug), _told(refused), status=422)
    return go("signup.progress", reference=_reference(wish))


@pages.get("/sign-up/progress/<reference>", can=Doors.ANYONE)
def progress(reference: str) -> Response:
    """How far the workspace is; asked again by itself until it is open or has failed."""
    wish = _found(reference)
    state = queries.state_of(wish)
    template = "signup/steps.html" if request.headers.get("HX-Request") else "signup/progress.html"
    return page(
        template, wish=wish, state=state, reference=reference, waiting=state is State.PROVISIONING,
        address=here.settings().address_of(wish.slug),
    )  # fmt: skip


@pages.post("/sign-up/progress/<reference>", can=Doors.ANYONE)
@limited("20 per hour")
def try_again(reference: str) -> Response:
    """Begin a failed preparation anew."""
    actions.try_again(_found(reference))
    return go("signup.progress", reference=reference)


@pages.get("/find", can=Doors.ANYONE)
def find() -> Response:
    """The form for the e-mail address; with ``?sent=1`` what happens now, the same for every address."""
    return page("signup/find.html", email="", errors={}, sent=request.args.get("sent") == "1")


@pages.post("/find", can=Doors.ANYONE)
@limited("20 per hour")
@limited("5 per hour", by=by_field("email"))
def look() -> Response:
    """Have the list mailed, and say the same whether there is one or not (TEN-5)."""
    try:
        actions.find(read(FindForm, form_values()).email, locale=locale())
    except Invalid as refused:
        email = request.form.get("email", "")
        return page("signup/find.html", status=422, email=email, errors=_told(refused), sent=False)
    return go("signup.find", sent=1)


def _form(values: dict[str, Any], errors: dict[str, Any], *, status: int = 200) -> Response:
    """The form with what was typed, but for the password."""
    chosen = {"locale": locale(), "time_zone": ZONES[locale()], **values, "password": ""}
    told = {name: str(errors[name]) for name in (*SignUpForm.model_fields, "form") if name in errors}
    if "terms" in told:
        told["terms"] = _("Read them, and tick the box if you agree.")
    domain = here.settings().base_domain
    return page("signup/form.html", status=status, values=chosen, errors=told, base_domain=domain)


def _one_button(wish: SignUp, slug: str, errors: dict[str, str], *, status: int = 200) -> Response:
    domain = here.settings().base_domain
    return page("signup/confirm.html", status=status, wish=wish, slug=slug, errors=errors, base_domain=domain)


def _told(refused: Invalid) -> dict[str, str]:
    return {name: str(sentence) for name, sentence in refused.fields.items()}


def _reference(wish: SignUp) -> str:
    return references.written(wish.id, settings=here.settings())


def _found(reference: str) -> SignUp:
    return queries.by_id(references.read(reference, settings=here.settings()))
