"""What a reader sees follows from the roles the journal grants on that day, and from nothing else."""

from __future__ import annotations

from datetime import date

import pytest

from api.access.scope import scope_of
from tests.builders import a_book, a_command

DAY = date(2025, 11, 20)


@pytest.mark.parametrize(
    ("actor", "units"),
    (
        ("auditor", "all"),
        ("officer", "all"),
        ("spender", "1032"),
        ("neighbour", "1033"),
        ("root", "nothing"),  # who grants roles sees no money by that
        ("stranger", "nothing"),
    ),
)
def test_roles_open_their_units(actor: str, units: str) -> None:
    scope = scope_of(a_book().state.reference, actor, DAY)
    seen = "nothing" if scope is None else "all" if scope.whole else " ".join(sorted(scope.units or ()))
    assert seen == units


def test_a_role_that_was_revoked_opens_nothing_from_that_day_on() -> None:
    book = a_book(("root", a_command("revoke_role", from_on="2025-11-20")))
    before = scope_of(book.state.reference, "spender", date(2025, 11, 19))
    assert before is not None
    assert before.units == frozenset({"1032"})
    assert scope_of(book.state.reference, "spender", DAY) is None


def test_roles_for_some_units_add_up() -> None:
    more = a_command("grant_role", holder="spender", roles=["survey_lead"], units=["1033"])
    scope = scope_of(a_book(("root", more)).state.reference, "spender", DAY)
    assert scope is not None
    assert (scope.units, scope.whole, scope.reaches("DEPT")) == (frozenset({"1032", "1033"}), False, False)
