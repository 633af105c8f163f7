"""Claims: what each voucher asks of one cell, and which delivery it names for it.

The legs of a match are claims. The lines of one voucher for one activity are one claim as long as
they name no two different deliveries (lines that name none follow the one that is named); a lot and
its rework are not different. Lines that name different deliveries are claims of their own, and so
are lines for different activities: each is matched where it belongs. The amount is what was charged
less what was recovered, as the value layer counts spending; what is disallowed and not yet recovered
is still spent. Nothing is left to match of a claim recovered in full.

A reference to a delivery of another unit or activity counts as none (E-REF-DIFF tells). One that
names no delivery at all is kept as `lost`: only R5 may answer it, as its paper does name something.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from ledger.commands.reference import COUNTED_BASES
from reconciliation.documents import Delivery, Part, Voucher
from reconciliation.facts import Facts
from reconciliation.matching.match import Leg

CellKey = tuple[str, str]
LinesTaken = Collection[tuple[int, int]]


@dataclass(frozen=True, slots=True)
class Claim:
    """One leg, its vendor and posting day (an ordinal).

    `cited` is the root of the batch it names; `lost` the text of a reference that names none;
    `dead` why it cannot be matched at all ("" when it can).
    """

    leg: Leg
    vendor: str
    day: int
    cited: str = ""
    lost: str = ""
    dead: str = ""

    @property
    def amount(self) -> int:
        """What it asks for."""
        return self.leg.amount

    @property
    def order(self) -> tuple[str, int, tuple[int, ...]]:
        """Document order within a unit."""
        return self.leg.number, self.leg.fiscal_year, self.leg.parts


def direct_parts(voucher: Voucher, facts: Facts) -> tuple[Part, ...]:
    """The lines for activities whose outputs are counted."""
    return tuple(part for part in voucher.parts if facts.basis(part.activity) in COUNTED_BASES)


def leg_of(voucher: Voucher, parts: Sequence[Part], name: str, *, whole: bool) -> Leg:
    """Some direct lines of a voucher as one leg; `whole`: it has no others."""
    numbers = tuple(part.no for part in parts)
    return Leg(
        seq=voucher.seq,
        number=voucher.number,
        fiscal_year=voucher.fiscal_year,
        parts=numbers,
        amount=sum(part.amount - part.recovered for part in parts),
        name=name if whole else f"{name}#{numbers[0]}",
    )


def paper_names(facts: Facts) -> Mapping[int, str]:
    """Position -> how a voucher or the document that reversed it is printed.

    A voucher by its number, `unit/number` where the number alone is ambiguous and `@year` where that
    is too; a reversal by its number, with the unit of its voucher where it is not the only such paper.
    """
    names = voucher_names(facts.vouchers)
    undone = [(one, one.reversal) for one in facts.vouchers if one.reversal]
    if undone:
        numbers = Counter(one.number for one in (*facts.vouchers, *facts.reversals))
        for voucher, reversal in undone:
            shared = reversal.number and numbers[reversal.number] > 1
            names[reversal.seq] = f"{voucher.unit}/{reversal.number}" if shared else reversal.number
    return names


def voucher_names(vouchers: Iterable[Voucher]) -> dict[int, str]:
    """Position -> how a voucher is printed."""
    vouchers = tuple(vouchers)
    numbers = Counter(one.number for one in vouchers)
    if len(numbers) == len(vouchers):
        return {one.seq: one.number for one in vouchers}
    in_unit = Counter((one.unit, one.number) for one in vouchers)
    names: dict[int, str] = {}
    for one in vouchers:
        name = one.number if numbers[one.number] == 1 else f"{one.unit}/{one.number}"
        names[one.seq] = name if in_unit[one.unit, one.number] == 1 else f"{name}@{one.fiscal_year}"
    return names


class References:
    """What the text on a voucher line of one unit names: lots by number, their roots, lots already matched.

    `elsewhere` are the lots of other units. What a line reads depends on its activity and on where its
    text leads, and on nothing else.
    """

    def __init__(
        self,
        lots: Iterable[Delivery],
        found: Mapping[str, str],
        taken: Collection[str],
        elsewhere: Iterable[str],
    ) -> None:
        leads = dict.fromkeys(elsewhere, ("", ""))
        leads |= {
            lot.number: (lot.activity, "" if lot.number in taken else found[lot.number]) for lot in lots
        }
        self.leads: Mapping[str, tuple[str, str]] = leads
        """Number -> activity ("" elsewhere) and root ("" when matched)."""

    def read(self, text: str, activity: str) -> tuple[str, str, str]:
        """(cited, lost, dead) as a claim for the activity has them."""
        lead = self.leads.get(text) if text else None
        if lead is None:
            return "", text, ""
        home, root = lead
        if home != activity:
            return "", "", ""
        return (root, "", "") if root else ("", "", "delivery_matched")


def claims(
    facts: Facts, names: Mapping[int, str], references: References, taken: LinesTaken
) -> Iterator[tuple[CellKey, Claim]]:
    """Every claim of every voucher that was not reversed, but for the lines already matched."""
    for voucher in facts.vouchers:
        direct = direct_parts(voucher, facts) if voucher.standing else ()
        free = [part for part in direct if (voucher.seq, part.no) not in taken] if taken else direct
        for (activity, *said), parts in _asking(free, references):
            leg = leg_of(voucher, parts, names[voucher.seq], whole=len(parts) == len(direct))
            named = said if leg.amount > 0 else ("", "", "recovered")
            yield (voucher.unit, activity), Claim(leg, voucher.vendor, voucher.on.toordinal(), *named)


Asked = tuple[str, str, str, str]
"""(activity, cited, lost, dead)"""


def _asking(parts: Sequence[Part], references: References) -> Iterable[tuple[Asked, Sequence[Part]]]:
    """The lines of a voucher by activity and what they name."""
    if len(parts) == 1:
        only = parts[0]
        return [((only.activity, *references.read(only.delivery, only.activity)), parts)]
    asked: defaultdict[Asked, list[Part]] = defaultdict(list)
    for part in parts:
        asked[part.activity, *references.read(part.delivery, part.activity)].append(part)
    for activity in {key[0] for key in asked}:
        _follow(asked, activity)
    return sorted(asked.items(), key=lambda pair: pair[1][0].no)


def _follow(asked: dict[Asked, list[Part]], activity: str) -> None:
    """Let the lines that name nothing follow the only delivery their activity's lines name."""
    silent: Asked = (activity, "", "", "")
    named = [key for key in asked if key[0] == activity and key != silent]
    if silent in asked and len(named) == 1:
        asked[named[0]] = sorted([*asked[named[0]], *asked.pop(silent)], key=lambda part: part.no)
