"""What remains: the figures of a unit on a line, as the district administrator asks for them."""

from __future__ import annotations

import pytest

from tests.builders import a_command, a_voucher
from tests.serving import Office


def test_money_confirmed_can_be_used_and_money_on_the_way_cannot(office: Office) -> None:
    (row,) = office.read("receiver", "/allocations/1032/L69")["allocations"]
    shown = {name: row[name] for name in ("allotted", "available", "remaining", "in_transit", "used")}
    assert shown == {
        "allotted": "1000.00",
        "available": "1000.00",
        "remaining": "1000.00",
        "in_transit": "100.00",
        "used": "0.00",
    }
    assert (row["currency"], row["fiscal_year"]) == ("THB", 2569)


def test_what_is_bound_advanced_and_spent_is_used(each_office: Office) -> None:
    each_office.post(a_command("commit", amount="200.00"), "spender", "c")
    each_office.post(a_command("advance", amount="150.00"), "spender", "a")
    each_office.post(a_voucher("V1", {"amount": "50.50"}), "spender", "v")
    (row,) = each_office.read("receiver", "/allocations/1032/L69")["allocations"]
    shown = {name: row[name] for name in ("allotted", "committed", "advanced", "disbursed", "used")}
    assert shown == {
        "allotted": "1000.00",
        "committed": "200.00",
        "advanced": "150.00",
        "disbursed": "50.50",
        "used": "400.50",
    }
    assert (row["available"], row["remaining"]) == ("599.50", "599.50")


def test_advances_do_not_count_as_used_where_the_policy_says_so(office: Office) -> None:
    office.post(a_command("set_policy", advance_counts_as_used=False), "head", "p")
    office.post(a_command("advance", amount="150.00"), "spender", "a")
    (row,) = office.read("receiver", "/allocations/1032/L69")["allocations"]
    assert (row["used"], row["remaining"], row["available"]) == ("0.00", "1000.00", "850.00")


def test_work_is_counted_and_its_worth_is_told(office: Office) -> None:
    office.post(a_command("set_target"), "surveyor", "t")
    office.post(a_command("deliver", number="LOT-0"), "surveyor", "d")
    office.post(a_command("decide"), "committee", "x")
    (row,) = office.read("receiver", "/allocations/1032")["work"]
    assert (row["target"], row["awaiting_decision"], row["accepted"]) == (100, 7, 3)
    assert (row["accepted_unpaid"], row["paid"]) == ("256.50", "0.00")


def test_a_position_and_a_day_are_answered_from_the_past(office: Office) -> None:
    before = office.read("auditor", "/allocations/1032")
    office.post(a_voucher("V1", {"amount": "50.50"}), "spender", "v", on="2025-11-15")
    position = before["position"]
    assert office.read("auditor", f"/allocations/1032?as_of={position}") == before
    (then,) = office.read("receiver", "/allocations/1032?on=2025-11-14")["allocations"]
    (now,) = office.read("receiver", "/allocations/1032?on=2025-11-15")["allocations"]
    assert (then["available"], now["available"]) == ("1000.00", "949.50")


def test_who_sees_every_unit_sees_each_and_where_it_stands(office: Office) -> None:
    said = office.read("auditor", "/allocations")
    assert {(row["unit"], row["line"]) for row in said["allocations"]} >= {("1032", "L69"), ("1033", "L69")}
    assert said["position"] > 0
    assert len(said["root"]) == 64
    assert "position" not in office.read("receiver", "/allocations")


@pytest.mark.parametrize(
    "path",
    ("/allocations/1033", "/allocations/9999", "/allocations?unit=1033", "/allocations/1033/L69",
     "/allocations/1032/L69-SHUT", "/allocations/1032/NONE", "/allocations?line=NONE"),
)  # fmt: skip
def test_what_is_anothers_is_as_what_is_not_there(office: Office, path: str) -> None:
    said, unknown = office.get("receiver", path), office.get("receiver", "/allocations/0000")
    assert (said.status_code, said.data) == (404, unknown.data)


def test_an_answer_that_has_not_changed_is_not_sent_again(office: Office) -> None:
    first = office.get("receiver", "/allocations/1032")
    again = office.get("receiver", "/allocations/1032", **{"If-None-Match": first.headers["ETag"]})
    assert (again.status_code, again.data) == (304, b"")
    office.post(a_voucher("V1", {"amount": "0.01"}), "spender", "v")
    changed = office.get("receiver", "/allocations/1032", **{"If-None-Match": first.headers["ETag"]})
    assert changed.status_code == 200
    assert changed.headers["ETag"] != first.headers["ETag"]


def test_a_day_where_a_position_stands_is_told_which_argument_takes_it(office: Office) -> None:
    said = office.get("auditor", "/allocations?as_of=2026-03-31")
    assert (said.status_code, said.json["facts"]["why"]) == (422, "a_day")
    assert "on=2026-03-31" in said.json["en"]
