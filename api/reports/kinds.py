"""Kinds: every file that can be asked for, and how it is written; the answer is its content digest."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Final

from api.reports.register import Order
from api.reports.subject import Subject
from reports.books.control_register import write_control_register
from reports.books.district_statement import write_district_book
from reports.books.reconciliation import write_workbook
from reports.books.transfers import write_transfers
from reports.books.trial_balance import write_trial_balance
from reports.pdf.district_statement import write_district_statement
from reports.pdf.signing_sheet import write_signing_sheet
from reports.pdf.transfer_letter import write_transfer_letter

Kind = Callable[[Subject, Order, Path], str]

RECONCILIATION: Final = "reconciliation"
_BOOKS: Final[Mapping[str, Callable[..., str]]] = {
    RECONCILIATION: write_workbook,
    "district-statement": write_district_book,
    "transfers": write_transfers,
    "control-register": write_control_register,
    "trial-balance": write_trial_balance,
}
BOOKS: Final = tuple(_BOOKS)


def _book(subject: Subject, order: Order, path: Path) -> str:
    return _BOOKS[order.kind](
        subject.statement,
        path,
        lang=order.language,
        created=subject.created,
        closed_through=subject.closed_through,
        journal=subject.rows,
        checkpoint=subject.checkpoint,
        dossier=subject.dossier,
    )


def _district(subject: Subject, order: Order, path: Path) -> str:
    write_district_statement(
        subject.source(order.language),
        order.unit,
        path,
        created=subject.created,
        checkpoint=subject.checkpoint,
        closed_through=subject.closed_through,
    )
    return ""


def _letter(subject: Subject, order: Order, path: Path) -> str:
    source = subject.source(order.language)
    write_transfer_letter(
        source, order.document, path, created=subject.created, checkpoint=subject.checkpoint
    )
    return ""


def _signing(subject: Subject, order: Order, path: Path) -> str:
    write_signing_sheet(
        subject.source(order.language),
        path,
        created=subject.created,
        checkpoint=subject.checkpoint,
        closed_through=subject.closed_through,
    )
    return ""


KINDS: Final[Mapping[str, Kind]] = {
    **dict.fromkeys(BOOKS, _book),
    "district-paper": _district,
    "letter": _letter,
    "signing-sheet": _signing,
}
