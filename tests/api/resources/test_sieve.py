"""Sieve: registers narrowed by line, activity and day, at a cost that is bounded by the page."""

from __future__ import annotations

import pytest

from api.resources import register
from tests.builders import a_command, a_transfer, a_voucher
from tests.serving import Office


@pytest.fixture
def spent(each_office: Office) -> Office:
    """Documents on two lines, for two activities, on two days, of two districts."""
    office = each_office
    office.post(a_transfer("TR-SHUT", line="L69-SHUT", to_unit="1033", amount="100.00"), "officer", "t")
    office.post(a_command("confirm", transfer="TR-SHUT", amount="100.00"), "neighbour", "c")
    both = ({"amount": "1.00"}, {"amount": "2.00", "line": "L69-SHUT", "activity": "EX"})
    office.post(a_voucher("V-BOTH", *both, unit="1033"), "neighbour", "v1")
    office.post(a_voucher("V-LATE", {"amount": "1.00"}, unit="1033"), "neighbour", "v2", on="2025-11-12")
    office.post(a_voucher("V-OWN", {"amount": "1.00"}), "spender", "v3")
    office.post(a_command("commit", activity="EX"), "spender", "cm")
    office.post(a_command("deliver"), "surveyor", "d")
    return office


@pytest.mark.parametrize(
    ("who", "path", "numbers"),
    (
        ("auditor", "/vouchers?line=L69-SHUT", ["V-BOTH"]),
        ("auditor", "/vouchers?line=L69&activity=HH", ["V-BOTH", "V-LATE", "V-OWN"]),
        ("auditor", "/vouchers?line=L69-SHUT&activity=HH", []),
        ("auditor", "/vouchers?from_on=2025-11-11", ["V-LATE"]),
        ("auditor", "/vouchers?from_on=2025-11-10&until_on=2025-11-10", ["V-BOTH", "V-OWN"]),
        ("spender", "/vouchers?activity=EX", []),
        ("spender", "/vouchers?line=NONE", []),
        ("spender", "/commitments?activity=EX", ["CM-1"]),
        ("spender", "/commitments?activity=EX&state=open&until_on=2025-11-09", []),
        ("spender", "/deliveries?activity=HH", ["LOT-1"]),
        ("spender", "/deliveries?activity=CT", []),
        ("spender", "/transfers?line=L69-SHUT", []),
        ("neighbour", "/transfers?line=L69-SHUT", ["TR-SHUT"]),
        ("auditor", "/transfers?line=L69-SHUT", ["TR-SHUT"]),
        ("auditor", "/appropriations?line=L69", ["AP-L69"]),
        ("auditor", "/matches?activity=HH", []),
    ),
)
def test_a_register_is_narrowed_by_what_its_documents_say(
    spent: Office, who: str, path: str, numbers: list[str]
) -> None:
    name = path[1:].partition("?")[0]
    assert [row["number"] for row in spent.read(who, path)[name]] == numbers


def test_a_page_looks_at_so_many_documents_and_no_more(
    spent: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(register, "SCANNED_MAX", 2)
    monkeypatch.setattr(register, "_BATCH", 1)
    found: list[str] = []
    cursor: str | None = ""
    pages = 0
    while cursor is not None:
        page = spent.read("auditor", f"/vouchers?activity=HH&from_on=2025-11-12&cursor={cursor}")
        found += [row["number"] for row in page["vouchers"]]
        cursor, pages = page["next"], pages + 1
    assert (found, pages) == (["V-LATE"], 2)


@pytest.mark.parametrize("asked", ("from_on=2569-11-10", "until_on=x", "line=%00"))
def test_what_cannot_be_used_is_told(office: Office, asked: str) -> None:
    assert office.get("auditor", f"/vouchers?{asked}").json["code"] == "bad_value"
