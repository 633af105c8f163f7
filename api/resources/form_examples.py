"""Form examples: one request for every form, each of which runs (a test posts them all to a small book)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final, NamedTuple

from api.resources.form_table import FORMS, Form
from ledger.commands import Command
from ledger.entries import content_hash


class Example(NamedTuple):
    """What a form may be sent: the parts of its address, and the body beside the day of business."""

    path: Mapping[str, Any]
    body: Mapping[str, Any]

    def sent(self) -> dict[str, Any]:
        """The whole body."""
        return {"effective_on": DAY, **self.body}


DAY: Final = "2025-11-10"
_CHARGE: Final = {"line": "L69", "activity": "HH", "amount": "50.00"}
_CONTRACT: Final = {"line": "L69", "unit": "1032", "amount": "50.00"}
_PROPOSED: Final = {"verb": "commit", "number": "CM-P", **_CONTRACT}
_SEEN: Final = content_hash(Command.of_wire(_PROPOSED))


def _paper(number: str) -> dict[str, Any]:
    return {"unit": "1032", "fiscal_year": 2569, "number": number}


_SAID: Final[Mapping[str, tuple[Mapping[str, Any], Mapping[str, Any]]]] = {
    "register_unit": ({}, {"code": "1001", "name_th": "เขตพระนคร", "parent": "DEPT"}),
    "open_line": (
        {},
        {"code": "2569-NEW", "fiscal_year": 2569, "name_th": "รายการใหม่", "owner_unit": "DEPT"},
    ),
    "define_activity": (
        {},
        {"code": "NEW", "name_th": "สำรวจครัวเรือน", "measure": "household", "basis": "unit_rate"},
    ),
    "set_rate": ({"activity": "HH"}, {"rate": "90.00", "valid_from": "2026-01-01"}),
    "set_target": ({"activity": "HH"}, {"unit": "1032", "due_on": "2026-03-31", "quantity": 100}),
    "set_rules": ({}, {"version": "1", "valid_from": "2025-10-01", "digest": "ab" * 32}),
    "set_policy": (
        {},
        {
            "valid_from": "2026-01-01",
            "second_person": [{"of_verb": "commit", "from_amount": "500000.00"}],
        },
    ),
    "set_holidays": ({}, {"year": 2026, "days": [{"day": "2026-01-01", "name_th": "วันขึ้นปีใหม่"}]}),
    "grant_role": ({}, {"holder": "newcomer", "roles": ["auditor"], "from_on": "2025-11-10"}),
    "revoke_role": ({}, {"holder": "neighbour", "roles": ["district_finance"], "from_on": "2025-12-01"}),
    "close_period": ({}, {"through": "2025-10-31"}),
    "appropriate": (
        {},
        {"number": "AP-2", "line": "L69", "amount": "50.00", "authority": "ข้อบัญญัติ 2569"},
    ),
    "withdraw": ({}, {"number": "WD-1", "line": "L69", "amount": "50.00", "authority": "มติสภา 1"}),
    "move_purpose": (
        {},
        {
            "number": "MP-1", "from_line": "L69", "to_line": "L69-SHUT", "amount": "50.00",
            "authority": "มติสภา 2",
        },
    ),
    "release": ({}, {"number": "RL-2", "line": "L69", "instalment": 2, "amount": "50.00"}),
    "hold_release": ({}, {"number": "HR-1", "line": "L69", "amount": "50.00"}),
    "retain": ({}, {"number": "RT-2", "line": "L69", "amount": "50.00"}),
    "retain_back": ({}, {"number": "RB-1", "line": "L69", "amount": "50.00"}),
    "transfer": (
        {},
        {
            "order_no": "คส 2/2569",
            "legs": [
                {
                    "number": "TR-9", "line": "L69", "from_unit": "DEPT", "to_unit": "1032",
                    "amount": "50.00",
                }
            ],
        },
    ),
    "confirm": ({"number": "TR-3"}, {"amount": "50.00"}),
    "recall": ({"number": "TR-3"}, {"reason": "ยกเลิกคำสั่ง"}),
    "commit": ({}, {"number": "CM-1", **_CONTRACT, "vendor": "V1"}),
    "release_commitment": (_paper("CM-0"), {"reason": "งานแล้วเสร็จ"}),
    "reverse_commit": (_paper("CM-0"), {"reason": "บันทึกผิด"}),
    "advance": ({}, {"number": "AD-1", **_CONTRACT, "borrower": "B9", "due_on": "2025-12-31"}),
    "refund": (_paper("AD-0"), {"amount": "50.00"}),
    "reverse_advance": (_paper("AD-0"), {"reason": "บันทึกผิด"}),
    "disburse": (
        {},
        {"number": "ฎ 0001/2569", "unit": "1032", "vendor": "V1", "invoice_no": "INV-1", "lines": [_CHARGE]},
    ),
    "disallow": (_paper("VC-0"), {"amount": "50.00", "reason": "ไม่มีใบเสร็จ"}),
    "recover": (_paper("VC-1"), {"amount": "50.00", "receipt_no": "บร 1"}),
    "reverse_disburse": (_paper("VC-0"), {"reason": "บันทึกผิด"}),
    "carry_forward": (
        {},
        {"number": "CF-1", **_CONTRACT, "approval_no": "กค 1", "end_on": "2026-12-31"},
    ),
    "extend": (_paper("CF-0"), {"approval_no": "กค 2", "end_on": "2027-03-31"}),
    "lapse": ({}, {"number": "LP-1", **_CONTRACT, "stage": "available"}),
    "deliver": ({}, {"number": "LOT-1", "unit": "1032", "activity": "HH", "quantity": 10}),
    "decide": (_paper("LOT-0"), {"accepted": 3}),
    "propose": ({}, {"number": "PP-1", "command": _PROPOSED}),
    "approve": ({"number": "PP-0"}, {"content_hash": _SEEN}),
    "reject": ({"number": "PP-0"}, {"reason": "ไม่จำเป็น"}),
    "withdraw_proposal": ({"number": "PP-0"}, {}),
    "reverse": ({}, {"kind": "disburse", "unit": "1032", "reverses": "VC-0", "reason": "บันทึกผิด"}),
    "void_number": (
        {},
        {
            "kind": "disburse", "unit": "1032", "number": "VC-9", "reason": "พิมพ์เสีย",
            "document_fiscal_year": 2569,
        },
    ),
    "match": (
        {"number": "RUN-1"},
        {
            "number": "MT-1", "unit": "1032", "activity": "HH", "effective_on": "2025-11-15",
            "vouchers": [{"voucher": "VC-0", "amount": "85.50"}],
            "lots": [{"delivery": "LOT-0", "amount": "85.50"}],
        },
    ),
    "unmatch": ({"number": "MT-0"}, {"reason": "จับคู่ผิด"}),
    "query": (
        {"number": "RUN-1"},
        {"number": "QU-1", "unit": "1032", "finding": "f" * 64, "text": "โปรดชี้แจง"},
    ),
    "reply": ({"number": "RUN-1"}, {"unit": "1032", "finding": "f" * 64, "text": "ส่งมอบแล้ว รอตรวจรับ"}),
    "give_opinion": (
        {"number": "RUN-1"},
        {"finding": "f" * 64, "opinion": "accepted", "text": "รับฟังได้"},
    ),
}  # fmt: skip
EXAMPLES: Final = {f"record_{name}": Example(*said) for name, said in _SAID.items()}


def spelt_out(form: Form) -> dict[str, Any]:
    """The example of a form as `/commands` takes it: the body says what the address would."""
    example = EXAMPLES[form.name]
    said = {form.fields[part]: value for part, value in example.path.items() if part in form.fields}
    return {"verb": form.verb, **form.fixed, **said, **example.sent()}


# Of each verb one; a form that fixes a field is one of several of its verb.
SPELT_OUT: Final = {form.name: spelt_out(form) for form in FORMS if not form.fixed}
