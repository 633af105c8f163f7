"""User: who may sign in: accounts made, listed, ended and given back; whoever does it learns no password."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final, cast

import click

from api.access import accounts
from api.access.accounts import SETUP_LASTS, Account, Lost
from api.access.sessions import end
from api.cli.desk import Desk
from api.cli.options import common
from ledger.errors import Unusable
from ledger.posting import utc_now
from ledger.store import writing


@click.group()
def user() -> None:
    """Make, list and end the accounts with which people sign in.

    Typed as owner of the tables, by whoever knows the person: that is the proof of identity.
    """


@user.command()
@click.argument("person", metavar="ACTOR")
@common
def create(desk: Desk, *, person: str) -> None:
    """Make an account for ACTOR, and the setup secret to hand over; it is shown this once.

    With it the person chooses a password and enrols a second factor, at /api/v1/account/setup.
    """
    _hand_over(desk, person, accounts.create(desk.engine, person, by=desk.who, now=utc_now()))


@user.command(name="list")
@common
def list_users(desk: Desk) -> None:
    """Every account of this place and how it stands."""
    with desk.engine.connect() as connection:
        known = accounts.accounts(connection)
    shown = [_plain(each) for each in known]
    for each in shown:
        desk.say(f"{each['state']:<10}  {each['created_at'][:10]}  {each['actor']}")
    desk.answer({"users": shown})


@user.command()
@click.argument("person", metavar="ACTOR")
@click.option(
    "--lost",
    type=click.Choice(("password", "factor", "both")),
    default="both",
    show_default=True,
    help="what is not lost is asked for again",
)
@common
def reset(desk: Desk, *, person: str, lost: str) -> None:
    """Let ACTOR choose again what was lost, with a new setup secret; every session ends."""
    _hand_over(desk, person, accounts.reset(desk.engine, person, utc_now(), cast("Lost", lost)))


@user.command()
@click.argument("person", metavar="ACTOR")
@common
def disable(desk: Desk, *, person: str) -> None:
    """Let ACTOR in no more: sessions end and tokens are taken back."""
    ended, taken_back = accounts.disable(desk.engine, person, utc_now())
    desk.say(f"{person}  disabled  sessions {ended}  tokens {taken_back}")
    desk.answer({"actor": person, "sessions_ended": ended, "tokens_taken_back": taken_back})


@user.command()
@click.argument("person", metavar="ACTOR")
@common
def enable(desk: Desk, *, person: str) -> None:
    """Let ACTOR in again; tokens that were taken back stay so."""
    _do(desk, person, "enabled", accounts.enable)


@user.command()
@click.argument("person", metavar="ACTOR")
@common
def unlock(desk: Desk, *, person: str) -> None:
    """Forget the failed attempts of ACTOR."""
    _do(desk, person, "unlocked", accounts.unlock)


@user.command(name="sign-out")
@click.argument("person", metavar="[ACTOR]", default="")
@click.option("--all", "everybody", is_flag=True, help="every session of this place")
@common
def sign_out(desk: Desk, *, person: str, everybody: bool) -> None:
    """End every session of ACTOR, or of everybody."""
    if bool(person) == everybody:
        raise Unusable("nobody_named")
    with writing(desk.engine) as connection, connection.begin():
        ended = end(connection, person)
    desk.say(f"{person or '*'}  sessions {ended}")
    desk.answer({"actor": person, "sessions_ended": ended})


def _do(desk: Desk, actor: str, done: str, change: Callable[..., None]) -> None:
    change(desk.engine, actor)
    desk.say(f"{actor}  {done}")
    desk.answer({"actor": actor, "state": done})


def _hand_over(desk: Desk, actor: str, setup: str) -> None:
    desk.say(setup)
    desk.say("  มอบให้เจ้าของบัญชีโดยตรงเดี๋ยวนี้ จะไม่แสดงอีก / Hand it over now: it is not shown again")
    desk.say(f"  {actor}  {SETUP_LASTS.days} วัน / days")
    desk.answer({"actor": actor, "setup": setup, "days": SETUP_LASTS.days})


def _plain(each: Account) -> dict[str, Any]:
    names = ("actor", "created_at", "created_by", "changed_at", "disabled_at", "setup_until")
    return {**{name: getattr(each, name) for name in names}, "state": each.state(utc_now())}


COMMANDS: Final = (user,)
