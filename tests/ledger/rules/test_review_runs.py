"""Runs and their signatures: who takes which step, what stands in the way, and what signing closes."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

import pytest

from ledger.commands import Command, SignOff
from tests.builders import DAY, PureDesk, a_book, a_command, a_voucher
from tests.ledger.rules.test_review import EVIDENCE, RUN, a_match, code, matched_by_hand, paid


def step(name: str, **changes: object) -> Command:
    return a_command("sign_off", step=name, on=DAY, **changes)


def signed(desk: PureDesk) -> PureDesk:
    for name, actor in (("prepared", "reconciler"), ("reviewed", "reviewer"), ("signed", "head")):
        desk.done(step(name), actor, on="2025-11-20")
    return desk


def test_a_run_is_prepared_reviewed_and_signed_by_three_people_and_closes_its_period() -> None:
    desk = signed(paid())
    assert desk.state.reference.closed_through.isoformat() == DAY
    assert desk.refused(a_voucher("VC-1"), "spender") == "period_closed"
    desk.done(a_voucher("VC-1"), "spender", on="2025-11-11")


def test_a_signed_run_is_what_the_next_one_opens_with() -> None:
    desk = signed(paid())
    again = {"number": "RUN-2", "on": "2025-11-20", "opening": "RUN-1"}
    desk.done(a_command("record_run", **again), "reconciler", on="2025-11-20")


RUNS: Mapping[str, tuple[Command, str, str]] = {
    "under a used number": (RUN, "reconciler", "number_used"),
    "by a stranger to reconciliation": (a_command("record_run", number="RUN-2"), "spender", "not_permitted"),
    "of a position that is not there": (
        a_command("record_run", number="RUN-2", position=999), "reconciler", "beyond_head",
    ),
    "opening with an unsigned run": (
        a_command("record_run", number="RUN-2", opening="RUN-1"), "reconciler", "not_signed",
    ),
    "reviewed before it is prepared": (step("reviewed"), "reviewer", "out_of_order"),
    "prepared by a reviewer": (step("prepared"), "reviewer", "not_permitted"),
    "signed by a reviewer": (step("signed"), "reviewer", "not_permitted"),
    "signed for another day": (a_command("sign_off", on="2025-11-11"), "reconciler", "not_the_cut_off"),
    "signed for other content": (step("prepared", output_digest="0" * 64), "reconciler", "content_differs"),
    "a run that is not known": (step("prepared", run="RUN-9"), "reconciler", "unknown_document"),
    "a report of a run that is not known": (
        a_command("record_report", run="RUN-9"), "auditor", "unknown_document",
    ),
    "a report by a stranger": (a_command("record_report"), "stranger", "not_permitted"),
}  # fmt: skip


@pytest.mark.parametrize("case", RUNS)
def test_a_run_or_signature_is_refused(case: str) -> None:
    command, actor, expected = RUNS[case]
    assert code(paid(), command, actor) == expected


def test_no_person_signs_two_steps() -> None:
    desk = paid()
    desk.done(a_command("grant_role", holder="reconciler", roles=["reviewer"]), "root")
    desk.done(step("prepared"), "reconciler")
    assert desk.refused(step("reviewed"), "reconciler") == "same_person"
    assert desk.refused(step("reviewed"), "reviewer", made_by="reconciler") == "same_person"


def test_a_step_is_taken_once() -> None:
    desk = signed(paid())
    for name, actor in (("prepared", "reconciler"), ("signed", "second_head")):
        assert code(desk, step(name), actor, on="2025-11-20") == "out_of_order"


def reviewed(**changes: object) -> PureDesk:
    """A run that has read everything so far, and waits for its last signature."""
    desk = a_book(*EVIDENCE)
    desk.done(a_command("record_run", on=DAY, position=desk.state.size, **changes), "reconciler")
    desk.done(step("prepared"), "reconciler")
    desk.done(step("reviewed"), "reviewer")
    return desk


def test_a_run_with_a_critical_finding_is_not_signed() -> None:
    desk = reviewed(counts=[{"name": "CRIT", "count": 1}])
    assert desk.refused(step("signed"), "head") == "findings_open"


LATER: Mapping[str, tuple[str, Command, str, dict[str, Any], str]] = {
    "a voucher of the period": ("spender", a_voucher("VC-1"), DAY, {}, "run_stale"),
    "a voucher after the period": ("spender", a_voucher("VC-1"), "2025-11-11", {}, ""),
    "a voucher that belongs to the period": (
        "spender", a_voucher("VC-1"), "2025-11-11", {"original_on": date.fromisoformat(DAY)}, "run_stale",
    ),
    "a reversal of the period's voucher": (
        "spender", a_command("reverse", number="RV-1"), "2025-11-20", {}, "run_stale",
    ),
    "a match of the run itself": ("reconciler", a_match(), DAY, {}, ""),
    "a match of another run": ("reconciler", a_match(run="RUN-0"), DAY, {}, "run_stale"),
    "a match undone": ("reviewer", a_command("unmatch"), "2025-11-20", {}, "run_stale"),
    "a question": ("auditor", a_command("query"), DAY, {}, ""),
    "a role": ("root", a_command("grant_role"), DAY, {}, ""),
    "a refusal": ("spender", a_voucher("VC-0"), DAY, {}, ""),
}  # fmt: skip


@pytest.mark.parametrize("case", LATER)
def test_a_run_is_signed_unless_something_later_touches_its_period(case: str) -> None:
    actor, command, on, more, expected = LATER[case]
    desk = a_book(*EVIDENCE)
    if case == "a match undone":
        matched_by_hand(desk)
    for number in ("RUN-0", "RUN-1"):
        known = {"number": number, "position": desk.state.size}
        desk.done(a_command("record_run", on=DAY, **known), "reconciler")
    desk.done(step("prepared"), "reconciler")
    desk.done(step("reviewed"), "reviewer")
    desk.say(command, actor, on=on, **more)
    outcome = desk.say(step("signed"), "head", on="2025-11-20")
    assert (outcome.refusal.code if outcome.refusal else "") == expected


def test_signing_like_closing_waits_for_open_proposals() -> None:
    desk = reviewed()
    desk.done(a_command("propose"), "spender")
    desk.done(a_command("record_run", number="RUN-2", on=DAY, position=desk.state.size), "reconciler")
    for name, actor in (("prepared", "reconciler"), ("reviewed", "reviewer")):
        desk.done(step(name, run="RUN-2"), actor)
    assert desk.refused(step("signed", run="RUN-2"), "head") == "proposals_open"


def test_only_the_last_step_closes_anything() -> None:
    desk = reviewed()
    assert all(isinstance(entry.command, SignOff) for entry in desk.entries[-2:])
    desk.done(a_voucher("VC-1"), "spender")
