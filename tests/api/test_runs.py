"""Runs from a database: recorded once, posting what they confirm where the period allows, signed, stale."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date, datetime
from typing import Any, Final

import pytest

from api.runs import MadeRun, delta_of, dossier_of, make_run, run_of, sign
from api.statements import adopt, read
from ledger.commands import Command, SetRules
from ledger.databases import open_engine
from ledger.entries import Entry, Request
from ledger.errors import FindingsOpen, NotPermitted, SamePerson
from ledger.posting import Journal, utc_now
from ledger.verification import verify
from reconciliation.rule_set import rule_set_of
from reconciliation.runs.digests import inputs, output_digest
from reconciliation.statement import Statement
from tests.reconciliation.builders import CUT_OFF, PILOT, folder_book

TODAY: Final = date(2026, 5, 4)
APRIL: Final = date(2026, 4, 30)
PEOPLE: Final = {"maker": "reconciler", "checker": "reviewer", "head": "finance_head", "asker": "auditor"}


@pytest.fixture
def journal(migrated_url: str) -> Iterator[Journal]:
    made = pilot(migrated_url)
    yield made
    made.engine.dispose()


@pytest.fixture
def file(migrated_sqlite_url: str) -> Iterator[Journal]:
    made = pilot(migrated_sqlite_url)
    yield made
    made.engine.dispose()


def pilot(url: str, clock: Callable[[], datetime] = utc_now) -> Journal:
    """The worked example on a database, with the people of a review."""
    book = folder_book(PILOT)
    journal = Journal(open_engine(url), book.state.book, clock)
    for entry in book.entries:
        outcome = journal.post(entry.request, entry.actor)
        assert outcome.refusal is None, (entry, outcome.refusal)
    for holder, role in PEOPLE.items():
        said(journal, "clerk", "grant_role", holder=holder, roles=[role], from_on="2025-10-01")
    return journal


def said(journal: Journal, actor: str, verb: str, on: date = TODAY, **fields: Any) -> Entry:  # noqa: ANN401 - wire form
    own = {name: fields.pop(name) for name in ("original_on", "taken_over") if name in fields}
    command = Command.of_wire({"verb": verb, **fields})
    size = len(read(journal).entries)
    outcome = journal.post(Request(key=f"said-{size}", effective_on=on, command=command, **own), actor)
    assert outcome.refusal is None, (outcome.refusal.code, outcome.refusal.facts)
    return outcome.entries[-1]


def rules_of(journal: Journal) -> SetRules:
    return adopt(journal, PILOT / "rules.toml", "clerk")


def run(journal: Journal, on: date = CUT_OFF) -> MadeRun:
    return make_run(journal, on, rules_of(journal), "maker", TODAY)


def figures(statement: Statement) -> tuple[object, ...]:
    return statement.cells, statement.districts, statement.total


def answered(journal: Journal, made: MadeRun) -> None:
    for finding in made.statement.findings:
        if finding.severity == "HIGH":
            about = finding.fingerprint
            said(journal, "clerk", "reply", unit=finding.owner, finding=about, text="ชี้แจงแล้ว")


def signed(journal: Journal, on: date = CUT_OFF) -> MadeRun:
    made = run(journal, on)
    answered(journal, made)
    for step, actor in (("prepared", "maker"), ("reviewed", "checker"), ("signed", "head")):
        sign(journal, made.number, step, actor, TODAY)
    return made


def test_a_run_posts_what_it_confirms_and_changes_no_figure(journal: Journal) -> None:
    first = run(journal)
    again = run(journal)
    assert (first.number, first.known, again.number, again.known) == ("RUN-0001", False, "RUN-0001", True)
    assert (len(first.matches.posted), first.matches.unposted) == (9, ())
    assert (again.matches.posted, again.matches.unposted) == ((), ())
    assert figures(again.statement) == figures(first.statement)
    assert verify(journal.engine, journal.book).ok


def test_a_match_is_reprinted_by_the_rule_that_made_it(file: Journal) -> None:
    first, again = run(file), run(file)
    kept = {one.voucher_names: one for one in again.statement.matching.matches}
    for one in first.statement.matching.matches:
        now = kept[one.voucher_names]
        assert (now.rule, now.kind, now.status) == (one.rule, one.kind, one.status)
        assert (now.difference, now.alternatives, now.lam) == (one.difference, one.alternatives, one.lam)
    assert sum(bool(one.standing) for one in kept.values()) == 9


def test_a_run_records_what_it_read_and_found(file: Journal) -> None:
    made = run(file)
    known = run_of(read(file), made.number)
    rules = rule_set_of(rules_of(file))
    assert known.input_digest == inputs(read(file).entries, CUT_OFF, rules).digest(made.number)
    assert known.output_digest == output_digest(made.statement)
    assert (known.on, known.position, known.made_by, known.state) == (
        CUT_OFF, made.statement.position, "maker", "COMPLETED",
    )  # fmt: skip
    assert (known.counts["CONFIRMED"], known.counts["CRIT"]) == (9, 0)


def test_digests_hold_no_position(file: Journal) -> None:
    made = run(file)
    entries = read(file).entries
    rules = rule_set_of(rules_of(file))
    assert inputs(reversed(entries), CUT_OFF, rules).digest() == inputs(entries, CUT_OFF, rules).digest()
    assert output_digest(made.statement) == output_digest(run(file).statement)


def test_a_new_document_makes_a_new_run(file: Journal) -> None:
    run(file)
    line = {"line": "2569-HOUSING-SURVEY", "activity": "HH", "amount": "100.00"}
    said(file, "clerk", "disburse", CUT_OFF, number="PV-NEW", unit="1032", lines=[line], taken_over=True)
    assert run(file).number == "RUN-0002"


def test_an_undone_match_makes_a_new_run_which_posts_it_again(file: Journal) -> None:
    first = run(file)
    said(file, "checker", "unmatch", match=first.matches.posted[0].command.canonical()["number"], reason="x")
    again = run(file)
    assert (again.number, again.known) == ("RUN-0002", False)
    # It was undone after the cut-off: as of the cut-off it stood.
    assert (again.matches.posted, again.matches.unposted) == ((), ())


def test_a_run_into_a_closed_period_reports_its_matches_and_posts_none(file: Journal) -> None:
    said(file, "head", "close_period", through=CUT_OFF.isoformat())
    size = len(read(file).entries)
    made = run(file)
    assert {one.why for one in made.matches.unposted} == {"period_closed"}
    assert (len(made.matches.unposted), made.matches.posted) == (9, ())
    assert [entry.kind for entry in read(file).entries[size:]] == ["record_run"]


def test_a_match_whose_money_has_gone_since_is_reported_and_not_posted(file: Journal) -> None:
    said(file, "clerk", "disallow", voucher="PV-0001", amount="1.00", reason="x", taken_over=True)
    made = run(file)
    assert [(one.match.voucher_names, one.why) for one in made.matches.unposted] == [
        (("PV-0001",), "buckets_differ")
    ]
    assert len(made.matches.posted) == 8


def test_only_a_reconciler_makes_a_run(file: Journal) -> None:
    with pytest.raises(NotPermitted):
        make_run(file, CUT_OFF, rules_of(file), "asker", TODAY)


def test_a_run_waits_for_an_answer_to_every_high_finding(file: Journal) -> None:
    made = run(file)
    sign(file, made.number, "prepared", "maker", TODAY)
    sign(file, made.number, "reviewed", "checker", TODAY)
    with pytest.raises(FindingsOpen):
        sign(file, made.number, "signed", "head", TODAY)
    answered(file, made)
    sign(file, made.number, "signed", "head", TODAY)
    assert run_of(read(file), made.number).state == "SIGNED"
    assert read(file).reference.closed_through == CUT_OFF


def test_three_people_sign_a_run(file: Journal) -> None:
    made = run(file)
    said(file, "clerk", "grant_role", holder="maker", roles=["reviewer"], from_on="2025-10-01")
    sign(file, made.number, "prepared", "maker", TODAY)
    with pytest.raises(SamePerson):
        sign(file, made.number, "reviewed", "maker", TODAY)


def test_the_next_run_opens_with_what_the_signed_one_left(file: Journal) -> None:
    first = signed(file)
    second = run(file, APRIL)
    known = run_of(read(file), second.number)
    assert known.opening == first.number
    found = dossier_of(read(file), known)
    assert all(row.holds for row in found.rolled)
    assert [row.opening for row in found.rolled] == [row.closing for row in dossier_of(
        read(file), run_of(read(file), first.number)
    ).rolled]  # fmt: skip
    counts = known.counts
    assert counts["opening"] + counts["new"] - counts["cleared"] == counts["closing"]
    assert {item.state for item in found.items} >= {"CARRIED"}
    ages = {one.finding.code: one.age_days for one in found.findings}
    assert ages["E-SPLIT"] == (APRIL - CUT_OFF).days


def test_a_late_fact_makes_a_signed_run_stale_and_shows_the_delta(file: Journal) -> None:
    made = signed(file)
    assert delta_of(read(file), run_of(read(file), made.number)) == ()
    line = {"line": "2569-HOUSING-SURVEY", "activity": "HH", "amount": "100.00"}
    late = {"number": "PV-LATE", "unit": "1032", "lines": [line], "original_on": CUT_OFF}
    entry = said(file, "clerk", "disburse", TODAY, **late)
    stale = run_of(read(file), made.number)
    assert (stale.state, stale.touched_by) == ("STALE", entry.seq)
    delta = {
        (one.kind, one.subject, one.field): (one.before, one.after) for one in delta_of(read(file), stale)
    }
    before, after = delta["district", "1032", "disbursed"]
    assert int(after or 0) - int(before or 0) == 10_000
    assert delta["match", "PV-LATE", "status"][0] is None
    assert ("cell", "1032/HH", "direct") in delta


def test_what_happens_after_a_signed_period_leaves_it_standing(file: Journal) -> None:
    made = signed(file)
    line = {"line": "2569-HOUSING-SURVEY", "activity": "HH", "amount": "100.00"}
    said(file, "clerk", "disburse", TODAY, number="PV-NEXT", unit="1032", lines=[line])
    assert run_of(read(file), made.number).state == "SIGNED"


def test_two_databases_give_one_digest(migrated_sqlite_url: str, migrated_postgres_url: str) -> None:
    journals = [pilot(url) for url in (migrated_sqlite_url, migrated_postgres_url)]
    made = [run(each) for each in journals]
    assert len({one.statement.matching.digest for one in made}) == 1
    assert len({output_digest(one.statement) for one in made}) == 1
    for each in journals:
        each.engine.dispose()
