"""Filling the template database: three workspaces with the same cast, made in the same order in each."""

from datetime import timedelta
from io import BytesIO
from urllib.parse import urlencode

from sqlalchemy import select

from crm.consents.actions.purposes import add_purpose
from crm.consents.forms import PurposeShape
from crm.contacts.access import derive_access
from crm.contacts.actions.bin import delete_contact
from crm.contacts.actions.classes import add_class
from crm.contacts.actions.types import add_type
from crm.contacts.forms.classes import ClassShape
from crm.contacts.forms.types import TypeShape
from crm.contacts.models.contact import Contact
from crm.contacts.models.links import ContactLink
from crm.contacts.queries import states
from crm.fields.actions.sections import add_section
from crm.fields.forms import NewSectionShape
from crm.files.actions.files import add_file
from crm.files.actions.photos import drawn, keep_photo, set_own_photo
from crm.files.models import StoredFile
from crm.kernel import clock, context, passwords
from crm.kernel.access import Actor
from crm.kernel.db import db
from crm.kernel.forms import read
from crm.kernel.i18n import speaking
from crm.kernel.ids import token_hash
from crm.settings import Settings
from crm.team.access import Builtin
from crm.team.actions.groups import add_group
from crm.team.actions.invitations import invite
from crm.team.actions.logo import set_logo
from crm.team.actions.roles import add_role
from crm.team.actions.users import add_user
from crm.team.actions.workspace import change_schedule
from crm.team.actors import actor_of
from crm.team.forms import GroupWish, InvitationWish, RoleShape, ScheduleForm
from crm.team.models import ApiToken, Session
from crm.team.queries import builtin_role, user_by_id, workspace_settings
from crm.views.models import SavedView
from crm.web import here
from crm.web.planes import Artel
from tenants import provisioning
from tenants.scope import scope
from tests.kit import work
from tests.kit.background import run_due_jobs
from tests.kit.builders import make_contact, make_entry, make_field, picture
from tests.kit.cases import make_cases
from tests.kit.cast import (
    ALICE,
    BOB,
    BUSINESSES,
    CAROL,
    EVE,
    GROUPS,
    MAX,
    OLGA,
    PASSWORD,
    TWIN,
    Business,
    Person,
    Standing,
    file_key,
    people_of,
)
from tests.kit.workflows import lay_down_workflows


def furnish(app: Artel, settings: Settings) -> None:
    """Make the workspaces of the cast in a database that is set up and empty, and run what follows."""
    password_hash = passwords.hashed(PASSWORD)
    with app.app_context():
        for business in BUSINESSES:
            _open(app, settings, business, password_hash)
        for business in BUSINESSES:
            entry = app.directory.by_slug(business.slug)
            assert entry is not None
            assert entry.id == business.id
            with scope(entry), context.coming_through("command"), speaking(business.locale):
                _fill(business, password_hash)
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


def _fill(business: Business, password_hash: str) -> None:
    people = people_of(business)
    for person in people:
        if person.role != Builtin.OWNER:
            _add(person, password_hash)
        _open_doors(person)
    _faces(business)
    _lists(business, people)
    _brand(business)
    _fields(business)
    _views(business)
    lay_down_workflows(business)
    for standing in Standing:
        if standing != Standing.RANDOM and (standing != Standing.FOREIGN or business == TWIN):
            _contact(standing, business)
    _links(business)
    make_cases(business)
    work.fill(business, _acting)


def _add(person: Person, password_hash: str) -> None:
    user = add_user(
        person.email,
        name=person.name,
        role=builtin_role(Builtin(person.role)),
        locale=person.business.locale,
        password_hash=password_hash,
        by=Actor.system("tests"),
    )
    assert user.id == person.id


def _open_doors(person: Person) -> None:
    """A session and an API token with known secrets; their ids are the person's."""
    tenant_id = person.business.id
    session = Session(
        token_hash=token_hash(person.session_token, purpose="session", tenant_id=tenant_id),
        user_id=person.id,
        agent=person.business.text("Firefox"),
        ends_at=clock.now() + timedelta(days=30),
    )
    token = ApiToken(
        token_hash=token_hash(person.api_token, purpose="api", tenant_id=tenant_id),
        user_id=person.id,
        name=person.business.text("tests"),
        scopes=["*"],
    )
    db.session.add_all([session, token])
    db.session.flush()
    assert (session.id, token.id) == (person.id, person.id)


def _faces(business: Business) -> None:
    """Photos of users: Alice's second one, and at the twin Eve's."""
    for person in (ALICE, ALICE, *((EVE,) if business == TWIN else ())):
        set_own_photo(user_by_id(person.id), drawn(picture()), by=_acting(person))
    db.session.flush()
    for number in db.session.scalars(select(StoredFile.id)):
        _keep_under_known_key(number, business)


def _wear(contact: Contact, business: Business) -> None:
    """A photo, worn without an act: the contact keeps its version."""
    photo = keep_photo(drawn(picture()), kind="contact", record_id=contact.id, by=Actor.system("tests"))
    contact.photo_id = photo.id
    _keep_under_known_key(photo.id, business)


def _attach(contact: Contact, business: Business) -> None:
    """A file of the contact, added by its manager."""
    content, name = BytesIO(business.text("What we agreed on").encode()), business.text("Plan") + ".txt"
    by = _acting(Standing(contact.id).manager)
    file = add_file(content, name=name, kind="contact", record_id=contact.id, by=by)
    _keep_under_known_key(file.id, business)


def _keep_under_known_key(number: int, business: Business) -> None:
    row = db.session.get_one(StoredFile, number)
    folder = here.settings().data / "files" / context.tenant().schema
    key = file_key(business, number)
    (folder / key[:2]).mkdir(exist_ok=True)
    (folder / row.key[:2] / row.key).rename(folder / key[:2] / key)
    row.key = key


def _lists(business: Business, people: tuple[Person, ...]) -> None:
    """Groups, an open invitation, a role of their own, and one type; at the twin one more of each."""
    owner = _acting(OLGA)
    more = ("Extra",) if business == TWIN else ()
    for name in (*GROUPS, *more):
        members = [person.id for person in people if person.group == name]
        add_group(read(GroupWish, {"name": business.text(name), "member_ids": members}), by=owner)
    for name in ("vera", *(name.lower() for name in more)):
        wish = {
            "email": f"{name}@{business.domain}",
            "name": business.text("Vera"),
            "role_id": 3,
            "locale": "en",
        }
        invite(read(InvitationWish, wish), by=owner)
    for name in ("Press", *more):
        wish = {
            "name": business.text(name),
            "help": business.text("Writes"),
            "reaches": {"contacts.view": "own"},
        }
        add_role(read(RoleShape, wish), by=owner)
    for name in ("Key accounts", *more):
        add_class(read(ClassShape, {"name": business.text(name)}), by=owner)
    for name in more:
        add_type(read(TypeShape, {"name": business.text(name)}), by=owner)
        add_purpose(
            read(PurposeShape, {"name": business.text(name), "text": business.text("I agree.")}), by=owner
        )


def _brand(business: Business) -> None:
    """A logo; the twin has a second one in use, and a holiday with the canary."""
    owner, workspace = _acting(OLGA), workspace_settings()
    for _number in range(2 if business == TWIN else 1):
        set_logo(workspace, picture(), by=owner)
    if business == TWIN:
        row = {"on": "2027-01-01", "name": business.text("New Year")}
        form = {"days": [{}] * 7, "holidays": [row], "version": workspace.version}
        change_schedule(workspace, read(ScheduleForm, form), by=owner)


def _fields(business: Business) -> None:
    """A section and a select; at the twin one more of each, and its contacts have values of both."""
    owner = _acting(OLGA)
    add_section(read(NewSectionShape, {"record": "contact", "name": business.text("Contract")}), by=owner)
    make_field("select", "Rank", at=business, choices=("Iron", "Steel"), help=business.text("Of two"))
    if business == TWIN:
        add_section(read(NewSectionShape, {"record": "contact", "name": business.text("Extra")}), by=owner)
        make_field("text", "Extra", at=business, section_id=2, in_list=True, filterable=True)


def _views(business: Business) -> None:
    """Alice's own, Carol's for everybody, Bob's for his group; at the twin one more of Eve's."""
    state = urlencode({"f": f"source:contains:{business.text('fair')}"})
    rows: list[tuple[Person, str, list[int]]] = [(ALICE, "own", []), (CAROL, "all", []), (BOB, "groups", [1])]
    for person, sharing, group_ids in [*rows, (ALICE, "all", [])] if business == TWIN else rows:
        name = business.text(f"View of {person.name}")
        view = SavedView(
            record="contact", name=name, state=states.normal(state), owner_id=person.id, sharing=sharing,
            group_ids=group_ids,
        )  # fmt: skip
        db.session.add(view)
        db.session.flush()


def _contact(standing: Standing, business: Business) -> None:
    """A contact of this standing, added by its manager; Bob's was given to him by Max."""
    contact = make_contact(
        "Ivan",
        standing.name.title().replace("_", " "),
        managers=[standing.manager],
        by=MAX if standing == Standing.COLLEAGUES else None,
        at=business,
        sharing=standing.sharing,
        description=business.text("Met at the fair"),
        comms=[{"kind": "email", "value": f"ivan@{business.domain}", "label": business.text("work")}],
        custom={"1": 1, "2": business.text("Code")} if business == TWIN else {},
        tags=[business.text(tag) for tag in ("fair", "guest", *(("extra",) if business == TWIN else ()))],
    )
    assert contact.id == standing
    if business == TWIN:
        contact.class_id = 1
        derive_access([contact.id])
    _wear(contact, business)
    entry = make_entry(contact, at=business, by=standing.manager)
    assert entry.id == standing
    _attach(contact, business)
    if standing == Standing.DELETED:
        delete_contact(contact, by=_acting(standing.manager))


def _links(business: Business) -> None:
    """OWN with WRITABLE, which most who may change that don't see; COLLEAGUES and OTHER_GROUPS with READABLE.

    Rows, not acts: no contact has changed.
    """
    ends = [
        (Standing.OWN, Standing.WRITABLE),
        (Standing.COLLEAGUES, Standing.READABLE),
        (Standing.OTHER_GROUPS, Standing.READABLE),
    ]
    for one, other in [*ends, (Standing.FOREIGN, Standing.READABLE)] if business == TWIN else ends:
        role = business.text("old friend")
        db.session.add(
            ContactLink(kind="people", one_id=int(one), other_id=int(other), role=role, back_role=role)
        )
        db.session.flush()


def _acting(person: Person) -> Actor:
    actor = actor_of(person.id)
    assert actor is not None
    return actor
