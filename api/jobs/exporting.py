"""Exporting: the kinds that read the whole book and post nothing: exports for others, verification."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import partial
from typing import Final

from api.jobs.reporting import ZIP, name_of
from api.jobs.work import Kind, Made, Work
from api.statements import Reading, make_statement, read
from ledger.calendar import parse_date
from ledger.entries import Entry
from ledger.errors import Unusable
from ledger.verification import verify
from reports.exports.beancount import beancount_ledger
from reports.exports.hledger import hledger_journal
from reports.exports.open_data import write_open_data
from reports.exports.origin import Origin

TEXT: Final = "text/plain"
_STEP: Final = 1000  # parts of a text between two looks at whether to stop

Text = Callable[[Iterable[Entry], Origin], Iterator[str]]


def _plain_text(write: Text, suffix: str, work: Work) -> Made:
    """The whole book for another program of bookkeeping."""
    work.whole()
    reading = read(work.journal)
    file = work.folder / f"book{suffix}"
    with file.open("w", encoding="utf-8", newline="\n") as opened:
        for number, part in enumerate(write(reading.entries, _origin(work, reading))):
            opened.write(part)
            if number % _STEP == 0:
                work.check()
    result = {"position": reading.head.size, "root": reading.head.root.hex()}
    return Made(result=result, file=file, name=name_of(work.asked, suffix), media_type=TEXT)


def _origin(work: Work, reading: Reading) -> Origin:
    said = reading.reference.book
    if said is None:
        raise Unusable("empty_book", book=work.job.book)
    return Origin(
        book=work.job.book,
        name_th=said.name_th,
        name_en=said.name_en,
        money=reading.reference.measure,
        size=reading.head.size,
        root=reading.head.root.hex(),
    )


def _open_data(work: Work) -> Made:
    """Sums without persons, vendors or documents."""
    work.whole()
    statement, _ = make_statement(work.journal, parse_date(work.asked["on"], field="on"))
    work.check()
    file = work.folder / "open.zip"
    told = write_open_data(statement, file)
    result = {"rows": told.rows, "suppressed": told.suppressed}
    return Made(result=result, file=file, name=name_of(work.asked, ".zip"), media_type=ZIP)


def _verify(work: Work) -> Made:
    """Every leaf, root, projection and balance, recomputed and compared."""
    work.whole()
    found = verify(work.place.engine, work.job.book)
    return Made(result=found.to_json())


KINDS: Final[Mapping[str, Kind]] = {
    "hledger": partial(_plain_text, hledger_journal, ".journal"),
    "beancount": partial(_plain_text, beancount_ledger, ".beancount"),
    "open-data": _open_data,
    "verification": _verify,
}
