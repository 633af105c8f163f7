"""Evidence: what a run held against what: its matches and remainders, and those it leaves to a person.

They are of the statement the run stands for, about units in scope, and so never change.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import asdict
from typing import Any, ClassVar, Final

import marshmallow as ma

from api.resources.asking import Ask
from api.resources.fields import (
    Choice,
    Document,
    Listing,
    Name,
    Page,
    both,
    day,
    flag,
    money,
    next_page,
    ordinal,
    rows,
    text,
    texts,
    whole,
)
from api.resources.operation import Arguments, Routes, reads
from api.resources.runs import known_run, statement_seen
from api.wire import day as day_text
from api.wire import opaque, parts_of
from ledger.errors import BadValue
from ledger.money import Money
from ledger.texts import LANGUAGES
from reconciliation.matching.match import RULES, STATUSES, Leg, Match, Option
from reconciliation.runs.run import Run
from reconciliation.wording import word_match

routes: Final = Routes("evidence")
SUGGESTED: Final = "SUGGESTED"


class LegSeen(Document):
    """What a match takes of a voucher."""

    number = text("number")
    fiscal_year = ordinal("document_fiscal_year")
    parts = ma.fields.List(
        ma.fields.Integer(), required=True, metadata={"description": both("fields", "parts")}
    )
    amount = money()


class LotSeen(Document):
    """A lot a match settles."""

    number = text("delivery")
    earned = money("earned")


class MatchWords(Document):
    """A match in words."""

    rule = text()
    status = text()
    reason = text()


class MatchFound(Document):
    """Vouchers and lots that one rule holds against each other, or what no rule could match."""

    KEY: ClassVar = ("no",)
    no = ordinal("place_in_list")
    unit = text("unit")
    activity = text("activity")
    rule = text("match_rule")
    kind = text("match_kind")
    status = text("match_status")
    reason = text("match_reason")
    spend = money("spend")
    earned = money("earned")
    difference = money("difference")
    pending_worth = money("pending_worth")
    rejected_worth = money("rejected_worth")
    alternatives = whole("alternatives")
    lam = text("lam")
    referenced = flag("referenced")
    standing = flag("match_standing")
    vouchers = rows(LegSeen)
    deliveries = rows(LotSeen)
    th = ma.fields.Nested(MatchWords, required=True)
    en = ma.fields.Nested(MatchWords, required=True)


class Answers(Document):
    """One answer that a suggestion offers."""

    vouchers = texts("option_vouchers")
    deliveries = texts("option_deliveries")


class Suggestion(MatchFound):
    """A match that a person decides, with up to three answers."""

    best = rows(Answers)


class RunMatches(Listing):
    """A page of what a run matched."""

    run = text("run")
    on = day()
    matches = rows(MatchFound)
    next = next_page()


class Suggestions(Listing):
    """A page of what a run leaves to a person."""

    run = text("run")
    on = day()
    suggestions = rows(Suggestion)
    next = next_page()


class SuggestionsAsked(Page):
    """Which suggestions."""

    unit = Name(load_default="", metadata={"description": both("fields", "unit")})
    activity = Name(load_default="", metadata={"description": both("fields", "activity")})


class MatchesAsked(SuggestionsAsked):
    """Which matches."""

    status = Choice(*STATUSES, metadata={"description": both("fields", "match_status")})
    rule = Choice(*RULES, metadata={"description": both("fields", "match_rule")})


@reads(routes, "/reconciliations/<path:number>/matches", RunMatches, MatchesAsked)
def run_matches(ask: Ask, wanted: Arguments, number: str) -> dict[str, Any]:
    """Every match and every remainder, by unit, activity and first voucher."""
    known = known_run(ask, number)
    found = [one for one in _found(ask, known, wanted) if wanted["status"] in {"", one.status}]
    return _page(known, "matches", found, wanted, _match)


@reads(routes, "/reconciliations/<path:number>/suggestions", Suggestions, SuggestionsAsked)
def suggestions(ask: Ask, wanted: Arguments, number: str) -> dict[str, Any]:
    """What the rules suggest and a person decides, by a match of their own."""
    known = known_run(ask, number)
    matches = _found(ask, known, {**wanted, "rule": ""})
    found = [one for one in matches if one.status == SUGGESTED]
    return _page(known, "suggestions", found, wanted, _suggestion)


def _found(ask: Ask, known: Run, wanted: Arguments) -> list[Match]:
    """Matches about units in scope, of a unit, activity and rule where they are named."""
    unit = ask.unit(wanted["unit"]) if wanted["unit"] else ""
    asked = {"unit": unit, "activity": wanted["activity"], "rule": wanted["rule"]}
    matches = statement_seen(ask, known).matching.matches
    kept = [one for one in matches if all(said in {"", getattr(one, name)} for name, said in asked.items())]
    return sorted(kept, key=lambda one: (one.unit, one.activity, min(map(_order, one.vouchers))))


def _order(leg: Leg) -> tuple[str, int, tuple[int, ...]]:
    return leg.number, leg.fiscal_year, leg.parts


def _page(
    known: Run, name: str, found: list[Match], wanted: Arguments, shown: Callable[[Match], dict[str, Any]]
) -> dict[str, Any]:
    """A page of what never changes: a cursor is a place in it."""
    start = _place(wanted["cursor"])
    end = start + wanted["limit"]
    page = [{"no": no, **shown(one)} for no, one in enumerate(found[start:end], start + 1)]
    after = opaque(str(end)) if end < len(found) else None
    return {"run": known.number, "on": day_text(known.on), name: page, "next": after}


def _place(cursor: str) -> int:
    if not cursor:
        return 0
    try:
        (place,) = parts_of(cursor, 1)
        return int(place[:9]) if place.isascii() and place.isdigit() else _no_cursor()
    except ValueError:
        return _no_cursor()


def _no_cursor() -> int:
    raise BadValue(field="cursor", why="not_a_cursor") from None


def _match(one: Match) -> dict[str, Any]:
    names = ("unit", "activity", "rule", "kind", "status", "reason")
    return {
        **{name: getattr(one, name) for name in names},
        **{name: str(Money(getattr(one, name))) for name in ("spend", "earned", "difference")},
        "pending_worth": str(Money(one.pending)),
        "rejected_worth": str(Money(one.rejected)),
        "alternatives": one.alternatives,
        "lam": "" if one.lam is None else str(one.lam),
        "referenced": one.referenced,
        "standing": one.standing > 0,
        "vouchers": [_leg(leg) for leg in sorted(one.vouchers, key=_order)],
        "deliveries": [{"number": lot.number, "earned": str(Money(lot.earned))} for lot in one.deliveries],
        **{language: asdict(word_match(one, language)) for language in LANGUAGES},
    }


def _leg(leg: Leg) -> dict[str, Any]:
    return {
        "number": leg.number,
        "fiscal_year": leg.fiscal_year,
        "parts": list(leg.parts),
        "amount": str(Money(leg.amount)),
    }


def _suggestion(one: Match) -> dict[str, Any]:
    return {**_match(one), "best": [_option(each) for each in one.best]}


def _option(option: Option) -> dict[str, Any]:
    return {"vouchers": list(option.vouchers), "deliveries": list(option.deliveries)}
