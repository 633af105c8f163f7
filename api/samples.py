"""Samples: what an auditor asks to draw, and the statement and the terms it is drawn by."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import Final

from api.intake.sheet import decoded, read_bytes
from api.statements import Reading, problems_of, read, reading_at
from ledger.collector import uncollected
from ledger.errors import BadValue, Unusable
from ledger.money import parse_money
from ledger.posting import Journal
from reconciliation.papers.matches import standing_matches
from reconciliation.reconcile import reconcile
from reconciliation.rule_set import RuleSet, in_force, rule_set_of, set_rules_of
from reconciliation.sampling import Terms, by_amount, by_unit, terms_of
from reconciliation.sampling.stratified import Strata
from reconciliation.statement import Statement

# A thousands comma would part one bound into two, so that each must show its decimals.
_BOUND: Final = re.compile(r"\s*([0-9]+\.[0-9]{2})\s*")


@dataclass(frozen=True, slots=True, kw_only=True)
class Wish:
    """What was asked for: which statement, which seed, and which kind of sample.

    `strata` is None (monetary-unit), `unit` or `amount`; `bounds` begin the bands of the latter.
    Raises Unusable (missing_option, options_disagree) for what does not go together, BadValue for
    bounds that are no rising amounts.
    """

    on: date
    rules: Path | None = None
    seed: str | None = None
    position: int | None = None
    as_of: int | None = None
    audited: Path | None = None
    strata: str | None = None
    bounds: str | None = None
    each: int | None = None

    def __post_init__(self) -> None:
        if self.strata is None:
            if self.bounds is not None or self.each is not None:
                raise Unusable("missing_option", option="--strata")
            return
        if self.audited:
            raise Unusable("options_disagree", option="--audited", other="--strata")
        if self.strata == "unit" and self.bounds is not None:
            raise Unusable("options_disagree", option="--bounds", other="--strata unit")
        if self.strata == "amount" and self.bounds is None:
            raise Unusable("missing_option", option="--bounds")
        _bounds(self.bounds)

    @property
    def parted(self) -> Strata:
        """How vouchers are told apart into strata."""
        return by_unit if self.bounds is None else by_amount(_bounds(self.bounds))


def _bounds(text: str | None) -> list[int]:
    """Where bands begin, in minor units."""
    found = [_BOUND.fullmatch(part) for part in text.split(",")] if text is not None else []
    bounds = [parse_money(one[1], field="bounds").minor for one in found if one]
    if len(bounds) < len(found) or bounds != sorted({bound for bound in bounds if bound}):
        raise BadValue(field="bounds", why="bounds_not_plain", value=text)
    return bounds


def drawn_from(journal: Journal, wish: Wish) -> Statement:
    """The statement of the day, as a draft of `khlang reconcile` makes it; nothing is posted.

    Raises Unusable (empty_book, and what a rules file is refused for), BadValue (beyond_head).
    """
    with uncollected():
        whole = read(journal)
        at = whole.head.size if wish.as_of is None else wish.as_of
        if at > whole.head.size:
            raise BadValue(field="as_of", why="beyond_head", value=at, limit=whole.head.size)
        reading = reading_at(whole, at)
        return reconcile(
            reading.entries,
            wish.on,
            _rules(reading, wish),
            reading.head.size,
            reading.head.root.hex(),
            problems_of(journal),
            standing_matches(reading.entries, wish.on),
        )


def _rules(reading: Reading, wish: Wish) -> RuleSet:
    """The rules of the file, as the journal keeps them where it knows them; else those in force."""
    known = reading.reference.rule_sets
    if wish.rules is None:
        return in_force(known, wish.on)
    wanted = set_rules_of(decoded(read_bytes(wish.rules), wish.rules.name))
    return rule_set_of(next((one for one in known if one.digest == wanted.digest), wanted))


def terms_for(statement: Statement, wish: Wish) -> Terms:
    """The terms of the rule set, with the seed and the position that were given instead.

    Raises BadValue (control_character) for a seed nobody could type again.
    """
    rules = statement.rules
    if wish.seed is not None:
        if not wish.seed.isprintable():
            raise BadValue(field="seed", why="control_character")
        rules = replace(rules, sampling_seed=wish.seed)
    if wish.position is not None:
        rules = replace(rules, sampling_position=wish.position)
    return terms_of(rules, statement.book.id, statement.position)
