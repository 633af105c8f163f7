"""Matches, questions, waivers, runs and signatures: what they move, who may, and what is refused."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pytest

from ledger.commands import Command
from ledger.rules.review import TOLERANCE
from reconciliation.rule_set import default_rules
from tests.builders import DAY, EXAMPLES, PureDesk, a_book, a_command, a_voucher, hash_of

LOT = ("surveyor", a_command("deliver", number="LOT-0", quantity=10))
ACCEPTED = ("committee", a_command("decide", accepted=1))
PAID = ("spender", a_voucher("VC-0", {"amount": "85.50"}))
EVIDENCE = (LOT, ACCEPTED, PAID)
RUN = a_command("record_run", on=DAY)
EXPENDED, MATCHED = "expended:1032:L69:VC-0/1", "matched:1032:L69:VC-0/1"
EARNED, SETTLED = "earned:1032:HH:LOT-0", "settled:1032:HH:LOT-0"


def paid(amount: str = "85.50") -> PureDesk:
    desk = a_book(LOT, ACCEPTED, ("spender", a_voucher("VC-0", {"amount": amount})))
    desk.done(a_command("record_run", on=DAY, position=desk.state.size), "reconciler")
    return desk


def a_match(amount: str = "85.50", **changes: object) -> Command:
    leg: dict[str, object] = {"voucher": "VC-0", "amount": amount}
    leg |= {name: changes.pop(name) for name in ("part",) if name in changes}
    return a_command("match", **{"vouchers": [leg], "run": "RUN-1", "rule": "R1", **changes})


def held(desk: PureDesk) -> tuple[int, ...]:
    return tuple(desk.balance(name) for name in (EXPENDED, MATCHED, EARNED, SETTLED))


def matched_by_hand(desk: PureDesk) -> None:
    proposal = a_command("propose", number="PP-M", command={"verb": "match", **EXAMPLES["match"]})
    desk.done(proposal, "reconciler")
    desk.done(a_command("approve", proposal="PP-M", content_hash=hash_of(proposal)), "reviewer")


# ── matches ──


def test_a_match_moves_expended_to_matched_and_earned_to_settled() -> None:
    desk = paid()
    desk.done(a_match(), "reconciler")
    assert held(desk) == (0, 8550, 0, 8550)


def test_unmatch_is_the_mirror_of_a_match() -> None:
    desk = paid()
    desk.done(a_match(), "reconciler")
    desk.done(a_command("unmatch"), "reviewer")
    assert held(desk) == (8550, 0, 8550, 0)


def test_a_match_by_hand_is_proposed_reserves_nothing_and_is_approved_by_a_reviewer() -> None:
    desk = paid()
    proposal = a_command("propose", number="PP-M", command={"verb": "match", **EXAMPLES["match"]})
    asked = desk.done(proposal, "reconciler")
    assert asked.lines == ()
    approve = a_command("approve", proposal="PP-M", content_hash=hash_of(proposal))
    assert desk.refused(approve, "approver") == "not_permitted"
    assert desk.done(approve, "reviewer").kind == "match"
    assert held(desk) == (0, 8550, 0, 8550)


def test_who_proposed_a_match_does_not_approve_it() -> None:
    desk = paid()
    proposal = a_command("propose", number="PP-M", command={"verb": "match", **EXAMPLES["match"]})
    desk.done(proposal, "reviewer")
    approve = a_command("approve", proposal="PP-M", content_hash=hash_of(proposal))
    assert desk.refused(approve, "reviewer") == "same_person"


MATCHES: Mapping[str, tuple[Command, str, str]] = {
    "by hand without a second person": (a_command("match"), "reviewer", "same_person"),
    "by hand without a reason": (a_command("match", reason=""), "reviewer", "no_reason"),
    "of a run that is not known": (a_match(run="RUN-9"), "reconciler", "unknown_document"),
    "of a unit that is not known": (a_match(unit="9999"), "reconciler", "unknown_unit"),
    "of an activity that is not known": (a_match(activity="NO"), "reconciler", "unknown_activity"),
    "of a voucher that is not known": (
        a_match(vouchers=[{"voucher": "VC-9", "amount": "1.00"}]), "reconciler", "unknown_voucher",
    ),
    "of a line the voucher has not": (a_match(part=2), "reconciler", "unknown_voucher"),
    "of a lot that is not known": (
        a_match(lots=[{"delivery": "LOT-9", "amount": "85.50"}]), "reconciler", "unknown_delivery",
    ),
    "of more than was spent": (
        a_match("90.00", lots=[{"delivery": "LOT-0", "amount": "90.00"}]), "reconciler", "short",
    ),
    "of another activity": (a_match(activity="CT"), "reconciler", "other_activity"),
    "with a lot of another activity that adds nothing": (
        a_match(lots=[{"delivery": "LOT-0", "amount": "85.50"}, {"delivery": "LOT-CT"}]),
        "reconciler", "other_cell",
    ),
    "with a lot of another unit that adds nothing": (
        a_match(lots=[{"delivery": "LOT-0", "amount": "85.50"}, {"delivery": "LOT-33"}]),
        "reconciler", "other_cell",
    ),
    "with a difference it does not state": (a_match("85.49"), "reconciler", "not_the_difference"),
    "with a difference above the tolerance": (
        a_match("80.00", difference="5.50"), "reconciler", "over_tolerance",
    ),
    "with a difference above the share of what was earned": (
        a_match("85.00", difference="0.50"), "reconciler", "over_tolerance",
    ),
    "by an auditor": (a_match(), "auditor", "not_permitted"),
}  # fmt: skip


def code(desk: PureDesk, command: Command, actor: str, on: str = DAY) -> str:
    outcome = desk.say(command, actor, on=on)
    assert outcome.refusal is not None
    return outcome.refusal.facts.get("why", outcome.refusal.code)


@pytest.mark.parametrize("case", MATCHES)
def test_a_match_is_refused(case: str) -> None:
    command, actor, expected = MATCHES[case]
    desk = paid()
    desk.done(a_command("deliver", number="LOT-CT", activity="CT"), "surveyor")
    desk.done(a_command("deliver", number="LOT-33", unit="1033"), "surveyor")
    assert code(desk, command, actor) == expected
    assert held(desk) == (8550, 0, 8550, 0)


def test_a_match_of_a_run_belongs_to_its_cut_off() -> None:
    assert code(paid(), a_match(), "reconciler", on="2025-11-12") == "not_the_cut_off"


def test_a_difference_within_both_limits_is_matched_and_stored() -> None:
    desk = a_book(
        LOT,
        ("committee", a_command("decide", accepted=10)),
        ("spender", a_voucher("VC-0", {"amount": "855.01"})),
    )
    desk.done(RUN, "reconciler")
    legs = {
        "vouchers": [{"voucher": "VC-0", "amount": "855.01"}],
        "lots": [{"delivery": "LOT-0", "amount": "855.00"}],
    }
    entry = desk.done(a_command("match", run="RUN-1", rule="R2T", difference="0.01", **legs), "reconciler")
    assert entry.command.canonical()["difference"] == "1"
    assert desk.balance(SETTLED) == 85_500


def test_the_tolerance_is_that_of_the_rule_set_in_force() -> None:
    desk = paid("85.00")
    command = a_match("85.00", difference="0.50")
    assert code(desk, command, "reconciler") == "over_tolerance"
    wide = [{"name": "group_tolerance_percent", "value": "1"}]
    desk.done(a_command("set_rules", parameters=wide), "head", on="2025-10-01")
    desk.done(command, "reconciler")


def test_a_run_s_match_is_judged_by_the_rule_set_of_the_run() -> None:
    desk = paid("85.00")
    lax, strict = ([{"name": "group_tolerance_percent", "value": value}] for value in ("1", "0"))
    desk.done(a_command("set_rules", parameters=lax), "head", on="2025-10-01")
    later = {"version": "2", "digest": "cd" * 32, "parameters": strict, "valid_from": "2025-11-01"}
    desk.done(a_command("set_rules", **later), "head", on="2025-11-01")
    of_the_later = a_command("record_run", number="RUN-2", on=DAY, rules_digest="cd" * 32)
    desk.done(of_the_later, "reconciler")
    refused = a_match("85.00", difference="0.50", run="RUN-2")
    assert code(desk, refused, "reconciler") == "over_tolerance"
    desk.done(a_match("85.00", difference="0.50"), "reconciler")


def test_without_a_rule_set_the_tolerance_is_the_one_that_ships() -> None:
    rules = default_rules()
    assert (str(rules.group_tolerance), str(float(rules.group_tolerance_percent))) == tuple(
        TOLERANCE.values()
    )


def test_one_voucher_is_not_matched_twice() -> None:
    desk = paid()
    desk.done(a_match(), "reconciler")
    assert desk.refused(a_match(number="MT-2"), "reconciler") == "short"
    assert desk.refused(a_match(), "reconciler") == "number_used"


def test_a_matched_voucher_is_not_disallowed() -> None:
    desk = paid()
    desk.done(a_match(), "reconciler")
    assert desk.refused(a_command("disallow", amount="85.50"), "head") == "matched"


def test_a_match_is_undone_and_not_reversed() -> None:
    desk = paid()
    desk.done(a_match(), "reconciler")
    reverse = a_command("reverse", kind="match", unit="", reverses="MT-1", number="RV-1")
    assert desk.refused(reverse, "head") == "not_reversible"


@pytest.mark.parametrize(
    ("changes", "actor", "expected"),
    (
        ({"reason": ""}, "reviewer", "no_reason"),
        ({"match": "MT-9"}, "reviewer", "unknown_document"),
        ({}, "reconciler", "not_permitted"),
    ),
)
def test_undoing_a_match_is_refused(changes: dict[str, Any], actor: str, expected: str) -> None:
    desk = paid()
    desk.done(a_match(), "reconciler")
    assert desk.refused(a_command("unmatch", **changes), actor) == expected


def test_who_posted_a_match_does_not_undo_it() -> None:
    desk = paid()
    desk.done(a_command("grant_role", holder="reviewer", roles=["reconciler"]), "root")
    desk.done(a_match(), "reviewer")
    assert desk.refused(a_command("unmatch"), "reviewer") == "same_person"


def test_a_match_is_undone_once() -> None:
    desk = paid()
    desk.done(a_match(), "reconciler")
    desk.done(a_command("unmatch"), "reviewer")
    assert desk.refused(a_command("unmatch"), "reviewer") == "already_reversed"


def test_what_was_undone_is_matched_anew_under_another_number() -> None:
    desk = paid()
    matched_by_hand(desk)
    desk.done(a_command("unmatch"), "reviewer")
    desk.done(a_match(number="MT-2"), "reconciler")
    assert held(desk) == (0, 8550, 0, 8550)


# ── questions and answers ──


def test_a_query_is_answered_by_its_unit_and_concluded_by_an_auditor() -> None:
    desk = paid()
    asked = desk.done(a_command("query"), "auditor")
    answers = (
        desk.done(a_command("reply"), "spender"),
        desk.done(a_command("reply"), "receiver"),
        desk.done(a_command("give_opinion"), "auditor"),
    )
    assert [(entry.unit, entry.refers_to, entry.lines) for entry in answers] == [("1032", asked.seq, ())] * 3


QUESTIONS: Mapping[str, tuple[Command, str, str]] = {
    "a query by a district": (a_command("query", number="QU-2"), "spender", "not_permitted"),
    "a query about nothing": (a_command("query", number="QU-2", finding=""), "auditor", "missing"),
    "a query about two things": (a_command("query", number="QU-2", voucher="VC-0"), "auditor", "unexpected"),
    "a query to nobody": (a_command("query", number="QU-2", unit="9999"), "auditor", "unknown_unit"),
    "a query about no voucher": (
        a_command("query", number="QU-2", finding="", voucher="VC-9"), "auditor", "unknown_voucher",
    ),
    "a query under a used number": (a_command("query"), "auditor", "number_used"),
    "a reply of another unit": (a_command("reply"), "neighbour", "out_of_scope"),
    "a reply for another unit": (a_command("reply", unit="1033"), "neighbour", "other_unit"),
    "a reply to nothing": (a_command("reply", query="QU-9"), "spender", "unknown_document"),
    "a reply by the auditor": (a_command("reply"), "auditor", "not_permitted"),
    "an opinion of the unit": (a_command("give_opinion"), "spender", "not_permitted"),
    "an opinion on nothing": (a_command("give_opinion", query=""), "auditor", "missing"),
}  # fmt: skip


@pytest.mark.parametrize("case", QUESTIONS)
def test_a_question_or_answer_is_refused(case: str) -> None:
    command, actor, expected = QUESTIONS[case]
    desk = paid()
    desk.done(a_command("query"), "auditor")
    assert code(desk, command, actor) == expected


def waiver(**changes: object) -> Command:
    inner = {"verb": "waive", **EXAMPLES["waive"], **changes}
    return a_command("propose", number="PP-W", command=inner)


def test_a_waiver_stands_once_two_people_have_approved_what_a_third_proposed() -> None:
    desk, proposal = a_book(), waiver()
    desk.done(proposal, "reconciler")
    approve = a_command("approve", proposal="PP-W", content_hash=hash_of(proposal))
    assert desk.done(approve, "reviewer").kind == "approve"
    assert desk.refused(approve, "reviewer") == "same_person"
    assert desk.done(approve, "head").kind == "waive"


@pytest.mark.parametrize(
    ("changes", "expected"),
    (
        ({"reason": ""}, "no_reason"),
        ({"code": ""}, "missing"),
        ({"finding": "f" * 64}, "unexpected"),
        ({"unit": "9999"}, "unknown_unit"),
        ({"expires_on": "2025-11-01"}, "expired"),
    ),
)
def test_a_waiver_is_refused(changes: dict[str, Any], expected: str) -> None:
    assert code(a_book(), waiver(**changes), "reviewer") == expected


def test_a_waiver_without_approval_is_refused() -> None:
    assert a_book().refused(a_command("waive"), "reviewer") == "same_person"
