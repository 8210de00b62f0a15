"""What a row would change of the contact that is there already, by the rule that the person chose (IMP-3).

Never more than asked: a blank cell changes nothing, and a row of the other kind (a company's, of a person)
gives no name.
"""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

from crm.contacts.forms.contact import values_of
from crm.contacts.models.contact import Contact
from crm.contacts.models.kinds import COMM, CONTACT, MANAGERS
from crm.imports.actions.reassigning import EMPLOYER, Around, Reassigned, reassigned
from crm.imports.actions.staging import whole

Values = dict[str, Any]
PLAIN: Final = (
    "first_name", "last_name", "middle_name", "name", "type_id", "job_title", "description", "language",
    "source", "currency", "external_id", "born_on",
)  # fmt: skip
NAMES: Final = frozenset({"first_name", "last_name", "middle_name", "name"})
FIELDS_OF: Final[Mapping[str, Sequence[str]]] = {
    "full_name": ("first_name", "last_name", "middle_name"), "company": ("name", EMPLOYER),
    "note": ("description",), "birthday": ("born_on",), "type": ("type_id",), "manager": (MANAGERS,),
    "class": ("class_id",), "access": ("sharing", "restricted"),
}  # fmt: skip
"""Of the targets that are not called as their field is."""
WAYS_OF: Final[Mapping[str, str]] = {"url": "site"}
SPREAD: Final = ("requisites", "custom")


@dataclass(frozen=True, slots=True)
class Rule:
    """What becomes of what the contact has: ``replaced`` are fields, kinds of ways to reach, and ``tag_ids``,
    that the row overwrites; ``fills`` what is empty; ``adds`` to what there can be several of."""

    fills: bool = True
    adds: bool = False
    replaced: frozenset[str] = frozenset()


@dataclass(slots=True)
class Merged:
    """The change: ``values`` in the words of ``ContactShape``, and who is ``reassigned``.

    ``noted`` tells of it as journals do.
    """

    values: Values = field(default_factory=dict)
    reassigned: Reassigned = field(default_factory=Reassigned)
    noted: list[dict[str, Any]] = field(default_factory=list)


def rule_of(on_match: str, overwrite: Collection[str]) -> Rule:
    """The rule by its name; ``overwrite`` are targets."""
    if on_match == "append":
        return Rule(fills=False, adds=True)
    if on_match == "overwrite":
        return Rule(replaced=frozenset(name for target in overwrite for name in _replaced_by(target)))
    return Rule()


def _replaced_by(target: str) -> Sequence[str]:
    if target.startswith("field:"):
        return (f"custom.{target.removeprefix('field:')}",)
    if target in ("inn", "kpp", "ogrn", "legal_form", "okpo"):
        return (f"requisites.{target}",)
    if target == "full_legal_name":
        return ("requisites.full_name",)
    if target == "tags":
        return ("tag_ids",)
    way = target.partition(".")[0]
    if way == "account":
        return ("requisites.accounts",)
    if way in ("email", "phone", "url", "messenger", "social", "address"):
        return (f"comms.{WAYS_OF.get(way, way)}",)
    return FIELDS_OF.get(target, (target,))


def merged(contact: Contact, wanted: str | None, rule: Rule, *, company: str, of: Around) -> Merged:
    """What the row (as it was staged) changes of this contact, loaded whole; ``company`` is the name of whom
    the person works for by it."""
    given = whole(wanted)
    merging = _Merging(values_of(contact), contact, given["contact"], given["comms"], rule)
    merging.plain()
    for column in SPREAD:
        merging.spread(column)
    merging.tags()
    merging.comms()
    people = reassigned(contact, given, company, adds=rule.adds, replaced=rule.replaced, of=of)
    merging.merged.reassigned = people
    merging.before |= people.before
    merging.after |= people.after
    if merging.before:
        noted = {"kind": CONTACT, "id": contact.id, "before": merging.before, "after": merging.after}
        merging.merged.noted.insert(0, noted)
    return merging.merged


@dataclass(slots=True)
class _Merging:
    had: Values
    contact: Contact
    given: Values
    ways: Sequence[Values]
    rule: Rule
    merged: Merged = field(default_factory=Merged)
    before: Values = field(default_factory=dict)
    after: Values = field(default_factory=dict)

    def plain(self) -> None:
        """Fields that hold one value; a note is added to where lists are."""
        other_kind = self.given["kind"] != self.contact.kind
        for name in PLAIN:
            if other_kind and name in NAMES:
                continue
            had, given = self.had[name], self.given[name]
            if name == "born_on":
                had = had.isoformat() if had else None
            if name == "description" and self.rule.adds and given and given not in had:
                self._put(name, had, f"{had}\n{given}".strip())
            elif self._takes(name, had, given):
                self._put(name, had, given)

    def spread(self, column: str) -> None:
        """Own fields, and the details of a company, value by value."""
        has: Values = dict(getattr(self.contact, column) or {})
        taken = {
            key: value
            for key, value in self.given[column].items()
            if self._takes(f"{column}.{key}", has.get(key), value)
        }
        for key, value in taken.items():
            self.before[f"{column}.{key}"], self.after[f"{column}.{key}"] = has.get(key), value
        if taken:
            self.merged.values[column] = {**has, **taken} if column == "requisites" else taken

    def tags(self) -> None:
        """Those of the row are added; they are all where they overwrite."""
        has, given = list(self.contact.tag_ids), self.given["tag_ids"]
        replaces = "tag_ids" in self.rule.replaced
        wanted = given if replaces else list(dict.fromkeys([*has, *given]))
        if given and set(wanted) != set(has) and (replaces or self.rule.adds or not has):
            self._put("tag_ids", has, wanted)

    def comms(self) -> None:
        """Ways to reach, a kind at a time; one that is there keeps its row."""
        kept: list[Values] = []
        changed = False
        kinds = dict.fromkeys(
            [*(one["kind"] for one in self.had["comms"]), *(one["kind"] for one in self.ways)]
        )
        for kind in kinds:
            has = [one for one in self.had["comms"] if one["kind"] == kind]
            rows = {comm.normalised: comm for comm in self.contact.comms if comm.kind == kind}
            given = [one for one in self.ways if one["kind"] == kind]
            new = [one for one in given if one["normalised"] not in rows]
            if given and f"comms.{kind}" in self.rule.replaced:
                staying = {rows[one["normalised"]].id for one in given if one["normalised"] in rows}
                gone = [one for one in has if one["id"] not in staying]
                has = [one for one in has if one["id"] in staying]
            else:
                gone = []
                new = new if self.rule.adds or not has else []
            kept += [*has, *map(_typed, new)]
            changed |= bool(gone or new)
            self._tell_comms(gone, new)
        if changed:
            self.merged.values["comms"] = kept

    def _tell_comms(self, gone: Sequence[Values], new: Sequence[Values]) -> None:
        of = {"contact_id": self.contact.id}
        for one in gone:
            self._note_comm({"value": one["value"], **of}, None)
        for one in new:
            self._note_comm(None, {"value": one["value"], **of})

    def _note_comm(self, before: Values | None, after: Values | None) -> None:
        self.merged.noted.append({"kind": COMM, "id": 0, "before": before, "after": after})

    def _takes(self, name: str, had: Any, given: Any) -> bool:
        if given in (None, "", [], {}) or given == had:
            return False
        empty = had in (None, "", [], {})
        return (empty and self.rule.fills) or name in self.rule.replaced

    def _put(self, name: str, had: Any, wanted: Any) -> None:
        self.merged.values[name] = wanted
        self.before[name], self.after[name] = had, wanted


def _typed(way: Values) -> Values:
    """A way to reach as it was staged, in the words of ``CommShape``."""
    told: Callable[[str], Any] = way.get
    return {"kind": told("kind"), "value": told("value"), "label": told("label"), "parts": told("parts")}
