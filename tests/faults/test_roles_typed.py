"""The commands of the terminal as the service's and as the auditor's role, behind the wall."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import NamedTuple

import pytest

from api.sitting import Sitting
from ledger.posting import Journal
from tests.databases import Postgres
from tests.faults.books import opened
from tests.faults.office import APP, AUDITOR, granted, roles, url_as
from tests.faults.sealed import written
from tests.terminal import PILOT, Terminal

DAY = ("--on", "2026-03-31")
RULES = ("--rules", PILOT / "rules.toml")
PILOT_BOOK = ("--book", "bma-housing-survey")


class Desks(NamedTuple):
    """The same place, in which there is another book, as the service and as the auditor."""

    app: Terminal
    auditor: Terminal


@pytest.fixture(scope="module")
def desks(
    postgres: Postgres, postgres_mould: str, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Desks]:
    url = postgres.fresh(postgres_mould)
    written(url, vouchers=2)
    with pytest.MonkeyPatch.context() as patch, roles(postgres), opened(url) as engine, granted(engine):
        patch.setenv("KHLANG_KEY", str(tmp_path_factory.mktemp("keys") / "khlang.key"))
        app, auditor = (Terminal(url_as(url, role)) for role in (APP, AUDITOR))
        app.ask("import", PILOT)
        yield Desks(app, auditor)
    postgres.drop(url)


def test_the_service_does_a_days_work(desks: Desks, tmp_path: Path) -> None:
    for words in (
        ("balance",), ("balance", "--as-of", "50", "--items"), ("show", "1"), ("history", "--unit", "1032"),
        ("reconcile", *DAY, *RULES, "--out", tmp_path / "out"), ("runs",), ("runs", "RUN-0001"),
        ("report", "--run", "RUN-0001", "--out", tmp_path / "run.xlsx"), ("suggestions", *DAY),
        ("signing-sheet", "RUN-0001", "--out", tmp_path / "sheet.pdf"), ("checkpoint",), ("proof", "1"),
        ("export", "hledger", "--out", tmp_path / "book.journal"), ("verify", "--deep"),
        ("export", "audit-bundle", *DAY, "--out", tmp_path / "bundle.zip"),
        ("template", "--out", tmp_path / "template.xlsx"),
    ):  # fmt: skip
        said = desks.app.type(*words, *PILOT_BOOK, "--json")
        assert said.code == 0, (words, said)


def test_a_sitting_of_the_service_and_one_of_the_auditor_say_the_same(desks: Desks) -> None:
    said = []
    for desk in desks:
        with opened(desk.database) as engine:
            sitting = Sitting(Journal(engine, PILOT_BOOK[1]))
            said += [sitting.statement(date(2026, 3, 31))[0] for _ in range(2)]
    assert said == [said[0]] * 4
    assert said[0].position > 100


def test_the_auditor_looks_and_records_nothing(desks: Desks, tmp_path: Path) -> None:
    before = desks.app.ask("balance", *PILOT_BOOK)["size"]
    for words, code in (
        (("balance",), 0), (("show", "1"), 0), (("verify", "--deep"), 0), (("runs",), 0),
        (("export", "hledger", "--out", tmp_path / "book.journal"), 0),
        (("checkpoint",), 2), (("proof", "1"), 2), (("import", PILOT), 2),
        (("reconcile", "--on", "2026-02-28", *RULES, "--out", tmp_path / "out"), 2),
    ):  # fmt: skip
        said = desks.auditor.type(*words, *PILOT_BOOK, "--json")
        assert said.code == code, (words, said)
        assert code == 0 or said.json["error"]["code"] == "role_may_not", (words, said)
    assert desks.app.ask("balance", *PILOT_BOOK)["size"] == before
