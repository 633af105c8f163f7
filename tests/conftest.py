"""What every test may ask for: databases of both kinds, and how hard property tests try."""

from __future__ import annotations

import os
import shutil
from typing import TYPE_CHECKING

import pytest
from hypothesis import HealthCheck, settings

from tests.databases import Postgres, migrate, prepare_at, running_postgres, sqlite_url_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

BACKENDS = ("sqlite", "postgresql")

# The same examples on every machine and small enough for each change; `make properties` searches further.
settings.register_profile(
    "test",
    max_examples=25,
    stateful_step_count=30,
    derandomize=True,
    database=None,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow],
)
settings.register_profile(
    "full",
    max_examples=1_000,
    stateful_step_count=100,
    deadline=None,
    print_blob=True,
    suppress_health_check=[HealthCheck.too_slow],
)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "test"))


@pytest.fixture(scope="session")
def postgres() -> Iterator[Postgres]:
    """The one PostgreSQL server of this run."""
    with running_postgres() as server:
        yield server


@pytest.fixture
def sqlite_url(tmp_path: Path) -> str:
    """A new empty SQLite file."""
    return sqlite_url_of(tmp_path / "empty.db")


@pytest.fixture
def postgres_url(postgres: Postgres) -> Iterator[str]:
    """A new empty PostgreSQL database."""
    url = postgres.fresh()
    yield url
    postgres.drop(url)


@pytest.fixture(params=BACKENDS)
def database_url(request: pytest.FixtureRequest) -> str:
    """A new empty database of each kind in turn."""
    return str(request.getfixturevalue({"sqlite": "sqlite_url", "postgresql": "postgres_url"}[request.param]))


@pytest.fixture(scope="session")
def sqlite_mould(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An SQLite file with all tables and nothing in them, made once."""
    file = tmp_path_factory.mktemp("mould") / "mould.db"
    prepare_at(sqlite_url_of(file), migrate)
    return file


@pytest.fixture(scope="session")
def postgres_mould(postgres: Postgres) -> str:
    """The name of a PostgreSQL database with all tables and nothing in them, made once."""
    return postgres.mould("mould", migrate)


@pytest.fixture
def fresh_sqlite(tmp_path: Path, sqlite_mould: Path) -> Callable[[], str]:
    """Makes as many SQLite files with all tables as a test asks for."""

    def fresh() -> str:
        file = tmp_path / f"book_{len(list(tmp_path.glob('book_*.db')))}.db"
        shutil.copy(sqlite_mould, file)
        return sqlite_url_of(file)

    return fresh


@pytest.fixture
def fresh_postgres(postgres: Postgres, postgres_mould: str) -> Iterator[Callable[[], str]]:
    """Makes as many PostgreSQL databases with all tables as a test asks for."""
    made: list[str] = []

    def fresh() -> str:
        made.append(postgres.fresh(postgres_mould))
        return made[-1]

    yield fresh
    for url in made:
        postgres.drop(url)


@pytest.fixture
def migrated_sqlite_url(fresh_sqlite: Callable[[], str]) -> str:
    """A new SQLite file with all tables."""
    return fresh_sqlite()


@pytest.fixture
def migrated_postgres_url(fresh_postgres: Callable[[], str]) -> str:
    """A new PostgreSQL database with all tables."""
    return fresh_postgres()


@pytest.fixture(params=BACKENDS)
def migrated_url(request: pytest.FixtureRequest) -> str:
    """A new database of each kind in turn, with all tables."""
    kinds = {"sqlite": "migrated_sqlite_url", "postgresql": "migrated_postgres_url"}
    return str(request.getfixturevalue(kinds[request.param]))
