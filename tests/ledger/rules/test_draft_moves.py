"""What each verb moves: the lines of its entry, exactly and in order."""

from __future__ import annotations

from typing import Any

import pytest

from ledger.commands import Command
from ledger.entries import Entry
from tests.builders import (
    DAY,
    EXAMPLES,
    NEXT_YEAR,
    a_book,
    a_command,
    a_transfer,
    a_voucher,
    a_world,
    hash_of,
)

Said = tuple[str, Command]
Moves = list[tuple[str, int]]

CM0: Said = ("spender", a_command("commit", number="CM-0", amount="80.00", unit_price="20.00"))
AD0: Said = ("spender", a_command("advance", number="AD-0", amount="80.00"))
CF0: Said = ("spender", a_command("carry_forward", number="CF-0", amount="80.00", end_on="2026-12-31"))
VC0: Said = ("spender", a_voucher("VC-0", {"amount": "80.00"}))
VX0: Said = ("spender", a_voucher("VX-0", {"amount": "80.00", "activity": "EX"}))
BAD: Said = ("head", a_command("disallow", amount="80.00"))
LOT: Said = ("surveyor", a_command("deliver", number="LOT-0"))
NO3: Said = ("committee", a_command("decide", accepted=0, rejected=3))
OK3: Said = ("committee", a_command("decide", accepted=3))
PP0: Said = ("spender", a_command("propose", number="PP-0"))
BACK: Said = ("officer", a_command("retain", number="RT-9"))
TARGET: Said = ("surveyor", a_command("set_target", quantity=40))
CFC: Said = ("spender", a_command("carry_forward", number="CF-C", amount="30.00", commitment="CM-0"))
AGREED = hash_of(PP0[1])


def voucher(*lines: dict[str, object], **changes: object) -> Command:
    return a_voucher("V-1", *lines, **changes)


def moved(entry: Entry) -> Moves:
    return [(line.bucket.name, line.amount) for line in entry.lines]


def legs(*changed: dict[str, Any]) -> Command:
    """One order of several legs."""
    usual = {"line": "L69", "from_unit": "DEPT", "to_unit": "1032", "amount": "50.00"}
    return a_command("transfer", legs=[{**usual, **leg} for leg in changed])


# what, before, who, command, day, lines
CASES: dict[str, tuple[list[Said], str, Command, str, Moves]] = {
    "appropriate": (
        [], "officer", a_command("appropriate"), DAY,
        [("appropriation:DEPT:L69", -5000), ("approved:DEPT:L69", 5000)],
    ),
    "withdraw": (
        [], "officer", a_command("withdraw"), DAY,
        [("approved:DEPT:L69", -5000), ("appropriation:DEPT:L69", 5000)],
    ),
    "release": (
        [], "officer", a_command("release"), DAY, [("approved:DEPT:L69", -5000), ("released:DEPT:L69", 5000)],
    ),
    "hold_release": (
        [], "officer", a_command("hold_release"), DAY,
        [("released:DEPT:L69", -5000), ("approved:DEPT:L69", 5000)],
    ),
    "retain": (
        [], "officer", a_command("retain"), DAY, [("released:DEPT:L69", -5000), ("available:DEPT:L69", 5000)],
    ),
    "retain_back": (
        [], "officer", a_command("retain_back"), DAY,
        [("available:DEPT:L69", -5000), ("released:DEPT:L69", 5000)],
    ),
    "move_purpose of approved": (
        [], "officer", a_command("move_purpose"), DAY,
        [("approved:DEPT:L69", -5000), ("approved:DEPT:L69-SHUT", 5000)],
    ),
    "move_purpose of released": (
        [], "officer", a_command("move_purpose", stage="released"), DAY,
        [("released:DEPT:L69", -5000), ("released:DEPT:L69-SHUT", 5000)],
    ),
    "transfer, allotting": (
        [], "officer", a_transfer(), DAY, [("released:DEPT:L69", -5000), ("in_transit:1032:L69:TR-9", 5000)],
    ),
    "transfer, reallotting": (
        [], "officer", a_transfer(from_unit="1033", kind="reallotting"), DAY,
        [("available:1033:L69", -5000), ("in_transit:1032:L69:TR-9", 5000)],
    ),
    "transfer, return": (
        [], "spender", a_transfer(from_unit="1032", to_unit="DEPT", kind="return"), DAY,
        [("available:1032:L69", -5000), ("in_transit:DEPT:L69:TR-9", 5000)],
    ),
    "transfer, on behalf": (
        [], "officer", a_transfer(kind="on_behalf"), DAY,
        [("released:DEPT:L69", -5000), ("in_transit:1032:L69:TR-9", 5000)],
    ),
    "transfer, grant": (
        [], "officer", a_transfer(kind="grant"), DAY,
        [("released:DEPT:L69", -5000), ("in_transit:1032:L69:TR-9", 5000)],
    ),
    "an order of three legs sums its source": (
        [], "officer",
        legs({"number": "A"}, {"number": "B", "to_unit": "1033"}, {"number": "C", "from_unit": "1033"}), DAY,
        [("released:DEPT:L69", -10000), ("in_transit:1032:L69:A", 5000), ("in_transit:1033:L69:B", 5000),
         ("available:1033:L69", -5000), ("in_transit:1032:L69:C", 5000)],
    ),
    "confirm, in part": (
        [], "receiver", a_command("confirm", amount="60.00"), DAY,
        [("in_transit:1032:L69:TR-3", -6000), ("available:1032:L69", 6000)],
    ),
    "confirm what was returned": (
        [("spender", a_transfer(from_unit="1032", to_unit="DEPT", kind="return"))],
        "officer", a_command("confirm", transfer="TR-9"), DAY,
        [("in_transit:DEPT:L69:TR-9", -5000), ("released:DEPT:L69", 5000)],
    ),
    "recall what is left": (
        [("receiver", a_command("confirm", amount="60.00"))], "officer", a_command("recall"), DAY,
        [("in_transit:1032:L69:TR-3", -4000), ("released:DEPT:L69", 4000)],
    ),
    "recall to the district it came from": (
        [("officer", a_transfer(from_unit="1033", kind="reallotting"))],
        "officer", a_command("recall", transfer="TR-9"), DAY,
        [("in_transit:1032:L69:TR-9", -5000), ("available:1033:L69", 5000)],
    ),
    "commit": (
        [], "spender", a_command("commit"), DAY,
        [("available:1032:L69", -5000), ("committed:1032:L69:CM-1", 5000)],
    ),
    "commit carried money in the next year": (
        [CF0], "spender", a_command("commit", source="CF-0"), NEXT_YEAR,
        [("carried:1032:L69:CF-0", -5000), ("committed:1032:L69:CM-1", 5000)],
    ),
    "commit under a number of the next year's series": (
        [CF0], "spender", a_command("commit", source="CF-0", document_fiscal_year=2570), NEXT_YEAR,
        [("carried:1032:L69:CF-0", -5000), ("committed:1032:L69:CM-1@2570", 5000)],
    ),
    "release_commitment of all that is left": (
        [CM0, ("spender", voucher({"source": "CM-0"}))], "spender", a_command("release_commitment"), DAY,
        [("committed:1032:L69:CM-0", -3000), ("available:1032:L69", 3000)],
    ),
    "release_commitment in part": (
        [CM0], "spender", a_command("release_commitment", amount="10.00"), DAY,
        [("committed:1032:L69:CM-0", -1000), ("available:1032:L69", 1000)],
    ),
    "release_commitment to the carry-over it came from": (
        [CF0, ("spender", a_command("commit", number="CM-0", source="CF-0"))],
        "spender", a_command("release_commitment"), DAY,
        [("committed:1032:L69:CM-0", -5000), ("carried:1032:L69:CF-0", 5000)],
    ),
    "advance": (
        [], "spender", a_command("advance"), DAY,
        [("available:1032:L69", -5000), ("advanced:1032:L69:AD-1", 5000)],
    ),
    "refund": (
        [AD0], "spender", a_command("refund"), DAY,
        [("advanced:1032:L69:AD-0", -5000), ("available:1032:L69", 5000)],
    ),
    "refund after the line's year goes to the treasury": (
        [AD0], "spender", a_command("refund"), NEXT_YEAR,
        [("advanced:1032:L69:AD-0", -5000), ("remitted:1032:L69", 5000)],
    ),
    "disburse from available": (
        [], "spender", voucher(), DAY, [("available:1032:L69", -5000), ("expended:1032:L69:V-1/1", 5000)],
    ),
    "disburse for an exempt activity": (
        [], "spender", voucher({"activity": "EX"}), DAY,
        [("available:1032:L69", -5000), ("exempt:1032:L69:V-1/1", 5000)],
    ),
    "disburse from a commitment, an advance, a carry-over and available": (
        [CM0, AD0, CF0], "spender",
        voucher(
            {"source": "CM-0"}, {"source": "AD-0"}, {"source": "CF-0", "activity": "EX"}, {},
            {"activity": "OH"}), DAY,
        [("committed:1032:L69:CM-0", -5000), ("expended:1032:L69:V-1/1", 5000),
         ("advanced:1032:L69:AD-0", -5000), ("expended:1032:L69:V-1/2", 5000),
         ("carried:1032:L69:CF-0", -5000), ("exempt:1032:L69:V-1/3", 5000),
         ("available:1032:L69", -10000),
         ("expended:1032:L69:V-1/4", 5000), ("expended:1032:L69:V-1/5", 5000)],
    ),
    "disburse carried money by a voucher of the next year": (
        [CF0], "spender", voucher({"source": "CF-0"}, document_fiscal_year=2570), NEXT_YEAR,
        [("carried:1032:L69:CF-0", -5000), ("expended:1032:L69:V-1@2570/1", 5000)],
    ),
    "disallow": (
        [VC0], "head", a_command("disallow"), DAY,
        [("expended:1032:L69:VC-0/1", -5000), ("disallowed:1032:L69:VC-0/1", 5000)],
    ),
    "disallow what is exempt": (
        [VX0], "head", a_command("disallow", voucher="VX-0"), DAY,
        [("exempt:1032:L69:VX-0/1", -5000), ("disallowed:1032:L69:VX-0/1", 5000)],
    ),
    "recover": (
        [VC0, BAD], "spender", a_command("recover"), DAY,
        [("disallowed:1032:L69:VC-0/1", -5000), ("available:1032:L69", 5000)],
    ),
    "recover after the line's year": (
        [VC0, BAD], "spender", a_command("recover"), NEXT_YEAR,
        [("disallowed:1032:L69:VC-0/1", -5000), ("remitted:1032:L69", 5000)],
    ),
    "carry_forward without obligation": (
        [], "spender", a_command("carry_forward"), DAY,
        [("available:1032:L69", -5000), ("carried:1032:L69:CF-1", 5000)],
    ),
    "carry_forward with obligation": (
        [CM0], "spender", a_command("carry_forward", commitment="CM-0"), DAY,
        [("committed:1032:L69:CM-0", -5000), ("carried:1032:L69:CF-1", 5000)],
    ),
    "extend": ([CF0], "head", a_command("extend"), DAY, []),
    "lapse of what is available": (
        [], "head", a_command("lapse"), DAY, [("available:1032:L69", -5000), ("lapsed:1032:L69", 5000)],
    ),
    "lapse of all that is released": (
        [], "head", a_command("lapse", unit="DEPT", stage="released", amount="0.00"), DAY,
        [("released:DEPT:L69", -540_000), ("lapsed:DEPT:L69", 540_000)],
    ),
    "lapse of approved": (
        [], "head", a_command("lapse", unit="DEPT", stage="approved"), DAY,
        [("approved:DEPT:L69", -5000), ("lapsed:DEPT:L69", 5000)],
    ),
    "lapse of an expired carry-over": (
        [CF0], "head", a_command("lapse", stage="carried", carry="CF-0", amount="0.00"), "2027-01-01",
        [("carried:1032:L69:CF-0", -8000), ("lapsed:1032:L69", 8000)],
    ),
    "set_target": (
        [], "surveyor", a_command("set_target"), DAY,
        [("plan:1032:HH", -100), ("target:1032:HH:2026-03-31", 100)],
    ),
    "set_target again moves the difference": (
        [TARGET], "surveyor", a_command("set_target", quantity=30), DAY,
        [("plan:1032:HH", 10), ("target:1032:HH:2026-03-31", -10)],
    ),
    "set_target again to the same": ([TARGET], "surveyor", a_command("set_target", quantity=40), DAY, []),
    "deliver": (
        [], "surveyor", a_command("deliver"), DAY, [("survey:1032:HH", -10), ("delivered:1032:HH:LOT-1", 10)],
    ),
    "deliver rework": (
        [LOT, NO3], "surveyor", a_command("deliver", rework_of="LOT-0", quantity=2), DAY,
        [("rejected:1032:HH:LOT-0", -2), ("delivered:1032:HH:LOT-1", 2)],
    ),
    "decide, by rate": (
        [LOT], "committee", a_command("decide", rejected=2, price_reduction="6.50"), DAY,
        [("delivered:1032:HH:LOT-0", -5), ("accepted:1032:HH:LOT-0", 3), ("rejected:1032:HH:LOT-0", 2),
         ("worth:1032:HH", -25_000), ("earned:1032:HH:LOT-0", 25_000)],
    ),
    "decide adds to what was decided": (
        [LOT, OK3], "committee", a_command("decide", accepted=1), DAY,
        [("delivered:1032:HH:LOT-0", -1), ("accepted:1032:HH:LOT-0", 1),
         ("worth:1032:HH", -8550), ("earned:1032:HH:LOT-0", 8550)],
    ),
    "decide a reduction afterwards": (
        [LOT, OK3], "committee", a_command("decide", accepted=0, price_reduction="100.00"), DAY,
        [("worth:1032:HH", 10_000), ("earned:1032:HH:LOT-0", -10_000)],
    ),
    "decide, by contract": (
        [CM0, ("surveyor", a_command("deliver", number="LOT-0", activity="CT", commitment="CM-0"))],
        "committee", a_command("decide"), DAY,
        [("delivered:1032:CT:LOT-0", -3), ("accepted:1032:CT:LOT-0", 3),
         ("worth:1032:CT", -6000), ("earned:1032:CT:LOT-0", 6000)],
    ),
    "decide, at actual cost": (
        [("surveyor", a_command("deliver", number="LOT-0", activity="AC"))],
        "committee", a_command("decide"), DAY,
        [("delivered:1032:AC:LOT-0", -3), ("accepted:1032:AC:LOT-0", 3)],
    ),
    "propose reserves what would be taken": (
        [], "spender", a_command("propose"), DAY,
        [("available:1032:L69", -5000), ("reserved:1032:L69:PP-1", 5000)],
    ),
    "propose several takings": (
        [CM0], "spender",
        a_command("propose", command={"verb": "disburse", "number": "V-9", "unit": "1032", "lines": [
            {"line": "L69", "activity": "HH", "amount": "10.00", "source": "CM-0"},
            {"line": "L69", "activity": "HH", "amount": "5.00"}]}), DAY,
        [("committed:1032:L69:CM-0", -1000), ("reserved:1032:L69:PP-1", 1500), ("available:1032:L69", -500)],
    ),
    "propose work reserves nothing": (
        [], "surveyor",
        a_command("propose", command={"verb": "deliver", **EXAMPLES["deliver"]}), DAY, [],
    ),
    "approve posts the command as if it were posted directly": (
        [PP0], "approver", a_command("approve", content_hash=AGREED), DAY,
        [("available:1032:L69", -5000), ("committed:1032:L69:CM-P", 5000)],
    ),
    "reject": (
        [PP0], "approver", a_command("reject"), DAY,
        [("available:1032:L69", 5000), ("reserved:1032:L69:PP-0", -5000)],
    ),
    "withdraw_proposal": (
        [PP0], "spender", a_command("withdraw_proposal"), DAY,
        [("available:1032:L69", 5000), ("reserved:1032:L69:PP-0", -5000)],
    ),
    "reverse a voucher": (
        [VC0], "spender", a_command("reverse"), DAY,
        [("available:1032:L69", 8000), ("expended:1032:L69:VC-0/1", -8000)],
    ),
    "reverse a voucher after its line's year": (
        [VC0], "spender", a_command("reverse"), NEXT_YEAR,
        [("remitted:1032:L69", 8000), ("expended:1032:L69:VC-0/1", -8000)],
    ),
    "reverse a voucher of a commitment after its line's year": (
        [CM0, ("spender", a_voucher("VC-0", {"source": "CM-0"}, {}))], "spender", a_command("reverse"),
        NEXT_YEAR,
        [("remitted:1032:L69", 10_000),
         ("expended:1032:L69:VC-0/1", -5000), ("expended:1032:L69:VC-0/2", -5000)],
    ),
    "reverse a commitment": (
        [CM0], "spender", a_command("reverse", kind="commit", reverses="CM-0"), NEXT_YEAR,
        [("available:1032:L69", 8000), ("committed:1032:L69:CM-0", -8000)],
    ),
    "reverse a transfer": (
        [], "officer", a_command("reverse", kind="transfer", unit="", reverses="TR-3"), DAY,
        [("released:DEPT:L69", 10_000), ("in_transit:1032:L69:TR-3", -10_000)],
    ),
    "reverse a decision": (
        [LOT, OK3], "head", a_command("reverse", kind="", unit="", reverses="", seq=len(a_world()) + 2), DAY,
        [("delivered:1032:HH:LOT-0", 3), ("accepted:1032:HH:LOT-0", -3),
         ("worth:1032:HH", 25_650), ("earned:1032:HH:LOT-0", -25_650)],
    ),
    "void_number": ([], "spender", a_command("void_number"), DAY, []),
}  # fmt: skip
REFERENCES = (
    "register_unit", "open_line", "define_activity", "set_rate", "set_rules", "set_policy", "set_holidays",
    "grant_role", "revoke_role", "close_period",
)  # fmt: skip


@pytest.mark.parametrize("case", CASES)
def test_a_verb_moves_these_lines_and_no_others(case: str) -> None:
    before, actor, command, day, lines = CASES[case]
    desk = a_book(*before)
    entry = desk.done(command, actor, on=day)
    assert moved(entry) == lines
    assert all(line.balance_after == desk.state.holding(line.bucket).balance for line in entry.lines)


@pytest.mark.parametrize("verb", REFERENCES)
def test_a_reference_verb_moves_nothing_and_is_an_entry_like_any_other(verb: str) -> None:
    desk = a_book()
    actor = {"grant_role": "root", "revoke_role": "root"}.get(verb, "head")
    entry = desk.done(a_command(verb), actor)
    assert (entry.kind, entry.lines, entry.seq) == (verb, (), desk.state.size)
