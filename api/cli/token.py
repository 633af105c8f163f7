"""Token: who may ask over HTTP: tokens made, listed and taken back."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any, Final

import click

from api.access.tokens import DAYS_MAX, Token, issue, revoke, tokens
from api.cli.desk import Desk
from api.cli.options import common
from ledger.commands import Command
from ledger.posting import utc_now

VERB: Final = click.Choice(sorted(Command.verbs))


@click.group()
def token() -> None:
    """Make, list and take back the tokens that open the API."""


@token.command()
@click.argument("holder")
@click.option("--days", type=click.IntRange(1, DAYS_MAX), default=90, show_default=True, help="until it ends")
@click.option("--label", default="", help="what it is for")
@click.option("--read-only", "reads_only", is_flag=True, help="it never writes, whatever its holder may")
@click.option("--unit", "units", multiple=True, help="it reaches this unit only (several times: these)")
@click.option(
    "--verb", "verbs", multiple=True, type=VERB, help="it asks for this only (several times: these)"
)
@common
def create(desk: Desk, *, holder: str, **said: Any) -> None:  # noqa: ANN401 - options of several kinds
    """Make a token for HOLDER, the actor it speaks for; its text is shown this once.

    It opens what the journal grants the holder, and nothing before anything is granted. It can say less.
    """
    made, text = issue(desk.engine, holder, by=desk.who, now=utc_now(), **said)
    desk.say(text)
    desk.say("  จดไว้เดี๋ยวนี้ จะไม่แสดงอีก / Keep it now: it is not shown again")
    desk.say(f"  {made.id}  {made.actor}  → {made.expires_at}")
    desk.answer({"token": text, **_plain(made)})


@token.command(name="list")
@common
def list_tokens(desk: Desk) -> None:
    """Every token of this place and how it stands; never its text."""
    with desk.engine.connect() as connection:
        known = tokens(connection)
    now = utc_now()
    for each in known:
        desk.say(f"{each.id}  {each.state(now):<8}  {each.expires_at[:10]}  {each.actor}  {each.label}")
    desk.answer({"tokens": [{**_plain(each), "state": each.state(now)} for each in known]})


@token.command(name="revoke")
@click.argument("id_", metavar="ID")
@common
def revoke_token(desk: Desk, *, id_: str) -> None:
    """Take a token back from now on."""
    gone = revoke(desk.engine, id_, utc_now())
    desk.say(f"{gone.id}  revoked  {gone.revoked_at}")
    desk.answer(_plain(gone))


def _plain(each: Token) -> dict[str, Any]:
    return asdict(each)


COMMANDS: Final = (token,)
