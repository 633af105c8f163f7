"""Documents: which numbers an entry makes, so that each is used once and can be referred to.

Numbers of transfers, lots, proposals, matches, queries and runs are unique in the book; the others
within verb, unit and document fiscal year. A number stays used after its entry is reversed. A
document's `claim` is what else must not stand twice: a voucher's vendor and invoice, an advance's
borrower.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Iterator, Mapping
from typing import Any, Final, NamedTuple

from ledger.commands import (
    Command,
    Disburse,
    Match,
    Propose,
    Reverse,
    Transfer,
    VoidNumber,
)
from ledger.entries import Entry

ORDER: Final = "order"
BOOK_WIDE: Final = frozenset({"transfer", "deliver", "propose", "match", "query", "record_run"})
# A voided number is a document of its own kind beside the series it was taken from.
VOID: Final = "void_number"


class Paper(NamedTuple):
    """One number that an entry makes, and what else must not stand twice."""

    kind: str
    number: str
    unit: str
    fiscal_year: int
    part: int
    claim: str


class Document(NamedTuple):
    """One number in the book, and the entry (and part of it) that it names."""

    kind: str
    number: str
    unit: str
    fiscal_year: int
    part: int
    claim: str
    entry: Entry


Field = Callable[[Any, str], Any]
"""(command or part of one, name) -> the field, "" when it is absent."""


def field_of(command: object, name: str) -> Any:  # noqa: ANN401 - a field may be of any kind
    """A field of a command."""
    return getattr(command, name, "")


def field_of_plain(command: Mapping[str, Any], name: str) -> Any:  # noqa: ANN401 - JSON
    """A field of a command's journal form, which leaves out what is not given."""
    return command.get(name, "")


def papers_of(verb: str, unit: str, fiscal_year: int, command: object, field: Field) -> list[Paper]:
    """The papers that a posted command makes, read as a command or as its journal form."""
    if verb == "transfer":
        order = field(command, "order_no")
        return ([Paper(ORDER, order, unit, fiscal_year, 0, "")] if order else []) + [
            Paper("transfer", field(leg, "number"), field(leg, "to_unit"), fiscal_year, part, "")
            for part, leg in enumerate(field(command, "legs"))
        ]
    number = field(command, "number")
    if not number:
        return []
    kind = field(command, "kind") if verb == VOID else verb
    return [Paper(kind, number, unit, fiscal_year, 0, claim(verb, command, field))]


def documents_of(entry: Entry) -> Iterator[Document]:
    """The documents that an entry makes; none for a refusal or an entry without a number."""
    if not entry.refused:
        for paper in papers_of(entry.kind, entry.unit, entry.document_year, entry.command, field_of):
            yield Document(*paper, entry)


def claim_of(command: Command) -> str:
    """What the document holds beside its number, or nothing.

    >>> from ledger.commands import VoucherLine
    >>> from ledger.money import Money
    >>> lines = (VoucherLine(line="L", activity="A", amount=Money(1)),)
    >>> claim_of(Disburse(number="1", unit="U", vendor="V10", invoice_no="inv-00 7", lines=lines))
    'V10 INV007'
    """
    return claim(command.verb, command, field_of)


def claim(verb: str, command: object, field: Field) -> str:
    """The same, of a command or of its journal form."""
    if verb == "advance":
        return str(field(command, "borrower"))
    if verb == "disburse":
        invoice = normalised_invoice(field(command, "invoice_no"))
        return f"{field(command, 'vendor')} {invoice}" if invoice else ""
    return ""


def normalised_invoice(invoice_no: str) -> str:
    """Letters and digits of an invoice number in one width and case; blank never collides."""
    if invoice_no.isascii():
        return "".join(filter(str.isalnum, invoice_no.upper()))
    text = unicodedata.normalize("NFKC", invoice_no).upper()
    return "".join(c for c in text if c.isalnum() or unicodedata.category(c).startswith("M"))


def numbers_of(command: Command) -> Iterator[tuple[str, str]]:
    """(kind, number) pairs a command makes or may refer to; what a writer loads beforehand."""
    if isinstance(command, Propose):
        yield from numbers_of(command.command)
    if isinstance(command, Transfer):
        yield ORDER, command.order_no
        for leg in command.legs:
            yield "transfer", leg.number
    elif isinstance(command, VoidNumber):
        yield command.kind, command.number
    else:
        yield command.verb, getattr(command, "number", "")
    yield from _referred(command)


_REFERS: Final = {
    "transfer": "transfer",
    "delivery": "deliver",
    "rework_of": "deliver",
    "commitment": "commit",
    "advance": "advance",
    "voucher": "disburse",
    "carry": "carry_forward",
    "proposal": "propose",
    "match": "match",
    "query": "query",
    "run": "record_run",
    "opening": "record_run",
}
SOURCES: Final = ("commit", "advance", "carry_forward")


def _referred(command: Command) -> Iterator[tuple[str, str]]:
    return ((kind, number) for kinds, number in references_of(command) for kind in kinds)


def references_of(command: Command) -> Iterator[tuple[tuple[str, ...], str]]:
    """(kinds, number): each document that a command refers to, which is of one of the kinds; "" for none."""
    for name, kind in _REFERS.items():
        if name in command.__slots__ or hasattr(command, name):
            yield (kind,), getattr(command, name)
    if isinstance(command, Match):
        yield from ((("disburse",), leg.voucher) for leg in command.vouchers)
        yield from ((("deliver",), lot.delivery) for lot in command.lots)
    if isinstance(command, Reverse):
        yield (command.kind or "disburse",), command.reverses
    sources = [command.source] if hasattr(command, "source") else []
    if isinstance(command, Disburse):
        sources += [line.source for line in command.lines]
    yield from ((SOURCES, source) for source in sources)


def item_of(number: str, document_year: int, line_year: int) -> str:
    """The bucket item of a document: its number, told apart when it belongs to another year.

    Series start again each fiscal year, and carried money is spent by the next year's vouchers.
    """
    return number if document_year == line_year else f"{number}@{document_year}"
