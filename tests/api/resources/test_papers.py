"""Contracts, advances and lots: what is still open of each."""

from __future__ import annotations

from typing import Any

import pytest

from tests.builders import a_command, a_voucher
from tests.serving import Office


def told(row: dict[str, Any], *names: str) -> tuple[Any, ...]:
    return tuple(row[name] for name in names)


def test_a_contract_binds_what_was_not_drawn_from_it(each_office: Office) -> None:
    each_office.post(a_command("commit", amount="200.00", unit_price="20.00"), "spender", "c")
    each_office.post(a_voucher("V1", {"amount": "60.00", "source": "CM-1"}), "spender", "v")
    (row,) = each_office.read("receiver", "/commitments")["commitments"]
    assert told(row, "number", "amount", "open", "unit_price") == ("CM-1", "200.00", "140.00", "20.00")
    assert each_office.read("receiver", "/commitments/1032/2569/CM-1") == row


@pytest.mark.parametrize(("due_on", "overdue"), (("2025-11-19", True), ("2025-11-20", False)))
def test_an_advance_is_overdue_the_day_after_its_due_day(office: Office, due_on: str, overdue: bool) -> None:  # noqa: FBT001 - a column
    office.post(a_command("advance", amount="150.00", due_on=due_on), "spender", "a")
    (row,) = office.read("receiver", "/advances")["advances"]
    assert told(row, "open", "overdue") == ("150.00", overdue)


def test_an_advance_that_was_accounted_for_is_not_overdue(office: Office) -> None:
    office.post(a_command("advance", amount="150.00", due_on="2025-11-11"), "spender", "a")
    office.post(a_command("refund", advance="AD-1", amount="150.00"), "spender", "r")
    row = office.read("receiver", "/advances/1032/2569/AD-1")
    assert told(row, "amount", "open", "overdue") == ("150.00", "0.00", False)


def test_a_lot_tells_what_was_decided_and_what_that_is_worth(each_office: Office) -> None:
    each_office.post(a_command("deliver", number="LOT/1"), "surveyor", "d")
    each_office.post(a_command("decide", delivery="LOT/1", accepted=3, rejected=2), "committee", "x")
    row = each_office.read("receiver", "/deliveries/1032/2569/LOT/1")
    assert told(row, "quantity", "awaiting_decision", "accepted", "rejected_open") == (10, 5, 3, 2)
    assert told(row, "accepted_unpaid", "paid", "measure") == ("256.50", "0.00", "household")


@pytest.mark.parametrize("path", ("/commitments", "/advances", "/deliveries"))
def test_each_sees_only_their_own(office: Office, path: str) -> None:
    office.post(a_command("commit"), "spender", "c")
    office.post(a_command("advance"), "spender", "a")
    office.post(a_command("deliver"), "surveyor", "d")
    name = path.removeprefix("/")
    assert len(office.read("receiver", path)[name]) == len(office.read("auditor", path)[name]) == 1
    assert office.read("neighbour", path) == {name: [], "next": None}
    number = office.read("receiver", path)[name][0]["number"]
    assert office.get("neighbour", f"{path}/1032/2569/{number}").status_code == 404
    assert office.get("receiver", f"{path}/1032/2569/NONE").status_code == 404


def test_a_list_is_paged(office: Office) -> None:
    for n in range(5):
        office.post(a_command("commit", number=f"C{n}", amount="1.00"), "spender", f"c{n}")
    first = office.read("receiver", "/commitments?limit=3")
    rest = office.read("receiver", f"/commitments?limit=3&cursor={first['next']}")
    assert [row["number"] for row in first["commitments"] + rest["commitments"]] == [
        f"C{n}" for n in range(5)
    ]
    assert rest["next"] is None
