"""What an actor of some units may name: their own; anything else is as if it were not there."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from ledger.commands import Command
from ledger.databases import open_engine
from ledger.posting import Journal
from ledger.rules import beyond
from ledger.verification import verify
from tests.builders import (
    BOOK,
    NOW,
    Asked,
    PureDesk,
    a_book,
    a_command,
    a_request,
    a_transfer,
    a_voucher,
    a_world,
)

NOW_TEXT = "2025-11-20T03:00:00.000000Z"
THEIRS = (
    ("officer", a_command("commit", number="CF", unit="1033", amount="30.00")),
    ("officer", a_command("commit", number="CM-0", unit="1033", amount="30.00")),
    ("spender", a_command("commit", number="CM-0", amount="30.00")),
    ("officer", a_transfer("TF", to_unit="1033", amount="5.00")),
    ("surveyor", a_command("deliver", number="LF", unit="1033")),
    ("officer", a_command("propose", number="PF", command={
        "verb": "commit", "number": "C-P", "line": "L69", "unit": "1033", "amount": "1.00"})),
)  # fmt: skip


@pytest.fixture
def desk() -> PureDesk:
    return a_book(*THEIRS)


def code_of(desk: PureDesk, actor: str, command: Command) -> str:
    refusal = beyond(desk.state, a_request(command, "asked"), actor, NOW_TEXT)
    return refusal.code if refusal else ""


LEG = {
    "number": "T",
    "line": "L69",
    "from_unit": "1032",
    "to_unit": "DEPT",
    "kind": "return",
    "amount": "1.00",
}
CASES: tuple[tuple[Command, str], ...] = (
    (a_command("confirm", transfer="TF"), "unknown_transfer"),
    (a_command("confirm", transfer="NONE"), "unknown_transfer"),
    (a_command("confirm", transfer="TR-3"), ""),
    (a_command("deliver", rework_of="LF"), "unknown_delivery"),
    (a_command("release_commitment", commitment="CF", unit=""), "unknown_commitment"),
    (a_command("release_commitment", commitment="CM-0", unit=""), ""),
    (a_command("commit", line="NONE"), "unknown_line"),
    (a_command("commit", line="L69-SHUT"), "unknown_line"),
    (a_command("commit", unit="1033"), ""),  # the rules say that first, of any unit
    (a_voucher("V", {"source": "CF"}), "unknown_document"),
    (a_command("transfer", legs=[LEG]), ""),
    (a_command("transfer", legs=[{**LEG, "kind": "allotting"}]), "out_of_scope"),
    (a_command("transfer", legs=[{**LEG, "line": "NONE"}]), "unknown_line"),
    (
        a_command("propose", command={"verb": "confirm", "transfer": "TF", "amount": "1.00"}),
        "unknown_transfer",
    ),
)


@pytest.mark.parametrize(("command", "code"), CASES)
def test_what_concerns_other_units_only_is_as_what_is_not_there(
    desk: PureDesk, command: Command, code: str
) -> None:
    actor = "receiver" if command.verb == "confirm" else "spender"
    assert code_of(desk, actor, command) == code


def test_who_acts_for_every_unit_names_what_there_is(desk: PureDesk) -> None:
    for command, _ in CASES:
        assert code_of(desk, "officer", command) == ""


def test_an_approver_of_a_district_is_not_told_of_another_s_proposal(desk: PureDesk) -> None:
    desk.done(a_command("grant_role", holder="local", roles=["approver"], units=["1032"]), "root")
    for number in ("PF", "NONE"):
        assert code_of(desk, "local", a_command("approve", proposal=number)) == "unknown_proposal"


def test_a_verb_of_the_whole_book_is_out_of_scope_whatever_it_says(desk: PureDesk) -> None:
    desk.done(a_command("grant_role", holder="local", roles=["finance_head"], units=["1032"]), "root")
    for command in (a_command("register_unit", code="1033"), a_command("close_period"), a_command("release")):
        assert code_of(desk, "local", command) == "out_of_scope"


def test_the_same_number_of_another_unit_is_not_meant(desk: PureDesk) -> None:
    ended = a_command("release_commitment", commitment="CM-0", unit="")
    assert desk.refused(ended, "officer") == "bad_value"
    assert desk.done(ended, "spender").unit == "1032"


def history() -> list[Asked]:
    """A book in which others have documents of their own."""
    return [*a_world(), *((a_request(said, f"t{n}"), who) for n, (who, said) in enumerate(THEIRS))]


def test_what_is_beyond_reach_leaves_no_entry_and_binds_no_key(migrated_url: str) -> None:
    engine = open_engine(migrated_url)
    journal = Journal(engine, BOOK, lambda: NOW)
    for request, actor in (
        *a_world(),
        *((a_request(said, f"t{n}"), who) for n, (who, said) in enumerate(THEIRS)),
    ):
        assert journal.post(request, actor).refusal is None
    for number in ("TF", "NONE"):
        for _ in range(2):
            said = journal.post(a_request(a_command("confirm", transfer=number), "one key"), "receiver")
            assert (getattr(said.refusal, "code", ""), said.entries, said.replayed) == (
                "unknown_transfer",
                (),
                False,
            )
    done = journal.post(a_request(a_command("confirm", transfer="TR-3"), "one key"), "receiver")
    assert done.entries[0].seq == len(history()) + 1
    assert verify(engine, BOOK, deep=True).problems == ()
    engine.dispose()


def test_a_book_that_kept_such_refusals_is_still_judged_the_same(
    migrated_sqlite_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As books did that were written before."""
    nothing: Callable[..., None] = lambda *_: None  # noqa: E731 - in place of a rule
    engine = open_engine(migrated_sqlite_url)
    journal = Journal(engine, BOOK, lambda: NOW)
    with monkeypatch.context() as before:
        before.setattr("ledger.rules.reach.beyond", nothing)
        for request, actor in (
            *a_world(),
            *((a_request(said, f"t{n}"), who) for n, (who, said) in enumerate(THEIRS)),
        ):
            journal.post(request, actor)
        kept = journal.post(a_request(a_command("confirm", transfer="NONE"), "kept"), "receiver")
    assert kept.entries
    assert verify(engine, BOOK, deep=True).problems == ()
    assert journal.post(a_request(a_command("confirm", transfer="NONE"), "kept"), "receiver").replayed
    engine.dispose()
