"""What each verb is refused for: exactly this code, nothing moved, and evidence kept where it belongs."""

from __future__ import annotations

from typing import Any

import pytest

from ledger.commands import Command
from ledger.errors import Ruled, refusal_of
from ledger.texts import table
from tests.builders import DAY, EXAMPLES, NEXT_YEAR, a_book, a_command, a_transfer, a_voucher, hash_of

Said = tuple[str, Command]
Case = tuple[list[Said], str, Command, str, str]

CM0: Said = ("spender", a_command("commit", number="CM-0", amount="80.00"))
AD0: Said = ("spender", a_command("advance", number="AD-0", amount="80.00", borrower="B0"))
CF0: Said = ("spender", a_command("carry_forward", number="CF-0", amount="80.00", end_on="2026-12-31"))
VC0: Said = ("spender", a_voucher("VC-0", {"amount": "80.00"}, vendor="V1", invoice_no="INV-1"))
BAD: Said = ("head", a_command("disallow", amount="80.00"))
LOT: Said = ("surveyor", a_command("deliver", number="LOT-0"))
OK3: Said = ("committee", a_command("decide", accepted=3))
PP0: Said = ("spender", a_command("propose", number="PP-0"))
SOON: Said = ("spender", a_command("propose", number="PP-0", expires_on="2025-11-09"))
AGREED = hash_of(PP0[1])
UNDO: Said = ("spender", a_command("reverse"))
CLOSED: Said = ("head", a_command("close_period", through="2025-11-15"))
LATER = "2025-12-01"
UNKNOWN = {
    "line": "unknown_line", "unit": "unknown_unit", "activity": "unknown_activity",
    "owner_unit": "unknown_unit", "parent": "unknown_unit",
}  # fmt: skip


def policy(**changes: object) -> Said:
    return "head", a_command("set_policy", **changes)


def leg(**changes: Any) -> Command:  # noqa: ANN401 - fields of many kinds
    return a_transfer(**changes)


def charge(**changes: object) -> Command:
    return a_voucher("V-1", changes)


BY_VERB: dict[str, Case] = {
    # the budget
    "appropriate without authority": (
        [], "officer", a_command("appropriate", authority=""), DAY, "no_authority",
    ),
    "withdraw without authority": ([], "officer", a_command("withdraw", authority=""), DAY, "no_authority"),
    "withdraw more than is approved": ([], "officer", a_command("withdraw", amount="2000.01"), DAY, "short"),
    "release more than is approved": ([], "officer", a_command("release", amount="2000.01"), DAY, "short"),
    "hold more than is released": ([], "officer", a_command("hold_release", amount="5400.01"), DAY, "short"),
    "retain more than is released": ([], "officer", a_command("retain", amount="5400.01"), DAY, "short"),
    "give back more than was retained": (
        [], "officer", a_command("retain_back", amount="500.01"), DAY, "short",
    ),
    "move purpose without authority": (
        [], "officer", a_command("move_purpose", authority=""), DAY, "no_authority",
    ),
    "move more than is approved": ([], "officer", a_command("move_purpose", amount="2000.01"), DAY, "short"),
    # transfers
    "a line that is not open for the receiver": ([], "officer", leg(line="L69-SHUT"), DAY, "line_not_open"),
    "a transfer over what is released": ([], "officer", leg(amount="5400.01"), DAY, "short"),
    "a transfer in another year": ([], "officer", leg(), NEXT_YEAR, "wrong_fiscal_year"),
    "a transfer number twice": ([], "officer", leg(number="TR-1"), DAY, "number_used"),
    "an order number twice": ([], "officer", a_command("transfer", order_no="คส TR-1"), DAY, "number_used"),
    "confirmed by the issuer": (
        [("spender", leg(from_unit="1032", to_unit="DEPT", kind="return"))],
        "spender", a_command("confirm", transfer="TR-9"), DAY, "same_person",
    ),
    "confirmed by the officer who issued it": ([], "officer", a_command("confirm"), DAY, "same_person"),
    "confirmed by another unit": ([], "neighbour", a_command("confirm"), DAY, "out_of_scope"),
    "confirmed over what was sent": ([], "receiver", a_command("confirm", amount="100.01"), DAY, "short"),
    "confirmed though it was never sent": (
        [], "receiver", a_command("confirm", transfer="X"), DAY, "unknown_transfer",
    ),
    "recall of what has arrived": ([], "officer", a_command("recall", transfer="TR-1"), DAY, "short"),
    "recall of nothing": ([], "officer", a_command("recall", transfer="X"), DAY, "unknown_transfer"),
    # obligations
    "commit over what is available": ([], "spender", a_command("commit", amount="1000.01"), DAY, "short"),
    "commit in another year": ([], "spender", a_command("commit"), NEXT_YEAR, "wrong_fiscal_year"),
    "commit a line not open": ([], "spender", a_command("commit", line="L69-SHUT"), DAY, "line_not_open"),
    "commit from an unknown carry-over": (
        [], "spender", a_command("commit", source="X"), DAY, "unknown_carry",
    ),
    "commit from an ended carry-over": (
        [CF0], "spender", a_command("commit", source="CF-0"), "2027-01-01", "expired",
    ),
    "release of an unknown commitment": (
        [], "spender", a_command("release_commitment", commitment="X"), DAY, "unknown_commitment",
    ),
    "release of more than is bound": (
        [CM0], "spender", a_command("release_commitment", amount="80.01"), DAY, "short",
    ),
    "release of a commitment of another unit": (
        [CM0], "neighbour", a_command("release_commitment", unit="1033"), DAY, "unknown_commitment",
    ),
    "advance in another year": ([], "spender", a_command("advance"), NEXT_YEAR, "wrong_fiscal_year"),
    "advance to a borrower who owes another": (
        [AD0], "spender", a_command("advance", borrower="B0"), DAY, "advance_open",
    ),
    "refund of an unknown advance": ([], "spender", a_command("refund", advance="X"), DAY, "unknown_advance"),
    "refund over the advance": ([AD0], "spender", a_command("refund", amount="80.01"), DAY, "short"),
    # vouchers
    "voucher over what is available": ([], "spender", charge(amount="1000.01"), DAY, "short"),
    "voucher from available in another year": ([], "spender", charge(), NEXT_YEAR, "wrong_fiscal_year"),
    "voucher from an unknown document": ([], "spender", charge(source="X"), DAY, "unknown_document"),
    "voucher over a commitment": ([CM0], "spender", charge(source="CM-0", amount="80.01"), DAY, "short"),
    "voucher of another line than the commitment's": (
        [CM0], "spender", charge(source="CM-0", line="L70"), DAY, "short",
    ),
    "voucher from an ended carry-over": ([CF0], "spender", charge(source="CF-0"), "2027-01-01", "expired"),
    "voucher of the same vendor and invoice": (
        [VC0], "spender", a_voucher("V-1", vendor="V1", invoice_no="inv 1"), DAY, "invoice_used",
    ),
    "voucher number twice": ([VC0], "spender", a_voucher("VC-0"), DAY, "number_used"),
    "disallow without a reason": ([VC0], "head", a_command("disallow", reason=""), DAY, "no_reason"),
    "disallow an unknown voucher": ([], "head", a_command("disallow"), DAY, "unknown_voucher"),
    "disallow an unknown line of a voucher": (
        [VC0], "head", a_command("disallow", part=2), DAY, "unknown_voucher",
    ),
    "disallow more than was spent": ([VC0], "head", a_command("disallow", amount="80.01"), DAY, "short"),
    "recover more than is disallowed": (
        [VC0, BAD], "spender", a_command("recover", amount="80.01"), DAY, "short",
    ),
    # year end
    "carry without approval": ([], "spender", a_command("carry_forward", approval_no=""), DAY, "no_approval"),
    "carry more than is available": (
        [], "spender", a_command("carry_forward", amount="1000.01"), DAY, "short",
    ),
    "carry the commitment of another line": (
        [CM0], "spender", a_command("carry_forward", commitment="CM-0", line="L70"), DAY, "bad_value",
    ),
    "carry an unknown commitment": (
        [], "spender", a_command("carry_forward", commitment="X"), DAY, "unknown_commitment",
    ),
    "extend without approval": ([CF0], "head", a_command("extend", approval_no=""), DAY, "no_approval"),
    "extend to an earlier day": ([CF0], "head", a_command("extend", end_on="2026-12-31"), DAY, "bad_value"),
    "extend an unknown carry-over": ([], "head", a_command("extend"), DAY, "unknown_carry"),
    "lapse more than there is": ([], "head", a_command("lapse", amount="1000.01"), DAY, "short"),
    "lapse of nothing": (
        [], "head", a_command("lapse", unit="1033", line="L70", amount="0.00"), DAY, "bad_value",
    ),
    "lapse a carry-over before its end": (
        [CF0], "head", a_command("lapse", stage="carried", carry="CF-0"), "2026-12-31", "bad_value",
    ),
    "lapse the carry-over of another line": (
        [CF0], "head", a_command("lapse", stage="carried", carry="CF-0", line="L70"), "2027-01-01",
        "bad_value",
    ),
    # work
    "a target of what is not counted": (
        [], "surveyor", a_command("set_target", activity="EXX"), DAY, "unknown_activity",
    ),
    "a lot number twice": (
        [LOT], "surveyor", a_command("deliver", number="LOT-0", unit="1033"), DAY, "number_used",
    ),
    "rework of an unknown lot": (
        [], "surveyor", a_command("deliver", rework_of="X"), DAY, "unknown_delivery",
    ),
    "rework over what was rejected": (
        [LOT], "surveyor", a_command("deliver", rework_of="LOT-0"), DAY, "short",
    ),
    "delivery under an unknown contract": (
        [], "surveyor", a_command("deliver", commitment="X"), DAY, "unknown_commitment",
    ),
    "decided by the deliverer": (
        [("both", a_command("deliver", number="LOT-0"))], "both", a_command("decide"), DAY, "same_person",
    ),
    "decided on an unknown lot": ([], "committee", a_command("decide"), DAY, "unknown_delivery"),
    "more decided than delivered": (
        [LOT], "committee", a_command("decide", accepted=8, rejected=3), DAY, "short",
    ),
    "no rate in force": ([LOT], "committee", a_command("decide"), "2025-09-30", "no_rate"),
    "no contract price": (
        [("surveyor", a_command("deliver", number="LOT-0", activity="CT"))],
        "committee", a_command("decide"), DAY, "no_rate",
    ),
    "reduction over what is earned": (
        [LOT, OK3], "committee", a_command("decide", accepted=1, price_reduction="342.01"), DAY,
        "reduction_over_earned",
    ),
    # proposals
    "propose what is not there": (
        [], "spender",
        a_command("propose", command={"verb": "commit", **EXAMPLES["commit"], "amount": "1000.01"}), DAY,
        "short",
    ),
    "propose under a used number": (
        [PP0], "spender", a_command("propose", number="PP-0"), DAY, "number_used",
    ),
    "approved by the proposer": (
        [("both", a_command("propose", number="PP-0"))], "both", a_command("approve", content_hash=AGREED),
        DAY,
        "same_person",
    ),
    "approved with another hash": ([PP0], "approver", a_command("approve"), DAY, "content_differs"),
    "approved when it has ended": (
        [SOON], "approver", a_command("approve", content_hash=AGREED), DAY, "expired",
    ),
    "approved though unknown": ([], "approver", a_command("approve"), DAY, "unknown_proposal"),
    "approved though rejected": (
        [PP0, ("approver", a_command("reject"))], "approver", a_command("approve", content_hash=AGREED), DAY,
        "unknown_proposal",
    ),
    "approved in the next year": (
        [PP0], "approver", a_command("approve", content_hash=AGREED), NEXT_YEAR, "wrong_fiscal_year",
    ),
    "approved when the number was taken meanwhile": (
        [PP0, ("spender", a_command("commit", number="CM-P"))], "approver",
        a_command("approve", content_hash=AGREED), DAY,
        "number_used",
    ),
    "approved over the approver's limit": (
        [PP0, policy(delegations=[
            {"role": "approver", "post": "p", "limit": "49.99", "from_on": "2025-10-01", "order_no": "1"}])],
        "approver", a_command("approve", content_hash=AGREED), DAY, "over_limit",
    ),
    "overridden without an expiry": (
        [PP0, policy(delegations=[
            {"role": "approver", "post": "p", "limit": "49.99", "from_on": "2025-10-01", "order_no": "1"}])],
        "approver", a_command("approve", content_hash=AGREED, override_reason="เร่งด่วน"), DAY, "over_limit",
    ),
    "rejected twice": (
        [PP0, ("approver", a_command("reject"))], "approver", a_command("reject"), DAY, "unknown_proposal",
    ),
    "withdrawn by somebody else": ([PP0], "officer", a_command("withdraw_proposal"), DAY, "not_permitted"),
    "a command over the limit": (
        [policy(second_person=[{"of_verb": "commit", "from_amount": "50.00"}])], "spender",
        a_command("commit"), DAY,
        "over_limit",
    ),
    # corrections
    "reverse without a reason": ([VC0], "spender", a_command("reverse", reason=""), DAY, "no_reason"),
    "reverse twice": ([VC0, UNDO], "spender", a_command("reverse"), DAY, "already_reversed"),
    "reverse an unknown voucher": ([], "spender", a_command("reverse"), DAY, "unknown_voucher"),
    "reverse an unknown position": (
        [], "spender", a_command("reverse", reverses="", seq=999), DAY, "unknown_entry",
    ),
    "reverse a reference entry": (
        [], "head", a_command("reverse", reverses="", seq=1), DAY, "not_reversible",
    ),
    "reverse a proposal": (
        [PP0], "spender", a_command("reverse", kind="propose", reverses="PP-0"), DAY, "not_reversible",
    ),
    "reverse a reversal": (
        [VC0, ("spender", a_command("reverse", number="R-1"))], "spender",
        a_command("reverse", kind="reverse", reverses="R-1"), DAY, "not_reversible",
    ),
    "reverse what was used since": (
        [CM0, ("spender", charge(source="CM-0"))], "spender",
        a_command("reverse", kind="commit", reverses="CM-0"), DAY,
        "short",
    ),
    "reverse what one may not do": ([VC0], "surveyor", a_command("reverse"), DAY, "not_permitted"),
    "reverse what belongs to another unit": ([VC0], "neighbour", a_command("reverse"), DAY, "out_of_scope"),
    "void a number without a reason": ([], "spender", a_command("void_number", reason=""), DAY, "no_reason"),
    "void a used number": ([VC0], "spender", a_command("void_number", number="VC-0"), DAY, "number_used"),
    "use a voided number": (
        [("spender", a_command("void_number"))], "spender", a_voucher("VC-9"), DAY, "number_used",
    ),
    # reference data
    "open the book again": ([], "officer", a_command("open_book"), DAY, "number_used"),
    "a unit twice": ([], "officer", a_command("register_unit", code="1032"), DAY, "number_used"),
    "a line twice": ([], "officer", a_command("open_line", code="L69"), DAY, "number_used"),
    "an activity twice": ([], "officer", a_command("define_activity", code="HH"), DAY, "number_used"),
    "a rule set twice": (
        [("head", a_command("set_rules"))], "head", a_command("set_rules"), DAY, "number_used",
    ),
    "a rate of what has none": ([], "officer", a_command("set_rate", activity="AC"), DAY, "bad_value"),
    "a unit under an unknown one": (
        [], "officer", a_command("register_unit", parent="X"), DAY, "unknown_unit",
    ),
    "a line of an unknown owner": (
        [], "officer", a_command("open_line", owner_unit="X"), DAY, "unknown_unit",
    ),
    "a line for an unknown unit": ([], "officer", a_command("open_line", units=["X"]), DAY, "unknown_unit"),
    "a role over an unknown unit": ([], "root", a_command("grant_role", units=["X"]), DAY, "unknown_unit"),
    "a role taken for one unit that was given for all": (
        [], "root", a_command("revoke_role", holder="officer", roles=["finance_officer"], units=["1032"]),
        DAY, "bad_value",
    ),
    "close with an open proposal": (
        [PP0], "head", a_command("close_period", through="2025-11-30"), LATER, "proposals_open",
    ),
    "close a year with money in transit": (
        [], "head", a_command("close_period", through="2026-09-30"), NEXT_YEAR, "items_open",
    ),
    "close what is closed": (
        [CLOSED], "head", a_command("close_period", through="2025-11-15"), LATER, "period_closed",
    ),
    "close a day still to come": (
        [], "head", a_command("close_period", through="2052-11-30"), LATER, "bad_value",
    ),
    "post into a closed period": ([CLOSED], "spender", a_command("commit"), DAY, "period_closed"),
    "grant in a closed period": ([CLOSED], "root", a_command("grant_role"), DAY, "period_closed"),
    "propose into a closed period": ([CLOSED], "spender", a_command("propose"), DAY, "period_closed"),
    "approve into a closed period": (
        [("spender", a_command("propose", number="PP-0", expires_on="2026-01-31")), CLOSED], "approver",
        a_command("approve", content_hash=AGREED), DAY, "unknown_proposal",
    ),
}  # fmt: skip
del BY_VERB["approve into a closed period"]  # a period with an open proposal does not close

# Every verb with a field that names something: what it says of a name that means nothing.
NAMELESS: dict[str, Case] = {
    f"{verb} with an unknown {name}": ([], actor, a_command(verb, **{name: "NIL"}), DAY, UNKNOWN[name])
    for verb, actor, names in (
        ("appropriate", "officer", ("line",)),
        ("withdraw", "officer", ("line",)),
        ("release", "officer", ("line",)),
        ("hold_release", "officer", ("line",)),
        ("retain", "officer", ("line",)),
        ("retain_back", "officer", ("line",)),
        ("commit", "paymaster", ("line", "unit", "activity")),
        ("advance", "paymaster", ("line", "unit")),
        ("carry_forward", "head", ("line", "unit")),
        ("lapse", "head", ("line", "unit")),
        ("set_target", "surveyor", ("unit", "activity")),
        ("deliver", "surveyor", ("unit", "activity")),
        ("set_rate", "officer", ("unit", "activity")),
        ("void_number", "officer", ("unit",)),
        ("disburse", "paymaster", ("unit",)),
    )
    for name in names
}
PARTS: dict[str, Case] = {
    "a leg of an unknown line": ([], "officer", leg(line="NIL"), DAY, "unknown_line"),
    "a leg to an unknown unit": ([], "officer", leg(to_unit="NIL"), DAY, "unknown_unit"),
    "a leg from an unknown unit": ([], "officer", leg(from_unit="NIL"), DAY, "unknown_unit"),
    "a charge to an unknown line": ([], "spender", charge(line="NIL"), DAY, "unknown_line"),
    "a charge for an unknown activity": ([], "spender", charge(activity="NIL"), DAY, "unknown_activity"),
    "money to an unknown line": (
        [], "officer", a_command("move_purpose", to_line="NIL"), DAY, "unknown_line",
    ),
    "money from an unknown line": (
        [], "officer", a_command("move_purpose", from_line="NIL"), DAY, "unknown_line",
    ),
}  # fmt: skip
CASES = {**BY_VERB, **NAMELESS, **PARTS}
MORE_PEOPLE: list[Said] = [
    (
        "root",
        a_command(
            "grant_role", holder="both", roles=["district_finance", "acceptance_committee", "approver"]
        ),
    ),
    ("root", a_command("grant_role", holder="paymaster", roles=["paying_officer"])),
]


@pytest.mark.parametrize("case", CASES)
def test_a_verb_is_refused_with_this_code_and_nothing_moves(case: str) -> None:
    before, actor, command, day, code = CASES[case]
    desk = a_book(*MORE_PEOPLE, *before)
    size, balances = desk.state.size, [desk.state.holding(bucket) for bucket, _ in desk.state.touched()]
    outcome = desk.say(command, actor, on=day)
    assert outcome.refusal is not None, [line for entry in outcome.entries for line in entry.lines]
    assert outcome.refusal.code == code, outcome.refusal.facts
    assert [desk.state.holding(bucket) for bucket, _ in desk.state.touched()] == balances
    kept = [(e.kind, e.refusal, e.lines) for e in outcome.entries]
    evidence = [("refused", (code, outcome.refusal.facts), ())]
    assert kept == (evidence if isinstance(outcome.refusal, Ruled) else [])
    assert desk.state.size == size + len(kept)


@pytest.mark.parametrize("code", sorted({case[-1] for case in CASES.values()}))
def test_a_code_stands_for_a_refusal_and_has_a_sentence_in_both_languages(code: str) -> None:
    assert refusal_of(code, {}).code == code
    if code != "bad_value":  # its sentences are told apart by `why`
        for language in ("th", "en"):
            assert table("refusals", language)[code]


@pytest.mark.parametrize(
    "case", ("a transfer in another year", "confirmed over what was sent", "reverse twice")
)
def test_a_refusal_is_bound_to_its_key_for_ever(case: str) -> None:
    before, actor, command, day, code = CASES[case]
    desk = a_book(*before)
    first = desk.say(command, actor, on=day, key="once")
    desk.done(a_command("appropriate"), "officer")
    again = desk.say(command, actor, on=day, key="once")
    assert (again.replayed, again.entries) == (True, first.entries)
    assert again.refusal is not None
    assert again.refusal.code == code
    assert desk.refused(a_command("appropriate", number="other"), actor, on=day, key="once") == "key_reused"
