"""Lines of JSON that Artel wrote, as rows: what an import takes of them, in columns as a table has them.

What stands there by ids of another workspace is told by ``names`` in words; ways to reach somebody are
numbered, each beside its category.
"""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final

SIGNS: Final = frozenset({"display_name", "born_on", "sharing", "comms", "names"})
"""Keys that are in each of Artel's lines, and hardly all in any other."""
PLAIN: Final = (
    "display_name", "kind", "last_name", "first_name", "middle_name", "name", "job_title", "born_on",
    "sharing", "restricted", "external_id", "language", "source", "currency", "description",
)  # fmt: skip
REQUISITES: Final = ("legal_form", "full_name", "inn", "kpp", "ogrn", "okpo")
ACCOUNT: Final = ("account", "bik", "bank", "correspondent")
ADDRESS: Final = ("street", "city", "region", "postal_code", "country")
EXTENSION: Final = (";ext=", " ext. ")
"""Of a phone, as the API tells it and as people write it."""
NAMES: Final = ("type", "class", "company")


def is_own(told: Mapping[str, Any]) -> bool:
    """Whether Artel wrote it."""
    return told.keys() >= SIGNS and isinstance(told["names"], dict)


def flat_own(told: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    """The columns of the line, each with its text."""
    for key in PLAIN:
        yield key, _text(told.get(key))
    for key in NAMES:
        yield f"names.{key}", _text(told["names"].get(key))
    for key in ("managers", "tags"):
        yield f"names.{key}", _lines(told["names"].get(key, told.get(key)))
    requisites = told.get("requisites")
    if isinstance(requisites, dict):
        for key in REQUISITES:
            yield f"requisites.{key}", _text(requisites.get(key))
        for number, account in enumerate(_objects(requisites.get("accounts")), start=1):
            yield from (
                (f"requisites.accounts.{number}.{part}", _text(account.get(part))) for part in ACCOUNT
            )
    yield from _ways(_objects(told["comms"]))
    fields = told["names"].get("fields")
    if isinstance(fields, dict):
        yield from ((f"names.fields.{name}"[:200], _text(value)) for name, value in fields.items())


def _ways(comms: Sequence[Mapping[str, Any]]) -> Iterator[tuple[str, str]]:
    """The primary one of each kind first: so it stays the primary one."""
    numbers: dict[str, int] = {}
    for comm in sorted(comms, key=lambda one: not one.get("primary")):
        kind = _text(comm.get("kind"))
        number = numbers[kind] = numbers.get(kind, 0) + 1
        name = f"comms.{kind}.{number}"
        if kind == "address":
            parts = comm.get("parts")
            parts = parts if isinstance(parts, dict) else {"street": comm.get("value")}
            yield from ((f"{name}.{part}", _text(parts.get(part))) for part in ADDRESS)
        else:
            yield name, _text(comm.get("value")).replace(*EXTENSION)
        yield f"{name}.label", _text(comm.get("label"))


def _objects(value: Any) -> list[Mapping[str, Any]]:
    return [one for one in value if isinstance(one, dict)] if isinstance(value, list) else []


def _text(value: Any) -> str:
    return "" if value is None or isinstance(value, list | dict) else str(value)


def _lines(value: Any) -> str:
    return "\n".join(map(_text, value)) if isinstance(value, list) else ""
