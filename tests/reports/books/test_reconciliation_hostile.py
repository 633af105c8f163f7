"""What people wrote stays text on every sheet, whatever it looks like."""

from __future__ import annotations

from pathlib import Path
from typing import Final

import openpyxl
import pytest

from reconciliation.runs.dialogue import dialogue
from reconciliation.runs.dossier import Dossier
from reports.books.control_register import write_control_register
from reports.books.district_statement import write_district_book
from reports.books.reconciliation import write_workbook
from reports.books.transfers import write_transfers
from reports.books.trial_balance import write_trial_balance
from reports.journal import journal_rows
from tests.reconciliation.builders import Book, a_contract, an_advance, decided, funded, pay, plan
from tests.reports.workbooks import CREATED, cells, digest_of

LINK: Final = '=HYPERLINK("http://x.example","y")'
NAME: Final = '=HYPERLINK("x","y")'  # as far as a number or a person's name goes: no colon
COMMAND: Final = "+cmd|' /C calc'!A0"
LONG: Final = "ก้ำ" * 10_000
STACKED: Final = "ปั๊ม น้ำ กตัญญู ฎีกา ก่้๊๋"
LINES: Final = "one\ntwo\n\nfour"
EMOJI: Final = "\U0001f600\U0001f469‍\U0001f4bb" * 20


def a_hostile_book() -> Book:
    """Every field that a person fills in says something that a spreadsheet would like to run."""
    book = funded("900000.00")
    book.post("2025-10-01", "register_unit", code="D9", name_th=LINK, name_en=COMMAND, parent="C")
    book.post("2025-10-01", "open_line", code="L9", fiscal_year=2569, name_th=COMMAND, owner_unit="C")
    book.post("2025-10-01", "define_activity", code="EVIL", name_th=LINK, measure="m", basis="unit_rate")
    book.post("2025-10-01", "set_rate", activity="EVIL", rate="10.00", valid_from="2025-10-01")
    plan(book, 50, "EVIL")
    a_contract(book, "2025-10-20", "@SUM(1+1)", "500.00", vendor=COMMAND, contract_no=NAME)
    an_advance(book, "2025-10-21", "-1+1", borrower=NAME, purpose=LINES)
    book.post("2025-11-01", "deliver", number="{=1}", unit="D1", activity="EVIL", vendor=COMMAND, quantity=4)
    decided(book, "2025-11-02", "{=1}", 4, report_no=NAME)
    pay(
        book, "2025-11-03", "=1+1", "40.00", "EVIL", vendor=COMMAND, dika_no=NAME, invoice_no=STACKED,
        made_by="=A1", approved_by="=A1",
    )  # fmt: skip
    entry = pay(book, "2025-11-04", "_x0041_", "7.00", vendor="\U0001f600" * 20, dika_no=LONG[:90])
    book.post("2025-11-05", "reverse", seq=entry.seq, reason=LINK, number="+R")
    finding = book.statement("2026-03-31").findings[0]
    book.post("2026-01-05", "query", number="=Q", unit="D1", finding=finding.fingerprint, text=LONG)
    book.post("2026-01-06", "reply", unit="D1", query="=Q", text=f"{LINK}\n{STACKED}\n{EMOJI}")
    return book


@pytest.mark.parametrize(
    "write",
    (write_workbook, write_district_book, write_transfers, write_trial_balance, write_control_register),
)
def test_no_sheet_of_any_book_runs_or_links_what_people_wrote(write: object, tmp_path: Path) -> None:
    book, path = a_hostile_book(), tmp_path / "book.xlsx"
    statement = book.statement("2026-03-31")
    dossier = Dossier(statement=statement, said=dialogue(book.entries))
    assert callable(write)
    digest = write(
        statement, path, lang="th", created=CREATED, journal=journal_rows(book.entries), dossier=dossier
    )
    assert digest_of(path) == digest
    for sheet in openpyxl.load_workbook(path):
        for row in sheet.iter_rows():
            for cell in row:
                if cell.data_type == "f":
                    assert not any(
                        evil in str(cell.value) for evil in ("HYPERLINK", "cmd|", "SUM(1+1)", "calc")
                    )
                if cell.hyperlink is not None:
                    assert cell.hyperlink.target is None, (sheet.title, cell.coordinate)


def test_the_texts_themselves_are_there_whole_or_with_an_ellipsis(tmp_path: Path) -> None:
    book, path = a_hostile_book(), tmp_path / "book.xlsx"
    statement = book.statement("2026-03-31")
    dossier = Dossier(statement=statement, said=dialogue(book.entries))
    write_workbook(
        statement, path, lang="th", created=CREATED, journal=journal_rows(book.entries), dossier=dossier
    )
    found = [value for value in cells(path).values() if isinstance(value, str)]
    assert LINK in found
    assert any(value.endswith("=1+1") for value in found)
    assert any(STACKED in value and EMOJI[:2] in value for value in found)
    assert any(LONG[:1_000] in value for value in found)
    assert max(map(len, found)) < 32_767
