"""Workbooks of tests, put together by hand so that they can be as wrong as they like."""

import io
import zipfile
from collections.abc import Iterable, Mapping, Sequence
from typing import Any
from xml.sax.saxutils import escape

_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_RELS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_ODS = "application/vnd.oasis.opendocument.spreadsheet"


def xlsx(rows: Iterable[Sequence[Any]], *, name: str = "Sheet", before: str = "", sheet: str = "") -> bytes:
    """A workbook of one sheet. ``before`` goes before its root, ``sheet`` stands for all of its rows."""
    body = sheet or "".join(f"<row>{''.join(map(_cell, row))}</row>" for row in rows)
    return packed(
        {
            "[Content_Types].xml": f'<Types xmlns="{_PACKAGE}/content-types">'
            '<Default Extension="rels" '
            'ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
            '<Default Extension="xml" ContentType="application/xml"/></Types>',
            "_rels/.rels": _relation("officeDocument", "xl/workbook.xml"),
            "xl/workbook.xml": f'<workbook xmlns="{_MAIN}" xmlns:r="{_RELS}"><sheets>'
            f'<sheet name="{name}" sheetId="1" r:id="rId1"/></sheets></workbook>',
            "xl/_rels/workbook.xml.rels": _relation("worksheet", "worksheets/sheet1.xml"),
            "xl/worksheets/sheet1.xml": '<?xml version="1.0"?>'
            f'{before}<worksheet xmlns="{_MAIN}"><sheetData>{body}</sheetData></worksheet>',
        }
    )


def ods(rows: Iterable[Sequence[str]], *, table: str = "", **others: Iterable[Sequence[str]]) -> bytes:
    """An OpenDocument sheet, and others by their names; ``table`` stands for all of the rows of the first."""
    office = "urn:oasis:names:tc:opendocument:xmlns"
    bodies = {"Sheet": table or _rows_of_ods(rows)} | {
        name: _rows_of_ods(some) for name, some in others.items()
    }
    body = "".join(f'<table:table table:name="{name}">{one}</table:table>' for name, one in bodies.items())
    return packed(
        {
            "mimetype": _ODS,
            "META-INF/manifest.xml": f'<manifest:manifest xmlns:manifest="{office}:manifest:1.0"/>',
            "content.xml": f'<office:document-content xmlns:office="{office}:office:1.0" '
            f'xmlns:table="{office}:table:1.0" xmlns:text="{office}:text:1.0">'
            "<office:body><office:spreadsheet>"
            f"{body}</office:spreadsheet></office:body>"
            "</office:document-content>",
        }
    )


def packed(files: Mapping[str, bytes | str]) -> bytes:
    """A ZIP of these files."""
    written = io.BytesIO()
    with zipfile.ZipFile(written, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return written.getvalue()


def _rows_of_ods(rows: Iterable[Sequence[str]]) -> str:
    return "".join(
        "<table:table-row>"
        + "".join(
            f'<table:table-cell office:value-type="string"><text:p>{escape(cell)}</text:p></table:table-cell>'
            for cell in row
        )
        + "</table:table-row>"
        for row in rows
    )


def _cell(value: Any) -> str:
    if isinstance(value, int | float):
        return f"<c><v>{value}</v></c>"
    return f'<c t="inlineStr"><is><t xml:space="preserve">{escape(value)}</t></is></c>'


def _relation(kind: str, target: str) -> str:
    return (
        f'<Relationships xmlns="{_PACKAGE}/relationships">'
        f'<Relationship Id="rId1" Type="{_RELS}/{kind}" Target="{target}"/></Relationships>'
    )
