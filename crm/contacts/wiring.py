"""How this package plugs in."""

from collections.abc import Iterator
from dataclasses import replace
from typing import Any, Final

from sqlalchemy import Select, false, select

from crm.contacts import access, commands, reactions  # noqa: F401 (reactions are registered by being read)
from crm.contacts.actions import erasing, rewriting
from crm.contacts.actions.bin import restore_binned
from crm.contacts.actions.bulk.deleting import DELETE
from crm.contacts.actions.bulk.fields import SET_FIELD
from crm.contacts.actions.bulk.lists import RETAG, SET_CLASS, SET_TYPE
from crm.contacts.actions.bulk.opening import SHARE
from crm.contacts.actions.bulk.people import ASSIGN
from crm.contacts.actions.bulk.running import my_runs
from crm.contacts.actions.custom import RECORD
from crm.contacts.actions.exporting import my_exports
from crm.contacts.actions.merging import ACT as MERGED
from crm.contacts.actions.purging import purge_contacts
from crm.contacts.actions.relinking import LINKS
from crm.contacts.actions.relinking_files import FILES
from crm.contacts.actions.restoring.undoing import ACTS, RESTORER
from crm.contacts.actions.types import furnish_types
from crm.contacts.api import access as _access  # noqa: F401 (its routes)
from crm.contacts.api import bulk as _api_bulk  # noqa: F401 (its routes)
from crm.contacts.api import classes as _classes  # noqa: F401 (its routes)
from crm.contacts.api import contacts as _contacts  # noqa: F401 (this and the next: their routes hang on the resource)
from crm.contacts.api import duplicates as _api_duplicates  # noqa: F401 (its routes)
from crm.contacts.api import exporting as _api_exporting  # noqa: F401 (its routes)
from crm.contacts.api import files as _api_files  # noqa: F401 (its routes)
from crm.contacts.api import links as _links  # noqa: F401 (its routes)
from crm.contacts.api import plane
from crm.contacts.api import selection as _api_selection  # noqa: F401 (its routes)
from crm.contacts.api import tags as _tags  # noqa: F401 (its routes)
from crm.contacts.api import types as _types  # noqa: F401 (its routes)
from crm.contacts.api import vcards as _api_vcards  # noqa: F401 (its routes)
from crm.contacts.facts_of_many import BULK_RUN, EXPORT_RUN
from crm.contacts.models import classes, duplicates, links  # noqa: F401 (their tables)
from crm.contacts.models.contact import Contact
from crm.contacts.models.kinds import CONTACT
from crm.contacts.pages import access as _access_pages  # noqa: F401
from crm.contacts.pages import bin as _bin  # noqa: F401 (this and the next: their routes hang on the blueprint)
from crm.contacts.pages import bulk as _bulk  # noqa: F401
from crm.contacts.pages import classes as _class_pages  # noqa: F401
from crm.contacts.pages import (  # noqa: F401
    columns,
    editing,
    export_form,
    exporting,
    filters,
    inline,
    lists,
    offers,
    people,
    photo,
    profile,
    selection,
    tag_settings,
    tagging,
    tags,
    types,
    vcards_in,
    vcards_out,
    ways,
)
from crm.contacts.pages import duplicates as _duplicates  # noqa: F401 (this and the next: their routes)
from crm.contacts.pages import links as _link_pages  # noqa: F401
from crm.contacts.pages import merging as _merging  # noqa: F401
from crm.contacts.pages.people_tab import PEOPLE
from crm.contacts.pages.plane import pages
from crm.contacts.pages.summary_tab import ALIKE, SUMMARY
from crm.contacts.presenters import cards, changes
from crm.contacts.presenters.found import KINDS as SEARCHED
from crm.contacts.presenters.subject import HOLDINGS
from crm.contacts.presenters.telling import TELLINGS
from crm.contacts.queries import binned, stated, states
from crm.contacts.queries.merging import successors
from crm.contacts.queries.subject import subjects_reachable_by
from crm.fields.takers import Taker, takers
from crm.files.holders import wears
from crm.files.pages.tab import files_tabs
from crm.journal.bins import BinKind, bins
from crm.journal.restorers import restorers
from crm.journal.subject import mixing
from crm.kernel.access import Actor
from crm.kernel.anchors import Anchor
from crm.kernel.i18n import _, lazy, speaking
from crm.kernel.runs import Run
from crm.kernel.subjects import SubjectKind
from crm.views.kinds import ListKind, list_kinds
from crm.web.product import Command, NavItem, Product, SettingsSection
from tenants.doctor import Finding
from tenants.provisioning import FirstDay

BIN: Final = BinKind(
    "contact", lazy("Contacts"), "users", binned.rows, binned.one, binned.asked_of, restore_binned,
    binned.old, purge_contacts,
)  # fmt: skip
SUBJECT: Final = SubjectKind(
    "contact", subjects_reachable_by, erasing.parts, lambda contact: contact.shown_name, erasing.withdraw,
    erasing.erase,
)  # fmt: skip

COMMANDS: Final = (
    Command(lazy("New contact"), "contacts.new", "user-plus", access.CREATE_CONTACTS, keys="C"),
    Command(lazy("Possible duplicates"), "contacts.duplicates", "copy", access.MERGE_CONTACTS),
    Command(lazy("Who is responsible"), "contacts.responsibles", "users", access.VIEW_CONTACTS),
    Command(lazy("Contacts by class"), "contacts.classes_in", "category", access.VIEW_CONTACTS),
    Command(lazy("Tags of contacts"), "contacts.tag_cloud", "tag", access.VIEW_CONTACTS),
    Command(lazy("Export of contacts"), "contacts.new_contacts_export", "download", access.EXPORT_CONTACTS),
)
BULK: Final = (RETAG, SET_TYPE, ASSIGN, SHARE, SET_CLASS, SET_FIELD, DELETE)
RUNS: Final = (
    (BULK_RUN, my_runs, lambda run_id: f"/contacts/bulk/runs/{run_id}"),
    (EXPORT_RUN, my_exports, lambda run_id: f"/contacts/exports/{run_id}"),
)
"""Runs that a line of the bell leads to: (kind, whose they are, their page)."""
SECTIONS: Final = (
    SettingsSection("contact-types", lazy("Contact types"), "contacts.types", access.MANAGE_TYPES),
    SettingsSection("classes", lazy("Classes of contacts"), "contacts.class_list", access.MANAGE_CLASSES),
    SettingsSection("tags", lazy("Tags"), "contacts.tag_list", access.MANAGE_TAGS),
    SettingsSection(
        "export", lazy("Export of contacts"), "contacts.new_contacts_export", access.EXPORT_CONTACTS
    ),
)


LIST: Final = ListKind(
    CONTACT,
    lazy("Contacts"),
    access.VIEW_CONTACTS,
    states.normal,
    cards.list_url,
    states.WHOLE,
    stated.counts_of,
)


def wire(product: Product) -> None:
    """Plug the package in."""
    product.permissions(*access.PERMISSIONS)
    product.entity("contact", lazy("Contacts"), weight=10)
    product.standing(access.classes_granted)
    product.pages(pages)
    product.place(search="contacts.index")
    product.nav(
        NavItem("contacts", lazy("Contacts"), "contacts.index", "users", access.VIEW_CONTACTS, weight=20)
    )
    product.search_kind(*SEARCHED)
    product.palette(*COMMANDS)
    product.settings_section(*SECTIONS)
    product.telling(*TELLINGS)
    product.tab(SUMMARY, ALIKE, PEOPLE, *files_tabs("contact", can=access.VIEW_CONTACTS))
    product.api(plane.api, plane.duplicates, plane.lists, plane.tags, plane.bulk)
    product.anchor(
        Anchor(
            kind="contact",
            model=Contact,
            visible_to=Contact.visible_to,
            editable_by=Contact.editable_by,
            title=lambda contact: contact.shown_name,
            url=cards.url,
            successors=successors,
        )
    )
    for kind, mine, url in RUNS:
        product.anchor(Anchor(kind, Run, mine, _nobodys, lambda run: "", url))
    takers.add(Taker(RECORD, lazy("Contacts"), Contact, cards.APPLIES, rewriting.rewrite, rewriting.refold))
    bins.add(BIN)
    list_kinds.add(LIST)
    product.bulk_action(*BULK)
    many = {action.act: action.label for action in BULK}
    restorers.add(replace(RESTORER, tell=changes.tell, acts={**ACTS, **many}))
    restorers.add(replace(LINKS, tell=changes.tell))
    _files()
    _persons(product)
    product.first_day(first_types)
    product.check(access_list)
    product.commands(commands.contacts)


def _nobodys(actor: Actor) -> Select[Any]:
    """Nothing hangs on a run."""
    return select(Run).where(false())


def _files() -> None:
    """Contacts wear photos, and their files go along with a merge."""
    wears(Contact.photo_id)
    restorers.add(FILES)


def _persons(product: Product) -> None:
    """What is held about persons, for their export and their erasure."""
    product.subject(SUBJECT)
    product.holding(*HOLDINGS)
    mixing.add(MERGED)


def first_types(day: FirstDay) -> None:
    """Client, Supplier, Partner and Competitor, in the workspace's language (TEN-3)."""
    with speaking(day.locale):
        furnish_types([(_("Client"), 6), (_("Supplier"), 7), (_("Partner"), 3), (_("Competitor"), 4)])


def access_list() -> Iterator[Finding]:
    """Whether the access list is what managers and sharing say it should be."""
    wrong = sorted({contact_id for _principal, contact_id in access.astray()})
    if wrong:
        ids = ", ".join(map(str, wrong[:20]))
        text = f"{len(wrong)} contacts have wrong rows (ids {ids}): run crm contacts repair-access"
        yield Finding("error", "access list of contacts", text)
    else:
        yield Finding("ok", "access list of contacts", "every row is as managers and sharing say")
