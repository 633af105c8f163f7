"""Reading workbooks back, and having LibreOffice compute them anew."""

from __future__ import annotations

import hashlib
import re
import subprocess
import zipfile
from contextlib import suppress
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any, Final

import openpyxl

from api.intake.folder import read_folder
from ledger.errors import Refusal
from reconciliation.reconcile import reconcile
from reconciliation.rule_set import read_rules
from reconciliation.statement import Statement
from reports.books.reconciliation import write_workbook
from reports.digest import digest_text, read_number
from reports.journal import journal_rows
from tests.reconciliation.builders import CUT_OFF, OPENED, PILOT, Book, folder_book
from tests.terminal import ERA2, PROFILE

CREATED: Final = datetime(2026, 11, 23, 3, 0, tzinfo=UTC)
ROOT: Final = "4f" * 32
Cells = dict[tuple[str, str], Any]

_RECALCULATE: Final = """<?xml version="1.0" encoding="UTF-8"?>
<oor:items xmlns:oor="http://openoffice.org/2001/registry" xmlns:xs="http://www.w3.org/2001/XMLSchema"
  xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance">
  <item oor:path="/org.openoffice.Office.Calc/Formula/Load">
  <prop oor:name="OOXMLRecalcMode" oor:op="fuse"><value>0</value></prop></item></oor:items>"""


def pilot() -> tuple[Book, Statement]:
    """The pilot's journal and its statement under its own rules."""
    book = folder_book(PILOT)
    rules = read_rules((PILOT / "rules.toml").read_text("utf-8"))
    return book, reconcile(book.entries, CUT_OFF, rules, len(book.entries), ROOT)


def era2_book() -> Book:
    """The real programme; what the rules refuse of it is left out."""
    intake = read_folder(ERA2, PROFILE)
    assert intake.book is not None
    book = Book(intake.book.command, intake.opened_on or OPENED)
    for document in intake.documents:
        if document.request is not None:
            with suppress(Refusal):
                book.ask(document.request)
    return book


def written(book: Book, statement: Statement, path: Path, lang: str = "th", **options: Any) -> str:  # noqa: ANN401 - the book's own options
    """Write a workbook with all that belongs to it; returns its digest."""
    given = {"created": CREATED, "journal": journal_rows(book.entries), **options}
    return write_workbook(statement, path, lang=lang, **given)


def cells(path: Path, *, values: bool = True) -> Cells:
    """Every cell that holds something, by sheet reference and address: values, or formulas as text."""
    book = openpyxl.load_workbook(path, data_only=values)
    return {
        (
            sheet.title.partition(" ")[0] + sheet.title.partition(" (")[2].rstrip(")"),
            cell.coordinate,
        ): cell.value
        for sheet in book
        for row in sheet.iter_rows()
        for cell in row
        if cell.value is not None
    }


def column(path: Path, ref: str, header: str) -> list[Any]:
    """The values below a header, up to the total's."""
    book = openpyxl.load_workbook(path, data_only=True)
    sheet = next(one for one in book if one.title.split(" ")[0] == ref)
    for row in sheet.iter_rows():
        for cell in row:
            if cell.value == header:
                return [sheet.cell(at, cell.column).value for at in range(cell.row + 2, sheet.max_row + 1)]
    raise LookupError(header)


def digest_of(path: Path) -> str:
    """The content digest by its published rule, from the file alone."""
    book = openpyxl.load_workbook(path, data_only=True)
    lines = []
    for sheet in book:
        ref = sheet.title.partition(" ")[0]
        if ref not in ("A0", "A1"):
            lines.append(f"{ref}{_continued(sheet.title)}\t{_sheet_digest(sheet)}\n")
    return hashlib.sha256("".join(lines).encode()).hexdigest()


def _continued(title: str) -> str:
    found = re.search(r" \(\d+\)$", title)
    return found[0] if found else ""


def _sheet_digest(sheet: Any) -> str:  # noqa: ANN401 - openpyxl ships no types
    text = "".join(
        f"{cell.coordinate}\t{_told(cell.value)}\n"
        for row in sheet.iter_rows()
        for cell in row
        if cell.value not in (None, "") and cell.protection.locked
    )
    return hashlib.sha256(text.encode()).hexdigest()


def _told(value: Any) -> str:  # noqa: ANN401 - whatever a cell holds
    if isinstance(value, datetime | date):
        return value.strftime("%Y-%m-%d")
    if isinstance(value, int | float):
        return read_number(value)
    # The file format writes `_xHHHH_` for a character; openpyxl hands it on as it stands, Excel does not.
    return digest_text(re.sub(r"_x([0-9A-F]{4})_", lambda found: chr(int(found[1], 16)), value), None)


def with_cached(path: Path, target: Path, ref: str, address: str, value: str) -> None:
    """Copy a workbook with another cached value (or plain number) in one cell of a sheet."""
    refs = [title.partition(" ")[0] for title in openpyxl.load_workbook(path, read_only=True).sheetnames]
    name = f"xl/worksheets/sheet{refs.index(ref) + 1}.xml"
    pattern = re.compile(rf'(<c r="{address}"[^>]*>(?:<f>[^<]*</f>)?<v>)[^<]*(</v>)')
    with zipfile.ZipFile(path) as old, zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as new:
        for item in old.infolist():
            data = old.read(item)
            if item.filename == name:
                changed, count = pattern.subn(rf"\g<1>{value}\g<2>", data.decode())
                assert count == 1, address
                data = changed.encode()
            new.writestr(item, data)


def miscomputed(path: Path, folder: Path) -> list[tuple[object, ...]]:
    """Cells in which LibreOffice comes to something else than the cached value, and a canary that sang not.

    The canary is a total with a wrong cached value: if it stays wrong, nothing was computed at all.
    """
    total = openpyxl.load_workbook(path).defined_names["TOTAL_B1_disbursed"].attr_text
    address = total.rpartition("!")[2].replace("$", "")
    with_cached(path, folder / "canary.xlsx", "B1", address, "123456789")
    before, fresh = cells(path), cells(recalculated(folder / "canary.xlsx", folder))
    return [
        (place, value, fresh.get(place, ""))
        for place, value in before.items()
        if not _same(value, fresh.get(place, ""))
    ]


def _same(value: object, shown: object) -> bool:
    if isinstance(value, float | int) and isinstance(shown, float | int):
        return abs(shown - value) <= 1e-9 * max(1.0, abs(value))
    return shown == value


def recalculated(path: Path, folder: Path) -> Path:
    """The workbook after LibreOffice computed every formula anew."""
    profile = folder / "profile"
    (profile / "user").mkdir(parents=True, exist_ok=True)
    (profile / "user" / "registrymodifications.xcu").write_text(_RECALCULATE, encoding="utf-8")
    out = folder / "recalculated"
    run = subprocess.run(
        [
            "soffice",
            f"-env:UserInstallation={profile.as_uri()}",
            "--headless",
            "--convert-to",
            "xlsx",
            "--outdir",
            str(out),
            str(path),
        ],
        capture_output=True,
        text=True,
        timeout=180,
        check=False,
    )
    assert (out / path.name).exists(), run.stderr
    return out / path.name
