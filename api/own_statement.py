"""Own statement: what a run found, as told to who sees some units; nobody else's rows change a word of it.

A narrowed statement (`reconciliation/narrow.py`) says of some units exactly what the whole one says, also
where that names another's paper: a bill paid by two units, a number that another uses too. Such a copy is
handed over by the office. Over the network each reads for themselves, and so papers are named and findings
looked for among the units' own documents. What only a comparison with others shows, auditors ask by a query.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import replace
from typing import Final

from reconciliation.findings import findings
from reconciliation.matching.claims import paper_names
from reconciliation.matching.match import Leg, Match, Matching, Option
from reconciliation.narrow import narrowed
from reconciliation.statement import Statement

# Papers that hang together: another's among them would make one's own another finding, or none.
CLUSTERS: Final = frozenset({"E-ADV-REPEAT", "E-DUP", "E-DUP-FUZZY", "E-DUP-OUT", "E-SPLIT"})


def own_statement(whole: Statement, units: Collection[str]) -> Statement:
    """The statement of some units; raises UnknownUnit.

    Of what is found among their own documents, only what the whole statement finds too is told: a rule may
    miss what others have.
    """
    own = narrowed(whole, units)
    own = replace(own, matching=_named(own.matching, paper_names(own.facts)))
    known = {one.fingerprint for one in whole.findings}
    kept = frozenset(units)
    found = (one for one in findings(own).findings if one.unit in kept or one.owner in kept)
    told = tuple(one for one in found if one.code in CLUSTERS or one.fingerprint in known)
    return replace(own, findings=told)


def _named(matching: Matching, papers: Mapping[int, str]) -> Matching:
    """The matches with their papers by the names they have among the units' own."""
    legs = {leg.name: _leg_name(leg, papers) for one in matching.matches for leg in one.vouchers}
    return replace(matching, matches=tuple(_match(one, legs, papers) for one in matching.matches))


def _leg_name(leg: Leg, papers: Mapping[int, str]) -> str:
    part = f"#{leg.parts[0]}"
    return papers[leg.seq] + (part if leg.name.endswith(part) else "")


def _match(one: Match, legs: Mapping[str, str], papers: Mapping[int, str]) -> Match:
    return replace(
        one,
        vouchers=tuple(replace(leg, name=legs[leg.name]) for leg in one.vouchers),
        best=tuple(_option(each, legs) for each in one.best),
        reversal=papers.get(one.reversal_seq, one.reversal),
    )


def _option(option: Option, legs: Mapping[str, str]) -> Option:
    return replace(option, vouchers=tuple(sorted(legs.get(name, name) for name in option.vouchers)))
