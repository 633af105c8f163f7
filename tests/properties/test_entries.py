"""Rules that hold of every history in memory: reversal restores, proposals cost nothing, nothing is lost."""

from __future__ import annotations

from hypothesis import given

from ledger.balances import fold
from ledger.entries import Entry, timestamp
from ledger.rules import State, judge
from tests.builders import DAY, NOW, a_command, a_request
from tests.properties.histories import SEEDS, SIZES, a_history


@given(seed=SEEDS, size=SIZES)
def test_a_reversal_at_once_restores_every_bucket_and_is_not_done_twice(seed: int, size: int) -> None:
    state = State("book-1")
    for request, actor in a_history("book-1", seed, size):
        outcome = judge(state, request, actor, timestamp(NOW))
        if outcome.refusal or outcome.replayed or len(outcome.entries) > 1:
            continue
        (entry,) = outcome.entries
        trial = state.above()
        undo = a_request(
            a_command("reverse", kind="", unit="", reverses="", seq=entry.seq), f"undo {entry.seq}", on=DAY
        )
        undone = judge(trial, undo, "head", timestamp(NOW))
        if undone.refusal is None:
            assert all(
                trial.holding(line.bucket).balance == line.balance_after - line.amount for line in entry.lines
            )
            again = a_request(undo.command, f"again {entry.seq}", on=DAY)
            twice = judge(trial, again, "head", timestamp(NOW)).refusal
            assert twice is not None
            assert twice.code == "already_reversed"


@given(seed=SEEDS, size=SIZES)
def test_money_is_neither_made_nor_lost_and_a_refusal_moves_nothing(seed: int, size: int) -> None:
    state = State("book-1")
    entries: list[Entry] = []
    for request, actor in a_history("book-1", seed, size):
        reached = state.size
        outcome = judge(state, request, actor, timestamp(NOW))
        made = [entry for entry in outcome.entries if entry.seq > reached]
        entries += made
        assert state.size == reached + len(made)
        if outcome.refusal:
            assert not any(entry.lines for entry in made)
    sums = fold(entries).summed()
    assert sum(amount for (*_, measure), amount in sums.items() if measure == "satang") == 0
    spent = sum(
        a for (stage, *_, m), a in sums.items() if m == "satang" and stage not in {"appropriation", "worth"}
    )
    earned = sum(a for (stage, *_), a in sums.items() if stage in {"earned", "settled"})
    assert spent - earned == -sum(a for (stage, *_), a in sums.items() if stage == "appropriation")
