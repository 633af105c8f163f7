"""Behind its wall the service writes lists and keeps preconditions as its owner would."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from api.access.tokens import issue
from api.app import create_app
from api.resources.form_examples import EXAMPLES
from ledger.posting import Journal, utc_now
from tests.builders import NOW, a_world
from tests.databases import Postgres
from tests.faults.books import opened
from tests.faults.office import APP, OTHER, granted, roles, url_as
from tests.serving import Office, an_office


@pytest.fixture
def walled(postgres: Postgres, migrated_postgres_url: str, tmp_path: Path) -> Iterator[Office]:
    """Two books behind the wall, served as the service's own role."""
    with roles(postgres), an_office(migrated_postgres_url, tmp_path) as owner:
        other = Journal(owner.engine, OTHER, lambda: NOW)
        for request, actor in a_world(OTHER):
            other.post(request, actor)
        tokens = {
            who: issue(owner.engine, who, by="root", now=utc_now())[1] for who in ("spender", "receiver")
        }
        with granted(owner.engine), opened(url_as(migrated_postgres_url, APP)) as engine:
            app = create_app(engine, owner.settings)
            yield Office(app, owner.engine, owner.settings, tokens)


def test_a_tag_is_looked_at_within_the_wall(walled: Office) -> None:
    path = f"/transfers/TR-3?book={OTHER}"
    tag = walled.get("receiver", path).headers["ETag"]
    data = json.dumps({"amount": "10.00", "effective_on": "2025-11-10"}).encode()
    statuses = []
    for key, seen in (("a", tag), ("a", tag), ("b", tag), ("c", '"x"'), ("d", "*")):
        headers = {"Content-Type": "application/json", "Idempotency-Key": key, "If-Match": seen}
        address = f"/transfers/TR-3/receipts?book={OTHER}"
        statuses.append(walled.send("POST", "receiver", address, headers=headers, data=data).status_code)
    assert statuses == [201, 201, 412, 412, 201]


def test_a_list_and_what_is_believed_of_a_purse_are_taken_within_the_wall(walled: Office) -> None:
    body = EXAMPLES["record_commit"].sent()
    rows = [{**body, "number": f"C{n}"} for n in range(3)]
    said = walled.command("spender", rows, path=f"/commitments/bulk?book={OTHER}")
    assert said.status_code == 200, said.text
    path = f"/commitments?book={OTHER}&available_at_least=850.00"
    first, second = (walled.command("spender", {**body, "number": key}, key, path) for key in ("a", "b"))
    assert (first.status_code, second.status_code, second.json["code"]) == (201, 409, "available_less")
