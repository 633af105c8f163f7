"""A sealed book of each kind, for those who attack it."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.conftest import BACKENDS
from tests.databases import Postgres, sqlite_url_of
from tests.faults.sealed import Sealed, written


@pytest.fixture(scope="module", params=BACKENDS)
def sealed(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Sealed]:
    """One book for all tests of a file; each leaves it as it was."""
    if request.param == "sqlite":
        url = sqlite_url_of(tmp_path_factory.mktemp("sealed") / "sealed.db")
        yield Sealed(url, written(url))
        return
    server: Postgres = request.getfixturevalue("postgres")
    url = server.fresh()
    yield Sealed(url, written(url))
    server.drop(url)
