"""kill -9 in the middle of posting loses nothing that was acknowledged, and the book goes on."""

from __future__ import annotations

from collections import Counter
from random import Random
from time import sleep

from ledger.posting import Journal
from tests.builders import BOOK
from tests.faults.books import SECONDS_MAX, a_worker, checked, open_world, opened, paid, pay

ROUNDS = 3


def test_what_was_acknowledged_before_a_kill_is_in_the_journal(migrated_url: str) -> None:
    open_world(migrated_url)
    chance = Random(1)  # noqa: S311 - when to strike, no secret
    acknowledged: list[str] = []
    for number in range(ROUNDS):
        worker = a_worker(migrated_url, "pay", f"round{number}", "4")
        assert worker.stdout is not None
        first = worker.stdout.readline().strip()  # it has begun
        sleep(chance.uniform(0.02, 0.4))
        worker.kill()
        rest, _ = worker.communicate(timeout=SECONDS_MAX)
        acknowledged += [first, *rest.split()]
    kept = paid(checked(migrated_url))
    assert set(acknowledged) <= set(kept)
    assert len(set(kept)) == len(kept)
    assert len(acknowledged) > ROUNDS
    with opened(migrated_url) as engine:
        journal = Journal(engine, BOOK)
        assert pay(journal, "after") == ""
        # Whoever was not answered asks again, and nothing is paid twice.
        assert [pay(journal, key) for key in acknowledged[-5:]] == [""] * 5
    assert paid(checked(migrated_url)) == [*kept, "after"]


def test_a_list_that_is_done_together_is_there_whole_or_not_at_all_after_a_kill(migrated_url: str) -> None:
    open_world(migrated_url)
    chance = Random(2)  # noqa: S311 - when to strike, no secret
    acknowledged: list[str] = []
    for number in range(ROUNDS):
        worker = a_worker(migrated_url, "lists", f"round{number}")
        assert worker.stdout is not None
        first = worker.stdout.readline().strip()  # it has begun
        sleep(chance.uniform(0.02, 0.4))
        worker.kill()
        rest, _ = worker.communicate(timeout=SECONDS_MAX)
        acknowledged += [first, *rest.split()]
    kept = Counter(key.rpartition("-")[0] for key in paid(checked(migrated_url)))
    assert set(kept.values()) == {3}
    assert set(acknowledged) <= kept.keys()
