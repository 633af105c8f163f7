"""Payments: vouchers whose day or figure is worth a look; reversed ones are in.

Whoever wrote them wrote them. Days are days of business; money is in minor units.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date
from fractions import Fraction
from typing import Final, NamedTuple

from ledger.calendar import Holidays, is_working_day
from reconciliation.documents import Voucher
from reconciliation.overhead import PERCENT

LATE_DAYS_MAX: Final = 7


class OddDay(NamedTuple):
    """A voucher and what is odd about its day: weekend | holiday | backdated | late."""

    voucher: Voucher
    test: str


class NearLimit(NamedTuple):
    """Vouchers just below a limit, and as far above it: many below and few above tell of a limit."""

    limit: int
    below: tuple[Voucher, ...]
    above: tuple[Voucher, ...]


def on_closed_days(vouchers: Iterable[Voucher], holidays: Holidays) -> Iterator[OddDay]:
    """Posted on an official holiday, a Saturday or a Sunday."""
    for voucher in vouchers:
        if not is_working_day(voucher.on, holidays):
            yield OddDay(voucher, "holiday" if voucher.on in holidays else "weekend")


def backdated(vouchers: Iterable[Voucher], signed_through: date) -> Iterator[OddDay]:
    """The paper bears a day that was signed for already when it was posted."""
    for voucher in vouchers:
        if voucher.document_on is not None and voucher.document_on <= signed_through < voucher.on:
            yield OddDay(voucher, "backdated")


def late(vouchers: Iterable[Voucher], days_max: int = LATE_DAYS_MAX) -> Iterator[OddDay]:
    """Posted more than `days_max` days after the day of its paper."""
    for voucher in vouchers:
        if voucher.document_on is not None and (voucher.on - voucher.document_on).days > days_max:
            yield OddDay(voucher, "late")


def near_limit(vouchers: Iterable[Voucher], limit: int, percent: Fraction) -> NearLimit:
    """Below: from `percent` of the limit up to it. Above: from the limit, as wide a band."""
    vouchers = tuple(vouchers)
    width = limit * (PERCENT - percent)
    below = (one for one in vouchers if 0 < (limit - one.amount) * PERCENT <= width)
    above = (one for one in vouchers if 0 <= (one.amount - limit) * PERCENT <= width)
    return NearLimit(limit, tuple(below), tuple(above))
