"""Numbered: whatever code or number an office has, what bears it can be reached."""

from __future__ import annotations

from typing import Final
from urllib.parse import quote

import pytest

from tests.builders import a_command, a_transfer, a_voucher
from tests.serving import Office

UNIT: Final = "กขค//1 ✓"
LINE: Final = "ล/69 %2F?#"


def path(*parts: object) -> str:
    return "/".join(quote(str(part), safe="") for part in parts)


@pytest.fixture
def slashed(each_office: Office) -> Office:
    """An office with a unit, a line and documents that no address would have liked."""
    office = each_office
    office.post(a_command("register_unit", code=UNIT, parent="DEPT"), "officer", "u")
    office.post(a_command("open_line", code=LINE), "officer", "l")
    grant = a_command("grant_role", holder="spender", roles=["district_finance"], units=[UNIT])
    office.post(grant, "root", "g")
    grant = a_command("grant_role", holder="receiver", roles=["district_administrator"], units=[UNIT])
    office.post(grant, "root", "g2")
    office.post(a_command("appropriate", number="AP/9", line=LINE), "officer", "ap")
    office.post(a_command("release", number="RL/9", line=LINE, amount="50.00"), "officer", "rl")
    office.post(a_transfer("TR/9 ✓", to_unit=UNIT, line=LINE, amount="50.00"), "officer", "tr")
    office.post(a_command("confirm", transfer="TR/9 ✓", amount="50.00"), "receiver", "co")
    office.post(a_voucher("V/1", {"line": LINE, "amount": "5.00"}, unit=UNIT), "spender", "v")
    office.post(a_command("commit", number="C/1", line=LINE, unit=UNIT, amount="5.00"), "spender", "c")
    return office


@pytest.mark.parametrize("who", ("auditor", "spender"))
def test_codes_with_a_slash_are_reached_by_path_and_by_query(slashed: Office, who: str) -> None:
    for address in (
        f"/allocations/{path(UNIT, LINE)}",
        f"/allocations/{path(UNIT)}?",
        f"/allocations?unit={quote(UNIT)}&line={quote(LINE, safe='')}",
    ):
        (row,) = slashed.read(who, address)["allocations"]
        assert (row["unit"], row["line"], row["remaining"]) == (UNIT, LINE, "40.00")


@pytest.mark.parametrize("who", ("auditor", "spender"))
def test_documents_with_a_slash_are_reached_by_path_and_by_number(slashed: Office, who: str) -> None:
    for register, number, parts in (
        ("vouchers", "V/1", (UNIT, 2569, "V/1")),
        ("commitments", "C/1", (UNIT, 2569, "C/1")),
        ("transfers", "TR/9 ✓", ("TR/9 ✓",)),
    ):
        one = slashed.read(who, f"/{register}/{path(*parts)}")
        assert one["number"] == number
        (listed,) = slashed.read(who, f"/{register}?number={quote(number, safe='')}")[register]
        assert listed == one


def test_a_number_narrows_to_the_whole_number_only(office: Office) -> None:
    assert [row["number"] for row in office.read("auditor", "/transfers?number=TR-1")["transfers"]] == [
        "TR-1"
    ]
    for number in ("TR", "tr-1", "TR-1 ", "%", "NONE"):
        assert office.read("auditor", f"/transfers?number={quote(number)}")["transfers"] == []


@pytest.fixture
def ambiguous(office: Office) -> Office:
    """Two units and two lines whose codes, joined by a slash, are one address."""
    for code in ("a", "a/b"):
        office.post(a_command("register_unit", code=code, parent="DEPT"), "officer", code)
    for code in ("b/c", "c"):
        office.post(a_command("open_line", code=code), "officer", code)
    grant = a_command("grant_role", holder="spender", roles=["district_finance"], units=["a"])
    office.post(grant, "root", "grant")
    return office


def test_an_address_that_can_be_read_twice_says_so_and_the_query_does_not(ambiguous: Office) -> None:
    answer = ambiguous.get("auditor", "/allocations/a/b/c")
    assert (answer.status_code, answer.json["code"]) == (400, "ambiguous_address")
    assert ambiguous.get("auditor", "/allocations?unit=a/b&line=c").status_code == 200


def test_what_others_are_called_makes_no_address_ambiguous(ambiguous: Office) -> None:
    assert ambiguous.get("spender", "/allocations/a/b/c").status_code == 200
    assert ambiguous.get("spender", "/allocations/a/b").status_code == 404


@pytest.mark.parametrize("address", ("a/", "/a", "a//c", "a/c/", "/", "a/b/c/d"))
def test_an_address_of_nothing_is_not_found(ambiguous: Office, address: str) -> None:
    assert ambiguous.get("auditor", f"/allocations/{address}").status_code == 404
