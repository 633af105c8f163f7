"""Grant: what the database roles of an organisation may do in PostgreSQL."""

from __future__ import annotations

from typing import Final

import click
from sqlalchemy import Connection

from api.cli.desk import Desk
from api.cli.options import common
from ledger.errors import Unusable
from migrations import privileges

SHOWN: Final = 5


@click.command()
@click.option("--app", metavar="ROLE", default="", help="whom the service connects as: records and reads")
@click.option("--auditor", metavar="ROLE", default="", help="reads the journal, writes nothing")
@common
def grant(desk: Desk, *, app: str, auditor: str) -> None:
    """Give PostgreSQL roles what they need, and take back whatever else they were given.

    Typed as owner of the tables, after every upgrade; typing it again changes nothing. The roles are made
    beforehand, with passwords of their own. A role that could do more all the same is refused: a superuser,
    say, or a member of the owner.
    """
    asked = {name: role for name, role in (("app", app), ("auditor", auditor)) if role}
    if desk.found.dialect.name != "postgresql":
        raise Unusable("roles_need_postgresql")
    if not asked or app == auditor:
        raise Unusable("roles_not_named")
    with desk.engine.connect() as connection, connection.begin():
        for name, role in asked.items():
            _grant(connection, name, role)
    for name, role in asked.items():
        desk.say(f"{role}: {name}")
    desk.answer({"granted": asked})


def _grant(connection: Connection, name: str, role: str) -> None:
    if not privileges.known_role(connection, role):
        raise Unusable("unknown_role", role=role)
    more, less = privileges.grant(connection, role, privileges.ROLES[name])
    if more:
        raise Unusable("role_too_mighty", role=role, what=_some(more))
    if less:
        raise Unusable("not_the_owner", role=role, what=_some(less))


def _some(named: list[str]) -> str:
    return ", ".join(named[:SHOWN]) + (" …" if len(named) > SHOWN else "")


COMMANDS: Final = (grant,)
