"""Review: matches by hand, questions and answers, and waivers."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict
from datetime import date
from typing import Any, Final

import click

from api.cli.desk import Desk
from api.cli.options import DAY, common
from api.clock import today
from api.matches import Holdings, by_hand
from api.statements import make_statement, read
from ledger.commands import Approve, Command, Propose, Unmatch
from ledger.commands.review import OPINIONS
from ledger.entries import Entry, Request, content_hash
from ledger.errors import UnknownProposal, Unusable
from ledger.money import Money, format_money
from ledger.texts import LANGUAGES
from reconciliation.matching.match import Match
from reconciliation.wording import word_match

_ON: Final = click.option("--on", type=DAY, help="day of business (else today in Bangkok)")


def _post(desk: Desk, command: Command, on: date | None) -> Entry:
    """Post one command; the same content on one day is one request. Raises its refusal."""
    day = on or today()
    request = Request(key=f"review:{day}:{content_hash(command)}", effective_on=day, command=command)
    outcome = desk.journal.post(request, desk.who)
    if outcome.refusal:
        raise outcome.refusal
    return outcome.entries[-1]


def _done(desk: Desk, entry: Entry, **more: object) -> None:
    number = getattr(entry.command, "number", "")
    desk.say(f"{entry.seq:>8}  {entry.kind}  {number}")
    desk.answer({"seq": entry.seq, "kind": entry.kind, "number": number, **more})


def _plain(**wire: str | None) -> Mapping[str, str]:
    """What was given; options left out are absent."""
    return {name: value for name, value in wire.items() if value}


# ── matches ──


@click.command()
@click.option("--number", help="number of the new match")
@click.option("--unit", help="unit of the vouchers and lots")
@click.option("--activity", help="activity of the vouchers and lots")
@click.option("--voucher", "vouchers", multiple=True, help="a voucher: all of it that is not matched")
@click.option("--lot", "lots", multiple=True, help="a lot: all it has earned that is not settled")
@click.option("--reason", help="why these belong together")
@click.option("--approve", metavar="PROPOSAL", help="approve what somebody else has proposed")
@_ON
@common
def match(
    desk: Desk,
    *,
    approve: str | None,
    on: date | None,
    vouchers: tuple[str, ...],
    lots: tuple[str, ...],
    **said: str | None,
) -> None:
    """Propose a match of vouchers with lots, or approve the one a colleague proposed."""
    if approve:
        _approve(desk, approve, on)
        return
    statement, _ = make_statement(desk.journal, on or today())
    command = by_hand(
        statement,
        Holdings(desk.journal, statement),
        number=_needed(said, "number"),
        unit=_needed(said, "unit"),
        activity=_needed(said, "activity"),
        vouchers=vouchers,
        lots=lots,
        reason=_needed(said, "reason"),
    )
    _done(desk, _post(desk, Propose(number=f"P-{command.number}", command=command), on))


def _needed(said: Mapping[str, str | None], name: str) -> str:
    value = said[name]
    if not value:
        raise Unusable("missing_option", option=f"--{name}")
    return value


def _approve(desk: Desk, number: str, on: date | None) -> None:
    """Approve a proposal as it stands in the journal."""
    for entry in read(desk.journal).entries:
        command = entry.command
        if isinstance(command, Propose) and command.number == number and not entry.refused:
            seen = content_hash(command.command)
            _done(desk, _post(desk, Approve(proposal=number, content_hash=seen), on))
            return
    raise UnknownProposal(number=number, state="none")


@click.command()
@click.argument("number")
@click.option("--reason", required=True, help="why it was wrong")
@_ON
@common
def unmatch(desk: Desk, number: str, *, reason: str, on: date | None) -> None:
    """Undo a match that somebody else posted."""
    _done(desk, _post(desk, Unmatch(match=number, reason=reason), on))


@click.command()
@click.option("--on", type=DAY, required=True, help="cut-off")
@click.option("--unit", help="only this unit")
@common
def suggestions(desk: Desk, *, on: date, unit: str | None) -> None:
    """What the rules suggest and leave to a person."""
    statement, _ = make_statement(desk.journal, on)
    found = [
        one
        for one in statement.matching.matches
        if one.status == "SUGGESTED" and (not unit or one.unit == unit)
    ]
    for one in found:
        papers = f"{' '.join(one.voucher_names)} ← {' '.join(one.lot_numbers)}"
        desk.say(
            f"{one.rule:<3} {one.unit}/{one.activity}  {papers}  {_money(one.spend)} / {_money(one.earned)}"
        )
        for language in LANGUAGES:
            desk.say(f"    {word_match(one, language).reason}")
    desk.answer({"on": on.isoformat(), "suggestions": [_suggested(one) for one in found]})


def _suggested(one: Match) -> dict[str, Any]:
    return {
        "rule": one.rule,
        "unit": one.unit,
        "activity": one.activity,
        "vouchers": list(one.voucher_names),
        "lots": list(one.lot_numbers),
        "spend": one.spend,
        "earned": one.earned,
        "reason": one.reason,
        "why": {language: word_match(one, language).reason for language in LANGUAGES},
        "alternatives": one.alternatives,
        "best": [asdict(each) for each in one.best],
        "lambda": None if one.lam is None else str(one.lam),
    }


def _money(minor: int) -> str:
    return format_money(Money(minor))


# ── questions and answers ──


@click.command()
@click.argument("text")
@click.option("--number", required=True, help="number of the query")
@click.option("--unit", required=True, help="who is asked")
@click.option("--finding", help="fingerprint of the finding it is about")
@click.option("--voucher", help="voucher of the unit it is about")
@click.option("--answer-by", help="when the answer is due")
@_ON
@common
def query(desk: Desk, *, on: date | None, **said: str | None) -> None:
    """Ask a unit about a finding or a voucher."""
    _done(desk, _post(desk, Command.of_wire({"verb": "query", **_plain(**said)}), on))


@click.command()
@click.argument("text")
@click.option("--unit", required=True, help="who answers")
@click.option("--query", help="the query that is answered")
@click.option("--finding", help="fingerprint of a finding nobody has asked about")
@_ON
@common
def reply(desk: Desk, *, on: date | None, **said: str | None) -> None:
    """Answer a query, or explain a finding."""
    _done(desk, _post(desk, Command.of_wire({"verb": "reply", **_plain(**said)}), on))


@click.command()
@click.argument("text")
@click.option("--opinion", "opinion", type=click.Choice(OPINIONS), required=True, help="the conclusion")
@click.option("--query", help="the query that is concluded")
@click.option("--finding", help="fingerprint of the finding that is concluded")
@_ON
@common
def opinion(desk: Desk, *, on: date | None, **said: str | None) -> None:
    """Conclude on a query or a finding."""
    _done(desk, _post(desk, Command.of_wire({"verb": "give_opinion", **_plain(**said)}), on))


@click.command()
@click.option("--number", help="number of the new waiver")
@click.option("--finding", help="fingerprint of the one finding")
@click.option("--code", help="or every finding of this code")
@click.option("--unit", help="within this unit (else everywhere)")
@click.option("--cap", help="up to this amount, such as 1500.00")
@click.option("--expires-on", help="last day")
@click.option("--reason", help="why no answer is needed")
@click.option("--approve", metavar="PROPOSAL", help="approve what somebody else has proposed; two people do")
@_ON
@common
def waive(desk: Desk, *, approve: str | None, on: date | None, **said: str | None) -> None:
    """Propose that findings need no answer, or approve what a colleague proposed."""
    if approve:
        _approve(desk, approve, on)
        return
    number = _needed(said, "number")
    command = Command.of_wire({"verb": "waive", **_plain(**said)})
    _done(desk, _post(desk, Propose(number=f"P-{number}", command=command), on))


COMMANDS: Final = (match, unmatch, suggestions, query, reply, opinion, waive)
