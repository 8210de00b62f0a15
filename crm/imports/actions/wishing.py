"""What a person chooses for the contacts of a file, and the start of its dry run."""

from collections import Counter
from collections.abc import Sequence
from typing import Final

from sqlalchemy import select

from crm.contacts.access import ASSIGN_CONTACTS
from crm.contacts.actions.granting import STRANGE, can_be_granted
from crm.contacts.actions.people import UNABLE, able_among
from crm.contacts.forms.access import levels
from crm.contacts.models.classes import ContactClass
from crm.contacts.models.lists import ContactType, Tag
from crm.imports.access import RUN_IMPORTS
from crm.imports.actions.foreseeing import CHECKED
from crm.imports.actions.keys import FIELD, NAME
from crm.imports.actions.lists import faults_of, reserve
from crm.imports.actions.uploading import expect_mapping
from crm.imports.forms import USUAL_KEYS, WishShape
from crm.imports.models import Import, Stage
from crm.imports.queries import own_fields
from crm.imports.targets import ACCESS, MANAGERS, SKIP, all_targets
from crm.kernel import runs
from crm.kernel.access import Actor
from crm.kernel.db import db
from crm.kernel.errors import Invalid
from crm.kernel.i18n import LazyText, lazy
from crm.kernel.jobs import later

CHECK: Final = "imports.check"
CLASSES: Final = "classes"
"""In what was seen: the classes that there were when the check began, if a column names them."""
KEYS: Final = frozenset({*USUAL_KEYS, NAME})
NO_MANAGERS: Final = lazy("You may not choose managers: leave this column out.")
NO_ACCESS: Final = lazy("You may not choose who sees contacts: leave this column out.")
NAMING: Final = frozenset({"first_name", "last_name", "full_name", "company"})


def choose(one: Import, wish: WishShape, *, by: Actor) -> None:
    """Keep what the columns mean and what all contacts get; what can't be is told after it was kept.

    Raises:
        Conflict: the import has begun.
        Forbidden: the actor chooses managers, class, sharing, grants or restricted, and may not.
        Invalid: with a sentence for each choice at fault.
    """
    expect_mapping(one)
    number = len(one.seen["columns"])
    targets = ["" if target == SKIP else target for target in wish.targets[:number]]
    wish.targets = [*targets, *[""] * (number - len(targets))]
    opened = wish.class_id is not None or wish.sharing is not None or wish.restricted or wish.grants
    if opened or set(wish.manager_ids) - {by.user_id}:
        by.must(ASSIGN_CONTACTS)
    if faults := {**_faults(wish), **_of_managers(wish, by), **faults_of(one, wish, by=by)}:
        raise Invalid(faults)
    one.wish = wish.model_dump(mode="json")
    one.stage = Stage.MAPPING.value
    db.session.flush()


def check(one: Import, *, by: Actor) -> None:
    """Begin the dry run in the background: every line is read, nothing is written.

    Raises:
        Forbidden: the actor may not import.
        Conflict: the import has begun.
    """
    by.must(RUN_IMPORTS)
    expect_mapping(one)
    reserve(one, WishShape(**one.wish))
    classes = db.session.scalars(select(ContactClass.id)) if "class" in one.wish["targets"] else ()
    one.seen = {**one.seen, CHECKED: one.wish["targets"], CLASSES: sorted(classes)}
    run = runs.start(CHECK, by=by, total=one.seen["rows"], import_id=one.id)
    one.run_id, one.stage, one.counts = run.id, Stage.CHECKING.value, {}
    db.session.flush()
    later(CHECK, key=str(run.id), run_id=run.id)


def _faults(wish: WishShape) -> dict[str, LazyText | str]:
    return {**_of_columns(wish.targets), **_of_lists(wish), **_of_matching(wish)}


def _of_columns(targets: Sequence[str]) -> dict[str, LazyText | str]:
    faults: dict[str, LazyText | str] = {}
    known = all_targets(own_fields())
    taken = Counter(target for target in targets if target)
    if not NAMING.intersection(taken):
        faults["targets"] = lazy("Choose which column holds the names of people or companies.")
    for column, target in enumerate(targets):
        if target and target not in known:
            faults[f"targets.{column}"] = lazy("Choose one of the given values.")
        elif taken[target] > 1 and target and not known[target].many:
            faults[f"targets.{column}"] = lazy("Another column has this meaning already.")
    return faults


def _of_managers(wish: WishShape, by: Actor) -> dict[str, LazyText | str]:
    """Columns that say who reaches contacts, chosen by somebody who may not choose it."""
    if by.may(ASSIGN_CONTACTS):
        return {}
    return {
        f"targets.{column}": NO_MANAGERS if target in MANAGERS else NO_ACCESS
        for column, target in enumerate(wish.targets)
        if target in MANAGERS | ACCESS
    }


def _of_matching(wish: WishShape) -> dict[str, LazyText | str]:
    faults: dict[str, LazyText | str] = {}
    unique = {f"{FIELD}{field.key}" for field in own_fields() if field.unique}
    if set(wish.keys) - KEYS - unique:
        faults["keys"] = lazy("Choose among the given values.")
    named = {*wish.targets, *(target.partition(".")[0] for target in wish.targets)}
    if wish.on_match == "overwrite" and not named.intersection(wish.overwrite):
        faults["overwrite"] = lazy("Tick at least one column that overwrites.")
    return faults


def _of_lists(wish: WishShape) -> dict[str, LazyText | str]:
    faults: dict[str, LazyText | str] = {}
    if wish.type_id is not None and db.session.get(ContactType, wish.type_id) is None:
        faults["type_id"] = lazy("There is no such type.")
    if wish.class_id is not None and db.session.get(ContactClass, wish.class_id) is None:
        faults["class_id"] = lazy("There is no such class.")
    if set(wish.manager_ids) - able_among(wish.manager_ids):
        faults["manager_ids"] = UNABLE
    if wish.grants and not can_be_granted(levels(wish.grants)):
        faults["grants"] = STRANGE
    there = set(db.session.scalars(select(Tag.id).where(Tag.id.in_(wish.tag_ids)))) if wish.tag_ids else set()
    if set(wish.tag_ids) - there:
        faults["tag_ids"] = lazy("There is no such tag.")
    return faults
