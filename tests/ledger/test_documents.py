"""Document numbers: unique in their series, used for ever; invoices compared as people read them."""

from __future__ import annotations

import pytest

from ledger.commands import Command
from ledger.documents import item_of, normalised_invoice
from tests.builders import DAY, NEXT_YEAR, a_book, a_command, a_transfer, a_voucher

Said = tuple[str, Command]
GIVE_33: Said = ("neighbour", a_command("confirm", transfer="TR-2", amount="1.00"))
SAME = "number_used"


@pytest.mark.parametrize(
    ("first", "second", "code"),
    (
        (("spender", a_voucher("N")), ("spender", a_voucher("N")), SAME),
        (("spender", a_voucher("N")), ("neighbour", a_voucher("N", unit="1033")), ""),
        (("spender", a_voucher("N")), ("spender", a_voucher("N", document_fiscal_year=2568)), ""),
        (("spender", a_voucher("N")), ("spender", a_command("commit", number="N")), ""),
        (("spender", a_command("commit", number="N")), ("spender", a_command("commit", number="N")), SAME),
        (
            ("spender", a_command("advance", number="N")),
            ("spender", a_command("advance", number="N", borrower="B2")), SAME,
        ),
        (
            ("spender", a_command("carry_forward", number="N")),
            ("spender", a_command("carry_forward", number="N")), SAME,
        ),
        (
            ("officer", a_command("appropriate", number="N")),
            ("officer", a_command("appropriate", number="N")), SAME,
        ),
        (
            ("officer", a_command("appropriate", number="N")),
            ("officer", a_command("withdraw", number="N")), "",
        ),
        (("officer", a_command("release", number="N")), ("officer", a_command("release", number="N")), SAME),
        (("officer", a_command("release", number="N")),
         ("officer", a_command("release", number="N", document_fiscal_year=2570)), ""),
        (("officer", a_command("retain", number="N")), ("officer", a_command("retain", number="N")), SAME),
        (
            ("officer", a_command("move_purpose", number="N")),
            ("officer", a_command("move_purpose", number="N")), SAME,
        ),
        (("head", a_command("lapse", number="N")), ("head", a_command("lapse", number="N")), SAME),
        (("head", a_command("lapse", number="")), ("head", a_command("lapse", number="")), ""),
        (("officer", a_transfer("N")), ("officer", a_transfer("N", to_unit="1033")), SAME),
        (
            ("surveyor", a_command("deliver", number="N")),
            ("surveyor", a_command("deliver", number="N", unit="1033")), SAME,
        ),
        (("surveyor", a_command("deliver", number="N")),
         ("surveyor", a_command("deliver", number="N", document_fiscal_year=2570)), SAME),
        # Thai numbers are compared in NFC: the same letters, however they were typed.
        (("spender", a_voucher("ก\u0e4d\u0e32")), ("spender", a_voucher("ก\u0e4d\u0e32")), SAME),
        (("spender", a_voucher("e\u0301")), ("spender", a_voucher("\u00e9")), SAME),
    ),
)  # fmt: skip
def test_a_number_is_used_once_in_its_series(first: Said, second: Said, code: str) -> None:
    desk = a_book()
    desk.done(first[1], first[0])
    outcome = desk.say(second[1], second[0])
    assert (outcome.refusal.code if outcome.refusal else "") == code


@pytest.mark.parametrize(
    ("made", "undone", "again"),
    (
        (("spender", a_voucher("N")), ("spender", a_command("reverse", reverses="N")), a_voucher("N")),
        (("spender", a_command("commit", number="N")),
         ("spender", a_command("reverse", kind="commit", reverses="N")), a_command("commit", number="N")),
        (("officer", a_transfer("N")), ("officer", a_command("recall", transfer="N")), a_transfer("N")),
        (("officer", a_transfer("N")),
         ("officer", a_command("reverse", kind="transfer", unit="", reverses="N")), a_transfer("N")),
    ),
)  # fmt: skip
def test_a_number_stays_used_after_a_reversal(made: Said, undone: Said, again: Command) -> None:
    desk = a_book(made, undone)
    assert desk.refused(again, made[0]) == "number_used"


def test_a_refused_document_does_not_use_its_number_up() -> None:
    desk = a_book()
    assert desk.refused(a_voucher("N", {"amount": "5000.00"}), "spender") == "short"
    desk.done(a_voucher("N"), "spender")


def test_numbers_of_one_order_differ() -> None:
    leg = {"number": "N", "line": "L69", "from_unit": "DEPT", "to_unit": "1032", "amount": "1.00"}
    assert a_book().refused(a_command("transfer", legs=[leg, leg])) == "number_used"


def test_a_number_that_looks_like_another_year_s_item_is_refused_where_the_bucket_is_taken() -> None:
    carry = ("spender", a_command("carry_forward", number="CF", amount="90.00"))
    desk = a_book(carry)
    desk.done(a_voucher("7", {"source": "CF"}, document_fiscal_year=2570), "spender", on=NEXT_YEAR)
    assert desk.balance("expended:1032:L69:7@2570/1") == 5000
    assert desk.refused(a_voucher("7@2570"), "spender") == "number_used"


@pytest.mark.parametrize(
    ("year", "line_year", "item"), ((2569, 2569, "ฎ 1"), (2570, 2569, "ฎ 1@2570"), (2568, 2569, "ฎ 1@2568"))
)
def test_an_item_names_its_year_when_it_is_not_the_line_s(year: int, line_year: int, item: str) -> None:
    assert item_of("ฎ 1", year, line_year) == item


@pytest.mark.parametrize(
    ("one", "other", "same"),
    (
        ("INV-1", "inv 1", True),
        ("INV-1", "ＩＮＶ－１", True),
        ("INV/2569/01", "inv2569 01", True),
        ("INV-1", "INV-01", False),
        ("ก. 1/2", "ก12", True),
        ("กี่ 1", "กี 1", False),
        ("①", "1", True),
        ("A", "B", False),
    ),
)
def test_invoices_are_compared_by_letters_and_digits(one: str, other: str, same: bool) -> None:  # noqa: FBT001 - a column of the table
    assert (normalised_invoice(one) == normalised_invoice(other)) is same
    desk = a_book(("spender", a_voucher("N-1", vendor="V", invoice_no=one)))
    outcome = desk.say(a_voucher("N-2", vendor="V", invoice_no=other), "spender")
    assert (outcome.refusal is not None) is same


@pytest.mark.parametrize("invoice", ("", "-", "..", "—"))
def test_a_blank_invoice_never_collides(invoice: str) -> None:
    desk = a_book(("spender", a_voucher("N-1", vendor="V", invoice_no=invoice)))
    desk.done(a_voucher("N-2", vendor="V", invoice_no=invoice), "spender")


def test_an_invoice_is_free_again_when_its_voucher_is_reversed_and_is_another_vendor_s_own() -> None:
    desk = a_book(("spender", a_voucher("N-1", vendor="V", invoice_no="I")))
    desk.done(a_voucher("N-2", vendor="W", invoice_no="I"), "spender")
    assert desk.refused(a_voucher("N-3", vendor="V", invoice_no="I"), "spender") == "invoice_used"
    desk.done(a_command("reverse", reverses="N-1"), "spender")
    desk.done(a_voucher("N-4", vendor="V", invoice_no="I"), "spender")
    assert desk.refused(a_voucher("N-5", vendor="V", invoice_no="I"), "spender") == "invoice_used"


def test_an_invoice_is_paid_once_however_many_units_try() -> None:
    desk = a_book(("spender", a_voucher("N-1", vendor="V", invoice_no="I")))
    assert (
        desk.refused(a_voucher("N-1", vendor="V", invoice_no="i", unit="1033"), "neighbour") == "invoice_used"
    )


def test_a_reference_by_number_alone_must_be_unique_in_the_book() -> None:
    desk = a_book(("spender", a_voucher("N")), ("neighbour", a_voucher("N", unit="1033")))
    outcome = desk.say(a_command("disallow", voucher="N", unit=""), "head")
    assert outcome.refusal is not None
    assert (outcome.refusal.code, outcome.refusal.facts["why"]) == ("bad_value", "ambiguous")
    desk.done(a_command("disallow", voucher="N", unit="1033"), "head")


@pytest.mark.parametrize("day", (DAY,))
def test_two_open_documents_of_one_number_are_ambiguous_as_a_source(day: str) -> None:
    desk = a_book(("spender", a_command("commit", number="N")), ("spender", a_command("advance", number="N")))
    assert desk.refused(a_voucher("V", {"source": "N"}), "spender", on=day) == "bad_value"
    desk.done(a_command("release_commitment", commitment="N"), "spender")
    entry = desk.done(a_voucher("V", {"source": "N"}), "spender")
    assert entry.lines[0].bucket.stage == "advanced"
