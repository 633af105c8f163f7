"""Builders of commands, requests and small books: `a_transfer()` is valid, and each test says what differs.

`a_desk()` is an empty book in memory, `a_world()` the history that opens a small one: two districts, two
fiscal years, every price basis, and nine people of whom each may do his own part only.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from typing import Any, Final, cast

from ledger.buckets import Bucket
from ledger.commands import Command, Propose
from ledger.entries import Entry, Request, content_hash, timestamp
from ledger.rules import Outcome, State, judge

BOOK: Final = "book-1"
NOW: Final = datetime(2025, 11, 20, 3, tzinfo=UTC)
DAY: Final = "2025-11-10"
NEXT_YEAR: Final = "2026-10-15"

Asked = tuple[Request, str]

# One valid command of every verb, as people write it; most of them fit the world below.
EXAMPLES: Final[dict[str, dict[str, Any]]] = {
    "open_book": {"id": BOOK, "name_th": "สมุดทดลอง", "name_en": "A trial book", "centre": "DEPT"},
    "register_unit": {"code": "1001", "name_th": "เขตพระนคร", "parent": "DEPT"},
    "open_line": {"code": "2569-NEW", "fiscal_year": 2569, "name_th": "รายการใหม่", "owner_unit": "DEPT"},
    "define_activity": {"code": "NEW", "name_th": "ใหม่", "measure": "household", "basis": "unit_rate"},
    "set_rate": {"activity": "HH", "rate": "90.00", "valid_from": "2026-01-01"},
    "set_rules": {"version": "1", "valid_from": "2025-10-01", "digest": "ab" * 32},
    "set_policy": {"valid_from": "2025-10-01"},
    "set_holidays": {"year": 2026, "days": [{"day": "2026-01-01", "name_th": "วันขึ้นปีใหม่"}]},
    "grant_role": {"holder": "newcomer", "roles": ["auditor"], "from_on": "2025-10-01"},
    "revoke_role": {"holder": "spender", "roles": ["district_finance"], "from_on": "2025-10-01"},
    "close_period": {"through": "2025-10-31"},
    "appropriate": {"number": "AP-2", "line": "L69", "amount": "50.00", "authority": "ข้อบัญญัติ 2569"},
    "withdraw": {"number": "WD-1", "line": "L69", "amount": "50.00", "authority": "มติสภา 1"},
    "release": {"number": "RL-2", "line": "L69", "instalment": 2, "amount": "50.00"},
    "hold_release": {"number": "HR-1", "line": "L69", "amount": "50.00"},
    "retain": {"number": "RT-2", "line": "L69", "amount": "50.00"},
    "retain_back": {"number": "RB-1", "line": "L69", "amount": "50.00"},
    "move_purpose": {
        "number": "MP-1", "from_line": "L69", "to_line": "L69-SHUT", "amount": "50.00", "authority": "x"
    },
    "transfer": {
        "order_no": "คส 2/2569",
        "legs": [
            {"number": "TR-9", "line": "L69", "from_unit": "DEPT", "to_unit": "1032", "amount": "50.00"}
        ],
    },
    "confirm": {"transfer": "TR-3", "amount": "50.00"},
    "recall": {"transfer": "TR-3", "reason": "ยกเลิก"},
    "commit": {"number": "CM-1", "line": "L69", "unit": "1032", "amount": "50.00", "vendor": "V1"},
    "release_commitment": {"commitment": "CM-0", "unit": "1032"},
    "advance": {
        "number": "AD-1", "line": "L69", "unit": "1032", "borrower": "B9", "amount": "50.00",
        "due_on": "2025-12-31",
    },
    "refund": {"advance": "AD-0", "unit": "1032", "amount": "50.00"},
    "disburse": {
        "number": "ฎ 0001/2569", "unit": "1032", "vendor": "V1", "invoice_no": "INV-1",
        "lines": [{"line": "L69", "activity": "HH", "amount": "50.00"}],
    },
    "disallow": {"voucher": "VC-0", "unit": "1032", "amount": "50.00", "reason": "ไม่มีใบเสร็จ"},
    "recover": {"voucher": "VC-0", "unit": "1032", "amount": "50.00"},
    "carry_forward": {
        "number": "CF-1", "line": "L69", "unit": "1032", "amount": "50.00", "approval_no": "กค 1",
        "end_on": "2026-12-31",
    },
    "extend": {"carry": "CF-0", "unit": "1032", "approval_no": "กค 2", "end_on": "2027-03-31"},
    "lapse": {"number": "LP-1", "line": "L69", "unit": "1032", "stage": "available", "amount": "50.00"},
    "set_target": {"unit": "1032", "activity": "HH", "due_on": "2026-03-31", "quantity": 100},
    "deliver": {"number": "LOT-1", "unit": "1032", "activity": "HH", "quantity": 10},
    "decide": {"delivery": "LOT-0", "accepted": 3},
    "propose": {
        "number": "PP-1",
        "command": {"verb": "commit", "number": "CM-P", "line": "L69", "unit": "1032", "amount": "50.00"},
    },
    "approve": {"proposal": "PP-0", "content_hash": "ab" * 32},
    "reject": {"proposal": "PP-0", "reason": "ไม่จำเป็น"},
    "withdraw_proposal": {"proposal": "PP-0"},
    "reverse": {"kind": "disburse", "unit": "1032", "reverses": "VC-0", "reason": "บันทึกผิด"},
    "void_number": {
        "kind": "disburse", "unit": "1032", "number": "VC-9", "reason": "พิมพ์เสีย", "document_fiscal_year": 2569
    },
    "match": {
        "number": "MT-1", "unit": "1032", "activity": "HH", "reason": "ตรวจเอกสารแล้ว",
        "vouchers": [{"voucher": "VC-0", "amount": "85.50"}],
        "lots": [{"delivery": "LOT-0", "amount": "85.50"}],
    },
    "unmatch": {"match": "MT-1", "reason": "จับคู่ผิด"},
    "query": {"number": "QU-1", "unit": "1032", "finding": "f" * 64, "text": "โปรดชี้แจง"},
    "reply": {"unit": "1032", "query": "QU-1", "text": "ส่งมอบแล้ว รอตรวจรับ"},
    "give_opinion": {"query": "QU-1", "opinion": "accepted", "text": "รับฟังได้"},
    "waive": {"number": "WV-1", "code": "E-ROUND", "expires_on": "2026-09-30", "reason": "ราคาเหมา"},
    "record_run": {
        "number": "RUN-1", "on": "2025-11-15", "position": 1, "rules_version": "1", "rules_digest": "ab" * 32,
        "input_digest": "cd" * 32, "output_digest": "ef" * 32,
    },
    "sign_off": {"run": "RUN-1", "step": "prepared", "on": "2025-11-15", "output_digest": "ef" * 32},
    "record_report": {"kind": "workbook", "language": "th", "sha256": "ab" * 32},
    "record_statement": {
        "source": "e-budget", "currency": "THB", "since": "2025-10-01", "on": "2025-11-10",
        "stages": ["available"], "match_days": 5, "window_days": 30, "complete": True,
        "file_sha256": "ab" * 32,
        "accounts": [
            {"account": "1032/L69", "unit": "1032", "line": "L69", "opening": "-1.00", "closing": "999.00"}
        ],
        "lines": [
            {"account": "1032/L69", "on": "2025-11-10", "reference": "TR-1", "amount": "1000.00"}
        ],
    },
}  # fmt: skip

# Who may do what: everybody his own part, so that no test passes because somebody may do everything.
GRANTS: Final[tuple[dict[str, Any], ...]] = (
    {"holder": "root", "roles": ["system_administrator"]},
    {"holder": "officer", "roles": ["finance_officer"]},
    {"holder": "head", "roles": ["finance_head"]},
    {"holder": "second_head", "roles": ["finance_head"]},
    {"holder": "approver", "roles": ["approver"]},
    {"holder": "spender", "roles": ["district_finance"], "units": ["1032"]},
    {"holder": "receiver", "roles": ["district_administrator"], "units": ["1032"]},
    {"holder": "neighbour", "roles": ["district_finance", "district_administrator"], "units": ["1033"]},
    {"holder": "surveyor", "roles": ["survey_lead"]},
    {"holder": "committee", "roles": ["acceptance_committee"]},
    {"holder": "reconciler", "roles": ["reconciler"]},
    {"holder": "reviewer", "roles": ["reviewer"]},
    {"holder": "auditor", "roles": ["auditor"]},
)


def a_command(verb: str, **changes: object) -> Command:
    """The example of a verb with `changes` to its wire form."""
    return Command.of_wire({"verb": verb, **EXAMPLES[verb], **changes})


def a_transfer(number: str = "TR-9", **changes: object) -> Command:
    """An order of one leg; `changes` are the leg's."""
    leg = EXAMPLES["transfer"]["legs"][0]
    return a_command("transfer", order_no="", legs=[{**leg, "number": number, **changes}])


def a_voucher(number: str = "ฎ 0001/2569", *lines: Mapping[str, object], **changes: object) -> Command:
    """A voucher; `lines` differ from the example's one line as they say; without an invoice."""
    usual = EXAMPLES["disburse"]["lines"][0]
    made = [{**usual, **line} for line in lines or ({},)]
    return a_command("disburse", **{"number": number, "invoice_no": "", "lines": made, **changes})


def a_request(command: Command, key: str, *, on: str = DAY, **surroundings: Any) -> Request:  # noqa: ANN401 - fields of many kinds
    """A command with its surroundings."""
    return Request(key=key, effective_on=date.fromisoformat(on), command=command, **surroundings)


@dataclass(slots=True)
class Desk:
    """Where one says commands one after the other: in memory, or before a journal on a database."""

    post: Callable[[Request, str], Outcome]
    outcomes: list[Outcome] = field(default_factory=list)
    entries: list[Entry] = field(default_factory=list)

    def say(
        self,
        command: Command,
        actor: str = "officer",
        *,
        key: str = "",
        on: str = DAY,
        **more: Any,  # noqa: ANN401 - fields of many kinds
    ) -> Outcome:
        """Ask for a command under a key of its own, unless one is given."""
        request = a_request(command, key or f"said-{len(self.outcomes) + 1}", on=on, **more)
        outcome = self.post(request, actor)
        self.outcomes.append(outcome)
        if not outcome.replayed:
            self.entries.extend(outcome.entries)
        return outcome

    def done(self, command: Command, actor: str = "officer", **more: Any) -> Entry:  # noqa: ANN401 - fields of many kinds
        """Say what must not be refused; its (last) entry."""
        outcome = self.say(command, actor, **more)
        assert outcome.refusal is None, (outcome.refusal.code, outcome.refusal.facts)
        return outcome.entries[-1]

    def refused(self, command: Command, actor: str = "officer", **more: Any) -> str:  # noqa: ANN401 - fields of many kinds
        """Say what must be refused; the code."""
        outcome = self.say(command, actor, **more)
        assert outcome.refusal is not None, outcome.entries
        return outcome.refusal.code


@dataclass(slots=True)
class PureDesk(Desk):
    """A desk in memory; `state` may be looked at."""

    state: State = field(default_factory=lambda: State(BOOK))

    def balance(self, name: str, measure: str = "satang") -> int:
        """What the bucket of a name holds."""
        return self.state.holding(Bucket.parse(name, measure)).balance


def a_desk(book: str = BOOK) -> PureDesk:
    """An empty book in memory."""
    state = State(book)
    return PureDesk(lambda request, actor: judge(state, request, actor, timestamp(NOW)), state=state)


def a_world(book: str = BOOK) -> list[Asked]:
    """The requests that open a small book and hand money down to its districts."""
    said: list[Asked] = []

    def say(actor: str, verb: str, on: str = "2025-10-01", **changes: object) -> None:
        said.append((a_request(a_command(verb, **changes), f"world-{len(said) + 1}", on=on), actor))

    say("root", "open_book", id=book)
    for grant in GRANTS:
        if "units" not in grant:
            say("root", "grant_role", **grant)
    for unit, parent in (("DEPT", ""), ("1032", "DEPT"), ("1033", "DEPT")):
        say("officer", "register_unit", code=unit, parent=parent)
    for grant in GRANTS:
        if "units" in grant:
            say("root", "grant_role", **grant)
    say("officer", "open_line", code="L69")
    say("officer", "open_line", code="L69-SHUT", units=["1033"])
    say("officer", "open_line", code="L70", fiscal_year=2570)
    for code, basis in BASES.items():
        say("officer", "define_activity", code=code, basis=basis, measure="household")
    say("officer", "set_rate", rate="85.50", valid_from="2025-10-01")
    for line in ("L69", "L69-SHUT"):
        say("officer", "appropriate", number=f"AP-{line}", line=line, amount="10000.00")
        say("officer", "release", number=f"RL-{line}", line=line, amount="8000.00")
    say("officer", "retain", number="RT-1", amount="500.00")
    for number, unit, amount in (
        ("TR-1", "1032", "1000.00"),
        ("TR-2", "1033", "1000.00"),
        ("TR-3", "1032", "100.00"),
    ):
        leg = {**EXAMPLES["transfer"]["legs"][0], "number": number, "to_unit": unit, "amount": amount}
        say("officer", "transfer", on=DAY, order_no=f"คส {number}", legs=[leg])
    say("receiver", "confirm", on=DAY, transfer="TR-1", amount="1000.00")
    say("neighbour", "confirm", on=DAY, transfer="TR-2", amount="1000.00")
    return said


BASES: Final = {"HH": "unit_rate", "CT": "contract", "AC": "actual_cost", "OH": "overhead", "EX": "exempt"}


def a_book(*more: tuple[str, Command], world: Iterable[Asked] | None = None) -> PureDesk:
    """A desk in memory whose book is open, with `more` (actor, command) already done."""
    desk = a_desk()
    for request, actor in a_world() if world is None else world:
        outcome = desk.post(request, actor)
        assert outcome.refusal is None, (request, outcome.refusal)
        desk.entries.extend(outcome.entries)
    for actor, command in more:
        desk.done(command, actor, key=f"before-{desk.state.size}")
    return desk


def hash_of(proposal: Command) -> str:
    """The content hash an approver must state for a proposal."""
    return content_hash(cast("Propose", proposal).command)
