"""F5: carry-over and returns: what is kept past the year, with or without an obligation, and what went back.

What became of a carry-over is read from the journal's lines of its bucket; the system's totals are the
documents' and the buckets'.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping
from typing import Final

from reconciliation.documents import Carry, Transfer
from reconciliation.facts import Facts
from reconciliation.purse import purses
from reports.columns import SUM, Column, Live, Record, State, Value
from reports.sheets.effective import effective
from reports.sheets.source import Source, document_key
from reports.sheets.waiting import Place, place_of, unexplained, waiting
from reports.table import Figure, Table

_MOVED: Final = {
    "amount": ("carry_forward",),
    "drawn": ("disburse",),
    "bound": ("commit", "release_commitment"),
    "held": ("propose", "approve", "reject", "withdraw_proposal"),
    "lapsed": ("lapse",),
}
_OPEN: Final = "outstanding"
_LEFT: Final = "=ROUND({amount}-{drawn}-{bound}-{held}-{lapsed},2)"
Split = Mapping[str, int]

COLUMNS: Final = (
    Column(key="class", kind="text", width=22),
    Column(key="number", kind="text", width=14),
    Column(key="unit", kind="text", width=20),
    Column(key="line", kind="text", width=22),
    Column(key="commitment", kind="text", width=14),
    Column(key="paper", kind="text", width=17),
    Column(key="paper_on", kind="date", width=13),
    Column(key="recorded_on", kind="date", width=13),
    Column(key="end_on", kind="date", width=13),
    *(Column(key=key, kind="money", width=13, total=SUM) for key in (*_MOVED, _OPEN)),
    Column(key="returned", kind="money", width=13, total=SUM, detail="E1"),
    Column(key="state", kind="state", width=18),
    Column(key="maker", kind="text", width=12),
    Column(key="approver", kind="text", width=12),
    Column(key="entry", kind="number", width=9),
    Column(key="leaf", kind="digest", width=19),
)


def carry_over(source: Source, wanted: frozenset[str]) -> Table:
    """The sheet: carry-overs, then what units sent back to the centre with the letters of it."""
    facts = source.facts
    rest = unexplained(facts, "carried", facts.carries)
    moved = _moved(source)
    records = [_carried(source, one, moved.get(place_of(facts, one))) for one in facts.carries]
    records += [_unexplained(source, place, moved.get(place), held) for place, held in rest]
    records += [_returned(source, leg) for leg in _returns(facts)]
    return Table(
        ref="F5",
        columns=COLUMNS,
        records=records,
        system=_system(facts, list(moved.values())),
        money=_OPEN,
        wanted=wanted,
    )


def _moved(source: Source) -> Mapping[Place, Split]:
    """Place -> what became of a carry-over; empty when the workbook is made without the journal.

    A reversal counts under the verb it undid.
    """
    moved: defaultdict[Place, Counter[str]] = defaultdict(Counter)
    kinds = {row.seq: row.kind for row in source.journal}
    for _, row in effective(source):
        verb = kinds.get(row.refers_to, "") if row.kind == "reverse" else row.kind
        for bucket, amount, _ in row.lines:
            if bucket.stage == "carried":
                moved[bucket.unit, bucket.code, bucket.item][verb] += amount
    return {place: _split(moves) for place, moves in moved.items()}


def _split(moves: Counter[str]) -> Split:
    """The movements in the columns' signs."""
    gone = {key: -sum(moves[verb] for verb in verbs) for key, verbs in _MOVED.items()}
    return {**gone, "amount": -gone["amount"]}


def _open(split: Split | None, held: int) -> Value:
    return held if split is None else Live(_LEFT, held)


def _system(facts: Facts, splits: list[Split]) -> dict[str, Figure]:
    """Carried and lapsed from the documents, open from the buckets, drawn from what is then left."""
    own = {key: sum(split[key] for split in splits) for key in ("bound", "held")}
    amount = sum(one.amount for one in facts.carries)
    lapsed = sum(one.amount for one in facts.lapses if one.stage == "carried")
    still = sum(waiting(facts, "carried").values())
    drawn = amount - lapsed - still - own["bound"] - own["held"]
    return {
        **own,
        "amount": amount,
        # Without the journal nobody knows what became of which carry-over.
        "lapsed": lapsed if splits else 0,
        "drawn": drawn if splits else 0,
        _OPEN: still,
        "returned": sum(purse.returned for purse in purses(facts).values()),
    }


def _carried(source: Source, carry: Carry, split: Split | None) -> Record:
    known: dict[str, Value] = {
        **(split or {"amount": carry.amount}),
        **_paper(source, carry),
        "class": source.words("carries.bound" if carry.commitment else "carries.free"),
        "unit": source.unit(carry.unit),
        "line": carry.line,
        "commitment": carry.commitment,
        "paper": carry.approval_no,
        "end_on": carry.end_on,
        _OPEN: _open(split, carry.outstanding),
        "state": _state(source, carry),
    }
    return _record(known, document_key(carry.unit, carry.fiscal_year, carry.number))


def _state(source: Source, carry: Carry) -> State:
    if carry.outstanding <= 0:
        return source.state("overdrawn" if carry.outstanding else "carry_used")
    return source.state("carry_ended" if carry.end_on < source.statement.on else "carry_open")


def _unexplained(source: Source, place: Place, split: Split | None, held: int) -> Record:
    """A bucket that holds something although its carry-over does not stand."""
    unit, line, number = place
    known: dict[str, Value] = {
        **(split or {}),
        "class": source.words("carries.other"),
        "number": number,
        "unit": source.unit(unit),
        "line": line,
        _OPEN: _open(split, held),
        "state": source.state("unexplained"),
    }
    return _record(known)


def _returns(facts: Facts) -> Iterator[Transfer]:
    """What units sent back to the centre of a line, from their own purse."""
    return (
        leg for leg in facts.transfers if leg.stage == "available" and facts.is_centre(leg.to_unit, leg.line)
    )


def _returned(source: Source, leg: Transfer) -> Record:
    """A return; findings lead to its row on E1."""
    waits = "in_transit" if leg.in_transit else "confirmed" if leg.confirmed else "recalled"
    known: dict[str, Value] = {
        **_paper(source, leg),
        "class": source.words("carries.returned"),
        "unit": source.unit(leg.from_unit),
        "line": leg.line,
        "paper": leg.letter_no,
        "paper_on": leg.letter_on,
        "returned": leg.amount - leg.recalled,
        "state": source.state(waits),
    }
    return _record(known)


def _paper(source: Source, paper: Carry | Transfer) -> dict[str, Value]:
    return {
        "number": paper.number,
        "recorded_on": paper.on,
        "maker": paper.maker,
        "approver": paper.approver,
        "entry": paper.seq,
        "leaf": source.leaf(paper.seq),
    }


def _record(known: Mapping[str, Value], key: str = "") -> Record:
    return Record(tuple(known.get(column.key) for column in COLUMNS), key)
