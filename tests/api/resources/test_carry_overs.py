"""Carry-overs: until when they may be used, extensions included, and what is left."""

from __future__ import annotations

import pytest

from tests.builders import a_command, a_voucher
from tests.serving import Office


@pytest.fixture
def carried(each_office: Office) -> Office:
    """An office that carried money over twice and extended one of them."""
    office = each_office
    for number, end_on in (("CF-1", "2026-12-31"), ("CF-2", "2026-10-31")):
        command = a_command("carry_forward", number=number, end_on=end_on)
        office.post(command, "head", number)
    office.post(a_command("extend", carry="CF-1", unit="1032", end_on="2027-03-31"), "head", "e")
    return office


def test_an_extension_moves_the_end(carried: Office) -> None:
    said = carried.read("spender", "/carry-overs")["carry_overs"]
    assert [(row["number"], row["end_on"]["iso"], row["open"], row["ended"]) for row in said] == [
        ("CF-1", "2027-03-31", "50.00", False),
        ("CF-2", "2026-10-31", "50.00", False),
    ]
    one = carried.read("spender", "/carry-overs/1032/2569/CF-1")
    assert one == said[0]
    (later,) = carried.read("spender", "/carry-overs/1032/2569/CF-1/extensions")["extensions"]
    assert (later["kind"], later["number"], later["amount"]) == ("extend", "กค 2", "0.00")


def test_the_allocation_tells_the_first_end_of_what_is_left(carried: Office) -> None:
    (row,) = carried.read("spender", "/allocations/1032/L69?due=true")["allocations"]
    assert (row["carried"], row["carried_until"]["iso"]) == ("100.00", "2026-10-31")
    carried.post(a_voucher("V1", {"source": "CF-2"}), "spender", "v")
    (row,) = carried.read("spender", "/allocations/1032/L69?due=true")["allocations"]
    assert (row["carried"], row["carried_until"]["iso"]) == ("50.00", "2027-03-31")
    said = carried.read("spender", "/carry-overs?state=open")["carry_overs"]
    assert [row["number"] for row in said] == ["CF-1"]


def test_those_of_others_are_not_told(carried: Office) -> None:
    assert carried.read("neighbour", "/carry-overs")["carry_overs"] == []
    assert carried.get("neighbour", "/carry-overs/1032/2569/CF-1").status_code == 404
