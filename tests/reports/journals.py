"""Builders of small journals: entries whose lines balance, without a database and without rules."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import date

from hypothesis import strategies as st

from ledger.buckets import Bucket, segment
from ledger.commands import VoidNumber
from ledger.entries import Entry, Line, Request
from reports.exports.origin import Origin

_NOTHING = VoidNumber(kind="disburse", unit="1032", number="1", document_fiscal_year=2569)

Move = tuple[Bucket, Bucket, int]

ORIGIN = Origin(
    book="trial", name_th="สมุดทดลอง", name_en="A trial book", money="satang", size=3, root="ab" * 32
)

# What means something to one of the two programs, and Thai marks that stand above or below.
HOSTILE = (
    *(
        ";",
        "#",
        "*",
        "!",
        "%",
        '"',
        "'",
        "(x)",
        "[x]",
        "{x}",
        "=1",
        "@ 1",
        "@@",
        "|",
        "<",
        "~",
        "\\",
        "&",
        ",",
    ),
    *("a ;b", "a # b", "a = b", "a @ b", "a b", "(a) 2026-01-01", "-5", "--", "X", "XX"),
    *("ฎ 0001/2569", "บย 1/2569", "ก่ำ ปู่ ฏุ ฎู ญุ", "TR-001", "-00002D", "x", "e\u0301", "\U0001f600", "1:2"[0]),
)


def a_money(stage: str, item: str = "", *, unit: str = "1032", measure: str = "satang") -> Bucket:
    """A bucket of money of the one line."""
    return Bucket(stage, unit, "2569-HOUSING-SURVEY", item, measure)


def a_journal(
    moves: Iterable[Sequence[Move]], *, actor: str = "os:clerk", day: date = date(2026, 2, 3)
) -> list[Entry]:
    """One entry per sequence of moves, with running balances."""
    held: Counter[Bucket] = Counter()
    return [an_entry(seq, legs, held, actor, day) for seq, legs in enumerate(moves, 1)]


def an_entry(seq: int, legs: Sequence[Move], held: Counter[Bucket], actor: str, day: date) -> Entry:
    sums: Counter[Bucket] = Counter()
    for source, target, amount in legs:
        sums[source] -= amount
        sums[target] += amount
    held.update(sums)
    lines = tuple(Line(bucket, amount, held[bucket]) for bucket, amount in sums.items() if amount)
    request = Request(key=f"k{seq}", effective_on=day, command=_NOTHING)
    return Entry("trial", seq, "disburse", "2026-02-03T02:00:00.000000Z", actor, request, lines)


def balances_of(entries: Iterable[Entry]) -> dict[tuple[str, str], int]:
    """What each bucket holds at the end, by name and measure: summed, not read from the balances."""
    sums: Counter[tuple[str, str]] = Counter()
    for entry in entries:
        for line in entry.lines:
            sums[line.bucket.name, line.bucket.measure] += line.amount
    return dict(sums)


_visible = st.characters(exclude_categories=("C", "Z"), exclude_characters=":")
segments = st.one_of(st.sampled_from(HOSTILE), st.text(_visible, min_size=1, max_size=12)).map(
    lambda text: segment(text, "item")
)
measures = st.one_of(
    st.sampled_from(["satang", "household", "ครัวเรือน", "true", "X", "m2", "2 m"]), segments
).filter(lambda text: not set(text) & set('";'))
buckets = st.builds(
    Bucket,
    st.sampled_from(["available", "in_transit", "delivered", "plan"]),
    segments,
    segments,
    segments,
    st.just("satang"),
)


@st.composite
def journals(draw: st.DrawFn) -> list[Entry]:
    """Journals of hostile names, in which every entry balances within its measure."""
    measure = draw(measures)
    places = [
        bucket._replace(measure=measure)
        for bucket in draw(st.lists(buckets, min_size=2, max_size=5, unique=True))
    ]
    move = st.tuples(st.sampled_from(places), st.sampled_from(places), st.integers(1, 10**14))
    days = st.dates(date(2025, 10, 1), date(2026, 9, 30))
    return a_journal(
        draw(st.lists(st.lists(move, min_size=1, max_size=3), min_size=1, max_size=4)),
        actor=draw(st.text(max_size=20)),
        day=draw(days),
    )
