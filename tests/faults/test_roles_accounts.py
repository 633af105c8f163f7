"""What the service and the auditor cannot do to accounts, sessions and tokens in PostgreSQL."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

import pytest

from tests.databases import Postgres
from tests.faults.office import APP, AUDITOR, Office, an_office, refused

DENIED: Final = "42501"


@pytest.fixture(scope="module")
def sealed(postgres: Postgres) -> Iterator[Office]:
    """A database and its roles, to be attacked."""
    with an_office(postgres) as made:
        yield made


@pytest.mark.parametrize("who", (APP, AUDITOR))
@pytest.mark.parametrize(
    "attack",
    (
        "INSERT INTO account SELECT * FROM account",
        "UPDATE account SET disabled_at = ''",
        "UPDATE account SET actor = 'me'",
        "DELETE FROM account",
        "UPDATE session SET expires_at = '9'",
        "UPDATE session SET actor = 'root'",
        "UPDATE recovery SET digest = 'x'",
        "TRUNCATE session",
        "ALTER TABLE token DISABLE ROW LEVEL SECURITY",
        "DROP POLICY token_in_use ON token",
    ),
)
def test_nobody_but_the_owner_makes_an_account_or_lengthens_anything(
    sealed: Office, who: str, attack: str
) -> None:
    assert refused(sealed, who, attack) == DENIED


@pytest.mark.parametrize("table", ("account", "recovery", "session", "token"))
def test_the_auditor_sees_none_of_it(sealed: Office, table: str) -> None:
    assert refused(sealed, AUDITOR, f"SELECT 1 FROM {table}") == DENIED
