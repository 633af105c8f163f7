"""Review verbs: matches, what people ask and answer about findings, and the runs they sign."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar, Final

from ledger.commands.base import Command, Part
from ledger.commands.fields import (
    ZERO,
    Amount,
    Code,
    Day,
    Digest,
    Flag,
    Number,
    OptionalDay,
    Quantity,
    Sum,
    Text,
)
from ledger.commands.reference import ReferenceCommand, one_of

REVIEW_VERBS: Final = frozenset(
    {"match", "unmatch", "query", "reply", "give_opinion", "waive", "record_run", "sign_off"}
    | {"record_report", "record_statement"}
)
STEPS: Final = ("prepared", "reviewed", "signed")
OPINIONS: Final = ("accepted", "not_accepted", "noted")
MANUAL: Final = "manual"


@dataclass(frozen=True, slots=True, kw_only=True)
class VoucherLeg(Part):
    """What a match takes of one line of a voucher; a year tells equal numbers of two years apart."""

    voucher: Number
    part: Quantity = 1
    amount: Amount
    document_fiscal_year: Quantity = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class LotLeg(Part):
    """What a match settles of the worth a lot has earned (0: a lot that stands in the group only)."""

    delivery: Number
    amount: Sum = ZERO


@dataclass(frozen=True, slots=True, kw_only=True)
class Match(Command):
    """expended → matched per voucher line, earned → settled per lot, all of one unit and activity.

    Without `run` it is a person's match: it has a reason and is proposed, so that a second person
    approves it. `difference` is the distance between spend and worth, whichever is more;
    `alternatives` how many solutions the search found; `lam` its placebo share λ, as a fraction;
    `referenced` whether the vouchers name the lot.
    """

    verb: ClassVar[str] = "match"
    number: Number
    run: Number = ""
    rule: Code = MANUAL
    kind: Text = ""
    unit: Code
    activity: Code
    vouchers: tuple[VoucherLeg, ...]
    lots: tuple[LotLeg, ...]
    difference: Sum = ZERO
    alternatives: Quantity = 0
    lam: Text = ""
    referenced: Flag = False
    reason: Text = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Unmatch(Command):
    """The mirror of a match, for a reason, by somebody who did not post it."""

    verb: ClassVar[str] = "unmatch"
    match: Number
    reason: Text = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Query(Command):
    """An auditor asks a unit about a finding (its fingerprint) or one of its vouchers."""

    verb: ClassVar[str] = "query"
    number: Number
    unit: Code
    finding: Number = ""
    voucher: Number = ""
    text: Text
    answer_by: OptionalDay = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Reply(Command):
    """The unit answers a query, or a finding nobody has asked about yet."""

    verb: ClassVar[str] = "reply"
    unit: Code
    query: Number = ""
    finding: Number = ""
    text: Text


@dataclass(frozen=True, slots=True, kw_only=True)
class GiveOpinion(Command):
    """The auditor concludes on a query or a finding."""

    verb: ClassVar[str] = "give_opinion"
    query: Number = ""
    finding: Number = ""
    opinion: Code
    text: Text

    def check(self) -> None:
        """Refuse an opinion that is not one of the three."""
        one_of(self.opinion, OPINIONS, "opinion")


@dataclass(frozen=True, slots=True, kw_only=True)
class Waive(Command):
    """Findings up to an amount and until a day need no answer; two people approve the proposal.

    The scope is one finding (its fingerprint), or a code within a unit (empty: everywhere).
    """

    verb: ClassVar[str] = "waive"
    number: Number
    finding: Number = ""
    code: Code = ""
    unit: Code = ""
    cap: Sum = ZERO
    expires_on: Day
    reason: Text = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Count(Part):
    """How many of something a run found."""

    name: Code
    count: Quantity = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenFinding(Part):
    """A finding that stands in the way of signing: its fingerprint, and what a waiver of it must reach."""

    most: ClassVar[int] = 50_000
    finding: Number
    severity: Code
    code: Code
    unit: Code = ""
    amount: Sum = ZERO


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordRun(Command):
    """A reconciliation as of a day: what it read, under which rules, what it found.

    `position` is the journal position read; digests are SHA-256, hexadecimal, and hold no position,
    so that equal documents give equal digests; `opening` names the signed run whose closing items
    this one opens with. `findings` are those that must be put right (CRIT) or answered (HIGH) before
    it is signed; one that `counts` tells of and nobody lists cannot be answered.
    """

    verb: ClassVar[str] = "record_run"
    number: Number
    on: Day
    position: Quantity
    rules_version: Code
    rules_digest: Number
    input_digest: Number
    output_digest: Number
    opening: Number = ""
    counts: tuple[Count, ...] = ()
    findings: tuple[OpenFinding, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class SignOff(ReferenceCommand):
    """A step of a run: prepared, reviewed, signed, by three people; `output_digest` is what was seen.

    Signing closes every day up to the run's cut-off `on`, as close_period does; therefore it is a
    reference verb, and no second entry is needed.
    """

    verb: ClassVar[str] = "sign_off"
    run: Number
    step: Code
    on: Day
    output_digest: Number

    def check(self) -> None:
        """Refuse a step that is not one of the three."""
        one_of(self.step, STEPS, "step")


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordReport(Command):
    """A report that left the house: of what, for whom, and the digests by which anybody knows it again.

    Of `run`, or of the day `on` under the rule set of `rules_digest` where no run is on record; narrowed
    to `unit` where one is named, about `document` where it is a letter. `position` is the
    journal position it was made at, `checkpoint` the size of the one it carries (0: none), `sha256` that of
    the file, `content_digest` what the file says of its
    content, `generator` the program and its version.
    """

    verb: ClassVar[str] = "record_report"
    run: Number = ""
    on: OptionalDay = None
    rules_digest: Number = ""
    unit: Code = ""
    document: Number = ""
    kind: Code
    language: Code
    position: Quantity = 0
    checkpoint: Quantity = 0
    sha256: Digest
    content_digest: Digest = ""
    generator: Text = ""
