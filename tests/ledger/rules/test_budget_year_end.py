"""Closing, carrying over, lapsing: what happens to money when its year, or its extension, is over."""

from __future__ import annotations

import pytest

from ledger.commands import Command
from tests.builders import NEXT_YEAR, PureDesk, a_book, a_command, a_transfer, a_voucher

Said = tuple[str, Command]
CF0: Said = ("spender", a_command("carry_forward", number="CF-0", amount="80.00", end_on="2026-12-31"))
LONGER: Said = ("head", a_command("extend"))
CARRIED = {"source": "CF-0", "amount": "10.00"}


def code(desk: PureDesk, command: Command, actor: str, on: str) -> str:
    refusal = desk.say(command, actor, on=on).refusal
    return refusal.code if refusal else ""


@pytest.mark.parametrize(
    ("before", "day", "expected"),
    (
        ([CF0], "2026-12-31", ""),
        ([CF0], "2027-01-01", "expired"),
        ([CF0, LONGER], "2027-01-01", ""),
        ([CF0, LONGER], "2027-03-31", ""),
        ([CF0, LONGER], "2027-04-01", "expired"),
    ),
)
def test_carried_money_is_spent_until_its_end_or_its_extension_s(
    before: list[Said], day: str, expected: str
) -> None:
    assert (
        code(a_book(*before), a_voucher("V", CARRIED, document_fiscal_year=2570), "spender", day) == expected
    )


@pytest.mark.parametrize(
    ("before", "day", "expected"),
    (
        ([CF0], "2026-12-31", "bad_value"),
        ([CF0], "2027-01-01", ""),
        ([CF0, LONGER], "2027-03-31", "bad_value"),
        ([CF0, LONGER], "2027-04-01", ""),
    ),
)
def test_carried_money_lapses_only_after_its_end(before: list[Said], day: str, expected: str) -> None:
    lapse = a_command("lapse", stage="carried", carry="CF-0", amount="0.00")
    assert code(a_book(*before), lapse, "head", day) == expected


@pytest.mark.parametrize("lapse", ({"line": "L69-SHUT"}, {"line": "L70"}, {"unit": "1033"}))
def test_a_lapse_takes_nothing_from_one_line_to_another(lapse: dict[str, str]) -> None:
    desk = a_book(CF0)
    command = a_command("lapse", stage="carried", carry="CF-0", amount="0.00", **lapse)
    assert code(desk, command, "head", "2027-01-01") in {"bad_value", "unknown_carry"}
    assert desk.balance("carried:1032:L69:CF-0") == 8000


def test_an_extension_is_not_shortened() -> None:
    desk = a_book(CF0, LONGER)
    assert desk.refused(a_command("extend", end_on="2027-03-30"), "head") == "bad_value"
    desk.done(a_command("extend", end_on="2027-06-30"), "head")


def test_a_year_closes_when_nothing_of_it_is_on_the_way_or_reserved() -> None:
    desk = a_book(("spender", a_command("propose", number="PP-0")))
    close = a_command("close_period", through="2026-09-30")
    assert code(desk, close, "head", NEXT_YEAR) == "proposals_open"
    desk.done(a_command("reject"), "approver")
    assert code(desk, close, "head", NEXT_YEAR) == "items_open"
    desk.done(a_command("recall"), "officer")
    desk.done(close, "head", on=NEXT_YEAR)
    assert code(desk, a_voucher("V"), "spender", "2026-09-30") == "period_closed"


def test_a_reserve_of_a_later_day_holds_a_year_open_too() -> None:
    desk = a_book(("officer", a_command("recall")), CF0)
    inner = {
        "verb": "commit",
        "number": "C",
        "line": "L69",
        "unit": "1032",
        "amount": "1.00",
        "source": "CF-0",
    }
    desk.done(a_command("propose", number="PP-0", command=inner), "spender", on=NEXT_YEAR)
    assert code(desk, a_command("close_period", through="2026-09-30"), "head", NEXT_YEAR) == "items_open"


def test_a_month_closes_with_money_on_the_way() -> None:
    desk = a_book()
    desk.done(a_command("close_period", through="2025-11-30"), "head", on="2025-12-01")
    assert code(desk, a_voucher("V"), "spender", "2025-11-30") == "period_closed"
    assert code(desk, a_voucher("V"), "spender", "2025-12-01") == ""


def test_a_late_fact_is_posted_today_and_says_which_day_it_is_about() -> None:
    desk = a_book(("head", a_command("close_period", through="2025-11-15")))
    entry = desk.done(
        a_voucher("V"), "spender", on="2025-12-01", original_on=desk.entries[0].request.effective_on
    )
    assert entry.request.canonical()["original_on"] == "2025-10-01"


def test_an_order_of_the_next_year_s_line_waits_for_its_year() -> None:
    desk = a_book()
    assert desk.refused(a_transfer(line="L70")) == "wrong_fiscal_year"
    desk.done(a_command("appropriate", line="L70", number="AP-70"))
    desk.done(a_command("release", line="L70", number="RL-70"))
    desk.done(a_transfer(line="L70"), on=NEXT_YEAR)
