"""Refusals: the tree of what the ledger says no to, each with a stable code and facts.

A refusal never holds a sentence: people read `ledger/texts/{th,en}.toml`, keyed by `code` (and by
`bad_value.<why>`). Facts are strings, so that they can stand in a canonical body as evidence.

    Refusal
    ├── BadValue, PersonalData, KeyReused      what was asked cannot even be kept as evidence
    ├── Unauthorised: NotPermitted, OutOfScope a stranger leaves no evidence in the books
    └── Ruled                                  a rule says no to an authorised actor: journaled
        ├── Unknown (unknown_unit …)           a reference that names nothing
        ├── Short                              the one rule: no bucket goes below its floor
        └── PeriodClosed, NumberUsed, …        the table of verbs in LEDGER.md

Outside the tree stand `Unusable` (input that is not a command at all) and `Damaged` (the stored
journal contradicts itself).
"""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping
from typing import ClassVar

FACT_LENGTH_MAX = 200


def _kept(value: object) -> str:
    """A fact as text in NFC, bounded, with lone surrogates made visible."""
    text = str(value)[:FACT_LENGTH_MAX].encode("utf-8", "backslashreplace").decode("utf-8")
    return unicodedata.normalize("NFC", text)


class Refusal(Exception):  # noqa: N818 - "refusal" is the word of the field; it is an answer, not a fault
    """A command that was understood and not done; facts name the place and the figures.

    `code` is stable for ever. `evidence` says whether the journal keeps it once the actor was
    authorised.
    """

    code: ClassVar[str] = "refused"
    evidence: ClassVar[bool] = False

    def __init__(self, **facts: object) -> None:
        """Keep `facts` as strings that a canonical body can hold."""
        self.facts = {name: _kept(value) for name, value in facts.items()}
        super().__init__(self.code, self.facts)


class BadValue(Refusal):
    """A value that cannot be read or kept; facts `field` and `why` (a stable sub-code)."""

    code = "bad_value"


class PersonalData(Refusal):
    """A 13-digit national id with a valid check digit in a text that would stay for ever."""

    code = "personal_data"


class KeyReused(Refusal):
    """The idempotency key already stands for other content; `why`: recorded, refused, or asked of a job."""

    code = "key_reused"


class Unauthorised(Refusal):
    """The actor may not ask this."""


class NotPermitted(Unauthorised):
    """No role that the actor holds on that day allows the verb."""

    code = "not_permitted"


class OutOfScope(Unauthorised):
    """The actor's roles allow the verb, but not for this unit."""

    code = "out_of_scope"


class Ruled(Refusal):
    """A rule of the ledger says no; the journal keeps it."""

    evidence = True


class Short(Ruled):
    """A bucket would go below its floor; facts `bucket`, `has`, `needs`."""

    code = "short"


class Unknown(Ruled):
    """A reference that names nothing in this book."""


class UnknownUnit(Unknown):
    """No such unit."""

    code = "unknown_unit"


class UnknownLine(Unknown):
    """No such budget line."""

    code = "unknown_line"


class UnknownActivity(Unknown):
    """No such activity."""

    code = "unknown_activity"


class UnknownDocument(Unknown):
    """No document of any of the kinds that would do has this number."""

    code = "unknown_document"


class UnknownEntry(Unknown):
    """No entry at this position."""

    code = "unknown_entry"


class UnknownTransfer(UnknownDocument):
    """No such transfer."""

    code = "unknown_transfer"


class UnknownCommitment(UnknownDocument):
    """No such contract or order."""

    code = "unknown_commitment"


class UnknownAdvance(UnknownDocument):
    """No such advance."""

    code = "unknown_advance"


class UnknownVoucher(UnknownDocument):
    """No such voucher (or no such line of it)."""

    code = "unknown_voucher"


class UnknownDelivery(UnknownDocument):
    """No such lot."""

    code = "unknown_delivery"


class UnknownCarry(UnknownDocument):
    """No such carry-over."""

    code = "unknown_carry"


class UnknownProposal(UnknownDocument):
    """No such proposal, or it is no longer open."""

    code = "unknown_proposal"


class PeriodClosed(Ruled):
    """The day lies in a closed period; post today with `original_on`."""

    code = "period_closed"


class WrongFiscalYear(Ruled):
    """The line's budget may not be used on a day of another fiscal year."""

    code = "wrong_fiscal_year"


class NumberUsed(Ruled):
    """The document number stands already, and stays used after a reversal."""

    code = "number_used"


class OverLimit(Ruled):
    """The amount needs a second person, or is above the approver's delegation."""

    code = "over_limit"


class NoAuthority(Ruled):
    """The document that authorises this (ordinance, order, approval) is not named."""

    code = "no_authority"


class NoReason(Ruled):
    """This verb is not done without a written reason."""

    code = "no_reason"


class NoApproval(Ruled):
    """Carrying over needs an approval number."""

    code = "no_approval"


class LineNotOpen(Ruled):
    """The budget line is not open for this unit."""

    code = "line_not_open"


class SamePerson(Ruled):
    """One person would stand twice in the chain of one document."""

    code = "same_person"


class AdvanceOpen(Ruled):
    """The borrower has an open advance."""

    code = "advance_open"


class InvoiceUsed(Ruled):
    """The vendor's invoice has been paid by a voucher that stands."""

    code = "invoice_used"


class Matched(Ruled):
    """The voucher is matched; unmatch it first."""

    code = "matched"


class NoRate(Ruled):
    """No rate of the activity is in force on the decision day."""

    code = "no_rate"


class ReductionOverEarned(Ruled):
    """The price reduction exceeds what the lot has earned and what is still open of it."""

    code = "reduction_over_earned"


class ContentDiffers(Ruled):
    """The content that was approved is not the content that was proposed."""

    code = "content_differs"


class Expired(Ruled):
    """The proposal (or the approval behind it) ended before this day."""

    code = "expired"


class AlreadyReversed(Ruled):
    """An entry is reversed once."""

    code = "already_reversed"


class NotReversible(Ruled):
    """Reversals, matches, proposals, runs and entries without lines are not reversed."""

    code = "not_reversible"


class RunStale(Ruled):
    """Something after the run's position touches its period."""

    code = "run_stale"


class FindingsOpen(Ruled):
    """The run has findings that must be answered or put right before it is signed."""

    code = "findings_open"


class ProposalsOpen(Ruled):
    """The period holds proposals nobody has decided."""

    code = "proposals_open"


class ItemsOpen(Ruled):
    """The year still has money in transit or reserved."""

    code = "items_open"


class Unusable(Exception):  # noqa: N818 - told to a person as is, beside refusals
    """Input that is no command at all (a garbled file, a missing column); nothing was posted."""

    def __init__(self, code: str, **facts: object) -> None:
        """Keep the stable `code` and `facts` (file, row, field …) as strings."""
        self.code = code
        self.facts = {name: _kept(value) for name, value in facts.items()}
        super().__init__(code, self.facts)


class Unavailable(Exception):  # noqa: N818 - what a caller is told, beside refusals
    """The database did not answer; `code` is `not_recorded` or `outcome_unknown`."""

    def __init__(self, code: str) -> None:
        """Keep the stable `code`."""
        self.code = code
        super().__init__(code)


class Damaged(Exception):  # noqa: N818 - a state of the journal, named as people name it
    """The stored journal contradicts itself; nothing may be posted until it is verified."""


def refusal_of(code: str, facts: Mapping[str, str]) -> Refusal:
    """The refusal that a journaled code and facts stand for."""
    waiting = [Refusal]
    while waiting:
        kind = waiting.pop()
        if kind.code == code:
            return kind(**facts)
        waiting.extend(kind.__subclasses__())
    return Refusal(**facts)
