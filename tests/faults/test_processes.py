"""Many callers on one bucket: overspent by nothing, every acknowledgement in the journal, no deadlock."""

from __future__ import annotations

from collections.abc import Callable
from threading import Thread

from ledger.posting import Journal
from tests.builders import BOOK, a_command, a_request, a_transfer, a_voucher
from tests.faults.books import SECONDS_MAX, a_worker, checked, open_world, opened, paid, pay


def test_two_processes_and_64_threads_overspend_the_last_satang_by_nothing(migrated_url: str) -> None:
    open_world(migrated_url, left="0.50")
    workers = [a_worker(migrated_url, "pay", name, "32") for name in ("one", "two")]
    said = [worker.communicate(timeout=SECONDS_MAX)[0].split() for worker in workers]
    assert [worker.returncode for worker in workers] == [0, 0]
    acknowledged = [word for words in said for word in words if word != "short"]
    entries = checked(migrated_url)
    assert len(acknowledged) == 50
    assert sorted(acknowledged) == sorted(paid(entries))
    assert sum(words.count("short") for words in said) == 64
    left = [
        line.balance_after for e in entries for line in e.lines if line.bucket.name == "available:1032:L69"
    ]
    assert left[-1] == 0


def together(*works: Callable[[], object]) -> list[object]:
    """Do works at the same time; what each answered or raised."""
    answers: list[object] = [None] * len(works)

    def run(place: int) -> None:
        try:
            answers[place] = works[place]()
        except BaseException as error:  # noqa: BLE001 - the test looks at it
            answers[place] = error

    crowd = [Thread(target=run, args=(place,), daemon=True) for place in range(len(works))]
    for thread in crowd:
        thread.start()
    for thread in crowd:
        thread.join(SECONDS_MAX)
    return answers


def test_transfers_in_opposite_directions_never_deadlock(migrated_url: str) -> None:
    open_world(migrated_url)
    there = {"from_unit": "DEPT", "to_unit": "1032", "amount": "0.01"}
    back = {"from_unit": "1032", "to_unit": "DEPT", "amount": "0.01", "kind": "return"}
    with opened(migrated_url) as one, opened(migrated_url) as two:
        journals = [Journal(engine, BOOK) for engine in (one, two)]

        def hand_over(worker: int) -> list[str]:
            codes = []
            for number in range(12):
                name = f"TR-{worker}-{number}"
                command = a_transfer(name, **(there if worker % 2 else back))
                outcome = journals[worker // 2 % 2].post(a_request(command, name), "officer")
                codes.append(outcome.refusal.code if outcome.refusal else "")
            return codes

        answers = together(*(lambda worker=worker: hand_over(worker) for worker in range(8)))
    assert answers == [[""] * 12] * 8
    assert sum(entry.request.key.startswith("TR-") for entry in checked(migrated_url)) == 96


def test_the_same_key_from_many_processes_at_once_is_posted_once(migrated_url: str) -> None:
    open_world(migrated_url)
    with opened(migrated_url) as one, opened(migrated_url) as two:
        journals = [Journal(engine, BOOK) for engine in (one, two)]
        answers = together(*(lambda n=n: pay(journals[n % 2], "same") for n in range(16)))
    assert answers == [""] * 16
    assert paid(checked(migrated_url)) == ["same"]


def test_two_who_open_the_same_book_at_once_open_it_once(migrated_url: str) -> None:
    with opened(migrated_url) as one, opened(migrated_url) as two:
        journals = [Journal(engine, BOOK) for engine in (one, two)]

        def open_it(number: int) -> str:
            request = a_request(a_command("open_book", name_en=f"opened by {number}"), "open")
            refusal = journals[number % 2].post(request, f"opener-{number}").refusal
            return refusal.code if refusal else ""

        answers = together(*(lambda number=number: open_it(number) for number in range(8)))
    assert sorted(map(str, answers)) == ["", *["not_permitted"] * 7]
    assert [entry.kind for entry in checked(migrated_url)] == ["open_book"]


def test_what_one_process_grants_and_registers_the_other_knows_at_once(migrated_url: str) -> None:
    open_world(migrated_url)
    with opened(migrated_url) as one, opened(migrated_url) as two:
        here, there = Journal(one, BOOK), Journal(two, BOOK)
        assert pay(here, "here") == pay(there, "there") == ""
        grant = a_command("grant_role", holder="late", roles=["paying_officer"])
        request = a_request(a_voucher("V-late", {"amount": "0.01"}), "late")
        assert getattr(there.post(request, "late").refusal, "code", "") == "not_permitted"
        assert here.post(a_request(grant, "grant"), "root").refusal is None
        assert there.post(request, "late").refusal is None
        revoke = a_command("revoke_role", holder="late", roles=["paying_officer"])
        assert there.post(a_request(revoke, "revoke"), "root").refusal is None
        again = a_request(a_voucher("V-later"), "later")
        assert getattr(here.post(again, "late").refusal, "code", "") == "not_permitted"
    checked(migrated_url)
