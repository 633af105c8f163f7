"""A sealed book to be tampered with: every table has rows, a tile among them, and a checkpoint is held."""

from __future__ import annotations

from typing import Final, NamedTuple

from sqlalchemy import Engine

from ledger.checkpoints import make_checkpoint
from ledger.posting import Journal
from ledger.signing import SigningKey
from tests.builders import BOOK, NOW, Asked, a_command, a_request, a_voucher, a_world, hash_of
from tests.databases import migrate
from tests.faults.books import opened

ORIGIN: Final = f"khlang.test/{BOOK}"
KEY: Final = SigningKey(ORIGIN, bytes(range(32)))
VOUCHERS: Final = 250


class Sealed(NamedTuple):
    """A sealed book, and the checkpoint an auditor took with him. Who tampers puts things right again."""

    url: str
    note: str


def a_history(amount: str = "0.01", vouchers: int = VOUCHERS) -> list[Asked]:
    """A small world, something of every kind of projection, and `vouchers`; the last costs `amount`."""
    proposal = a_command("propose")
    asked = [
        *a_world(),
        (a_request(a_command("commit"), "commit"), "spender"),
        (a_request(a_command("advance"), "advance"), "spender"),
        (a_request(a_command("deliver"), "deliver"), "surveyor"),
        (a_request(a_command("decide", delivery="LOT-1"), "decide"), "committee"),
        (a_request(proposal, "propose"), "spender"),
        (
            a_request(a_command("approve", proposal="PP-1", content_hash=hash_of(proposal)), "approve"),
            "approver",
        ),
        (a_request(a_command("disburse", number="VC-0"), "wrong"), "spender"),
        (a_request(a_command("reverse"), "reverse"), "head"),
        (a_request(a_command("void_number"), "void"), "spender"),
        (a_request(a_command("commit", number="CM-2", amount="9999.00"), "too much"), "spender"),
    ]
    return asked + [
        (
            a_request(a_voucher(f"V{n}", {"amount": "0.01" if n < vouchers - 1 else amount}), f"v{n}"),
            "spender",
        )
        for n in range(vouchers)
    ]


def post_history(engine: Engine, history: list[Asked]) -> None:
    """Post a history at one moment, so that equal histories make equal bytes."""
    journal = Journal(engine, BOOK, lambda: NOW)
    run: list[Asked] = []
    for asked in [*history, None]:
        if run and (asked is None or asked[1] != run[-1][1]):
            journal.post_all([request for request, _ in run], run[-1][1])
            run = []
        if asked is not None:
            run.append(asked)


def written(url: str, amount: str = "0.01", vouchers: int = VOUCHERS) -> str:
    """Write the book into an empty place, sign it, and keep the checkpoint; its note."""
    with opened(url) as engine:
        migrate(engine)
        post_history(engine, a_history(amount, vouchers))
        return make_checkpoint(engine, BOOK, KEY, ORIGIN)
