"""Scope: the units a reader may see, as the journal grants them on a day."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from typing import Final

from ledger.commands.reference import ROLES
from ledger.rules import Reference

# Who grants roles sees no money by that.
READING: Final = frozenset(ROLES) - {"system_administrator"}


@dataclass(frozen=True, slots=True)
class Scope:
    """Some units, or every unit (`units` is None)."""

    units: frozenset[str] | None

    @property
    def whole(self) -> bool:
        """Whether every unit is seen, and with them what is of no unit: positions, roots, counts."""
        return self.units is None

    def reaches(self, unit: str) -> bool:
        """Whether a unit is seen."""
        return self.units is None or unit in self.units

    def only(self, units: Iterable[str]) -> Scope:
        """What is left of it when it is narrowed to some units.

        >>> sorted(Scope(None).only(["1032"]).units), Scope(frozenset({"1001"})).only(["1032"]).units
        (['1032'], frozenset())
        """
        return Scope(frozenset(filter(self.reaches, units)))

    def asked(self, unit: str | None) -> Iterator[str | None]:
        """The units to ask a query about, one by one; None asks about all at once.

        >>> list(Scope(frozenset({"1032", "1001"})).asked(None)), list(Scope(None).asked(None))
        (['1001', '1032'], [None])
        >>> list(Scope(frozenset({"1032"})).asked("1001"))
        []
        """
        if unit is not None:
            yield from [unit] if self.reaches(unit) else []
        elif self.units is None:
            yield None
        else:
            yield from sorted(self.units)

    def seen(self, units: Iterable[str]) -> list[str]:
        """Those of some units that are seen, in the order given."""
        return [unit for unit in units if self.reaches(unit)]


NOTHING: Final = Scope(frozenset())


def scope_of(reference: Reference, actor: str, day: date) -> Scope | None:
    """What an actor may see of a book on a day; None where no role of theirs reads."""
    held = [units for role, units in reference.roles_on(actor, day) if role in READING]
    if not held:
        return None
    if not all(held):
        return Scope(None)
    return Scope(frozenset(unit for units in held for unit in units))
