"""Duties: who does what, and who does two things that one person should not do.

E-SOD names the documents; this is the matrix an auditor reads first: for every two duties, how often
one person did both on one document, and who holds both anywhere in a unit.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from itertools import chain, combinations
from typing import Final, NamedTuple

from reconciliation.documents import Advance, Commitment, Delivery, Proposal, Transfer, Voucher
from reconciliation.facts import Facts

DUTIES: Final = ("proposer", "maker", "issuer", "receiver", "deliverer", "decider", "approver")

Paper = Advance | Commitment | Delivery | Proposal | Transfer | Voucher


class Act(NamedTuple):
    """One person did one duty on one document (unit/fiscal year/number, with its kind before)."""

    unit: str
    paper: str
    duty: str
    person: str


class Conflict(NamedTuple):
    """Two duties: the persons of a unit who do both, and the documents on which one did both."""

    first: str
    second: str
    persons: tuple[str, ...]
    papers: tuple[str, ...]


def acts_of(facts: Facts) -> Iterator[Act]:
    """Who did what, of every document; persons a document does not name are not guessed."""
    named = (
        *_acts("voucher", "maker", facts.vouchers),
        *_acts("commitment", "maker", facts.commitments),
        *_acts("advance", "maker", facts.advances),
        *_acts("proposal", "proposer", facts.proposals),
        *_transfer_acts(facts.transfers),
        *_delivery_acts(facts.deliveries),
    )
    return (act for act in named if act.person)


def conflicts(acts: Iterable[Act]) -> tuple[Conflict, ...]:
    """Every pair of duties that somebody combines, in the order of DUTIES."""
    holders: defaultdict[tuple[str, str], set[str]] = defaultdict(set)
    doers: defaultdict[tuple[str, str], set[str]] = defaultdict(set)
    for act in acts:
        holders[act.unit, act.person].add(act.duty)
        doers[act.paper, act.person].add(act.duty)
    found = (
        Conflict(first, second, _combining(holders, first, second, 1), _combining(doers, first, second, 0))
        for first, second in combinations(DUTIES, 2)
    )
    return tuple(one for one in found if one.persons)


def _combining(
    duties: dict[tuple[str, str], set[str]], first: str, second: str, named: int
) -> tuple[str, ...]:
    """The keys' part `named` (0: place or document, 1: person) wherever both duties meet."""
    return tuple(sorted({key[named] for key, held in duties.items() if {first, second} <= held}))


def _acts(kind: str, duty: str, papers: Iterable[Paper]) -> Iterator[Act]:
    """The maker of documents under the name of the duty, and their approvers."""
    for paper in papers:
        unit, name = _named(kind, paper)
        yield Act(unit, name, duty, paper.maker)
        yield from (Act(unit, name, "approver", person) for person in paper.approvers)


def _transfer_acts(transfers: Iterable[Transfer]) -> Iterator[Act]:
    transfers = tuple(transfers)
    received = (
        Act(*_named("transfer", leg), "receiver", receipt.confirmed_by)
        for leg in transfers
        for receipt in leg.receipts
    )
    return chain(_acts("transfer", "issuer", transfers), received)


def _delivery_acts(lots: Iterable[Delivery]) -> Iterator[Act]:
    lots = tuple(lots)
    decided = (
        Act(*_named("delivery", lot), "decider", decision.decided_by)
        for lot in lots
        for decision in lot.decisions
    )
    return chain(_acts("delivery", "deliverer", lots), decided)


def _named(kind: str, paper: Paper) -> tuple[str, str]:
    """The unit that answers for a document, and its name; a transfer's is the receiver."""
    unit = paper.to_unit if isinstance(paper, Transfer) else paper.unit
    return unit, f"{kind} {unit}/{paper.fiscal_year}/{paper.number}"
