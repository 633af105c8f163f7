"""Matches, questions, waivers and runs from the terminal."""

from __future__ import annotations

from pathlib import Path
from typing import Any, Final

import pytest

from api.runs import make_run
from api.statements import adopt
from ledger.databases import open_engine
from ledger.posting import Journal
from tests.api.test_runs import said
from tests.reconciliation.builders import CUT_OFF
from tests.terminal import PILOT, Terminal, post_file

BOOK: Final = "bma-housing-survey"
DAY: Final = ("--on", "2026-05-04")
PEOPLE: Final = {
    "maker": "reconciler",
    "checker": "reviewer",
    "second": "reviewer",
    "head": "finance_head",
    "asker": "auditor",
}


@pytest.fixture
def office(tmp_path: Path) -> Terminal:
    """The worked example, and everybody a review needs."""
    terminal = Terminal(f"sqlite:///{tmp_path}/book.db")
    terminal.ask("import", PILOT)
    grants = [
        {"verb": "grant_role", "holder": holder, "roles": [role], "from_on": "2025-10-01"}
        for holder, role in PEOPLE.items()
    ]
    terminal.ask("post", post_file(tmp_path, *grants))
    return terminal


def seat(office: Terminal, actor: str) -> Terminal:
    return Terminal(office.database, actor)


def a_run(office: Terminal, on: Any = CUT_OFF) -> str:  # noqa: ANN401 - a day of business
    engine = open_engine(office.database)
    journal = Journal(engine, BOOK)
    number = make_run(journal, on, adopt(journal, PILOT / "rules.toml", office.actor), "maker", on).number
    engine.dispose()
    return number


def held(office: Terminal, stage: str) -> int:
    return sum(each["balance"] for each in office.ask("balance", "--stage", stage)["balances"])


MATCH: Final = (
    *("match", "--number", "MT-1", "--unit", "1032", "--activity", "COM", "--reason", "เอกสารครบ"),
    *("--voucher", "PV-0001", "--lot", "DN-1032-01", *DAY),
)


def test_a_match_is_proposed_by_one_approved_by_another_and_undone_by_a_third(office: Terminal) -> None:
    proposed = seat(office, "maker").ask(*MATCH)
    assert (proposed["kind"], proposed["number"], held(office, "matched")) == ("propose", "P-MT-1", 0)
    refused = seat(office, "maker").type("match", "--approve", "P-MT-1", *DAY, "--json")
    assert (refused.code, refused.json["error"]["code"]) == (1, "not_permitted")
    approved = seat(office, "checker").ask("match", "--approve", "P-MT-1", *DAY)
    assert (approved["kind"], approved["number"]) == ("match", "MT-1")
    assert held(office, "matched") == held(office, "settled") > 0
    seat(office, "second").ask("unmatch", "MT-1", "--reason", "ผิดรายการ", *DAY)
    assert held(office, "matched") == 0


CELL_OF: Final[dict[str, Any]] = {"unit": "1032", "activity": "HH"}
CELL: Final = ("--unit", "1032", "--activity", "HH", "--reason", "x")


@pytest.mark.parametrize(
    ("words", "code", "error"),
    (
        (CELL, 2, "missing_option"),
        ((*CELL, "--number", "M", "--voucher", "no"), 1, "unknown_voucher"),
        (("--approve", "P-9"), 1, "unknown_proposal"),
    ),
)
def test_a_match_that_cannot_be_made_is_refused(
    office: Terminal, words: tuple[str, ...], code: int, error: str
) -> None:
    said = seat(office, "maker").type("match", *words, "--json")
    assert (said.code, said.json["error"]["code"]) == (code, error)


def test_a_run_is_listed_signed_by_three_people_and_closes_its_period(office: Terminal) -> None:
    number = a_run(office)
    (known,) = office.ask("runs")["runs"]
    assert (known["number"], known["state"], known["on"]) == (number, "COMPLETED", "2026-03-31")
    findings = office.ask("runs", number)["findings"]
    steps = (("prepared", "maker"), ("reviewed", "checker"), ("signed", "head"))
    states = [seat(office, who).ask("sign", number, "--step", step, *DAY)["state"] for step, who in steps[:2]]
    waiting = seat(office, "head").type("sign", number, "--step", "signed", *DAY, "--json")
    assert waiting.json["error"]["code"] == "findings_open"
    for one in findings:
        if one["severity"] == "HIGH":
            office.ask("reply", "ชี้แจงแล้ว", "--unit", one["owner"], "--finding", one["fingerprint"], *DAY)
    states += [
        seat(office, who).ask("sign", number, "--step", step, *DAY)["state"] for step, who in steps[2:]
    ]
    assert states == ["PREPARED", "REVIEWED", "SIGNED"]
    late = {"verb": "close_period", "through": "2026-03-31", "effective_on": "2026-05-04"}
    refused = office.type("post", post_file(Path(office.database[10:]).parent, late), "--json")
    assert [each["code"] for each in refused.json["refused"]] == ["period_closed"]


def test_a_run_shows_what_it_left_open(office: Terminal) -> None:
    shown = office.ask("runs", a_run(office))
    assert [row["opening"] + row["new"] - row["cleared"] - row["closing"] for row in shown["rolled"]] == [
        0,
        0,
    ]
    open_vouchers = {item["subject"]: item["state"] for item in shown["items"] if item["kind"] == "voucher"}
    assert open_vouchers["PV-0022"] == "WAITING"
    assert (shown["delta"], shown["agrees"]) == ([], True)
    told = office.type("runs", shown["number"]).out
    asked = [item["key"] for item in shown["items"] if item["kind"] == "finding"]
    assert asked
    assert [key for key in asked if f"--finding {key}" not in told] == []


def test_a_record_that_does_not_say_what_its_position_gives_is_shown_as_such(office: Terminal) -> None:
    run = {
        "verb": "record_run", "number": "RUN-X", "on": "2026-03-31", "position": 30, "rules_version": "1",
        "rules_digest": "0", "input_digest": "0", "output_digest": "0", "effective_on": "2026-05-04",
    }  # fmt: skip
    seat(office, "maker").ask("post", post_file(Path(office.database[10:]).parent, run))
    assert office.ask("runs", "RUN-X")["agrees"] is False
    assert "does not say what is on record" in office.type("runs", "RUN-X").out


def test_two_runs_are_compared_figure_by_figure(office: Terminal) -> None:
    first, second = a_run(office, CUT_OFF.replace(month=2, day=28)), a_run(office)
    assert office.ask("compare", first, first)["differences"] == []
    kinds = {one["kind"] for one in office.ask("compare", first, second)["differences"]}
    assert kinds == {"cell", "district", "match", "finding"}
    assert office.type("compare", first, "RUN-9", "--json").json["error"]["code"] == "unknown_document"


def test_a_query_is_asked_answered_and_concluded(office: Terminal) -> None:
    seat(office, "asker").ask(
        "query", "เหตุใดจึงจ่ายก่อนตรวจรับ", "--number", "Q-1", "--unit", "1010", "--voucher", "PV-0011", *DAY
    )
    disputed = office.ask("runs", a_run(office))["items"]
    assert {item["subject"] for item in disputed if item["state"] == "DISPUTED"} == {"PV-0011"}
    office.ask("reply", "จ่ายตามสัญญา", "--unit", "1010", "--query", "Q-1", *DAY)
    said = seat(office, "asker").ask("opinion", "รับฟังได้", "--opinion", "accepted", "--query", "Q-1", *DAY)
    assert said["kind"] == "give_opinion"
    assert office.type("opinion", "x", "--opinion", "accepted", "--query", "Q-9", "--json").code == 1


def test_a_waiver_is_proposed_by_one_and_approved_by_two(office: Terminal) -> None:
    words = ("waive", "--number", "W-1", "--code", "E-SPLIT", "--cap", "999999.00", "--reason", "ราคาเหมา")
    seat(office, "maker").ask(*words, "--expires-on", "2026-09-30", *DAY)
    kinds = [
        seat(office, who).ask("waive", "--approve", "P-W-1", *DAY)["kind"] for who in ("checker", "second")
    ]
    assert kinds == ["approve", "waive"]
    items = office.ask("runs", a_run(office))["items"]
    assert {item["state"] for item in items if item["status"] == "E-SPLIT"} == {"WAIVED"}


def test_suggestions_wait_for_a_person(office: Terminal) -> None:
    said = office.ask("suggestions", "--on", "2026-03-31")
    assert said["suggestions"] == []
    assert office.type("suggestions", "--on", "2026-03-31").code == 0


def test_a_suggestion_says_in_both_languages_why_a_person_must_decide(office: Terminal) -> None:
    engine = open_engine(office.database)
    journal = Journal(engine, BOOK)
    own: dict[str, Any] = {"on": CUT_OFF, "taken_over": True}
    for lot in ("DN-X1", "DN-X2"):
        said(journal, office.actor, "deliver", number=lot, quantity=10, vendor="VX", **CELL_OF, **own)
        said(journal, office.actor, "decide", delivery=lot, accepted=10, **own)
    line = {"line": "2569-HOUSING-SURVEY", "activity": "HH", "amount": "855.00"}
    paper: dict[str, Any] = {"number": "PV-X", "unit": "1032", "vendor": "VX", "lines": [line]}
    said(journal, office.actor, "disburse", **paper, **own)
    engine.dispose()
    (one,) = office.ask("suggestions", "--on", "2026-03-31")["suggestions"]
    assert (one["vouchers"], one["alternatives"], one["reason"]) == (["PV-X"], 2, "several")
    shown = office.type("suggestions", "--on", "2026-03-31").out
    assert [one["why"][language] in shown for language in ("th", "en")] == [True, True]


def test_a_person_reads_what_a_program_reads(office: Terminal) -> None:
    number = a_run(office)
    told = office.type("runs", number).out
    assert "COMPLETED" in told
    assert "PV-0022" in told
    assert number in office.type("runs").out
