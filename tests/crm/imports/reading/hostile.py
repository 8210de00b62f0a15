"""Files that do harm, or are not what they say: what each is, and what becomes of it."""

import io
import json
import zipfile
from collections.abc import Callable
from typing import Final

from tests.crm.imports.reading.books import ods, packed, xlsx

MB: Final = 1024 * 1024
READ: Final = "is read"
PLAIN: Final = [["Name", "Email"], ["Ann", "a@b.example"]]
CARD: Final = "BEGIN:VCARD\r\nVERSION:3.0\r\nN:Ivanov;Ivan\r\nEND:VCARD\r\n"
ENTITIES: Final = '<!DOCTYPE a [<!ENTITY b "bbbbbbbbbb"><!ENTITY c "&b;&b;&b;&b;&b;&b;&b;&b;">]>'
OUTSIDE: Final = '<!DOCTYPE a [<!ENTITY b SYSTEM "file:///etc/passwd">]>'
NO_CONTACTS: Final = "no file of contacts"
SAVED_ANEW: Final = "saves? it anew|as CSV|divide"


def _ole(inside: bytes) -> bytes:
    return b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 504 + inside + b"\0" * 1024


def _locked_zip() -> bytes:
    content = bytearray(packed({"a.csv": "Name;Email\nAnn;a@b.example\n"}))
    for sign, at in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        content[content.index(sign) + at] |= 1
    return bytes(content)


def _nested() -> bytes:
    inner = packed({"b.csv": "a;b\n1;2\n"})
    return packed({"inner.zip": packed({"x.zip": inner})})


def _broken(content: bytes) -> bytes:
    return content[: len(content) // 2] + b"\0" * 20 + content[len(content) // 2 + 20 :]


def _stored_twice() -> bytes:
    written = io.BytesIO()
    with zipfile.ZipFile(written, "w") as archive:
        for _ in range(3_000):
            archive.writestr(zipfile.ZipInfo(f"{_}/a.csv"), "Name;Email\nAnn;a@b.example\n")
    return written.getvalue()


FILES: Final[dict[str, tuple[str, Callable[[], bytes], str]]] = {
    # name: (file name, content, what becomes of it: READ or a part of the sentence)
    "empty": ("a.csv", lambda: b"", "is empty"),
    "only white space": ("a.csv", lambda: b" \r\n\r\n ", "is empty"),
    "only a mark": ("a.csv", lambda: b"\xef\xbb\xbf", "is empty"),
    "only NUL": ("a.csv", lambda: b"\0" * 5000, "is empty"),
    "only delimiters": ("a.csv", lambda: b";;;;\r\n" * 100, "no rows"),
    "header only": ("a.csv", lambda: b"Name;Email\r\n", READ),
    "one cell": ("a.csv", lambda: b"x", READ),
    "NUL within": ("a.csv", lambda: b"Name;Email\nA\0nn;a@b.example\n", READ),
    "lone surrogates": ("a.csv", lambda: b"Name;Email\nA\xed\xa0\x80;" + "Я".encode() * 99 + b"\n", READ),
    "broken UTF-8": ("a.csv", lambda: "Имя;Почта\n".encode() * 50 + b"\xff\xfe\xfa;x\n", READ),
    "half of UTF-16": ("a.csv", lambda: "Имя;Почта\nАня;a@b.example\n".encode("utf-16")[:-1], READ),
    "controls": ("a.csv", lambda: b"Name;Email\n\x01\x02\x1b[31mAnn;\x7fa\n", READ),
    "turned text": ("a.csv", lambda: "Имя;Почта\n\u202eАня;\u2066x\n".encode(), READ),
    "random bytes": ("a.csv", lambda: bytes((i * 7919 + i // 255) % 256 for i in range(50_000)), NO_CONTACTS),
    "10,000 columns": (
        "a.csv", lambda: b";".join(b"c%d" % i for i in range(10_000)) + b"\n", "10,000 columns",
    ),
    "a row of 100,000 cells": ("a.csv", lambda: b"a;b\n1;2\n" * 9 + b"x;" * 100_000 + b"\n1;2\n", READ),
    "ragged": ("a.csv", lambda: b"a;b;c\n1\n1;2\n1;2;3\n1;2;3;4\n1;2;3;;;\n", READ),
    "a cell of 50 MB": ("a.csv", lambda: b"a;b\n1;2\n" + b"x" * 50 * MB + b";2\n3;4\n", READ),
    "a quoted cell of 50 MB": ("a.csv", lambda: b'a;b\n1;2\n"' + b"x;" * 25 * MB + b'";2\n3;4\n', READ),
    "a cell of 5 MB in lines": ("a.csv", lambda: b'a;b\n1;2\n"' + b"line\n" * MB + b'";2\n3;4\n', READ),
    "a quote without end": ("a.csv", lambda: b'a;b\n"1;2\n' + b"3;4\n" * 60_000, READ),
    "quotes only": ("a.csv", lambda: b'"' * 100_001, READ),
    "one line of 30 MB": ("a.csv", lambda: b"x" * 30 * MB, READ),
    "no line ends": ("a.csv", lambda: b"a,b,c " * 30_000, "columns"),
    "a million empty lines": ("a.csv", lambda: b"\n" * MB + b"a;b\n1;2\n", READ),
    "old line ends": ("a.csv", lambda: b"a;b\r1;2\r3;4\r", READ),
    "sep alone": ("a.csv", lambda: b"sep=;\r\n", "no rows"),
    "formulas": ("a.csv", lambda: b"Name;Email\n=cmd|' /C calc'!A0;@SUM(1)\n", READ),
    "bait for patterns": (
        "a.csv", lambda: b"x@" + b"." * 99_000 + b"@;1" + b"-1" * 49_000 + b"\nAnn;2\n" * 3, READ
    ),
    "picture as CSV": ("a.csv", lambda: b"\x89PNG\r\n\x1a\n" + b"\0" * 100, "picture"),
    "PDF as CSV": ("a.csv", lambda: b"%PDF-1.7\n%\xe2\xe3", "PDF"),
    "program as CSV": ("a.csv", lambda: b"\x7fELF\x02\x01\x01" + b"\0\x03\x05" * 500, NO_CONTACTS),
    "gzip": ("a.csv.gz", lambda: b"\x1f\x8b\x08\0\0\0\0\0", "archive"),
    "rar": ("a.rar", lambda: b"Rar!\x1a\x07\0", "archive"),
    "page as XLS": ("a.xls", lambda: b"<html><table><tr><td>Name</td></tr></table></html>", "web page"),
    "XML": ("a.xml", lambda: b"<?xml version='1.0'?>" + ENTITIES.encode() + b"<a>&c;</a>", "web page or XML"),
    "old Excel": ("a.xls", lambda: _ole(b"Workbook"), "old Excel"),
    "XLSX with a password": ("a.xlsx", lambda: _ole("EncryptedPackage".encode("utf-16-le")), "password"),
    "XLSX as CSV": ("a.csv", lambda: xlsx(PLAIN), READ),
    "CSV as XLSX": ("a.xlsx", lambda: b"Name;Email\nAnn;a@b.example\n", READ),
    "cards as CSV": ("a.csv", lambda: CARD.encode(), READ),
    "Word": (
        "a.docx", lambda: packed({"[Content_Types].xml": "", "word/document.xml": "<a/>"}), "text document",
    ),
    "XLSX of nothing": ("a.xlsx", lambda: xlsx([]), "no rows"),
    "entity bomb in XLSX": ("a.xlsx", lambda: xlsx(PLAIN, before=ENTITIES), "definitions"),
    "entity from outside": ("a.xlsx", lambda: xlsx(PLAIN, before=OUTSIDE), "definitions"),
    "XLSX bomb": ("a.xlsx", lambda: xlsx([], sheet=" " * 450 * MB), "larger than 400 MB"),
    "XLSX of 17 billion cells": (
        "a.xlsx",
        lambda: xlsx([], sheet='<row r="1"><c r="A1"><v>1</v></c></row>'
                               '<row r="1048576"><c r="XFD1048576"><v>1</v></c></row>'),
        "too much memory|more than 200,000 rows",
    ),
    "XLSX of 200,001 rows": ("a.xlsx", lambda: xlsx([[1]] * 200_001), "more than 200,000 rows"),
    "broken XLSX": ("a.xlsx", lambda: _broken(xlsx(PLAIN * 500)), "damaged"),
    "XLSX cut off": ("a.xlsx", lambda: xlsx(PLAIN * 500)[:700], "damaged"),
    "XLSX without sheets": ("a.xlsx", lambda: packed({"xl/workbook.xml": "<workbook/>"}), "damaged|no rows"),
    "XLSX of 700 columns": ("a.xlsx", lambda: xlsx([[f"c{i}" for i in range(700)]] * 3), "700 columns"),
    "ODS of repeated cells": (
        "a.ods",
        lambda: ods([], table='<table:table-row table:number-rows-repeated="1000000"><table:table-cell '
                              'table:number-columns-repeated="16000" office:value-type="string">'
                              "<text:p>x</text:p></table:table-cell></table:table-row>"),
        "too much memory|more than 200,000 rows|damaged",
    ),
    "ZIP bomb": (
        "a.zip", lambda: packed({"a.xlsx": b"PK\x03\x04" + b"\0" * 520 * MB}), "larger than 511 MB"
    ),
    "ZIP in ZIP": ("a.zip", _nested, "archive"),
    "ZIP of nothing": ("a.zip", lambda: packed({}), "no file in this ZIP"),
    "ZIP with a password": ("a.zip", _locked_zip, "password"),
    "ZIP of many": ("a.zip", _stored_twice, READ),
    "ZIP with a way out": ("a.zip", lambda: packed({"../../etc/a.csv": "a;b\n1;2\n"}), READ),
    "JSON, one whole": ("a.json", lambda: json.dumps([{"a": 1}] * 3).encode(), "JSON Lines"),
    "JSON, deep": ("a.jsonl", lambda: b'{"a":1}\n{"a":' + b"[" * 100_000 + b"\n", READ),
    "JSON with many keys": (
        "a.jsonl", lambda: b"".join(b'{"k%d":1}\n' % i for i in range(600)), "501 columns"
    ),
    "JSON, huge numbers": (
        "a.jsonl", lambda: b'{"a":1}\n{"a":' + b"9" * 5000 + b"}\n" + b'{"a":1e999}\n{"a":NaN}\n', READ,
    ),
    "JSON, a line of 20 MB": (
        "a.jsonl", lambda: b'{"a":1}\n{"a":"' + b"x" * 20 * MB + b'"}\n{"a":2}\n', READ,
    ),
    "cards without end": ("a.vcf", lambda: b"BEGIN:VCARD\r\nN:A;B\r\n" * 1_500, READ),
    "cards within cards": (
        "a.vcf", lambda: b"BEGIN:VCARD\r\nN:A;B\r\n" + b"AGENT:\r\nBEGIN:VCARD\r\n" * 20_000, READ,
    ),
    "a card of 33 MB": (
        "a.vcf",
        lambda: b"BEGIN:VCARD\r\nN:A;B\r\nPHOTO;ENCODING=b:" + b"A" * 33 * MB + b"\r\nEND:VCARD\r\n",
        READ,
    ),
}  # fmt: skip
