"""Outstanding: registers of what is open or late, and the same in the allocations."""

from __future__ import annotations

import pytest

from api.resources import outstanding
from tests.builders import a_command, a_transfer, a_voucher
from tests.serving import Office


@pytest.fixture
def owing(each_office: Office) -> Office:
    """Advances that are late, in time and settled; a neighbour's; a contract used up, and one not."""
    office = each_office
    for number, due_on in (
        ("AD-LATE", "2025-11-15"),
        ("AD-SETTLED", "2025-11-15"),
        ("AD-TIME", "2025-12-31"),
    ):
        advance = a_command("advance", number=number, borrower=number, due_on=due_on)
        office.post(advance, "spender", number)
    office.post(a_command("refund", advance="AD-SETTLED", amount="50.00"), "spender", "refund")
    office.post(a_command("refund", advance="AD-LATE", amount="20.00"), "spender", "part")
    theirs = a_command("advance", number="AD-LATE", unit="1033", due_on="2025-11-15")
    office.post(theirs, "neighbour", "theirs")
    office.post(a_command("commit", number="C-USED", amount="5.00"), "spender", "c1")
    office.post(a_voucher("V1", {"amount": "5.00", "source": "C-USED"}), "spender", "v")
    office.post(a_command("commit", number="C-OPEN", amount="5.00", due_on="2025-11-01"), "spender", "c2")
    return office


@pytest.mark.parametrize(
    ("who", "path", "numbers"),
    (
        ("spender", "/advances?state=open", ["AD-LATE", "AD-TIME"]),
        ("spender", "/advances?state=overdue", ["AD-LATE"]),
        ("spender", "/advances?state=overdue&fiscal_year=2568", []),
        ("auditor", "/advances?state=overdue", ["AD-LATE", "AD-LATE"]),
        ("auditor", "/advances?state=overdue&unit=1033", ["AD-LATE"]),
        ("neighbour", "/advances?state=open", ["AD-LATE"]),
        ("spender", "/commitments?state=open", ["C-OPEN"]),
        ("spender", "/commitments?state=overdue", ["C-OPEN"]),
        ("neighbour", "/commitments?state=open", []),
        ("spender", "/advances?state=", ["AD-LATE", "AD-SETTLED", "AD-TIME"]),
    ),
)
def test_a_register_is_narrowed_to_what_is_open_or_late(
    owing: Office, who: str, path: str, numbers: list[str]
) -> None:
    (rows,) = (value for value in owing.read(who, path).values() if isinstance(value, list))
    assert [row["number"] for row in rows] == numbers


def test_the_pages_of_what_is_open_go_on(owing: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(outstanding, "NUMBERS_MAX", 2)
    first = owing.read("spender", "/advances?state=open&limit=1")
    second = owing.read("spender", f"/advances?state=open&limit=1&cursor={first['next']}")
    assert [row["number"] for row in first["advances"] + second["advances"]] == ["AD-LATE", "AD-TIME"]
    assert second["next"] is None


def test_lots_that_wait_for_a_decision_are_told(office: Office) -> None:
    for number in ("LOT-0", "LOT-1"):
        office.post(a_command("deliver", number=number), "surveyor", number)
    office.post(a_command("decide", accepted=10), "committee", "x")
    said = office.read("receiver", "/deliveries?state=open")["deliveries"]
    assert [row["number"] for row in said] == ["LOT-1"]


def test_transfers_that_wait_to_be_confirmed_are_told(office: Office) -> None:
    office.post(a_transfer("TR-BACK", to_unit="1033", amount="5.00"), "officer", "t")
    numbers = {
        who: [row["number"] for row in office.read(who, "/transfers?state=open")["transfers"]]
        for who in ("receiver", "neighbour", "auditor")
    }
    assert numbers == {"receiver": ["TR-3"], "neighbour": ["TR-BACK"], "auditor": ["TR-3", "TR-BACK"]}


@pytest.mark.parametrize(
    "path", ("/advances?state=late", "/deliveries?state=overdue", "/transfers?state=OPEN")
)
def test_a_state_there_is_not_is_refused(office: Office, path: str) -> None:
    answer = office.get("spender", path)
    assert (answer.status_code, answer.json["facts"]["why"]) == (422, "not_in_list")


def test_what_is_late_stands_in_the_allocation_when_it_is_asked(owing: Office) -> None:
    (plain,) = owing.read("spender", "/allocations/1032/L69")["allocations"]
    assert (plain["overdue"], plain["carried_until"]) == (None, None)
    (row,) = owing.read("spender", "/allocations/1032/L69?due=true")["allocations"]
    assert (row["overdue"], row["advanced"], row["carried_until"]) == ("30.00", "80.00", None)
    every = owing.read("auditor", "/allocations?due=true")["allocations"]
    assert {(row["unit"], row["line"]): row["overdue"] for row in every if row["overdue"] != "0.00"} == {
        ("1032", "L69"): "30.00",
        ("1033", "L69"): "50.00",
    }


@pytest.mark.parametrize("also", ("on=2025-11-10", "as_of=5"))
def test_what_is_late_is_told_of_today_only(office: Office, also: str) -> None:
    answer = office.get("auditor", f"/allocations?due=true&{also}")
    assert (answer.status_code, answer.json["facts"]["why"]) == (422, "only_today")


def test_an_advance_of_another_years_number_is_told_apart(office: Office) -> None:
    of_now = a_command("advance", number="AD-1", borrower="B1", due_on="2025-11-12")
    office.post(of_now, "spender", "now")
    before = a_command(
        "advance",
        number="AD-1",
        borrower="B2",
        due_on="2025-12-31",
        amount="40.00",
        document_fiscal_year=2568,
    )
    office.post(before, "spender", "before")
    late = office.read("spender", "/advances?state=overdue")["advances"]
    assert [(row["number"], row["fiscal_year"]) for row in late] == [("AD-1", 2569)]
    both = office.read("spender", "/advances?state=open")["advances"]
    assert {row["fiscal_year"]: row["open"] for row in both} == {2568: "40.00", 2569: "50.00"}
