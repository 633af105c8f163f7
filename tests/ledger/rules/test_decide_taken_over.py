"""Documents that another system executed: recorded as stated, except what no journal could hold."""

from __future__ import annotations

import pytest

from ledger.commands import Command
from tests.builders import NEXT_YEAR, a_book, a_command, a_transfer, a_voucher

Said = tuple[str, Command]
AD0: Said = ("spender", a_command("advance", number="AD-0", borrower="B0"))
LOT: Said = ("surveyor", a_command("deliver", number="LOT-0"))
VC0: Said = ("spender", a_voucher("VC-0"))
CF0: Said = ("spender", a_command("carry_forward", number="CF-0", end_on="2025-11-01"))
LIMIT: Said = ("head", a_command("set_policy", second_person=[{"of_verb": "commit"}]))

# Refused to a person, recorded when it was done elsewhere: (before, command, code to a person).
DUTIES: dict[str, tuple[list[Said], Command, str]] = {
    "confirmed by the issuer": ([], a_command("confirm"), "same_person"),
    "an advance beside an open one": ([AD0], a_command("advance", borrower="B0"), "advance_open"),
    "over the limit of one person": ([LIMIT], a_command("commit"), "over_limit"),
    "a verb of another role": ([LOT], a_command("decide"), ""),
    "from an ended carry-over": ([CF0], a_command("commit", source="CF-0"), "expired"),
}
# Refused in either case, and not journaled, so that the row may come again.
HARD: dict[str, tuple[list[Said], Command, str, str]] = {
    "short": ([], a_voucher("V-1", {"amount": "1000.01"}), "2025-11-10", "short"),
    "an unknown unit": ([], a_voucher("V-1", unit="9999"), "2025-11-10", "unknown_unit"),
    "an unknown line": ([], a_voucher("V-1", {"line": "NIL"}), "2025-11-10", "unknown_line"),
    "an unknown activity": ([], a_voucher("V-1", {"activity": "NIL"}), "2025-11-10", "unknown_activity"),
    "an unknown document": ([], a_voucher("V-1", {"source": "NIL"}), "2025-11-10", "unknown_document"),
    "a used number": ([VC0], a_voucher("VC-0"), "2025-11-10", "number_used"),
    "a used transfer number": ([], a_transfer("TR-1"), "2025-11-10", "number_used"),
    "a wrong year": ([], a_voucher("V-1"), NEXT_YEAR, "wrong_fiscal_year"),
}


@pytest.mark.parametrize("case", DUTIES)
def test_a_duty_that_was_not_kept_is_recorded_as_it_was(case: str) -> None:
    before, command, code = DUTIES[case]
    everything = ["finance_officer", "district_finance", "acceptance_committee", "survey_lead"]
    grant = ("root", a_command("grant_role", holder="officer", roles=everything))
    desk = a_book(grant, *before)
    if code:
        assert desk.refused(command, "officer") == code
    entry = desk.done(command, "officer", taken_over=True, made_by="สมชาย")
    assert entry.request.taken_over
    assert entry.person == "สมชาย"


def test_the_importer_is_nobody_in_the_chain_of_a_document_taken_over() -> None:
    desk = a_book()
    entry = desk.done(a_command("deliver"), "officer", taken_over=True)
    assert entry.person == ""


@pytest.mark.parametrize("case", HARD)
def test_what_no_journal_could_hold_is_refused_and_not_journaled(case: str) -> None:
    before, command, day, code = HARD[case]
    desk = a_book(*before)
    size = desk.state.size
    outcome = desk.say(command, "officer", on=day, taken_over=True, key="row")
    assert outcome.refusal is not None
    assert outcome.refusal.code == code
    assert (outcome.entries, desk.state.size) == ((), size)


def test_a_refused_row_comes_again_when_its_cause_is_gone() -> None:
    desk = a_book()
    voucher = a_voucher("V-1", {"amount": "1050.00"})
    assert desk.refused(voucher, "officer", taken_over=True, key="row") == "short"
    desk.done(a_command("confirm", amount="100.00"), "receiver")
    desk.done(voucher, "officer", taken_over=True, key="row")
    assert desk.say(voucher, "officer", taken_over=True, key="row").replayed


def test_no_rate_takes_over_without_worth() -> None:
    desk = a_book(LOT)
    entry = desk.done(a_command("decide"), "officer", on="2025-10-01", taken_over=True)
    assert {line.bucket.stage for line in entry.lines} >= {"delivered", "accepted"}
