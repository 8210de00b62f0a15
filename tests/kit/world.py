"""Filling the template database: three workspaces with the same cast, made in the same order in each."""

from datetime import timedelta

from crm.contacts.actions.bin import delete_contact
from crm.kernel import clock, context, passwords
from crm.kernel.access import Actor
from crm.kernel.db import db
from crm.kernel.i18n import speaking
from crm.kernel.ids import token_hash
from crm.settings import Settings
from crm.team.access import Builtin
from crm.team.actions.users import add_user
from crm.team.actors import actor_of
from crm.team.models import ApiToken, Group, GroupMember, Session
from crm.team.queries import builtin_role
from crm.web.planes import Artel
from tenants import provisioning
from tenants.scope import scope
from tests.kit.background import run_due_jobs
from tests.kit.builders import make_contact
from tests.kit.cast import BUSINESSES, CAST, GROUPS, OLGA, PASSWORD, TWIN, Business, Person, Standing


def furnish(app: Artel, settings: Settings) -> None:
    """Make the workspaces of the cast in a database that is set up and empty."""
    password_hash = passwords.hashed(PASSWORD)
    with app.app_context():
        for business in BUSINESSES:
            _open(app, settings, business, password_hash)
        for business in BUSINESSES:
            entry = app.directory.by_slug(business.slug)
            assert entry is not None
            assert entry.id == business.id
            with scope(entry), context.coming_through("command"), speaking(business.locale):
                _people(business, password_hash)
                _contacts(business)
                db.session.commit()
    run_due_jobs(app)


def _open(app: Artel, settings: Settings, business: Business, password_hash: str) -> None:
    owner = OLGA.at(business)
    order = provisioning.checked_order(
        business.slug,
        workspace=business.name,
        owner_name=owner.name,
        owner_email=owner.email,
        password_hash=password_hash,
        locale=business.locale,
        time_zone=business.time_zone,
    )
    provisioning.provision(settings, app.directory, provisioning.name_tenant(settings, order))


def _people(business: Business, password_hash: str) -> None:
    system = Actor.system("tests")
    people = [person.at(business) for person in CAST]
    for person in people:
        if person.role != Builtin.OWNER:
            user = add_user(
                person.email,
                name=person.name,
                role=builtin_role(Builtin(person.role)),
                locale=business.locale,
                password_hash=password_hash,
                by=system,
            )
            assert user.id == person.id
    for name in GROUPS:
        group = Group(name=business.text(name))
        db.session.add(group)
        db.session.flush()
        members = [person.id for person in people if person.group == name]
        db.session.add_all(GroupMember(group_id=group.id, user_id=user_id) for user_id in members)
    for person in people:
        _open_doors(person)


def _contacts(business: Business) -> None:
    """A contact of each standing, added by its manager."""
    for standing in Standing:
        if standing == Standing.RANDOM or (standing == Standing.FOREIGN and business != TWIN):
            continue
        contact = make_contact(
            "Ivan",
            standing.name.title().replace("_", " "),
            managers=[standing.manager],
            at=business,
            sharing=standing.sharing,
            description=business.text("Met at the fair"),
            comms=[{"kind": "email", "value": f"ivan@{business.domain}", "label": business.text("work")}],
        )
        assert contact.id == standing
        if standing == Standing.DELETED:
            manager = actor_of(standing.manager.id)
            assert manager is not None
            delete_contact(contact, by=manager)


def _open_doors(person: Person) -> None:
    """A session and an API token whose secrets are known to every test process."""
    tenant_id = person.business.id
    db.session.add(
        Session(
            token_hash=token_hash(person.session_token, purpose="session", tenant_id=tenant_id),
            user_id=person.id,
            agent=person.business.text("Firefox"),
            ends_at=clock.now() + timedelta(days=30),
        )
    )
    db.session.add(
        ApiToken(
            token_hash=token_hash(person.api_token, purpose="api", tenant_id=tenant_id),
            user_id=person.id,
            name=person.business.text("tests"),
            scopes=["*"],
        )
    )
