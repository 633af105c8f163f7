"""Dialogue: what auditors asked, units answered and people waived, by the finding it is about."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from ledger.commands import GiveOpinion, Query, Reply, Waive
from ledger.entries import Entry
from reconciliation.statement import Finding


@dataclass(frozen=True, slots=True, kw_only=True)
class Remark:
    """Something said: by whom, on which day; `opinion` is "" but for an auditor's conclusion."""

    seq: int
    by: str
    unit: str
    on: date
    text: str
    opinion: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Inquiry:
    """A query with its answers; about a finding (its fingerprint) or a voucher (its position)."""

    number: str
    asked: Remark
    finding: str
    voucher: int
    answer_by: date | None
    replies: tuple[Remark, ...]
    opinions: tuple[Remark, ...]

    @property
    def answered(self) -> bool:
        """Whether the unit replied, or the auditor concluded without."""
        return bool(self.replies or self.opinions)


@dataclass(frozen=True, slots=True, kw_only=True)
class Waiver:
    """What needs no answer: one finding, or a code within a unit ("" everywhere), up to `cap`."""

    number: str
    seq: int
    finding: str
    code: str
    unit: str
    cap: int
    expires_on: date
    reason: str
    approvers: tuple[str, ...]

    def covers(self, finding: Finding, on: date) -> bool:
        """Whether it excuses a finding on a day."""
        if on > self.expires_on or finding.amount > self.cap:
            return False
        if self.finding:
            return self.finding == finding.fingerprint
        return self.code == finding.code and self.unit in ("", finding.unit)


@dataclass(frozen=True, slots=True, kw_only=True)
class Dialogue:
    """Everything said; `replies` and `opinions` are those given to a finding directly, by fingerprint."""

    inquiries: tuple[Inquiry, ...]
    replies: Mapping[str, tuple[Remark, ...]]
    opinions: Mapping[str, tuple[Remark, ...]]
    waivers: tuple[Waiver, ...]

    def about(self, fingerprint: str) -> tuple[Inquiry, ...]:
        """The queries about a finding."""
        return tuple(one for one in self.inquiries if one.finding == fingerprint)

    def disputes(self, voucher: int) -> bool:
        """Whether a query about the voucher at a position is unanswered."""
        return any(one.voucher == voucher and not one.answered for one in self.inquiries if one.voucher)


def dialogue(entries: Iterable[Entry]) -> Dialogue:
    """Fold the journal (all its entries, in order)."""
    known = [entry for entry in entries if not entry.refused]
    said: defaultdict[int, list[Entry]] = defaultdict(list)
    direct: dict[str, defaultdict[str, list[Remark]]] = {
        "reply": defaultdict(list),
        "give_opinion": defaultdict(list),
    }
    for entry in known:
        command = entry.command
        if isinstance(command, Reply | GiveOpinion):
            if command.query:
                said[entry.refers_to].append(entry)
            else:
                direct[entry.kind][command.finding].append(_remark(entry, command.text))
    return Dialogue(
        inquiries=tuple(
            _inquiry(entry, command, said[entry.seq])
            for entry in known
            if isinstance(command := entry.command, Query)
        ),
        replies={finding: tuple(found) for finding, found in direct["reply"].items()},
        opinions={finding: tuple(found) for finding, found in direct["give_opinion"].items()},
        waivers=_waivers(known),
    )


def _remark(entry: Entry, text: str) -> Remark:
    opinion = entry.command.opinion if isinstance(entry.command, GiveOpinion) else ""
    return Remark(
        seq=entry.seq,
        by=entry.person,
        unit=entry.unit,
        on=entry.request.effective_on,
        text=text,
        opinion=opinion,
    )


def _inquiry(entry: Entry, command: Query, said: Iterable[Entry]) -> Inquiry:
    answers = [(later.kind, _remark(later, str(getattr(later.command, "text", "")))) for later in said]
    return Inquiry(
        number=command.number,
        asked=_remark(entry, command.text),
        finding=command.finding,
        voucher=entry.refers_to,
        answer_by=command.answer_by,
        replies=tuple(remark for kind, remark in answers if kind == "reply"),
        opinions=tuple(remark for kind, remark in answers if kind == "give_opinion"),
    )


def _waivers(known: Iterable[Entry]) -> tuple[Waiver, ...]:
    approvals: defaultdict[int, list[str]] = defaultdict(list)
    found: list[Waiver] = []
    for entry in known:
        if entry.kind == "approve":
            approvals[entry.refers_to].append(entry.person or entry.actor)
        elif isinstance(entry.command, Waive):
            found.append(_waiver(entry, entry.command, tuple(approvals[entry.proposal])))
    return tuple(found)


def _waiver(entry: Entry, command: Waive, approvers: tuple[str, ...]) -> Waiver:
    return Waiver(
        number=command.number,
        seq=entry.seq,
        finding=command.finding,
        code=command.code,
        unit=command.unit,
        cap=command.cap.minor,
        expires_on=command.expires_on,
        reason=command.reason,
        approvers=approvers,
    )
