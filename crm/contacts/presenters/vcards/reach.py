"""Ways to reach a contact as lines of a vCard."""

from collections.abc import Iterable, Iterator
from typing import Any, Final
from urllib.parse import quote

from crm.contacts.models.contact import Comm
from crm.contacts.models.vcards import UNKNOWN_SCHEME, types_of
from crm.contacts.presenters.reach import label_text
from crm.contacts.queries.rows import Way
from crm.kernel import codes, handles
from crm.kernel.vcards import writing
from crm.kernel.vcards.writing import Version

NAMES: Final = {"email": "EMAIL", "phone": "TEL", "site": "URL", "messenger": "IMPP", "address": "ADR"}
Params = dict[str, Any]
PARTS: Final = ("", "", "street", "city", "region", "postal_code", "country")


def lines(comms: Iterable[Comm | Way], version: Version) -> Iterator[str]:
    """A line for each, in their order; a category in words stands on a line beside it (``item1.``)."""
    for number, comm in enumerate(comms, start=1):
        words = _words(comm)
        group = f"item{number}" if words else ""
        value, params = _told(comm, version)
        if comm.primary:
            params |= _preferred(params, version)
        yield writing.line(_name(comm, version), value, params, group=group)
        if words:
            yield writing.line("X-ABLabel", writing.escaped(words), group=group)


def _words(comm: Comm | Way) -> str:
    """The category in words, if neither a TYPE nor a service says it."""
    known = comm.label in types_of(comm.kind)
    by_service = comm.kind in ("messenger", "social") and comm.label in handles.SERVICES
    return "" if not comm.label or known or by_service else label_text(comm.label)


def _name(comm: Comm | Way, version: Version) -> str:
    if comm.kind == "social":
        return "SOCIALPROFILE" if version == "4.0" else "X-SOCIALPROFILE"
    return NAMES[comm.kind]


def _told(comm: Comm | Way, version: Version) -> tuple[str, Params]:
    """The value, escaped, and its parameters."""
    params = {"TYPE": types_of(comm.kind).get(comm.label, "")}
    if comm.kind == "phone":
        return _phone(comm, version, params)
    if comm.kind == "address":
        return _address(comm), params
    if comm.kind == "messenger":
        return _messenger(comm), params | {"X-SERVICE-TYPE": _service(comm)}
    if comm.kind == "social":
        service = "SERVICE-TYPE" if version == "4.0" else "TYPE"
        value = writing.escaped(comm.value) if version == "4.0" else comm.value
        kind = {"VALUE": "text"} if version == "4.0" or not _is_web(comm) else {}
        return value if _is_web(comm) else writing.escaped(comm.value), {
            **params,
            service: _service(comm),
            **kind,
        }
    # A URL is a URI in both versions: nothing of it is escaped.
    return (comm.value if comm.kind == "site" else writing.escaped(comm.value)), params


def _phone(comm: Comm | Way, version: Version, params: Params) -> tuple[str, Params]:
    if version == "4.0" and comm.valid:
        return f"tel:{comm.value}", {"VALUE": "uri", **params}
    base, _sign, extension = comm.value.partition(";ext=") if comm.valid else (comm.value, "", "")
    return writing.escaped(f"{base} ext. {extension}" if extension else base), params


def _address(comm: Comm | Way) -> str:
    """In parts, the country by its name: phones show it as it stands."""
    parts = dict(comm.parts or {"street": comm.value})
    parts["country"] = codes.country_name(parts.get("country", ""))
    return writing.parts(*(parts.get(name, "") for name in PARTS))


def _messenger(comm: Comm | Way) -> str:
    """A web address as it is; else the name behind the service's scheme."""
    return (
        comm.value if _is_web(comm) else f"{_service(comm) or UNKNOWN_SCHEME}:{quote(comm.value, safe='+@')}"
    )


def _service(comm: Comm | Way) -> str:
    return comm.label if comm.label in handles.SERVICES else ""


def _is_web(comm: Comm | Way) -> bool:
    return comm.value.lower().startswith(("http://", "https://"))


def _preferred(params: Params, version: Version) -> Params:
    if version == "4.0":
        return {"PREF": "1"}
    return {"TYPE": [*filter(None, [params.get("TYPE")]), "pref"]}
