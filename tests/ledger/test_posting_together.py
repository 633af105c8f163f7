"""Posting together: all of a list in one commit, or nothing of it; and what must hold as it is judged."""

from __future__ import annotations

import threading

import pytest
from sqlalchemy import Connection

from ledger import queries
from ledger.entries import Request
from ledger.posting import Journal
from ledger.rules import State
from tests.builders import BOOK, EXAMPLES, a_command, a_request, a_transfer, a_voucher
from tests.faults.books import checked, open_world, opened, paid, pay
from tests.ledger.test_posting import Counted, a_journal


def vouchers(*amounts: str) -> list[Request]:
    made = [a_voucher(f"V-{n}", {"amount": amount}) for n, amount in enumerate(amounts)]
    return [a_request(voucher, f"V-{n}") for n, voucher in enumerate(made)]


def size(journal: Journal) -> int:
    with journal.engine.connect() as connection:
        head = queries.head(connection, BOOK)
    assert head is not None
    return head.size


def test_a_list_is_one_commit(migrated_url: str) -> None:
    with a_journal(migrated_url) as journal:
        counted = Counted(journal.engine)
        outcomes = journal.post_together(vouchers("1.00", "2.00", "3.00"), "spender")
        assert [(o.refusal, o.replayed, len(o.entries)) for o in outcomes] == [(None, False, 1)] * 3
        assert counted.commits == 1
        again = journal.post_together(vouchers("1.00", "2.00", "3.00"), "spender")
        assert [o.replayed for o in again] == [True] * 3
        assert [o.entries for o in again] == [o.entries for o in outcomes]
        assert counted.commits == 1
    assert paid(checked(migrated_url))[1:] == ["V-0", "V-1", "V-2"]


def test_a_list_may_be_longer_than_what_one_commit_takes_of_single_callers(migrated_url: str) -> None:
    with a_journal(migrated_url) as journal:
        counted = Counted(journal.engine)
        assert not any(o.refusal for o in journal.post_together(vouchers(*["0.01"] * 600), "spender"))
        assert counted.commits == 1
        outcomes = journal.post_together(vouchers(*["0.01"] * 600, "9999.00"), "spender")
        assert (sum(o.refusal is not None for o in outcomes), counted.commits) == (1, 1)
    assert len(paid(checked(migrated_url))) == 601


def test_when_one_is_refused_nothing_is_written_and_no_key_is_bound(migrated_url: str) -> None:
    with a_journal(migrated_url) as journal:
        before = size(journal)
        outcomes = journal.post_together(vouchers("600.00", "600.00", "1.00"), "spender")
        assert [o.refusal.code if o.refusal else "" for o in outcomes] == ["", "short", ""]
        assert not any(o.entries for o in outcomes)
        assert size(journal) == before
        outcomes = journal.post_together(vouchers("600.00", "60.00", "1.00"), "spender")
        assert not any(o.refusal or o.replayed for o in outcomes)
    entries = checked(migrated_url)
    assert paid(entries)[1:] == ["V-0", "V-1", "V-2"]
    assert not any(entry.refused for entry in entries)


def test_a_key_used_with_other_content_stops_the_list(migrated_sqlite_url: str) -> None:
    with a_journal(migrated_sqlite_url) as journal:
        journal.post(vouchers("1.00")[0], "spender")
        before = size(journal)
        outcomes = journal.post_together(vouchers("5.00", "1.00"), "spender")
        assert [o.refusal.code if o.refusal else "" for o in outcomes] == ["key_reused", ""]
        same = [vouchers("1.00")[0], a_request(a_voucher("V-9"), "V-0")]
        assert [bool(o.refusal) for o in journal.post_together(same, "spender")] == [False, True]
        assert size(journal) == before


def test_one_key_twice_in_a_list_is_done_once(migrated_sqlite_url: str) -> None:
    with a_journal(migrated_sqlite_url) as journal:
        outcomes = journal.post_together(vouchers("1.00") * 2, "spender")
        assert [o.replayed for o in outcomes] == [False, True]
    assert paid(checked(migrated_sqlite_url))[1:] == ["V-0"]


def test_what_a_refused_list_would_have_taught_is_not_known_afterwards(migrated_url: str) -> None:
    unit = a_request(a_command("register_unit", code="1035"), "unit")
    order = a_request(a_transfer("TR-N", to_unit="1035"), "order")
    with a_journal(migrated_url) as journal:
        much = a_request(a_transfer("TR-M", amount="99999.00"), "much")
        assert [bool(o.refusal) for o in journal.post_together([unit, much], "officer")] == [False, True]
        refusal = journal.post(order, "officer").refusal
        assert refusal is not None
        assert refusal.code == "unknown_unit"
        order = a_request(a_transfer("TR-N", to_unit="1035"), "again")
        assert not any(o.refusal for o in journal.post_together([unit, order], "officer"))
        later = a_request(a_transfer("TR-L", to_unit="1035"), "later")
        assert journal.post(later, "officer").refusal is None
    checked(migrated_url)


def test_a_list_and_single_callers_do_not_mix(migrated_url: str) -> None:
    with a_journal(migrated_url) as journal:
        amounts = ["0.10"] * 20
        crowd = [threading.Thread(target=journal.post_together, args=(vouchers(*amounts), "spender"))]
        crowd += [threading.Thread(target=pay, args=(journal, f"S-{n}")) for n in range(8)]
        for thread in crowd:
            thread.start()
        for thread in crowd:
            thread.join(30)
    kept = paid(checked(migrated_url))[1:]
    first = kept.index("V-0")
    assert kept[first : first + 20] == [f"V-{n}" for n in range(20)]
    assert len(kept) == 28


# ── what must hold ──


class NotSo(Exception):  # noqa: N818 - a state of affairs, raised by tests only
    """What a test says does not hold."""


def no(_connection: Connection, _state: State) -> None:
    raise NotSo


def test_what_does_not_hold_leaves_no_trace_and_what_was_answered_is_not_asked(migrated_url: str) -> None:
    with a_journal(migrated_url) as journal:
        before, (asked,) = size(journal), vouchers("1.00")
        for ask in (
            lambda: journal.post(asked, "spender", no),
            lambda: journal.dry_run([asked], "spender", no),
        ):
            with pytest.raises(NotSo):
                ask()
        assert size(journal) == before
        assert journal.post(asked, "spender").refusal is None
        assert journal.post(asked, "spender", no).replayed
        assert journal.dry_run([asked], "spender", no)[0].replayed
    checked(migrated_url)


def test_it_is_asked_when_nobody_else_can_post_any_more(migrated_url: str) -> None:
    open_world(migrated_url)
    with opened(migrated_url) as engine, opened(migrated_url) as beside:
        journal, other = Journal(engine, BOOK), Journal(beside, BOOK)
        seen: list[int] = []
        rival = threading.Thread(target=pay, args=(other, "rival"))

        def holds(connection: Connection, state: State) -> None:
            rival.start()
            rival.join(0.3)
            head = queries.head(connection, BOOK)
            assert head is not None
            seen.extend((head.size, state.size))

        outcome = journal.post(vouchers("1.00")[0], "spender", holds)
        rival.join(30)
        assert outcome.entries[0].seq == seen[0] + 1 == seen[1] + 1
    assert paid(checked(migrated_url)) == ["V-0", "rival"]


def test_a_refusal_under_what_holds_is_kept_as_any_other(migrated_sqlite_url: str) -> None:
    with a_journal(migrated_sqlite_url) as journal:
        (much,) = vouchers("99999.00")
        assert journal.post(much, "spender", lambda *_: None).refusal is not None
        assert journal.post(much, "spender", no).replayed
    assert [e.request.key for e in checked(migrated_sqlite_url) if e.refused] == ["V-0"]


def test_a_list_may_hold_a_proposal_and_its_approval(migrated_url: str) -> None:
    inner = {"verb": "commit", **EXAMPLES["commit"]}
    with a_journal(migrated_url) as journal:
        proposal = a_command("propose", number="PP-1", command=inner)
        asked = [a_request(proposal, "p"), a_request(a_command("withdraw_proposal", proposal="PP-1"), "w")]
        assert [o.refusal for o in journal.post_together(asked, "spender")] == [None, None]
    checked(migrated_url)
