"""Following: what was later said about a document, and no more of it than the reader may see."""

from __future__ import annotations

import pytest

from tests.builders import EXAMPLES, a_command, a_transfer, a_voucher
from tests.serving import Office


def test_receipts_of_a_transfer_are_those_of_the_one_leg(each_office: Office) -> None:
    legs = [
        {**EXAMPLES["transfer"]["legs"][0], "number": f"TR-{unit}", "to_unit": unit, "amount": "9.00"}
        for unit in ("1032", "1033")
    ]
    each_office.post(a_command("transfer", order_no="คส 9", legs=legs), "officer", "order")
    each_office.post(a_command("confirm", transfer="TR-1032", amount="4.00"), "receiver", "a")
    each_office.post(a_command("confirm", transfer="TR-1033", amount="9.00"), "neighbour", "b")
    each_office.post(a_command("recall", transfer="TR-1032"), "officer", "c")
    said = each_office.read("receiver", "/transfers/TR-1032/receipts")["receipts"]
    assert [(row["kind"], row["amount"]) for row in said] == [("confirm", "4.00"), ("recall", "5.00")]
    assert said[0]["actor"] == "receiver"
    assert each_office.get("receiver", "/transfers/TR-1033/receipts").status_code == 404


def test_a_reason_that_another_unit_gave_is_not_told(office: Office) -> None:
    office.post(a_transfer("TR-X", amount="9.00"), "officer", "order")
    office.post(a_command("recall", transfer="TR-X", reason="ของเขตอื่นด้วย"), "officer", "c")
    reasons = {
        who: office.read(who, "/transfers/TR-X/receipts")["receipts"][0]["reason"]
        for who in ("receiver", "auditor")
    }
    assert reasons == {"receiver": "", "auditor": "ของเขตอื่นด้วย"}


def test_a_receipt_that_was_taken_back_says_so(office: Office) -> None:
    seq = office.post(a_command("confirm", transfer="TR-3", amount="4.00"), "receiver", "a")
    office.post(a_command("reverse", kind="", unit="", reverses="", seq=seq), "head", "undo")
    (row,) = office.read("receiver", "/transfers/TR-3/receipts")["receipts"]
    assert (row["amount"], row["reversed"]) == ("4.00", True)


def test_refunds_releases_and_decisions_are_told(each_office: Office) -> None:
    office = each_office
    office.post(a_command("advance"), "spender", "a")
    office.post(a_command("refund", advance="AD-1", amount="20.00", receipt_no="RC-1"), "spender", "r")
    (refund,) = office.read("spender", "/advances/1032/2569/AD-1/refunds")["refunds"]
    assert (refund["kind"], refund["number"], refund["amount"]) == ("refund", "RC-1", "20.00")
    office.post(a_command("commit"), "spender", "c")
    office.post(a_command("release_commitment", commitment="CM-1"), "spender", "rc")
    (release,) = office.read("spender", "/commitments/1032/2569/CM-1/releases")["releases"]
    assert (release["kind"], release["amount"]) == ("release_commitment", "50.00")
    office.post(a_command("deliver", number="LOT-0"), "surveyor", "d")
    office.post(a_command("decide", rejected=2, report_no="ตร 1"), "committee", "x")
    (decision,) = office.read("spender", "/deliveries/1032/2569/LOT-0/decisions")["decisions"]
    shown = {name: decision[name] for name in ("accepted", "rejected", "number", "amount", "actor")}
    assert shown == {"accepted": 3, "rejected": 2, "number": "ตร 1", "amount": "256.50", "actor": "committee"}


def test_a_vouchers_reversal_tells_what_came_back_and_why(office: Office) -> None:
    office.post(a_voucher("V1", {"amount": "50.50"}), "spender", "v")
    office.post(a_command("disallow", voucher="V1", amount="10.00"), "reviewer", "x")
    office.post(a_command("recover", voucher="V1", amount="10.00"), "spender", "y")
    said = office.read("spender", "/vouchers/1032/2569/V1/reversals")["reversals"]
    assert [(row["kind"], row["amount"], row["reason"]) for row in said] == [
        ("disallow", "10.00", "ไม่มีใบเสร็จ"),
        ("recover", "10.00", ""),
    ]


@pytest.mark.parametrize(
    "path",
    (
        "/transfers/NONE/receipts",
        "/vouchers/1032/2569/NONE/reversals",
        "/advances/1033/2569/AD-1/refunds",
        "/deliveries/1032/99999999999/LOT-0/decisions",
        "/carry-overs/1032/2569/%00/extensions",
    ),
)
def test_what_followed_nothing_is_not_found(office: Office, path: str) -> None:
    assert office.get("spender", path).status_code == 404
