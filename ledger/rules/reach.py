"""Reach: what an actor of some units may name; anything else is to them as if it were not there.

Asked as a request comes in, before it is judged. What fails leaves no entry and binds no key, whether the
thing is another's or nobody's: so neither the answer, nor the journal, nor asking again tells them apart.
Entries on record are judged anew without it, as what they say was decided then.

Told all the same, because a rule of the whole book says it: that a number of a series of the whole book is
used, that a vendor's invoice was paid, and that a borrower has an open advance.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Final, cast

from ledger import commands as c
from ledger.documents import Document, references_of
from ledger.entries import Entry, Request
from ledger.errors import NotPermitted, OutOfScope, Refusal, UnknownEntry, UnknownLine
from ledger.rules.authority import askers_of, own_units, scopes
from ledger.rules.context import Context
from ledger.rules.decide import Outcome, judge
from ledger.rules.state import State

Units = frozenset[str]
# Verbs that act for no unit: for who has some units only, they end out of scope whatever they say.
_OF_THE_BOOK: Final = c.RecordRun | c.RecordStatement


def receive(state: State, request: Request, actor: str, recorded_at: str) -> Outcome:
    """What becomes of a request as it comes in: nothing at all of what is beyond reach."""
    refusal = beyond(state, request, actor, recorded_at)
    return Outcome(refusal=refusal) if refusal else judge(state, request, actor, recorded_at)


def beyond(state: State, request: Request, actor: str, recorded_at: str) -> Refusal | None:
    """Why a request is not judged at all; None where it is, and where its key was answered before."""
    context = Context(state, request, actor, recorded_at)
    command = request.command
    asked = command.command if isinstance(command, c.Propose) else command
    units = reach(context, asked)
    if units is None or state.posted(actor, request.key):
        return None
    try:
        _acts_within(context, asked, units)
        _names_within(context, asked, units)
    except Refusal as refusal:
        return refusal
    return None


def reach(context: Context, command: c.Command) -> Units | None:
    """The units of who asks; None for every unit, and where the rules will refuse who asks."""
    reference, actor, today = context.reference, context.actor, context.today
    own = own_units(reference, actor, today)
    if not all(own):
        return None
    askers = askers_of(command, taken_over=context.request.taken_over)
    try:
        held = own + scopes(reference, actor, askers, command.verb, today)
    except NotPermitted:
        return None
    if not all(held):
        return None
    units = frozenset(unit for units in held for unit in units)
    # A unit that the command names as its own is asked about before anything else.
    return units if getattr(command, "unit", "") in {*units, ""} else None


def _acts_within(context: Context, command: c.Command, units: Units) -> None:
    """Raise UnknownLine for a line that concerns other units, OutOfScope where another unit would act."""
    if command.reference or isinstance(command, _OF_THE_BOOK):
        raise OutOfScope(actor=context.actor, unit="")
    lines = context.reference.lines
    for code in _lines_of(command):
        if code not in lines or not _open_to(lines[code], units):
            raise UnknownLine(line=code)
    for unit in _acting(context, command):
        if unit not in units:
            raise OutOfScope(actor=context.actor, unit=unit)


def _lines_of(command: c.Command) -> Iterator[str]:
    yield from (code for name in ("line", "from_line", "to_line") if (code := getattr(command, name, "")))
    if isinstance(command, c.Disburse):
        yield from (charge.line for charge in command.lines)
    if isinstance(command, c.Transfer):
        yield from (leg.line for leg in command.legs)


def _open_to(line: c.OpenLine, units: Units) -> bool:
    return not line.units or line.owner_unit in units or not units.isdisjoint(line.units)


def _acting(context: Context, command: c.Command) -> Iterator[str]:
    """Whose the act is where the command does not say: the owner's of the line, or who gives money back."""
    lines = context.reference.lines
    if isinstance(command, c.Transfer):
        for leg in command.legs:
            owner = lines[leg.line].owner_unit
            yield leg.from_unit if leg.kind == "return" and leg.to_unit == owner else owner
    elif not hasattr(command, "unit"):
        first = next(_lines_of(command), "")
        yield from [lines[first].owner_unit] if first else []


def _names_within(context: Context, command: c.Command, units: Units) -> None:
    """Raise unknown_… for a document that concerns other units only, or that is not there."""
    unit = getattr(command, "unit", "")
    for kinds, number in references_of(command):
        if number and not any(concerns(paper, units) for paper in context.candidates(kinds, number, unit)):
            context.one([], "source" if len(kinds) > 1 else kinds[0], number)
    if isinstance(command, c.Reverse) and command.seq:
        entry = context.state.entry(command.seq)
        if entry is None or units.isdisjoint(_units_of(entry)):
            raise UnknownEntry(seq=command.seq)


def concerns(paper: Document, units: Units) -> bool:
    """Whether a document is about some units: issued by one, or one is named in that part of it."""
    if paper.kind == "record_run":  # runs are of every unit, and everybody may know of them
        return True
    if paper.kind == "transfer":
        leg = cast("c.Transfer", paper.entry.command).legs[paper.part]
        return not units.isdisjoint({paper.entry.unit, leg.from_unit, leg.to_unit})
    return paper.unit in units or not units.isdisjoint(_units_of(paper.entry))


def _units_of(entry: Entry) -> Iterable[str]:
    return {entry.unit, *(line.bucket.unit for line in entry.lines)}
