"""The reconciliation workbook: one frozen statement as the auditor holds it in hand.

Sheets stand in the order an auditor opens them; they are written from the details up, because the
index, the checks and the cover say what the others came to. Same statement, journal, language and
version: the same bytes.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime
from pathlib import Path
from typing import Final

from ledger.calendar import fiscal_year
from reconciliation.runs.dossier import Dossier
from reconciliation.statement import Statement
from reports import GENERATOR
from reports.columns import Live
from reports.digest import book_digest
from reports.imprint import Imprint
from reports.journal import JournalRow
from reports.looks import Look
from reports.sheets.activities import activities
from reports.sheets.checks import DIFFERENCE_AT, RESULT_AT, SHEET_AT, checks
from reports.sheets.cover import Proof, cover
from reports.sheets.deliveries import deliveries
from reports.sheets.extract import extract
from reports.sheets.findings import findings
from reports.sheets.index import index, legend
from reports.sheets.lead import lead
from reports.sheets.source import Source, source_of
from reports.sheets.transfers import transfers
from reports.sheets.vouchers import vouchers
from reports.table import Table
from reports.words import Words
from reports.workbook import ROWS_MAX, Workbook, writing

# Sheets of the design that are not here yet take their place in this order.
ORDER: Final = ("A0", "A1", "C1", "B1", "E1", "E2", "E3", "B2", "D1", "E8")
_UNDIGESTED: Final = ("A0", "A1")
# Sheets whose rows are counted, by the column that numbers them.
_COUNTED_AT: Final = {"E8": 0, "C1": 1}


def write_workbook(  # noqa: PLR0913 - what a workbook says of itself comes from the edge
    statement: Statement,
    path: Path,
    *,
    lang: str,
    created: datetime,
    closed_through: date | None = None,
    journal: Iterable[JournalRow] = (),
    checkpoint: str = "",
    dossier: Dossier | None = None,
    look: Look | None = None,
    rows_max: int = ROWS_MAX,
) -> str:
    """Write the workbook to `path`, whole or not at all; returns its content digest.

    `created` is the run's time (with time zone), `closed_through` the last day of the last closed
    period (a cut-off after it makes a draft), `journal` every entry up to the statement's position,
    `dossier` what is known about the statement besides.
    Raises Unusable: `unknown_language`, `cannot_write`.
    """
    words = Words(lang)
    source = source_of(statement, journal, words, dossier)
    imprint = _imprint(source, created, closed_through)
    with writing(path, words, imprint, look or Look(), rows_max) as book:
        tables = _details(source)
        for ref in ORDER:
            book.open(ref, len(tables[ref].records) if ref in tables else 0)
        return _write(book, source, tables, checkpoint)


def _imprint(source: Source, created: datetime, closed_through: date | None) -> Imprint:
    statement, words = source.statement, source.words
    centre = source.facts.units[statement.book.centre]
    year = fiscal_year(statement.on)
    return Imprint(
        agency=words.named(centre.name_th, centre.name_en),
        scope=words("scope", units=len(statement.districts), year=year),
        cut_off=statement.on,
        position=statement.position,
        root=statement.root,
        draft=closed_through is None or closed_through < statement.on,
        created=created,
        currency=source.currency,
        minor=source.minor,
    )


def _details(source: Source) -> dict[str, Table]:
    """The sheets that say what happened; rows that findings are about can be led to."""
    wanted = frozenset(key for finding in source.statement.findings for key in finding.keys)
    return {
        "E1": transfers(source, wanted),
        "E2": vouchers(source, wanted),
        "E3": deliveries(source, wanted),
        "B2": activities(source, wanted),
        "B1": lead(source, wanted),
        "E8": extract(source),
    }


def _write(book: Workbook, source: Source, tables: dict[str, Table], checkpoint: str) -> str:
    for table in tables.values():
        book.table(table)
    places: dict[str, str] = {}
    for ref in ("B1", "B2", "E1", "E3", "E2"):
        for name in (name for name in book.sheets if name.partition(" ")[0] == ref):
            places |= book.sheets[name].written.places
    tables["C1"] = findings(source, places)
    book.table(tables["C1"])
    check_all, checked = _write_checks(book, source, tables)
    tables["A1"] = index(book.words, tables, book.sheets, book.controls, checked)
    book.table(tables["A1"])
    legend(book.words, book.sheets["A1"])
    digest = book_digest(
        (ref, sheet.written.digest.hex()) for ref, sheet in book.sheets.items() if ref not in _UNDIGESTED
    )
    cover(book, source, Proof(checkpoint=checkpoint, digest=digest, generator=GENERATOR, check_all=check_all))
    return digest


def _write_checks(book: Workbook, source: Source, tables: dict[str, Table]) -> tuple[Live, str]:
    """Write the checks; returns the formula that says whether all agree, and where each one's result is."""
    sheet, words = book.sheets["D1"], book.words
    counted = {ref: _counted(book, ref) for ref in _COUNTED_AT if tables[ref].records}
    table, agree = checks(source, book.controls, counted)
    tables["D1"] = table
    book.table(table)
    first, last = sheet.written.first_row, sheet.written.last_row
    sheet.redden(first, last, DIFFERENCE_AT, "{cell}<>0")
    sheet.redden(first, last, RESULT_AT, '{cell}<>"✓ ' + words("states.agrees") + '"')
    refs, results = sheet.column(SHEET_AT), sheet.column(RESULT_AT)
    yes, no = words("all_agrees"), words("all_differs")
    formula = f'=IFERROR(IF(COUNTIFS({results},"✓*")={len(table.records)},"{yes}","{no}"),"{no}")'
    sheet.skip()
    told = Live(formula, yes if agree else no)
    row = sheet.line([("prose", ""), ("label", words.both("cover.check_all")), ("text", told)], over=4)
    sheet.redden(row, row, SHEET_AT, f'{{cell}}<>"{yes}"')
    book.name("CHECK_ALL", sheet.place(SHEET_AT, row))
    return Live("=CHECK_ALL", yes if agree else no), f"{refs}|{results}"


def _counted(book: Workbook, ref: str) -> list[str]:
    """The first column of a sheet and of those that continue it."""
    return [
        sheet.column(_COUNTED_AT[ref]) for name, sheet in book.sheets.items() if name.partition(" ")[0] == ref
    ]
