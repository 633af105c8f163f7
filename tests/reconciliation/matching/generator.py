"""Generator: vouchers and lots of invented districts whose truth is known, kind and hostile.

Two activities are paid by unit rates, so that their amounts lie on a lattice; KM is paid by contracts,
in free amounts. What happens to a line, by weight:

    single       one voucher pays one lot
    instalments  two to four vouchers pay one lot
    bundle       one voucher pays two to four lots
    partial      one voucher pays part of a lot (a quantity of it, so on the lattice)
    unpaid       a lot of the last month nobody has paid yet
    orphan       a voucher for nothing, of a free amount
    hostile      a voucher for nothing, of an amount of the lattice, or that of a lot paid already
                 (unless a region is asked for without)

A share of the vouchers names its deliveries, a bundle each on a line of its own; one in a hundred of
those misspells them.
Vouchers are posted up to 40 days after the last decision. No clock, no global chance: the seed decides.

What no rule can tell apart is left out: an orphan made to fit a lot nobody paid is that lot's payment,
as far as amounts go. And `coarse` quantities (communities, 1 to 12 to a lot) are an option of their
own: where amounts repeat that much, an equal amount says little.
"""

from __future__ import annotations

import itertools
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from random import Random
from typing import Final

from ledger.commands import DefineActivity, SetRate
from ledger.money import Money
from reconciliation.documents import Decision, Delivery, Part, Voucher
from reconciliation.facts import Facts
from reconciliation.matching.match import Match, Matching
from tests.reconciliation.matching.papers import empty_facts

FIRST: Final = date(2025, 10, 1)
ON: Final = date(2026, 9, 30)
LAST: Final = (ON - FIRST).days
RATES: Final = {"HH": 8_550, "PAR": 4_225}
QUANTITIES: Final = {"HH": (50, 6_000), "KM": (1, 1), "PAR": (20, 4_000)}
COARSE: Final = {**QUANTITIES, "PAR": (1, 12)}
PRICES: Final = (100_000, 90_000_000)
WEIGHTS: Final = {
    "single": 70, "instalments": 8, "bundle": 8, "partial": 4, "unpaid": 2, "orphan": 4, "hostile": 4,
}  # fmt: skip
VENDORS: Final = 6

Place = tuple[str, str, str]
MONTH: Final = 30


@dataclass(frozen=True, slots=True)
class Region:
    """Facts, and which lots each voucher truly pays (none for an orphan)."""

    facts: Facts
    truth: dict[str, frozenset[str]]


@dataclass(slots=True)
class Maker:
    """Papers under way; `paid` are the amounts of the lots paid of a unit, activity and vendor."""

    chance: Random
    referenced: float
    quantities: Mapping[str, tuple[int, int]] = field(default_factory=lambda: QUANTITIES)
    vouchers: list[Voucher] = field(default_factory=list)
    lots: list[Delivery] = field(default_factory=list)
    truth: dict[str, frozenset[str]] = field(default_factory=dict)
    paid: dict[Place, list[int]] = field(default_factory=dict)

    def lot(self, place: Place, day: date) -> tuple[Delivery, int]:
        """A lot accepted whole on a day, and what it earned."""
        unit, activity, vendor = place
        quantity = self.chance.randint(*self.quantities[activity])
        price = None if activity in RATES else self.chance.randint(*PRICES)
        verdict = Decision(
            seq=0, decided_on=day, accepted=quantity, rejected=0, price_reduction=0, fine=0, report_no="",
            decided_by="", acting_for="",
        )  # fmt: skip
        made = Delivery(
            seq=len(self.lots) + 10_000_000, number=f"DN-{unit}-{len(self.lots):06d}", fiscal_year=2569,
            on=day, unit=unit, activity=activity, vendor=vendor, quantity=quantity, rework_of="",
            commitment="", unit_price=price, decisions=(verdict,), reworked=0,
        )  # fmt: skip
        earned = quantity * (RATES[activity] if price is None else price)
        self.lots.append(made)
        return made, earned

    def pay(self, place: Place, day: date, pieces: list[tuple[int, str]], lots: list[Delivery]) -> None:
        """A voucher of some (amount, reference), one line each; `lots` are what it truly pays."""
        unit, activity, vendor = place
        number = f"PV-{len(self.vouchers):06d}"
        parts = tuple(
            Part(
                no=no,
                line="L",
                activity=activity,
                amount=amount,
                source="",
                drawn_from="available",
                delivery=named,
            )
            for no, (amount, named) in enumerate(pieces, 1)
        )
        self.vouchers.append(
            Voucher(
                seq=len(self.vouchers) + 1,
                number=number,
                fiscal_year=2569,
                unit=unit,
                vendor=vendor,
                on=day + timedelta(days=self.chance.randint(0, 40)),
                dika_no="",
                invoice_no="",
                document_on=None,
                paid_on=None,
                gross=0,
                withholding_tax=0,
                fine=0,
                retention=0,
                net=0,
                parts=parts,
                reversal=None,
            )
        )
        self.truth[number] = frozenset(lot.number for lot in lots)

    def pieces(self, made: list[tuple[Delivery, int]]) -> list[tuple[int, str]]:
        """The lines that pay some lots: each named or misspelt, or all of them in one that names none."""
        if self.chance.random() >= self.referenced:
            return [(sum(earned for _, earned in made), "")]
        wrong = self.chance.random() < 0.01
        return [(earned, lot.number.replace("DN-", "DM-") if wrong else lot.number) for lot, earned in made]

    def share(self, activity: str, amount: int, count: int) -> list[int]:
        """An amount in up to `count` positive instalments, on the lattice where there is one."""
        step = RATES.get(activity, 1)
        cuts = sorted(
            {0, amount // step, *(self.chance.randint(0, amount // step) for _ in range(count - 1))}
        )
        return [(high - low) * step for low, high in itertools.pairwise(cuts)]


def a_region(
    districts: int,
    vouchers: int,
    seed: int,
    *,
    referenced: float = 0.85,
    coarse: bool = False,
    hostile: bool = True,
) -> Region:
    """As many vouchers (and about as many lots) spread over the cells of some districts and a year."""
    quantities = COARSE if coarse else QUANTITIES
    make = Maker(Random(seed), referenced, quantities)  # noqa: S311 - reproducible, not secret
    kinds = [kind for kind in WEIGHTS if hostile or kind != "hostile"]
    weights = [WEIGHTS[kind] for kind in kinds]
    while len(make.vouchers) < vouchers:
        place = (
            f"{1001 + make.chance.randrange(districts)}",
            make.chance.choice(tuple(QUANTITIES)),
            f"V{make.chance.randrange(VENDORS)}",
        )
        kind = make.chance.choices(kinds, weights)[0]
        if kind in {"orphan", "hostile"}:
            _for_nothing(make, kind, place)
        else:
            _for_lots(make, kind, place)
    return Region(_facts(make), make.truth)


def _for_lots(make: Maker, kind: str, place: Place) -> None:
    day = FIRST + timedelta(days=make.chance.randrange(LAST - MONTH))
    if kind == "unpaid":
        make.lot(place, ON - timedelta(days=make.chance.randrange(MONTH)))
        return
    count = make.chance.randint(2, 4) if kind == "bundle" else 1
    made = [make.lot(place, day - timedelta(days=make.chance.randrange(6) * n)) for n in range(count)]
    lots = [lot for lot, _ in made]
    if kind != "partial":
        make.paid.setdefault(place, []).append(sum(earned for _, earned in made))
    pieces = make.pieces(made)
    if kind in {"partial", "instalments"}:
        [(earned, named)] = pieces
        count = 2 if kind == "partial" else make.chance.randint(2, 4)
        amounts = make.share(place[1], earned, count)
        for amount in amounts[:1] if kind == "partial" else amounts:
            make.pay(place, day, [(amount, named)], lots)
    else:
        make.pay(place, day, pieces, lots)


def _for_nothing(make: Maker, kind: str, place: Place) -> None:
    activity, known = place[1], make.paid.get(place)
    amount = make.chance.randint(*PRICES)
    if kind == "hostile" and known and make.chance.random() < 0.5:
        amount = make.chance.choice(known)
    elif kind == "hostile" and activity in RATES:
        amount = make.chance.randint(*make.quantities[activity]) * RATES[activity]
    day = FIRST + timedelta(days=make.chance.randrange(LAST - MONTH))
    make.pay(place, day, [(amount, "")], [])


def _facts(make: Maker) -> Facts:
    base = empty_facts()
    activities = {
        code: DefineActivity(
            code=code, name_th=code, measure=code, basis="unit_rate" if code in RATES else "contract"
        )
        for code in QUANTITIES
    }
    rates = tuple(SetRate(activity=code, rate=Money(rate), valid_from=FIRST) for code, rate in RATES.items())
    return replace(
        base,
        on=ON,
        activities=activities,
        rates=rates,
        vouchers=tuple(make.vouchers),
        deliveries=tuple(make.lots),
        reversals=(),
    )


def is_right(one: Match, truth: Mapping[str, frozenset[str]]) -> bool:
    """Whether the vouchers of a match pay its lots: the leg of one line its own, a whole voucher all."""
    lots = frozenset(lot.number for lot in one.deliveries)
    return all(
        lots == truth[leg.number] if leg.name == leg.number else lots <= truth[leg.number]
        for leg in one.vouchers
    )


@dataclass(frozen=True, slots=True)
class Score:
    """How a matching did: matches by what they rest on, and the legs that pay for something.

    `tied` are those of them that a match holds against a delivery for certain.
    """

    by_reference: int
    wrong_by_reference: int
    by_amount: int
    wrong_by_amount: int
    legs: int
    tied: int


def score(region: Region, matching: Matching) -> Score:
    """Reference rules: R1, R2, R2T and R6 with a reference; amount rules: confirmed R3 and R4."""
    named = [one for one in matching.matches if one.referenced]
    equal = [one for one in matching.matches if one.rule in {"R3", "R4"} and one.status == "CONFIRMED"]
    right = [one for one in (*named, *equal) if is_right(one, region.truth)]
    legs = (leg for one in matching.matches for leg in one.vouchers)
    return Score(
        by_reference=len(named),
        wrong_by_reference=sum(not is_right(one, region.truth) for one in named),
        by_amount=len(equal),
        wrong_by_amount=sum(not is_right(one, region.truth) for one in equal),
        legs=sum(1 for leg in legs if region.truth[leg.number]),
        tied=sum(len(one.vouchers) for one in right),
    )
