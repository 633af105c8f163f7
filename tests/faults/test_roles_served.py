"""The service behind its wall answers what it would answer as owner, and takes what it is sent."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Final, NamedTuple

import pytest
from sqlalchemy import Engine, text

from api.access.tokens import issue
from api.app import create_app
from ledger.posting import Journal, utc_now
from tests.builders import BOOK, DAY, EXAMPLES, NOW, a_world
from tests.databases import Postgres
from tests.faults.books import opened
from tests.faults.office import APP, OTHER, granted, roles, url_as
from tests.serving import Office, an_office

ADDRESSES: Final = (
    "/books",
    *(
        f"{path}{'&' if '?' in path else '?'}book={book}"
        for book in (BOOK, OTHER)
        for path in (
            "/allocations", "/allocations/1032", "/balances", "/balances?as_of=20", "/journal/entries",
            "/journal/entries/1",
            "/journal/entries/1/proof", "/checkpoint", "/districts", "/budget-lines", "/activities",
            "/reconciliations", "/transfers", "/vouchers",
        )
    ),
    "/journal/entries", "/problems", "/health/ready", f"/tiles/{BOOK}/checkpoint",
    f"/tiles/{BOOK}/tile/0/000",
)  # fmt: skip


class Doors(NamedTuple):
    """The same two books served as owner and as the service's own role."""

    owner: Office
    app: Office
    behind: Engine


@pytest.fixture
def doors(postgres: Postgres, migrated_postgres_url: str, tmp_path: Path) -> Iterator[Doors]:
    with roles(postgres), an_office(migrated_postgres_url, tmp_path) as owner:
        other = Journal(owner.engine, OTHER, lambda: NOW)
        for request, actor in a_world(OTHER):
            other.post(request, actor)
        with granted(owner.engine), opened(url_as(migrated_postgres_url, APP)) as engine:
            app = create_app(engine, owner.settings, lambda: NOW)
            yield Doors(owner, Office(app, owner.engine, owner.settings, owner.tokens), engine)


@pytest.mark.parametrize("who", ("root", "officer", "spender", ""))
def test_the_service_answers_what_the_owner_would(doors: Doors, who: str) -> None:
    statuses = set()
    for address in ADDRESSES:
        mine, theirs = doors.owner.get(who, address), doors.app.get(who, address)
        assert (theirs.status_code, theirs.data) == (mine.status_code, mine.data), address
        statuses.add(mine.status_code)
    assert 200 in statuses


def test_the_service_counts_failures_notes_use_and_posts(doors: Doors) -> None:
    wrong = f"Bearer khl_{'0' * 16}_{'x' * 43}"
    assert doors.app.send("GET", "", "/books", headers={"Authorization": wrong}).status_code == 401
    now = {"spender": issue(doors.owner.engine, "spender", by="root", now=utc_now())[1]}
    served = Office(create_app(doors.behind, doors.owner.settings), doors.behind, doors.owner.settings, now)
    for key in ("a", "b"):
        commitment = {**EXAMPLES["commit"], "verb": "commit", "effective_on": DAY, "number": f"CM-{key}"}
        said = served.command("spender", commitment, key, f"/commands?book={BOOK}")
        assert said.status_code == 201, said.text
    with doors.owner.engine.connect() as connection:
        assert connection.execute(text("SELECT times FROM failure")).scalars().all() == [1]
        used = "SELECT count(*) FROM token WHERE last_used_on <> ''"
        assert connection.execute(text(used)).scalar_one() == 1
