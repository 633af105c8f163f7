"""Folder: everything an intake folder asks for, as documents in the order they are posted.

Order: by business date, then the order of TABLES, then row order. Two exceptions keep references
possible: units, activities and holidays come before the earliest document, and a budget line before
the first document that names it (an ordinance may be signed before its fiscal year begins).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import Final

from api.intake.book import BOOK_FILE, BookFile, read_book
from api.intake.documents import Document, documents_of
from api.intake.feeds import Fed, fed_by
from api.intake.held import is_held
from api.intake.profiles import Profile, read_profile
from api.intake.requests import Lines, identity, lines_of
from api.intake.settings import settings_of, shipped_calendar
from api.intake.sheet import read_sheet
from api.intake.tables import BY_NAME, RANK, known_columns
from ledger.calendar import first_day, fiscal_year
from ledger.commands import Appropriate, OpenLine, Release
from ledger.errors import Unusable
from ledger.rules import Reference

# What is posted ahead of everything that could name it.
AHEAD: Final = frozenset({"holidays", "units", "activities"})
_FIRST: Final = {"policy": -2, "rules": -1}


@dataclass(frozen=True, slots=True)
class Intake:
    """What a folder asks: its book (None: it names none), its documents in posting order.

    `ignored_columns` maps a file to columns nothing reads, `ignored_files` lists CSV files that are
    no table of ours: both are reported, never silent.
    """

    book: BookFile | None
    documents: tuple[Document, ...]
    ignored_columns: Mapping[str, tuple[str, ...]]
    ignored_files: tuple[str, ...]

    @property
    def opened_on(self) -> date | None:
        """The earliest business day: when a book made for this folder opens."""
        days = (document.request.effective_on for document in self.documents if document.request)
        return min(days, default=None)


def read_folder(folder: Path, profile: Path | None = None, known: Reference | None = None) -> Intake:
    """Read a folder of our own files, or somebody's export by a profile.

    `known` is what the book already holds (None: no book yet). Raises Unusable when a file cannot
    be read at all; then nothing of the folder may be posted.
    """
    if not folder.is_dir():
        raise Unusable("missing_file", file=folder.name)
    said = read_profile(profile) if profile else None
    book = _book(folder, said)
    if book is None and known is None:
        raise Unusable("no_book", file=BOOK_FILE)
    reference = known or Reference()
    fed, ignored_columns, ignored_files = _tables(folder) if said is None else (fed_by(said, folder), {}, ())
    documents = [*_documents(fed, reference), *settings_of(folder)]
    if "holidays" not in fed and not reference.closed_days and (said is None or said.shipped_holidays):
        documents += shipped_calendar(documents)
    documents = [replace(each, recorded=is_held(each, reference)) for each in documents]
    return Intake(book, tuple(_numbered(_ordered(documents))), ignored_columns, ignored_files)


def _book(folder: Path, profile: Profile | None) -> BookFile | None:
    path = folder / BOOK_FILE
    if path.exists():
        return read_book(path)
    return profile.book if profile else None


def _tables(folder: Path) -> tuple[Fed, dict[str, tuple[str, ...]], tuple[str, ...]]:
    """Rows by table, the columns nobody reads, and the CSV files that are no table of ours."""
    fed: Fed = {}
    ignored_columns: dict[str, tuple[str, ...]] = {}
    ignored_files: list[str] = []
    for path in sorted(each for each in folder.iterdir() if each.suffix.lower() == ".csv"):
        table = BY_NAME.get(path.stem)
        if table is None or path.suffix != ".csv":
            ignored_files.append(path.name)
            continue
        sheet = read_sheet(path)
        for column in table.needed:
            if column not in sheet.columns:
                raise Unusable("missing_column", file=sheet.file, field=column)
        unread = tuple(name for name in sheet.columns if name and name not in known_columns(table.name))
        if unread:
            ignored_columns[sheet.file] = unread
        fed[table.name] = list(sheet.rows)
    return fed, ignored_columns, tuple(ignored_files)


def _documents(fed: Fed, reference: Reference) -> Iterator[Document]:
    """The documents of all tables; lines first, because the others' years hang on them."""
    none = Lines(reference.lines)
    opened = list(documents_of(BY_NAME["lines"], fed.get("lines", ()), none))
    own = {line.code: line for line in _commands(opened, OpenLine)}
    lines = Lines({**reference.lines, **own})
    rest = [name for name in RANK if name in fed and name not in AHEAD and name != "lines"]
    dated = [document for name in rest for document in documents_of(BY_NAME[name], fed[name], lines)]
    lines = replace(lines, fallback=_first_year(dated))
    yield from opened
    for name in (name for name in RANK if name in fed and name in AHEAD):
        yield from documents_of(BY_NAME[name], fed[name], lines)
    yield from dated
    if "releases" not in fed:
        yield from (
            _released(each, lines) for each in dated if each.table == "appropriations" and each.request
        )


def _commands(documents: Iterable[Document], kind: type[OpenLine]) -> Iterator[OpenLine]:
    commands = (document.request.command for document in documents if document.request)
    yield from (command for command in commands if isinstance(command, kind))


def _first_year(documents: Iterable[Document]) -> date | None:
    days = [document.request.effective_on for document in documents if document.request]
    return first_day(fiscal_year(min(days))) if days else None


def _released(document: Document, lines: Lines) -> Document:
    """The release that goes with an appropriation in a folder without releases: same day, same number."""
    request = document.request
    if request is None or not isinstance(request.command, Appropriate):
        raise TypeError("only an appropriation that could be read is released")
    said = request.command
    command = Release(
        number=said.number,
        line=said.line,
        amount=said.amount,
        document_fiscal_year=said.document_fiscal_year,
    )
    made = replace(request, command=command)
    made = replace(made, key=identity(made, lines))
    return replace(document, table="releases", verb=command.verb, request=made, follows=True)


def rank_of(document: Document) -> int:
    """The place of a document's table among those of one day."""
    return _FIRST.get(document.table, RANK.get(document.table, 0))


def _ordered(documents: list[Document]) -> list[Document]:
    """Documents in posting order; those that cannot be asked stand at the end, by table and row."""
    asked = [document for document in documents if document.request]
    days = [document.request.effective_on for document in asked if document.request]
    start = min(days, default=date.min)
    named = _first_named(asked)

    def order(document: Document) -> tuple[bool, date, int, tuple[int, int]]:
        rank = rank_of(document)
        if document.request is None:
            return True, date.max, rank, document.place
        day = document.request.effective_on
        if document.table in AHEAD:
            day = start
        elif document.table == "lines":
            day = min(day, named.get(getattr(document.request.command, "code", ""), day))
        return False, day, rank, document.place

    return sorted(documents, key=order)


def _first_named(documents: Iterable[Document]) -> dict[str, date]:
    """The first day on which a document names each budget line."""
    first: dict[str, date] = {}
    for document in documents:
        if document.request:
            for code in lines_of(document.request.command):
                day = document.request.effective_on
                first[code] = min(day, first.get(code, day))
    return first


def _numbered(documents: Iterable[Document]) -> Iterator[Document]:
    """Keys made unique: the n-th document of one identity says so.

    Of equal rows without a number each is a fact of its own. A number that comes twice in a folder
    keeps its plain key the first time, so that the ledger itself refuses the second.
    """
    seen: Counter[str] = Counter()
    for document in documents:
        request = document.request
        if request is None:
            yield document
            continue
        seen[request.key] += 1
        nth = seen[request.key]
        numberless = request.key.count(":") == 2  # noqa: PLR2004 - import:verb:digest
        if nth > 1 or numberless:
            request = replace(request, key=f"{request.key}#{nth}")
        yield replace(document, request=request)
