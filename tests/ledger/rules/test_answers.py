"""The last signature waits for an answer to every grave finding, whoever posts it and however."""

from __future__ import annotations

from collections.abc import Mapping

import pytest

from ledger.commands import Command
from tests.builders import DAY, EXAMPLES, PureDesk, a_book, a_command, hash_of
from tests.ledger.rules.test_review import EVIDENCE
from tests.ledger.rules.test_review_runs import step

FOUND = "f" * 64
NOTICED = {"finding": FOUND, "severity": "HIGH", "code": "E-SPLIT", "unit": "1032", "amount": "100.00"}
Said = tuple[str, Command]


def waiting(*findings: Mapping[str, object], **changes: object) -> PureDesk:
    """A run with findings that waits for its last signature."""
    desk = a_book(*EVIDENCE)
    known = {"on": DAY, "position": desk.state.size, "findings": list(findings), **changes}
    desk.done(a_command("record_run", **{k: v for k, v in known.items() if v}), "reconciler")
    nearly(desk, str(known["on"]))
    return desk


def nearly(desk: PureDesk, on: str = DAY) -> None:
    """All steps but the last."""
    for name, person in (("prepared", "reconciler"), ("reviewed", "reviewer")):
        desk.done(a_command("sign_off", step=name, on=on), person)


def waived(desk: PureDesk, **changes: str) -> None:
    """A waiver that two people approved."""
    said = {"verb": "waive", **EXAMPLES["waive"], "code": "E-SPLIT", "cap": "100.00", **changes}
    proposal = a_command("propose", number="PP-W", command={k: v for k, v in said.items() if v})
    desk.done(proposal, "reconciler")
    for person in ("reviewer", "head"):
        desk.done(a_command("approve", proposal="PP-W", content_hash=hash_of(proposal)), person)


def signing(desk: PureDesk) -> str:
    outcome = desk.say(step("signed"), "second_head", on="2025-11-20")
    return outcome.refusal.code if outcome.refusal else ""


def ask(number: str = "QU-1", **about: str) -> Said:
    return "auditor", a_command("query", number=number, **about)


def answer(**about: str) -> Said:
    return "receiver", a_command("reply", **{"query": "", **about})


def conclude(**about: str) -> Said:
    return "auditor", a_command("give_opinion", **{"query": "", **about})


SPOKEN: Mapping[str, tuple[list[Said], str]] = {
    "nothing": ([], "findings_open"),
    "a reply to it": ([answer(finding=FOUND)], ""),
    "a reply to another": ([answer(finding="e" * 64)], "findings_open"),
    "an opinion on it": ([conclude(finding=FOUND)], ""),
    "a question": ([ask()], "findings_open"),
    "a question and its answer": ([ask(), answer(query="QU-1")], ""),
    "a question and its conclusion": ([ask(), conclude(query="QU-1")], ""),
    "two questions, one of them answered": ([ask(), ask("QU-2"), answer(query="QU-1")], "findings_open"),
    "a reply, then a question": ([answer(finding=FOUND), ask()], "findings_open"),
    "a question about a voucher, answered": (
        [ask(finding="", voucher="VC-0"), answer(query="QU-1")], "findings_open",
    ),
}  # fmt: skip


@pytest.mark.parametrize("case", SPOKEN)
def test_a_run_is_signed_when_its_high_finding_is_answered(case: str) -> None:
    said, expected = SPOKEN[case]
    desk = waiting(NOTICED)
    for actor, command in said:
        desk.done(command, actor)
    assert signing(desk) == expected


def test_what_was_said_before_the_run_counts() -> None:
    actor, command = answer(finding=FOUND)
    desk = a_book(*EVIDENCE)
    desk.done(command, actor)
    desk.done(a_command("record_run", on=DAY, position=desk.state.size, findings=[NOTICED]), "reconciler")
    nearly(desk)
    assert signing(desk) == ""


WAIVERS: Mapping[str, tuple[dict[str, str], str]] = {
    "of its code": ({}, ""),
    "of its code in its unit": ({"unit": "1032"}, ""),
    "of its code in another unit": ({"unit": "1033"}, "findings_open"),
    "of another code": ({"code": "E-DUP"}, "findings_open"),
    "below its amount": ({"cap": "99.99"}, "findings_open"),
    "until the cut-off": ({"expires_on": DAY}, ""),
    "of the finding itself": ({"code": "", "finding": FOUND}, ""),
    "of another finding": ({"code": "", "finding": "e" * 64}, "findings_open"),
}


@pytest.mark.parametrize("case", WAIVERS)
def test_a_waiver_in_force_needs_no_answer(case: str) -> None:
    changes, expected = WAIVERS[case]
    desk = waiting(NOTICED)
    waived(desk, **changes)
    assert signing(desk) == expected


def test_a_waiver_that_ended_before_the_cut_off_covers_nothing() -> None:
    desk = waiting(NOTICED, on="2025-11-15")
    waived(desk, expires_on=DAY)
    outcome = desk.say(a_command("sign_off", step="signed", on="2025-11-15"), "second_head", on="2025-11-20")
    assert outcome.refusal is not None
    assert outcome.refusal.code == "findings_open"


GRAVE: Mapping[str, tuple[dict[str, object], dict[str, str]]] = {
    "a critical one cannot be answered": (
        {"findings": [{**NOTICED, "severity": "CRIT"}], "counts": [{"name": "CRIT", "count": 1}]},
        {"severity": "CRIT", "count": "1"},
    ),
    "one that is counted and not listed": (
        {"findings": [NOTICED], "counts": [{"name": "HIGH", "count": 3}]}, {"severity": "HIGH", "count": "2"},
    ),
}  # fmt: skip


@pytest.mark.parametrize("case", GRAVE)
def test_no_answer_helps(case: str) -> None:
    changes, facts = GRAVE[case]
    desk = a_book(*EVIDENCE)
    desk.done(a_command("record_run", on=DAY, position=desk.state.size, **changes), "reconciler")
    nearly(desk)
    actor, command = answer(finding=FOUND)
    desk.done(command, actor)
    refusal = desk.say(step("signed"), "head", on="2025-11-20").refusal
    assert refusal is not None
    assert (refusal.code, refusal.facts) == ("findings_open", {"run": "RUN-1", **facts})


def test_a_cut_off_still_to_come_is_not_signed() -> None:
    desk = a_book(*EVIDENCE)
    later = "2026-01-31"
    desk.done(a_command("record_run", position=desk.state.size, on=later), "reconciler")
    nearly(desk, later)
    refusal = desk.say(a_command("sign_off", step="signed", on=later), "head", on="2025-11-20").refusal
    assert refusal is not None
    assert (refusal.code, refusal.facts["why"]) == ("bad_value", "still_to_come")
