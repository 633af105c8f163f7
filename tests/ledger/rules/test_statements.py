"""External statements: who keeps them, which are refused, and that a run must have read them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

import pytest

from ledger.commands import Command, RecordStatement
from ledger.commands.statements import STATEMENT_LINES_MAX
from ledger.errors import BadValue, PersonalData
from tests.builders import DAY, EXAMPLES, a_book, a_command

ACCOUNT: Final = EXAMPLES["record_statement"]["accounts"][0]
LINE: Final = EXAMPLES["record_statement"]["lines"][0]
ID: Final = "1101700230708"  # a valid check digit, of nobody


def statement(**changes: object) -> Command:
    return a_command("record_statement", **changes)


def test_a_reconciler_keeps_a_statement_that_moves_nothing() -> None:
    desk = a_book()
    entry = desk.done(statement(), "reconciler")
    assert (entry.kind, entry.lines, entry.unit) == ("record_statement", (), "")
    assert desk.refused(statement(), "officer") == "not_permitted"


def test_a_balance_may_be_negative_and_is_read_back_as_it_was() -> None:
    entry = a_book().done(statement(), "reconciler")
    assert isinstance(entry.command, RecordStatement)
    assert entry.command.accounts[0].opening.minor == -100
    assert Command.of_journal(entry.command.plain()) == entry.command


BAD: Mapping[str, tuple[dict[str, Any], str, str]] = {
    "a total that its lines do not come to": (
        {"accounts": [{**ACCOUNT, "closing": "999.01"}]}, "closing", "wrong_total",
    ),
    "lines of an account without a balance": (
        {"lines": [LINE, {**LINE, "account": "?"}]}, "account", "no_balance",
    ),
    "an account that is stated twice": ({"accounts": [ACCOUNT, ACCOUNT]}, "account", "stated_twice"),
    "a unit stated as a whole and in part": (
        {"accounts": [{**ACCOUNT, "account": "2", "line": ""}, ACCOUNT]}, "account", "overlapping",
    ),
    "a line before its first day": ({"lines": [{**LINE, "on": "2025-09-30"}]}, "on", "before_start"),
    "a line after its last day": ({"lines": [{**LINE, "on": "2025-11-11"}]}, "on", "after_cut_off"),
    "a line of the wrong era": ({"lines": [{**LINE, "on": "2568-11-10"}]}, "on", "buddhist_year"),
    "a statement that ends before it begins": ({"since": "2025-11-11"}, "on", "before_start"),
    "a stage where nothing can be stated": ({"stages": ["appropriation"]}, "stages", "not_in_list"),
    "a window of years": ({"window_days": 367}, "window_days", "too_large"),
    "a file that is not named by its hash": ({"file_sha256": "x"}, "file_sha256", "not_a_hash"),
    "a reference that is a story": ({"lines": [{**LINE, "reference": "x" * 101}]}, "reference", "too_long"),
    "no account": ({"accounts": []}, "accounts", "missing"),
    "more lines than one entry may hold": (
        {"lines": [LINE] * (STATEMENT_LINES_MAX + 1)}, "lines", "too_many",
    ),
    "a free text": ({"lines": [{**LINE, "text": "x"}]}, "text", "unknown_field"),
}  # fmt: skip


@pytest.mark.parametrize("case", BAD)
def test_a_statement_that_proves_nothing_cannot_be_said(case: str) -> None:
    changes, field, why = BAD[case]
    with pytest.raises(BadValue) as raised:
        statement(**changes)
    assert (raised.value.facts["field"], raised.value.facts["why"]) == (field, why)


@pytest.mark.parametrize("field", ("account", "reference"))
def test_a_statement_names_no_person(field: str) -> None:
    changes = {
        "accounts": [ACCOUNT, {**ACCOUNT, "account": ID, "closing": "-1.00"}],
        "lines": [{**LINE, field: ID}, *([LINE] if field == "account" else [])],
    }
    with pytest.raises(PersonalData):
        statement(**changes)


STRANGE: Mapping[str, tuple[dict[str, Any], str, str]] = {
    "of a unit nobody knows": ({"accounts": [{**ACCOUNT, "unit": "9999"}]}, "unknown_unit", ""),
    "of a line nobody knows": ({"accounts": [{**ACCOUNT, "line": "L00"}]}, "unknown_line", ""),
    "in another currency": ({"currency": "USD"}, "bad_value", "other_currency"),
    "of days to come": ({"on": "2025-11-11"}, "bad_value", "not_over"),
}


@pytest.mark.parametrize("case", STRANGE)
def test_a_statement_that_is_not_about_our_money_is_refused(case: str) -> None:
    changes, code, why = STRANGE[case]
    outcome = a_book().say(statement(**changes), "reconciler")
    assert outcome.refusal is not None
    assert (outcome.refusal.code, outcome.refusal.facts.get("why", "")) == (code, why)


@pytest.mark.parametrize(("on", "expected"), ((DAY, "run_stale"), ("2025-11-11", "")))
def test_a_run_that_has_not_read_a_statement_of_its_period_is_not_signed(on: str, expected: str) -> None:
    desk = a_book()
    run = {"on": DAY, "output_digest": "ef" * 32}
    desk.done(a_command("record_run", on=DAY, position=desk.state.size), "reconciler")
    for step, actor in (("prepared", "reconciler"), ("reviewed", "reviewer")):
        desk.done(a_command("sign_off", step=step, **run), actor)
    desk.done(statement(on=on), "reconciler", on="2025-11-20")
    outcome = desk.say(a_command("sign_off", step="signed", **run), "head", on="2025-11-20")
    assert (outcome.refusal.code if outcome.refusal else "") == expected
