"""Book: what all kinds of workbook share: cover, index, checks, and the order in which sheets are written.

A kind of workbook is a `Contents` in a file of `reports/books/`:

    CONTENTS: Final = Contents(
        title="books.transfers",                     # a text of `workbook`, on the cover
        order=("A0", "A1", "R1", "D1", "E8"),        # as a reader opens them
        tables={"R1": register, "E8": extract},      # Source, wanted keys -> Table
        pages={"B6": one_pagers},                    # Workbook, Source -> None
    )
    write_transfers: Final = partial(write_book, CONTENTS)

Tables are written in the order they are given, then the pages, then what tells of all others: C1 (the
findings, which lead to rows of the tables), D1 (every total beside the system's figure), A1 (the index)
and A0 (the cover with the digest of them all). Same statement, journal, language and version: the same
bytes.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
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
from reports.sheets.checks import DIFFERENCE_AT, RESULT_AT, SHEET_AT, checks
from reports.sheets.cover import Proof, cover
from reports.sheets.findings import findings
from reports.sheets.index import index, legend
from reports.sheets.source import Source, source_of
from reports.table import Table
from reports.words import Words
from reports.workbook import ROWS_MAX, Workbook, writing

Maker = Callable[[Source, frozenset[str]], Table]
Page = Callable[[Workbook, Source], None]

COVER: Final = "A0"
INDEX: Final = "A1"
FINDINGS: Final = "C1"
CHECKS: Final = "D1"
_UNDIGESTED: Final = (COVER, INDEX)
# Sheets whose rows are counted, by the column that numbers them.
_COUNTED_AT: Final = {"E8": 0, "C1": 1}


@dataclass(frozen=True, slots=True, kw_only=True)
class Contents:
    """What one kind of workbook holds.

    `title` is the key of its title; `order` names every sheet, A0, A1 and D1 always, C1 where it tells
    findings. `tables` and `pages` make the others; of two tables with a row of the same key, findings
    lead to that of the later one.
    """

    title: str
    order: tuple[str, ...]
    tables: Mapping[str, Maker]
    pages: Mapping[str, Page] = field(default_factory=dict)


def write_book(  # noqa: PLR0913 - what a workbook says of itself comes from the edge
    contents: Contents,
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
    """Write a workbook to `path`, whole or not at all; returns its content digest.

    `created` is the run's time (with time zone), `closed_through` the last day of the last closed
    period (a cut-off after it makes a draft), `journal` every entry up to the statement's position,
    `dossier` what is known about the statement besides.
    Raises Unusable: `unknown_language`, `cannot_write`.
    """
    words = Words(lang)
    source = source_of(statement, journal, words, dossier)
    imprint = _imprint(source, created, closed_through)
    with writing(path, words, imprint, look or Look(), rows_max, contents.title) as book:
        return _write(book, source, contents, checkpoint)


def _imprint(source: Source, created: datetime, closed_through: date | None) -> Imprint:
    statement, words = source.statement, source.words
    centre = source.facts.units.get(statement.book.centre)
    year = fiscal_year(statement.on)
    return Imprint(
        agency=words.named(centre.name_th, centre.name_en) if centre else statement.book.centre,
        scope=words("scope", units=len(statement.districts), year=year),
        cut_off=statement.on,
        position=statement.position,
        root=statement.root,
        draft=closed_through is None or closed_through < statement.on,
        created=created,
        currency=source.currency,
        minor=source.minor,
    )


def _write(book: Workbook, source: Source, contents: Contents, checkpoint: str) -> str:
    """Write every sheet; returns the workbook's digest."""
    wanted = frozenset(key for finding in source.statement.findings for key in finding.keys)
    tables = {ref: make(source, wanted).counted() for ref, make in contents.tables.items()}
    for ref in contents.order:
        book.open(ref, tables[ref].count if ref in tables else 0)
    if source.journal and source.journal[-1].seq - source.journal[0].seq == len(source.journal) - 1:
        book.prove(source.journal[0].seq, len(source.journal))
    for table in tables.values():
        book.table(table)
    for page in contents.pages.values():
        page(book, source)
    if FINDINGS in contents.order:
        tables[FINDINGS] = findings(source, _places(book, tables))
        book.table(tables[FINDINGS])
    check_all, checked = _write_checks(book, source, tables)
    tables[INDEX] = index(book.words, tables, book.sheets, book.controls, checked)
    book.table(tables[INDEX])
    legend(book.words, book.sheets[INDEX])
    digest = book_digest(
        (ref, sheet.written.digest.hex()) for ref, sheet in book.sheets.items() if ref not in _UNDIGESTED
    )
    cover(book, source, Proof(checkpoint=checkpoint, digest=digest, generator=GENERATOR, check_all=check_all))
    return digest


def _places(book: Workbook, refs: Iterable[str]) -> dict[str, str]:
    """Where the rows stand that findings lead to."""
    return {
        key: place for ref in refs for sheet in book.parts(ref) for key, place in sheet.written.places.items()
    }


def _write_checks(book: Workbook, source: Source, tables: dict[str, Table]) -> tuple[Live, str]:
    """Write the checks; returns the formula that says whether all agree, and where each one's result is."""
    sheet, words = book.sheets[CHECKS], book.words
    counted = {
        ref: _counted(book, ref) for ref in _COUNTED_AT if any(s.written.rows for s in book.parts(ref))
    }
    table, agree = checks(source, book.controls, counted)
    tables[CHECKS] = table
    book.table(table)
    first, last = sheet.written.first_row, sheet.written.last_row
    sheet.redden(first, last, DIFFERENCE_AT, "{cell}<>0")
    sheet.redden(first, last, RESULT_AT, '{cell}<>"✓ ' + words("states.agrees") + '"')
    refs, results = sheet.column(SHEET_AT), sheet.column(RESULT_AT)
    yes, no = words("all_agrees"), words("all_differs")
    formula = f'=IFERROR(IF(COUNTIFS({results},"✓*")={table.count},"{yes}","{no}"),"{no}")'
    sheet.skip()
    told = Live(formula, yes if agree else no)
    row = sheet.line([("prose", ""), ("label", words.both("cover.check_all")), ("text", told)], over=4)
    sheet.redden(row, row, SHEET_AT, f'{{cell}}<>"{yes}"')
    book.name("CHECK_ALL", sheet.place(SHEET_AT, row))
    return Live("=CHECK_ALL", yes if agree else no), f"{refs}|{results}"


def _counted(book: Workbook, ref: str) -> list[str]:
    """The first column of a sheet and of those that continue it."""
    return [sheet.column(_COUNTED_AT[ref]) for sheet in book.parts(ref)]
