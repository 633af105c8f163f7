"""Neighbours: the same district alone and among others, whose rows must change no byte of its answers.

Every document of the others that a number can name is called `THEIRS`, and so is a unit and a line, so that a
request of the district that names them finds something of every kind, or, alone, nothing.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any, Final, NamedTuple

from api.access.tokens import issue
from api.app import create_app
from ledger.commands import Command
from ledger.commands.reference import ROLES
from ledger.databases import open_engine
from tests.builders import (
    EXAMPLES,
    NOW,
    Asked,
    a_command,
    a_request,
    a_transfer,
    a_voucher,
    a_world,
    hash_of,
)
from tests.faults.office import APP, granted, url_as
from tests.serving import Answer, Office, an_office

Step = tuple[str, Command]
LEG: Final = EXAMPLES["transfer"]["legs"][0]
THEIRS: Final = "X-9"
LOCAL: Final = "local"
"""Who holds every role, for the district 1032."""


def documents(unit: str, names: dict[str, str]) -> list[Step]:
    """A document of every kind that can be referred to, of a unit."""
    proposed = {**EXAMPLES["propose"]["command"], "unit": unit}
    return [
        ("officer", a_command("commit", number=names["commit"], unit=unit, amount="30.00")),
        ("officer", a_command("advance", number=names["advance"], unit=unit, borrower=f"B-{unit}")),
        ("officer", a_voucher(names["disburse"], {"amount": "50.00"}, unit=unit)),
        ("surveyor", a_command("deliver", number=names["deliver"], unit=unit)),
        ("committee", a_command("decide", delivery=names["deliver"], accepted=1)),
        ("head", a_command("carry_forward", number=names["carry"], unit=unit, amount="10.00")),
        ("officer", a_transfer(names["transfer"], to_unit=unit, amount="20.00")),
        ("officer", a_command("propose", number=names["propose"], command=proposed)),
        ("auditor", a_command("query", number=names["query"], unit=unit)),
        ("head", a_command("disallow", voucher=names["disburse"], unit=unit, amount="1.00")),
    ]


KINDS: Final = ("commit", "advance", "disburse", "deliver", "carry", "transfer", "propose", "query")
MINE: Final = {
    "commit": "CM-0", "advance": "AD-0", "disburse": "VC-0", "deliver": "LOT-0", "carry": "CF-0",
    "transfer": "TR-OWN", "propose": "PP-0", "query": "QU-1",
}  # fmt: skip

# What district 1032 does, or has done to it, the same in both books.
OWN: Final[tuple[Step, ...]] = (
    ("root", a_command("grant_role", holder=LOCAL, roles=sorted(ROLES), units=["1032"])),
    ("reconciler", a_command("record_run")),
    *documents("1032", MINE),
    ("spender", a_command("commit", number="C1", amount="100.00")),
    ("spender", a_voucher("V1", {"amount": "50.00"})),
    ("surveyor", a_command("deliver", number="LOT-1")),
    ("committee", a_command("decide", delivery="LOT-1")),
    ("receiver", a_command("confirm", transfer="TR-OWN", amount="5.00")),
    ("spender", a_voucher("V2", {"amount": "5.00"})),
)
# What others do in between.
FOREIGN: Final[tuple[Step, ...]] = (
    ("officer", a_command("register_unit", code=THEIRS, parent="DEPT")),
    ("officer", a_command("open_line", code=THEIRS, units=["1033"])),
    ("officer", a_transfer("TR-FOREIGN", to_unit="1033", amount="30.00")),
    ("neighbour", a_command("confirm", transfer="TR-FOREIGN", amount="10.00")),
    ("officer", a_command("set_rate", unit="1033", rate="77.00")),
    ("root", a_command("grant_role", holder="another", roles=["district_finance"], units=["1033"])),
    ("officer", a_voucher("V1", {"amount": "7.00"}, unit="1033")),
    ("officer", a_command("recall", transfer="TR-FOREIGN")),
    *documents("1033", dict.fromkeys(KINDS, THEIRS)),
    ("officer", a_command("commit", number="C1", unit="1033", amount="12.00")),
    ("officer", a_command("commit", number="CM-0", unit="1033", amount="12.00")),
    ("officer", a_voucher("V-9", {"amount": "1.00"}, unit="1033", vendor="V-9", invoice_no="INV-9")),
    ("officer", a_command("transfer", order_no=THEIRS, legs=[{**LEG, "number": "X-8", "to_unit": "1033"}])),
)
APPROVED: Final = hash_of(a_command("propose", command={**EXAMPLES["propose"]["command"], "unit": "1032"}))


def book(own: Iterable[Step] = OWN, foreign: Iterable[Step] = ()) -> list[Asked]:
    """The district's steps; the others' two by two between them, and the rest at the end."""
    made = list(a_world())
    waiting = list(foreign)
    for number, (who, said) in enumerate(own):
        theirs, waiting = waiting[:2], waiting[2:]
        made += [(a_request(other, f"theirs-{number}-{n}"), by) for n, (by, other) in enumerate(theirs)]
        made.append((a_request(said, f"own-{number}"), who))
    return made + [(a_request(other, f"theirs-last-{n}"), by) for n, (by, other) in enumerate(waiting)]


class Pair(NamedTuple):
    """The same district alone, and among others."""

    alone: Office
    among: Office


@contextmanager
def a_pair(urls: tuple[str, str], folder: Path, books: tuple[list[Asked], list[Asked]]) -> Iterator[Pair]:
    """Both offices, as the owner of the databases serves them."""
    with ExitStack() as stack:
        offices = [
            stack.enter_context(an_office(url, folder, world)) for url, world in zip(urls, books, strict=True)
        ]
        yield Pair(*(_with_local(office) for office in offices))


def _with_local(office: Office) -> Office:
    text = issue(office.engine, LOCAL, by="root", now=NOW)[1]
    return Office(office.app, office.engine, office.settings, {**office.tokens, LOCAL: text})


@contextmanager
def behind_walls(pair: Pair) -> Iterator[Pair]:
    """The same two offices, as the service's own role serves them (tests.faults.office.roles made it)."""
    with ExitStack() as stack:
        yield Pair(*(stack.enter_context(_behind(office)) for office in pair))


@contextmanager
def _behind(office: Office) -> Iterator[Office]:
    with granted(office.engine):
        engine = open_engine(url_as(office.settings.database, APP))
        try:
            app = create_app(engine, office.settings, lambda: NOW)
            yield Office(app, engine, office.settings, office.tokens)
        finally:
            engine.dispose()


def told(answer: Answer) -> tuple[int, bytes, dict[str, str]]:
    """All that an answer is: its status, its body, and its headers but for the number of the request."""
    headers = {name: value for name, value in answer.headers.items() if name != "X-Request-Id"}
    return answer.status_code, answer.data, headers


def both(pair: Pair, who: str, plain: Any, key: str, path: str) -> tuple[Answer, Answer]:  # noqa: ANN401 - JSON
    """What somebody is told of a request in either office."""
    alone, among = (office.command(who, plain, key, path) for office in pair)
    return alone, among
