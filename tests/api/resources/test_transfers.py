"""Transfers: what became of each leg, whoever did it."""

from __future__ import annotations

import pytest

from tests.builders import a_command, a_transfer
from tests.serving import Office


def state(office: Office, number: str, who: str = "receiver") -> tuple[str, str, str, str]:
    row = office.read(who, f"/transfers/{number}")
    return row["amount"], row["confirmed"], row["in_transit"], row["taken_back"]


def test_a_leg_is_on_the_way_until_it_is_confirmed(each_office: Office) -> None:
    assert state(each_office, "TR-3") == ("100.00", "0.00", "100.00", "0.00")
    each_office.post(a_command("confirm", amount="40.00"), "receiver", "part")
    assert state(each_office, "TR-3") == ("100.00", "40.00", "60.00", "0.00")
    each_office.post(a_command("recall"), "officer", "rest")
    assert state(each_office, "TR-3") == ("100.00", "40.00", "0.00", "60.00")


def test_a_reversal_counts_against_what_it_reverses(each_office: Office) -> None:
    seq = each_office.post(a_command("confirm", amount="40.00"), "receiver", "part")
    each_office.post(a_command("reverse", kind="", unit="", reverses="", seq=seq), "head", "undo")
    assert state(each_office, "TR-3") == ("100.00", "0.00", "100.00", "0.00")
    each_office.post(a_command("reverse", kind="transfer", unit="", reverses="TR-3"), "head", "undo2")
    assert state(each_office, "TR-3") == ("100.00", "0.00", "0.00", "100.00")


@pytest.mark.parametrize(
    ("who", "numbers"),
    (("auditor", ["TR-1", "TR-2", "TR-3"]), ("receiver", ["TR-1", "TR-3"]), ("neighbour", ["TR-2"])),
)
def test_each_sees_what_was_sent_to_them(office: Office, who: str, numbers: list[str]) -> None:
    assert [row["number"] for row in office.read(who, "/transfers")["transfers"]] == numbers


def test_who_hands_on_sees_the_leg_too(office: Office) -> None:
    leg = a_transfer("TR-ON", from_unit="1032", to_unit="1033", kind="reallotting", amount="10.00")
    office.post(leg, "officer", "on")
    for who in ("receiver", "neighbour"):
        assert office.read(who, "/transfers/TR-ON")["from_unit"] == "1032"


def test_a_number_with_a_slash_is_an_address_too(office: Office) -> None:
    office.post(a_transfer("คส 9/2569"), "officer", "slash")
    assert office.read("receiver", "/transfers/คส 9/2569")["number"] == "คส 9/2569"


@pytest.mark.parametrize("number", ("TR-2", "TR-NONE"))
def test_anothers_leg_is_as_one_that_is_not_there(office: Office, number: str) -> None:
    said = office.get("receiver", f"/transfers/{number}")
    assert (said.status_code, said.json["code"]) == (404, "not_found")


def test_a_unit_is_asked_for_among_all(office: Office) -> None:
    rows = office.read("auditor", "/transfers?unit=1033")["transfers"]
    assert [row["number"] for row in rows] == ["TR-2"]
