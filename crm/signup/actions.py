"""Signing up: wish → mail → confirmed → workspace; and looking for one's workspaces.

Nobody is signed in here: who acts is whoever holds the form, or the link that was mailed.
"""

from collections.abc import Mapping
from typing import Any, Final

from sqlalchemy import func, update

from crm.kernel import passwords
from crm.kernel.db import db
from crm.kernel.errors import Conflict, Invalid
from crm.kernel.forms import clean, read
from crm.kernel.i18n import LazyText, lazy
from crm.kernel.jobs import later_in_control
from crm.mail.actions import post_in_control
from crm.settings import Settings
from crm.signup import queries
from crm.signup.forms import SignUpForm
from crm.signup.models import SignUp
from tenants import names, provisioning
from tenants.models import State, Tenant

SAID: Final = ("slug", "password", "business", "owner_name", "email")
MOST_MAILS: Final = 5
MOST_LETTERS_A_DAY: Final = 10
ENOUGH: Final = lazy("Enough letters have been sent to this address today. Look among the spam.")
TAKEN: Final = lazy("This address is already taken. Choose another one.")


def sign_up(values: Mapping[str, Any]) -> SignUp:
    """Keep the wish (a ``SignUpForm``) and mail a link. Says nothing of whether the e-mail address is known.

    Raises:
        Invalid: with all that is wrong at once, a taken address and an easy password included.
    """
    form = _checked(values)
    wish = SignUp(
        business=form.business,
        slug=names.checked_slug(form.slug),
        owner_name=form.owner_name,
        email=form.email,
        password_hash=passwords.hashed(form.password),
        locale=form.locale,
        time_zone=form.time_zone,
        mails=0,
    )
    db.session.add(wish)
    db.session.flush()
    mail_again(wish)
    return wish


def mail_again(sign_up: SignUp) -> None:
    """Mail another link; earlier ones stay good.

    Raises:
        Conflict: it is confirmed already, or enough mails went out.
    """
    if sign_up.confirmed_at is not None:
        raise Conflict(lazy("This address is confirmed already."))
    if sign_up.mails >= MOST_MAILS:
        raise Conflict(ENOUGH)
    sign_up.mails += 1
    post_in_control(
        "signup.confirm", to=sign_up.email, name=sign_up.owner_name, locale=sign_up.locale,
        time_zone=sign_up.time_zone, sign_up_id=sign_up.id,
    )  # fmt: skip


def confirm(token: str, *, settings: Settings, slug: str = "") -> SignUp:
    """Take the address and have the workspace prepared. Following the link twice is harmless.

    ``slug`` is another address, chosen because the first was taken meanwhile.

    Raises:
        Gone: the link is unknown or too old.
        Invalid: the address is taken or malformed (under ``slug``).
    """
    wish = queries.locked(queries.by_token(token))
    if wish.confirmed_at is None:
        wish.slug = names.checked_slug(slug) if slug else wish.slug
        wish.tenant_id = _named(wish, settings)
        wish.confirmed_at, wish.password_hash = func.now(), None
        _have_prepared(wish)
    return wish


def try_again(sign_up: SignUp) -> None:
    """Begin a preparation anew that failed and was rolled back; leave any other alone."""
    begun = db.session.execute(
        update(Tenant)
        .where(Tenant.id == sign_up.tenant_id, Tenant.state == State.FAILED)
        .values(state=State.PROVISIONING)
    )
    if begun.rowcount:  # type: ignore[attr-defined]
        _have_prepared(sign_up)


def find(email: str, *, locale: str) -> None:
    """Have the workspaces of this address mailed to it, if there are any (TEN-5).

    The work is the same for every address: a row and a job; the look-up is the job's.
    """
    post_in_control("signup.workspaces", to=email, locale=locale)


def _checked(values: Mapping[str, Any]) -> SignUpForm:
    problems: dict[str, LazyText | str] = {}
    form = None
    try:
        form = read(SignUpForm, values)
    except Invalid as refused:
        problems |= refused.fields
    said = {name: _readable(values.get(name)) for name in SAID}
    for name, check in (("slug", _free), ("email", _undisturbed), ("password", _hard_to_guess)):
        try:
            check(said)
        except Invalid as refused:
            problems.setdefault(name, refused.fields[name])
    if form is None or problems:
        raise Invalid(problems)
    return form


def _readable(value: object) -> str:
    """What was typed, as far as it can be judged although the form as a whole may be refused."""
    return str(clean(value[: passwords.MOST + 1])) if isinstance(value, str) else ""


def _undisturbed(said: dict[str, str]) -> None:
    if queries.letters_today(said["email"].strip()) >= MOST_LETTERS_A_DAY:
        raise Invalid({"email": ENOUGH})


def _hard_to_guess(said: dict[str, str]) -> None:
    about = (said["business"], said["owner_name"], said["email"], said["slug"])
    passwords.checked(said["password"], about=about)


def _free(said: dict[str, str]) -> None:
    if not queries.is_free(names.checked_slug(said["slug"])):
        raise Invalid({"slug": TAKEN})


def _named(wish: SignUp, settings: Settings) -> int:
    order = provisioning.checked_order(
        wish.slug, workspace=wish.business, owner_name=wish.owner_name, owner_email=wish.email,
        password_hash=wish.password_hash or "", locale=wish.locale, time_zone=wish.time_zone,
    )  # fmt: skip
    try:
        return provisioning.name_tenant(settings, order)
    except Invalid:
        named = queries.named_by(wish)
        if named is None:
            raise
        return named


def _have_prepared(wish: SignUp) -> None:
    wish.tries += 1
    later_in_control("tenants.provision", key=f"{wish.tenant_id}:{wish.tries}", tenant_id=wish.tenant_id)
