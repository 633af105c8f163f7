"""Posting: few statements, shared commits, nobody waits for company, and one bad request harms no other."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from sqlalchemy import Engine, create_engine, event

from ledger.commands import Command
from ledger.errors import BadValue, Unavailable
from ledger.posting import Journal
from tests.builders import BOOK, EXAMPLES, a_command, a_request, a_transfer, a_voucher, hash_of
from tests.faults.books import checked, open_world, opened, paid, pay


class Counted:
    """Statements and commits that an engine sent."""

    def __init__(self, engine: Engine) -> None:
        self.statements: list[str] = []
        self.commits = 0
        event.listen(engine, "before_cursor_execute", self._statement)
        event.listen(engine, "commit", self._commit)

    def _statement(self, _c: object, _cursor: object, statement: str, *_rest: object) -> None:
        if not statement.startswith(("BEGIN", "PRAGMA")):
            self.statements.append(statement)

    def _commit(self, _connection: object) -> None:
        self.commits += 1


@contextmanager
def a_journal(url: str) -> Iterator[Journal]:
    open_world(url)
    with opened(url) as engine:
        journal = Journal(engine, BOOK)
        assert pay(journal, "the first loads what the reference entries say") == ""
        yield journal


# A lone command of each usual kind, by whom, and the most statements it may take on PostgreSQL.
LONE: dict[str, tuple[str, Command, int]] = {
    "a voucher with an invoice": ("spender", a_command("disburse"), 6),
    "a voucher from a commitment": ("spender", a_voucher("V-2", {"source": "CM-0"}), 6),
    "a commitment": ("spender", a_command("commit"), 6),
    "a release of a commitment": ("spender", a_command("release_commitment"), 6),
    "an advance": ("spender", a_command("advance"), 6),
    "a refund": ("spender", a_command("refund"), 6),
    "a transfer": ("officer", a_transfer("TR-NEW"), 6),
    "a confirmation": ("receiver", a_command("confirm"), 6),
    "a recall": ("officer", a_command("recall"), 6),
    "a target": ("surveyor", a_command("set_target"), 6),
    "a delivery": ("surveyor", a_command("deliver"), 6),
    "a decision": ("committee", a_command("decide"), 6),
    "a disallowance": ("head", a_command("disallow"), 6),
    "a proposal": ("spender", a_command("propose"), 6),
    "a reversal": ("head", a_command("reverse"), 6),
}


def stock(journal: Journal) -> None:
    """The documents that the commands above refer to."""
    for key, actor, command in (
        ("CM-0", "spender", a_command("commit", number="CM-0")),
        ("AD-0", "spender", a_command("advance", number="AD-0", borrower="B0")),
        ("VC-0", "spender", a_voucher("VC-0")),
        ("LOT-0", "surveyor", a_command("deliver", number="LOT-0")),
    ):
        outcome = journal.post(a_request(command, key), actor)
        assert outcome.refusal is None, outcome.refusal


@pytest.mark.parametrize("what", LONE)
def test_a_lone_command_takes_few_statements_and_no_sleep(
    what: str, migrated_postgres_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    actor, command, most = LONE[what]
    with a_journal(migrated_postgres_url) as journal:
        stock(journal)
        counted = Counted(journal.engine)
        monkeypatch.setattr(time, "sleep", lambda _: pytest.fail("a lone command waits"))
        outcome = journal.post(a_request(command, "lone"), actor)
        assert outcome.refusal is None, outcome.refusal
        assert len(counted.statements) <= most, counted.statements
        assert counted.commits == 1


BATCHES: dict[str, tuple[str, Callable[[int], Command]]] = {
    "vouchers": (
        "spender",
        lambda n: a_voucher(f"V-{n}", {"amount": "0.01"}, {"amount": "0.01"}, invoice_no=f"I{n}"),
    ),
    "transfers": ("officer", lambda n: a_transfer(f"TR-N{n}", amount="0.01")),
    "commitments": ("spender", lambda n: a_command("commit", number=f"C-{n}", amount="0.01")),
    "deliveries": ("surveyor", lambda n: a_command("deliver", number=f"L-{n}")),
    "targets": (
        "surveyor",
        lambda n: a_command("set_target", due_on=f"2026-{n % 12 + 1:02d}-{n // 12 + 1:02d}"),
    ),
    "advances": ("spender", lambda n: a_command("advance", number=f"A-{n}", borrower=f"B{n}", amount="0.01")),
    "confirmations": ("receiver", lambda n: a_command("confirm", transfer="TR-3", amount=f"0.{n + 1:02d}")),
}
FOLLOWERS: dict[str, tuple[str, Callable[[int], Command]]] = {
    "decisions": ("committee", lambda n: a_command("decide", delivery=f"L-{n}", accepted=1)),
    "refunds": ("spender", lambda n: a_command("refund", advance=f"A-{n}", amount="0.01")),
    "releases": ("spender", lambda n: a_command("release_commitment", commitment=f"C-{n}")),
    "recalls": ("officer", lambda n: a_command("recall", transfer=f"TR-N{n}")),
    "disallowances": ("head", lambda n: a_command("disallow", voucher=f"V-{n}", amount="0.01")),
    "reversals": ("head", lambda n: a_command("reverse", reverses=f"V-{n}", unit="1032")),
}
BEFORE = {"decisions": "deliveries", "refunds": "advances", "releases": "commitments", "recalls": "transfers",
          "disallowances": "vouchers", "reversals": "vouchers"}  # fmt: skip


def post_64(journal: Journal, what: str) -> None:
    actor, make = {**BATCHES, **FOLLOWERS}[what]
    asked = [a_request(make(n), f"{what} {n}") for n in range(64)]
    outcomes = journal.post_all(asked, actor)
    assert [o.refusal and (o.refusal.code, o.refusal.facts) for o in outcomes] == [None] * 64


@pytest.mark.parametrize("what", (*BATCHES, *FOLLOWERS))
def test_64_commands_together_take_few_statements(what: str, migrated_postgres_url: str) -> None:
    with a_journal(migrated_postgres_url) as journal:
        if what in BEFORE:
            post_64(journal, BEFORE[what])
        counted = Counted(journal.engine)
        post_64(journal, what)
        assert len(counted.statements) <= 8, counted.statements
        assert counted.commits == 1


def test_64_waiting_callers_share_commits(migrated_url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    with a_journal(migrated_url) as journal:
        counted = Counted(journal.engine)
        waiting = threading.Semaphore(0)
        commit = journal.engine.dialect.do_commit

        def slow(connection: Any) -> None:  # noqa: ANN401 - the driver's connection
            if counted.commits == 1:  # the first is under way until everybody else has come
                for _ in range(63):
                    assert waiting.acquire(timeout=30)
                time.sleep(0.2)
            commit(connection)

        monkeypatch.setattr(journal.engine.dialect, "do_commit", slow)

        def caller(number: int) -> None:
            waiting.release()
            assert pay(journal, f"caller-{number}") == ""

        crowd = [threading.Thread(target=caller, args=(number,)) for number in range(64)]
        for thread in crowd:
            thread.start()
        for thread in crowd:
            thread.join(60)
        assert counted.commits <= 4
    assert len(paid(checked(migrated_url))) == 65


def test_an_actor_is_the_same_however_the_name_is_typed(migrated_url: str) -> None:
    typed, kept = "e\u0301lan", "\u00e9lan"
    with a_journal(migrated_url) as journal:
        grant = a_command("grant_role", holder=typed, roles=["paying_officer"])
        assert journal.post(a_request(grant, "grant"), "root").refusal is None
        request = a_request(a_voucher("V-1"), "once")
        first = journal.post(request, typed)
        assert [entry.actor for entry in first.entries] == [kept]
        assert [o.replayed for o in journal.post_all([request], typed)] == [True]
        assert [o.replayed for o in journal.dry_run([request], kept)] == [True]


@pytest.mark.parametrize("actor", ("", "a\nb", "x" * 301, "\ud800", 7))
def test_an_actor_without_a_name_posts_nothing(actor: Any, migrated_sqlite_url: str) -> None:  # noqa: ANN401 - takes what typed code cannot pass
    with a_journal(migrated_sqlite_url) as journal:
        for ask in (journal.post_all, journal.dry_run):
            with pytest.raises(BadValue):
                ask([a_request(a_voucher("V-1"), "k")], actor)
        with pytest.raises(BadValue):
            journal.post(a_request(a_voucher("V-1"), "k"), actor)


def test_when_the_leader_is_interrupted_those_who_wait_are_told(
    migrated_sqlite_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    with a_journal(migrated_sqlite_url) as journal:
        commit = journal.engine.dialect.do_commit
        heard: list[str] = []
        commits: list[None] = []

        def interrupted(connection: Any) -> None:  # noqa: ANN401 - the driver's connection
            commits.append(None)
            if len(commits) == 1:  # the first leads alone until three wait
                while len(journal._queue) < 3:
                    time.sleep(0.01)
            if len(commits) == 2:
                raise KeyboardInterrupt
            commit(connection)

        def caller(number: int) -> None:
            try:
                heard.append(pay(journal, f"caller-{number}"))
            except BaseException as error:  # noqa: BLE001 - the test looks at it
                heard.append(getattr(error, "code", type(error).__name__))

        monkeypatch.setattr(journal.engine.dialect, "do_commit", interrupted)
        crowd = [threading.Thread(target=caller, args=(number,), daemon=True) for number in range(4)]
        for thread in crowd:
            thread.start()
        for thread in crowd:
            thread.join(30)
        assert sorted(heard) == ["", "KeyboardInterrupt", "outcome_unknown", "outcome_unknown"]
        assert pay(journal, "afterwards") == ""


def test_an_approval_under_delegations_is_posted_alone_and_in_a_batch(migrated_url: str) -> None:
    proposals = [
        a_command(
            "propose", number=f"PP-{n}", command={"verb": "commit", **EXAMPLES["commit"], "number": f"C-{n}"}
        )
        for n in range(3)
    ]
    limit = {"role": "approver", "post": "p", "limit": "60.00", "from_on": "2025-10-01", "order_no": "1"}
    with a_journal(migrated_url) as journal:
        policy = a_request(a_command("set_policy", delegations=[limit]), "policy")
        assert journal.post(policy, "head").refusal is None
        asked = [a_request(proposal, f"P-{n}") for n, proposal in enumerate(proposals)]
        assert not any(o.refusal for o in journal.post_all(asked, "spender"))
        approvals = [
            a_request(a_command("approve", proposal=f"PP-{n}", content_hash=hash_of(proposal)), f"A-{n}")
            for n, proposal in enumerate(proposals)
        ]
        assert len(journal.post(approvals[0], "approver").entries) == 2
        assert [len(o.entries) for o in journal.post_all(approvals, "approver")] == [2] * 3


def test_who_finds_no_free_connection_hears_that_nothing_was_recorded(migrated_postgres_url: str) -> None:
    engine = create_engine(migrated_postgres_url, pool_size=1, max_overflow=0, pool_timeout=0)
    journal = Journal(engine, BOOK)
    with engine.connect(), pytest.raises(Unavailable) as raised:
        journal.post(a_request(a_command("open_book"), "first"), "root")
    assert raised.value.code == "not_recorded"
    assert journal.post(a_request(a_command("open_book"), "first"), "root").refusal is None
    engine.dispose()
