"""Vouchers: what was spent and where each line stands now."""

from __future__ import annotations

import pytest

from tests.builders import a_command, a_voucher
from tests.serving import Office


def test_a_voucher_is_shown_line_by_line(each_office: Office) -> None:
    each_office.post(
        a_voucher("ฎ 1/2569", {"amount": "60.00"}, {"activity": "EX", "amount": "5.25"}, invoice_no="INV-7"),
        "spender", "v",
    )  # fmt: skip
    shown = each_office.read("receiver", "/vouchers/1032/2569/ฎ 1/2569")
    assert (shown["amount"], shown["invoice_no"], shown["vendor"]) == ("65.25", "INV-7", "V1")
    stands = [(line["part"], line["expended"], line["exempt"]) for line in shown["lines"]]
    assert stands == [(1, "60.00", "0.00"), (2, "0.00", "5.25")]
    assert each_office.read("receiver", f"/journal/entries/{shown['entry']}")["kind"] == "disburse"


def test_what_is_disallowed_or_reversed_is_told(office: Office) -> None:
    office.post(a_voucher("V1", {"amount": "60.00"}), "spender", "v1")
    office.post(a_command("disallow", voucher="V1", amount="10.00"), "reviewer", "no")
    (line,) = office.read("receiver", "/vouchers/1032/2569/V1")["lines"]
    assert (line["amount"], line["expended"], line["disallowed"]) == ("60.00", "50.00", "10.00")
    office.post(a_voucher("V2", {"amount": "1.00"}), "spender", "v2")
    office.post(a_command("reverse", reverses="V2"), "head", "undo")
    (line,) = office.read("receiver", "/vouchers/1032/2569/V2")["lines"]
    assert (line["amount"], line["expended"]) == ("1.00", "0.00")


def test_pages_hold_every_voucher_once(each_office: Office) -> None:
    for n in range(7):
        each_office.post(a_voucher(f"V{n}", {"amount": "1.00"}), "spender", f"v{n}")
    found: list[str] = []
    cursor: str | None = ""
    while cursor is not None:
        page = each_office.read("receiver", f"/vouchers?limit=2&cursor={cursor}")
        found += [row["number"] for row in page["vouchers"]]
        cursor = page["next"]
    assert found == [f"V{n}" for n in range(7)]


@pytest.mark.parametrize(
    ("path", "count"),
    (
        ("/vouchers?fiscal_year=2569", 1),
        ("/vouchers?fiscal_year=2570", 0),
        ("/vouchers?unit=1032", 1),
        ("/vouchers?unit=1033", 0),
    ),
)
def test_a_list_is_narrowed(office: Office, path: str, count: int) -> None:
    office.post(a_voucher("V1"), "spender", "v1")
    assert len(office.read("auditor", path)["vouchers"]) == count


@pytest.mark.parametrize(
    "path", ("1033/2569/V1", "1032/2570/V1", "1032/2569/V9", "9999/2569/V1", "1032/99999999/V")
)
def test_a_voucher_that_is_not_there_is_not_found(office: Office, path: str) -> None:
    office.post(a_voucher("V1"), "spender", "v1")
    assert office.get("receiver", f"/vouchers/{path}").status_code == 404


def test_a_number_that_was_spoilt_is_no_voucher(office: Office) -> None:
    office.post(a_command("void_number"), "spender", "void")
    assert office.read("receiver", "/vouchers")["vouchers"] == []
