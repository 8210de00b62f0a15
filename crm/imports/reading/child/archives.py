"""ZIP archives: of files to choose from, or a workbook, which is one too."""

from collections.abc import Sequence
from typing import Final
from zipfile import ZipFile, ZipInfo

from crm.imports.reading.child.limits import MOST_IN_WORKBOOK, Trouble
from crm.imports.reading.child.sources import Packed, Source

READABLE: Final = (
    ".csv",
    ".tsv",
    ".tab",
    ".txt",
    ".xlsx",
    ".xlsm",
    ".ods",
    ".vcf",
    ".vcard",
    ".jsonl",
    ".ndjson",
)
MOST_MEMBERS: Final = 500
_SHEETS: Final = b"application/vnd.oasis.opendocument.spreadsheet"
_NAMED_IN_UTF8: Final = 0x800
_PIECE: Final = 1024 * 1024
_DEFINITIONS: Final = (
    b"<!DOCTYPE",
    b"<!ENTITY",
    b"<\0!\0D\0O\0C\0T\0Y\0P\0E",
    b"\0<\0!\0D\0O\0C\0T\0Y\0P\0E",
)
_OVERLAP: Final = 32


def kind_of_archive(archive: ZipFile) -> str:
    """``xlsx``, ``ods`` or ``zip``.

    Raises:
        Trouble: it is a document of another kind.
    """
    names = {info.filename for info in archive.infolist()[:5_000]}
    if "xl/workbook.xml" in names:
        return "xlsx"
    if "xl/workbook.bin" in names:
        raise Trouble("old")
    if "mimetype" in names and "content.xml" in names:
        with archive.open("mimetype") as file:
            if file.read(100).startswith(_SHEETS):
                return "ods"
        raise Trouble("document")
    if "[Content_Types].xml" in names and any(name.endswith("workbook.xml") for name in names):
        return "xlsx"
    if "word/document.xml" in names or "ppt/presentation.xml" in names:
        raise Trouble("document")
    return "zip"


def members(archive: ZipFile) -> list[str]:
    """What is in the archive to choose from."""
    return list(_members(archive))


def member(archive: ZipFile, name: str) -> Source:
    """The member of this name; the first, if none is named.

    Raises:
        Trouble: there is none.
    """
    found = _members(archive)
    if not found:
        raise Trouble("members")
    info = found.get(name) if name else next(iter(found.values()))
    if info is None:
        raise Trouble("wanted", name=name[:100])
    return Packed(archive.fp, _name(info), info.file_size, archive, info)  # type: ignore[arg-type] # it is open


def check_workbook(archive: ZipFile) -> None:
    """Unpack all parts of a workbook once, to nowhere.

    Raises:
        Trouble: together they are too large, one needs a password, or one defines entities.
    """
    left = MOST_IN_WORKBOOK
    for info in archive.infolist():
        if info.flag_bits & 1:
            raise Trouble("locked")
        with archive.open(info) as part:
            end = b""
            while piece := part.read(_PIECE):
                left -= len(piece)
                if left < 0:
                    raise Trouble("unpacked", most=MOST_IN_WORKBOOK // (1024 * 1024))
                if _defines(info, end + piece):
                    raise Trouble("entities")
                end = piece[-_OVERLAP:]


def _defines(info: ZipInfo, piece: bytes) -> bool:
    return info.filename.endswith((".xml", ".rels")) and any(sign in piece for sign in _DEFINITIONS)


def _members(archive: ZipFile) -> dict[str, ZipInfo]:
    infos = [info for info in archive.infolist()[:50_000] if _is_file(info)]
    fit: Sequence[ZipInfo] = [info for info in infos if info.filename.lower().endswith(READABLE)]
    return {_name(info): info for info in (fit or infos)[:MOST_MEMBERS]}


def _is_file(info: ZipInfo) -> bool:
    name = info.filename.rpartition("/")[2]
    return bool(name) and not name.startswith(".") and not info.filename.startswith("__MACOSX/")


def _name(info: ZipInfo) -> str:
    """The name as it was meant: archives that don't say UTF-8 are in cp866 where Russians pack them."""
    name = info.filename
    if not info.flag_bits & _NAMED_IN_UTF8:
        try:
            name = name.encode("cp437").decode("cp866")
        except UnicodeError:
            name = info.filename
    return name[-255:].encode("utf-8", "replace").decode()
