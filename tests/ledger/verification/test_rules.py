"""Rules asked again: a history that the rules would not have made is found without any checkpoint."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import orjson
import pytest

from ledger.entries import canonical
from ledger.verification.report import Problems
from ledger.verification.rules import rules_agree
from tests.builders import BOOK, a_book, a_command, hash_of
from tests.ledger.verification.rows import a_spent_book

PROPOSAL = a_command("propose")
APPROVED = a_book(
    ("spender", PROPOSAL),
    ("head", a_command("approve", proposal="PP-1", content_hash=hash_of(PROPOSAL))),
)


def said(bodies: list[bytes]) -> list[tuple[str, str]]:
    problems = Problems()
    rules_agree(BOOK, bodies, problems)
    return [(problem.facts["seq"], problem.facts["why"]) for problem in problems.kept]


@pytest.mark.parametrize("desk", (a_spent_book(), APPROVED), ids=("spent", "approved"))
def test_a_history_that_the_rules_made_is_made_again(desk: Any) -> None:  # noqa: ANN401 - a desk
    assert said([entry.body() for entry in desk.entries]) == []


FORGERIES: tuple[tuple[str, Callable[[dict[str, Any]], object], str], ...] = (
    ("somebody else", lambda p: p.update(actor="nobody"), "not_permitted"),
    ("another amount moved", lambda p: p["lines"][0].update(amount="-1"), "other_entry"),
    (
        "more than there is",
        lambda p: p["request"]["command"]["lines"][0].update(amount="99999999"),
        "other_entry",
    ),
    ("no amount at all", lambda p: p["request"]["command"]["lines"][0].update(amount="0"), "BadValue"),
    ("an unknown verb", lambda p: p["request"]["command"].update(verb="gift"), "KeyError"),
)


@pytest.mark.parametrize(
    ("change", "why"), [case[1:] for case in FORGERIES], ids=[case[0] for case in FORGERIES]
)
def test_an_entry_that_the_rules_would_not_make_is_named(
    change: Callable[[dict[str, Any]], object], why: str
) -> None:
    entries = a_spent_book().entries
    spent = next(entry for entry in entries if entry.kind == "disburse")
    plain = orjson.loads(spent.body())
    change(plain)
    forged = [canonical(plain) if entry is spent else entry.body() for entry in entries]
    assert said(forged) == [(str(spent.seq), why)]
