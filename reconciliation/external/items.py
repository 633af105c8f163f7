"""Items: what is left open in one place, why, and how it leads from our balance to theirs.

An item that only one side recorded is *timing* while it is young and nothing on the other side could
be it; else it is *unknown*: its name stands on the other side without this amount, several could be
it, or it is too old to be still on its way.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from typing import NamedTuple

from reconciliation.external.books import OurMovement
from reconciliation.external.matching import Matching, Nearby, names_of
from reconciliation.external.result import TIMING, Comparison, Match, OpenItem, Side
from reconciliation.external.rules import ExternalRules
from reconciliation.external.statement import AccountBalance, Place, StatementLine


class Terms(NamedTuple):
    """The first day of a statement, its cut-off, and the rules."""

    since: date
    on: date
    rules: ExternalRules


class Settled:
    """One place, matched and added up; `balance` is ours, folded apart from the movements."""

    def __init__(  # noqa: PLR0913, PLR0917 - the two sides of one place, and the terms
        self,
        place: Place,
        accounts: Sequence[AccountBalance],
        ours: Sequence[OurMovement],
        theirs: Sequence[StatementLine],
        terms: Terms,
        balance: int,
    ) -> None:
        self.place, self.accounts, self.all_ours, self.terms = place, accounts, ours, terms
        self.balance = balance
        self.matching = Matching(
            place,
            (one for one in ours if one.on >= terms.since),
            (one for one in ours if one.on < terms.since),
            theirs,
        )
        self.matching.carry_out(terms.rules)
        self.matched: tuple[Match, ...] = tuple(self.matching.matched)
        self.open_items = tuple(sorted((*self._ours(), *self._theirs()), key=_order))

    @property
    def comparison(self) -> Comparison:
        """The two balances and the sums of what lies between them."""
        return Comparison(
            place=self.place,
            accounts=tuple(each.account for each in self.accounts),
            ours=self.balance,
            theirs=sum(each.closing for each in self.accounts),
            opening_difference=self._opening_difference(),
            timing_ours=self._sum("ours", timing=True),
            timing_theirs=self._sum("theirs", timing=True),
            unknown_ours=self._sum("ours", timing=False),
            unknown_theirs=self._sum("theirs", timing=False),
        )

    def _opening_difference(self) -> int:
        before = sum(one.amount for one in self.all_ours if one.on < self.terms.since)
        late = sum(one.amount for match in self.matched for one in match.ours if one.on < self.terms.since)
        return sum(each.opening for each in self.accounts) - (before - late)

    def _sum(self, side: Side, *, timing: bool) -> int:
        return sum(item.amount for item in self.open_items if item.side == side and item.timing is timing)

    def _ours(self) -> Iterator[OpenItem]:
        others = Nearby(self.matching.theirs)
        for one in self.matching.ours:
            named = bool(self.matching.named_by_them.intersection(one.references))
            yield OpenItem(
                place=self.place,
                side="ours",
                why=self._why(one, others, named=named),
                on=one.on,
                reference=one.number,
                amount=one.amount,
                age_days=(self.terms.on - one.on).days,
                text=one.verb,
                seq=one.seq,
            )

    def _theirs(self) -> Iterator[OpenItem]:
        others = Nearby(self.matching.ours)
        for line in self.matching.theirs:
            named = bool(self.matching.named_by_us.intersection(names_of(line)))
            yield OpenItem(
                place=self.place,
                side="theirs",
                why=self._why(line, others, named=named),
                on=line.on,
                reference=line.reference,
                amount=line.amount,
                age_days=(self.terms.on - line.on).days,
                text=line.text,
                account=line.account,
                row=line.row,
            )

    def _why(
        self,
        item: OurMovement | StatementLine,
        others: Nearby[OurMovement] | Nearby[StatementLine],
        *,
        named: bool,
    ) -> str:
        if named:
            return "amount_differs"
        if others.near(item, self.terms.rules.match_days):
            return "ambiguous"
        return "old" if (self.terms.on - item.on).days > self.terms.rules.window_days else TIMING


def _order(item: OpenItem) -> tuple[object, ...]:
    """Ours before theirs, each by day."""
    return item.side, item.on, item.seq, item.reference, item.amount, item.text, item.row
