"""Who may do what, for which units, on which days; and that a stranger leaves no trace."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from ledger.commands import Command
from ledger.entries import timestamp
from ledger.errors import Refusal
from ledger.rules import judge
from tests.builders import (
    BOOK,
    EXAMPLES,
    PureDesk,
    a_book,
    a_command,
    a_desk,
    a_request,
    a_transfer,
    a_voucher,
    hash_of,
)

PP0 = a_command("propose", number="PP-0")


def code_of(refusal: Refusal | None) -> str:
    return refusal.code if refusal else ""


@pytest.mark.parametrize("verb", EXAMPLES)
def test_a_stranger_is_refused_and_leaves_no_evidence(verb: str) -> None:
    desk = a_book(("spender", PP0), ("spender", a_voucher("VC-0")))
    size = desk.state.size
    outcome = desk.say(a_command(verb), "stranger")
    assert code_of(outcome.refusal) == "not_permitted"
    assert (outcome.entries, desk.state.size) == ((), size)


@pytest.mark.parametrize("verb", EXAMPLES)
def test_nobody_but_the_opener_says_anything_before_the_first_grant(verb: str) -> None:
    desk = a_desk()
    desk.done(a_command("open_book"), "root")
    assert desk.refused(a_command(verb), "stranger") == "not_permitted"
    if verb != "grant_role":
        assert desk.refused(a_command(verb), "root") == "not_permitted"
    assert desk.state.size == 1


@pytest.mark.parametrize("verb", sorted(set(EXAMPLES) - {"open_book"}))
def test_nothing_is_said_to_a_book_that_is_not_open(verb: str) -> None:
    desk = a_desk()
    outcome = desk.say(a_command(verb), "root")
    assert outcome.refusal is not None
    assert (outcome.refusal.code, outcome.refusal.facts["why"]) == ("bad_value", "not_open")
    assert desk.state.size == 0


def test_a_book_is_opened_under_its_own_name_only() -> None:
    assert a_desk().refused(a_command("open_book", id="other"), "root") == "bad_value"


@pytest.mark.parametrize(
    ("actor", "command", "code"),
    (
        ("spender", a_command("commit", unit="1033"), "out_of_scope"),
        ("neighbour", a_command("commit"), "out_of_scope"),
        ("spender", a_voucher("V-1", unit="1033"), "out_of_scope"),
        ("spender", a_transfer(), "out_of_scope"),
        ("spender", a_transfer(from_unit="1033", to_unit="DEPT", kind="return"), "out_of_scope"),
        ("spender", a_transfer(from_unit="1032", to_unit="1033", kind="return"), "out_of_scope"),
        ("spender", a_transfer(from_unit="1032", to_unit="1033", kind="reallotting"), "out_of_scope"),
        ("neighbour", a_command("confirm"), "out_of_scope"),
        ("surveyor", a_command("commit"), "not_permitted"),
        ("officer", a_command("decide"), "not_permitted"),
        ("officer", a_command("grant_role"), "not_permitted"),
        ("root", a_command("appropriate"), "not_permitted"),
        ("officer", a_command("set_policy"), "not_permitted"),
        ("officer", a_command("close_period"), "not_permitted"),
        ("spender", a_command("approve"), "not_permitted"),
        (
            "spender", a_command("propose", command={"verb": "appropriate", **EXAMPLES["appropriate"]}),
            "not_permitted",
        ),
        (
            "spender",
            a_command("propose", command={"verb": "commit", **EXAMPLES["commit"], "unit": "1033"}),
            "out_of_scope",
        ),
    ),
)  # fmt: skip
def test_a_role_holds_for_its_verbs_and_units(actor: str, command: Command, code: str) -> None:
    desk = a_book()
    size = desk.state.size
    assert desk.refused(command, actor) == code
    assert desk.state.size == size


GRANTED = a_command("grant_role", holder="temp", roles=["district_finance"], units=["1032", "1033"])
PAY = a_command("commit", amount="1.00")
PAY_THERE = a_command("commit", amount="1.00", unit="1033", number="CM-2")


def asked_on(desk: PureDesk, command: Command, moment: datetime, key: str) -> str:
    """What `temp` hears at a moment."""
    return code_of(judge(desk.state, a_request(command, key), "temp", timestamp(moment)).refusal)


@pytest.mark.parametrize(
    ("changes", "hour", "code"),
    (
        ({"from_on": "2025-11-20"}, datetime(2025, 11, 20, 3, tzinfo=UTC), ""),
        ({"from_on": "2025-11-21"}, datetime(2025, 11, 20, 16, 59, tzinfo=UTC), "not_permitted"),
        # The office's day begins in Bangkok, seven hours before UTC's.
        ({"from_on": "2025-11-21"}, datetime(2025, 11, 20, 17, 0, tzinfo=UTC), ""),
        ({"until_on": "2025-11-20"}, datetime(2025, 11, 20, 16, 59, tzinfo=UTC), ""),
        ({"until_on": "2025-11-20"}, datetime(2025, 11, 20, 17, 0, tzinfo=UTC), "not_permitted"),
    ),
)
def test_a_grant_holds_on_its_days_in_bangkok(changes: dict[str, str], hour: datetime, code: str) -> None:
    desk = a_book()
    plain = {"holder": "temp", "roles": ["district_finance"], "units": ["1032"], **changes}
    desk.done(a_command("grant_role", **plain), "root")
    assert asked_on(desk, PAY, hour, "k") == code


@pytest.mark.parametrize(
    ("revoked", "here", "there"),
    (
        ({"units": ["1033"]}, "", "out_of_scope"),
        ({"units": ["1032", "1033"]}, "not_permitted", "not_permitted"),
        ({}, "not_permitted", "not_permitted"),
        ({"roles": ["paying_officer"]}, "", ""),
        ({"from_on": "2025-11-21"}, "", ""),
    ),
)
def test_a_revocation_ends_what_was_granted_before(revoked: dict[str, object], here: str, there: str) -> None:
    desk = a_book(("root", GRANTED), ("root", a_command("revoke_role", **{"holder": "temp", **revoked})))
    now = datetime(2025, 11, 20, 3, tzinfo=UTC)
    assert asked_on(desk, PAY, now, "here") == here
    assert asked_on(desk, PAY_THERE, now, "there") == there


def test_a_grant_after_a_revocation_holds_again() -> None:
    desk = a_book(("root", GRANTED), ("root", a_command("revoke_role", holder="temp")), ("root", GRANTED))
    assert asked_on(desk, PAY, datetime(2025, 11, 20, 3, tzinfo=UTC), "k") == ""


@pytest.mark.parametrize("withdrawer", ("stranger", "officer", "neighbour", "approver"))
def test_only_its_proposer_withdraws_a_proposal(withdrawer: str) -> None:
    desk = a_book(("spender", PP0))
    assert desk.refused(a_command("withdraw_proposal"), withdrawer) in {"not_permitted", "out_of_scope"}
    desk.done(a_command("withdraw_proposal"), "spender")


def test_a_proposal_of_one_who_has_lost_the_role_is_not_carried_out() -> None:
    desk = a_book(("spender", PP0), ("root", a_command("revoke_role")))
    assert desk.refused(a_command("approve", content_hash=hash_of(PP0)), "approver") == "not_permitted"
    assert desk.balance("reserved:1032:L69:PP-0") == 5000


@pytest.mark.parametrize(
    ("command", "actor"),
    (
        (a_command("grant_role"), "officer"),
        (a_command("revoke_role"), "head"),
        (a_command("grant_role"), "spender"),
        (a_command("commit"), "spender"),
        (a_command("commit"), "root"),
    ),
)
def test_taking_over_is_for_the_centre_and_gives_nobody_a_role(command: Command, actor: str) -> None:
    desk = a_book()
    assert desk.refused(command, actor, taken_over=True) == "not_permitted"


def test_who_signs_for_whom_is_kept() -> None:
    desk = a_book()
    entry = desk.done(a_command("commit"), "spender", acting_for="ผู้อำนวยการเขต คำสั่ง 12/2568")
    assert entry.request.acting_for == "ผู้อำนวยการเขต คำสั่ง 12/2568"
    assert replace(entry.request, acting_for="").digest() != entry.request.digest()
    assert entry.book == BOOK
