"""What becomes of names in a file that the workspace doesn't know: types, tags, options of own fields.

Nothing is made of them unless a person says so, and not before the run. The dry run only keeps ids for what
will be made, so that its lines can be written as they stand.
"""

from collections.abc import Mapping
from typing import Any, Final
from uuid import uuid4

from sqlalchemy import insert

from crm.contacts.actions.tagging import MOST_IN_ALL, folded
from crm.contacts.actions.tags import add_tag
from crm.contacts.actions.types import MOST_TYPES, add_type
from crm.contacts.forms.tags import TagShape
from crm.contacts.forms.types import TypeShape
from crm.contacts.models.lists import HUES, ContactType, Tag
from crm.fields.actions.fields import edit_field
from crm.fields.forms import MOST_OPTIONS, FieldShape
from crm.fields.models import CustomField
from crm.fields.queries import held
from crm.imports.access import may_add
from crm.imports.actions import employers
from crm.imports.actions.knowing import known_for
from crm.imports.actions.lines import Known
from crm.imports.actions.naming import CREATE, LEAVE, REFUSE
from crm.imports.actions.taking.lists import field_of, known_names
from crm.imports.forms import WishShape
from crm.imports.models import Import
from crm.imports.targets import OWN
from crm.kernel.access import Actor
from crm.kernel.db import db
from crm.kernel.errors import Conflict, Invalid
from crm.kernel.forms import read
from crm.kernel.i18n import LazyText, lazy
from crm.kernel.search_text import fold

CHANGED: Final = lazy("The lists of the workspace have changed meanwhile. Check the file again.")
MOST: Final = {"type": MOST_TYPES, "tags": MOST_IN_ALL}
Faults = dict[str, LazyText | str]


def faults_of(one: Import, wish: WishShape, *, by: Actor) -> Faults:
    """What is wrong with what shall become of unknown names, under ``lists.<target>.<name>``."""
    if not wish.lists:
        return {}
    known = known_for(one)
    faults: Faults = {}
    for target, decided in wish.lists.items():
        if target == employers.TARGET:
            wrong = employers.faults_of(decided, by=by)
            faults |= {f"lists.{target}.{name}": fault for name, fault in wrong.items()}
            continue
        names = known_names(target, known)
        if names is None:
            faults[f"lists.{target}"] = lazy("No column has names of such a list.")
            continue
        ids, can_add = set(names.values()), may_add(target, field_of(target, known), by=by)
        for name, choice in decided.items():
            if told := _fault(target, name, choice, ids=ids, can_add=can_add):
                faults[f"lists.{target}.{name}"] = told
    return faults


def still_good(one: Import, *, by: Actor) -> dict[str, dict[str, str]]:
    """What was decided of unknown names, without what can't be any more: a deleted type, a lost right."""
    wish = WishShape.model_validate({"lists": one.wish.get("lists") or {}})
    faults = faults_of(one, wish, by=by)
    return {
        target: {name: choice for name, choice in decided.items() if f"lists.{target}.{name}" not in faults}
        for target, decided in wish.lists.items()
        if f"lists.{target}" not in faults
    }


def _fault(target: str, name: str, choice: str, *, ids: set[int], can_add: bool) -> LazyText | str:
    if choice in (LEAVE, REFUSE):
        return ""
    if choice != CREATE:
        is_known = choice.isascii() and choice.isdecimal() and len(choice) < 19 and int(choice) in ids
        return "" if is_known else lazy("Choose one of the given values.")
    if not can_add:
        return lazy("You may not add to this list.")
    try:
        read(TagShape if target == "tags" else TypeShape, {"name": name})
    except Invalid as refusal:
        return next(iter(refusal.fields.values()))
    return ""


def reserve(one: Import, wish: WishShape) -> None:
    """Keep an id for each name that shall be made; nothing is made yet."""
    known = known_for(one)
    coming: dict[str, dict[str, int]] = {}
    for target, decided in wish.lists.items():
        names = known_names(target, known)
        if names is None:
            continue
        fold_name = folded if target == "tags" else fold
        wanted = {fold_name(name): name for name, choice in decided.items() if choice == CREATE}
        new = [name for key, name in wanted.items() if key not in names]
        if target in wish.targets and new:
            coming[target] = dict(zip(new, _free_ids(target, known, len(new)), strict=True))
    one.seen = {**one.seen, "coming": coming}


def _free_ids(target: str, known: Known, number: int) -> list[int]:
    if target.startswith(OWN):
        options = known.fields[target.removeprefix(OWN)].options
        last = max((option["id"] for option in options), default=0)
        return [last + at + 1 for at in range(number)]
    return _counted(Tag if target == "tags" else ContactType, number)


def _counted(model: type[ContactType | Tag], number: int) -> list[int]:
    """So many ids that nobody else will get: the sequence goes on although the rows are taken back.

    A workspace's role may add rows, but not ask a sequence.
    """
    place = {"position": 0} if model is ContactType else {}
    rows = [{"name": f"{uuid4()}", "labels": {}, "hue": 1, **place} for _row in range(number)]
    taken_back = db.session.begin_nested()
    ids = list(db.session.scalars(insert(model).returning(model.id), rows))
    taken_back.rollback()
    return ids


def make_lists(one: Import, *, by: Actor) -> None:
    """Make what a person has wished for, with the ids that were kept; it stays if the import is undone.

    Raises:
        Conflict: somebody changed the list meanwhile.
        Forbidden: the actor may not add to it (any more).
    Records: ContactTypeAdded, TagAdded, FieldEdited.
    """
    coming: Mapping[str, Mapping[str, int]] = one.seen.get("coming") or {}
    if not coming:
        return
    known = known_for(one)
    for target, names in coming.items():
        _expect_room(target, names, known)
    try:
        with db.session.begin_nested():
            for target, names in coming.items():
                _make(target, names, known, by)
    except Invalid:
        raise Conflict(CHANGED) from None


def _expect_room(target: str, names: Mapping[str, int], known: Known) -> None:
    there = known_names(target, known)
    if there is None:
        raise Conflict(CHANGED)
    fold_name = folded if target == "tags" else fold
    if any(fold_name(name) in there for name in names):
        raise Conflict(CHANGED)
    most = MOST.get(target, MOST_OPTIONS)
    if len(set(there.values())) + len(names) > most:
        raise Conflict(lazy("There is no room for so many: a list has at most %(most)s names.", most=most))


def _make(target: str, names: Mapping[str, int], known: Known, by: Actor) -> None:
    if target.startswith(OWN):
        _add_options(known.fields[target.removeprefix(OWN)], names, by)
        return
    for name, one_id in names.items():
        hue = one_id % HUES + 1
        if target == "tags":
            add_tag(read(TagShape, {"name": name, "hue": hue}), reserved=one_id, by=by)
        else:
            add_type(read(TypeShape, {"name": name, "hue": hue}), reserved=one_id, by=by)


def _add_options(field: CustomField, names: Mapping[str, int], by: Actor) -> None:
    field = held([field.id])[field.id]
    present = [option for option in field.options if not option.get("deleted")]
    last = max((option["id"] for option in field.options), default=0)
    if list(names.values()) != [last + at + 1 for at in range(len(names))]:
        raise Conflict(CHANGED)
    kept = [{key: option.get(key) for key in ("id", "name", "labels", "archived")} for option in present]
    typed = {**{name: getattr(field, name) for name in PROPERTIES},
             "options": [*map(_without_none, kept), *({"name": name} for name in names)]}  # fmt: skip
    edit_field(field, read(FieldShape, typed), by=by)


def _without_none(option: Mapping[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in option.items() if value is not None}


PROPERTIES: Final = (
    "name", "labels", "help", "applies", "section_id", "required", "unique", "in_list", "filterable",
    "default",
)  # fmt: skip
