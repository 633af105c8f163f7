"""Offices for the tests of the API."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.serving import Office, an_office


@pytest.fixture
def office(migrated_sqlite_url: str, tmp_path: Path) -> Iterator[Office]:
    """A small book, served from SQLite."""
    with an_office(migrated_sqlite_url, tmp_path) as opened:
        yield opened


@pytest.fixture
def each_office(migrated_url: str, tmp_path: Path) -> Iterator[Office]:
    """A small book, served from each database in turn."""
    with an_office(migrated_url, tmp_path) as opened:
        yield opened
