"""`khlang serve` has a worker beside it that carries out what is asked, unless told to have none."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from tests.served import ask, served
from tests.terminal import PILOT, Terminal

VERIFY: dict[str, Any] = {"kind": "verification"}


@pytest.fixture
def place(tmp_path: Path) -> Terminal:
    made = Terminal(f"sqlite:///{tmp_path}/book.db")
    made.ask("import", PILOT)
    return made


def test_what_is_asked_over_http_is_carried_out_beside_the_server(place: Terminal, tmp_path: Path) -> None:
    token = place.ask("token", "create", place.actor)["token"]
    with served(place, log=tmp_path / "log") as (port, _):
        status, job = ask(port, "/api/v1/reports", token, VERIFY, "v")
        while not job["ended_at"]:
            status, job = ask(port, job["href"], token)
    assert (status in {200, 201}, job["state"], job["result"]["ok"]) == (True, "done", True)
    assert job["id"] in (tmp_path / "log").read_text("utf-8")


def test_a_server_may_have_no_worker_and_a_worker_no_server(place: Terminal, tmp_path: Path) -> None:
    token = place.ask("token", "create", place.actor)["token"]
    with served(place, "--no-jobs", log=tmp_path / "log") as (port, _):
        status, job = ask(port, "/api/v1/reports", token, VERIFY, "v")
    assert (status, job["state"]) == (202, "waiting")


def test_a_worker_needs_a_database_that_is_there(tmp_path: Path) -> None:
    said = Terminal(f"sqlite:///{tmp_path}/none.db").type("work", "--json")
    assert (said.code, said.json["error"]["code"]) == (2, "no_database")
