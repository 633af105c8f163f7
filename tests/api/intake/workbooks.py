"""Workbooks for tests: as Excel writes them, and by hand as nobody should."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime

from xlsxwriter import Workbook

TYPES = (
    '<?xml version="1.0" encoding="UTF-8"?>'
    '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
    '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
    '<Override PartName="/xl/workbook.xml" ContentType="application/vnd.openxmlformats-officedocument.'
    'spreadsheetml.sheet.main+xml"/>'
    '<Override PartName="/xl/worksheets/sheet1.xml" ContentType="application/vnd.openxmlformats-'
    'officedocument.spreadsheetml.worksheet+xml"/></Types>'
)
RELATION = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
RELATIONS = (
    '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
    '<Relationship Id="rId1" Type="{kind}" Target="{target}"{more}/></Relationships>'
)
MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
BOOK = (
    f'<workbook xmlns="{MAIN}" xmlns:r="{RELATION}"><sheets>'
    '<sheet name="Sheet1" sheetId="1" r:id="rId1"/></sheets></workbook>'
)


def relations(kind: str, target: str, more: str = "") -> str:
    return RELATIONS.format(kind=f"{RELATION}/{kind}", target=target, more=more)


def parts(data: str = "", head: str = "", before: str = "") -> dict[str, str]:
    """The least that is a workbook, with rows as XML."""
    sheet = f'{before}<worksheet xmlns="{MAIN}">{head}<sheetData>{data}</sheetData></worksheet>'
    return {
        "[Content_Types].xml": TYPES,
        "_rels/.rels": relations("officeDocument", "xl/workbook.xml"),
        "xl/workbook.xml": BOOK,
        "xl/_rels/workbook.xml.rels": relations("worksheet", "worksheets/sheet1.xml"),
        "xl/worksheets/sheet1.xml": sheet,
    }


def zipped(files: Mapping[str, str | bytes]) -> bytes:
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in files.items():
            archive.writestr(name, text)
    return data.getvalue()


def a_workbook(rows: Iterable[Sequence[object]], sheet: str = "Sheet1") -> bytes:
    """A workbook as XlsxWriter writes it; dates become date cells, a text with "=" a formula."""
    data = io.BytesIO()
    with Workbook(data, {"in_memory": True}) as book:
        day = book.add_format({"num_format": "[$-107041E]d mmm yyyy"})
        written = book.add_worksheet(sheet)
        for number, row in enumerate(rows):
            for column, value in enumerate(row):
                if isinstance(value, date | datetime):
                    written.write_datetime(number, column, value, day)
                elif value is not None:
                    written.write(number, column, value)
    return data.getvalue()
