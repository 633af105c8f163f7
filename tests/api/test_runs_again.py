"""Runs made again: what another rule set, another day, a refused signature or a sample make of them."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any, Final

import pytest

from api.runs import MadeRun, dossier_of, make_run, run_of, sign
from api.statements import adopt, read
from ledger.commands import RecordRun, SetRules
from ledger.entries import Request
from ledger.errors import ContentDiffers, FindingsOpen, RunStale, UnknownDocument
from ledger.posting import Journal
from ledger.verification import verify
from reconciliation.matching.rows import matches_rows
from reconciliation.rule_set import rule_set_of
from reconciliation.runs.digests import inputs, output_digest
from tests.api.test_runs import TODAY, answered, pilot, said
from tests.reconciliation.builders import CUT_OFF, PILOT

APRIL: Final = date(2026, 4, 30)
RULES: Final = (PILOT / "rules.toml").read_text("utf-8")


@pytest.fixture
def file(migrated_sqlite_url: str) -> Iterator[Journal]:
    made = pilot(migrated_sqlite_url)
    yield made
    made.engine.dispose()


@pytest.fixture
def journal(migrated_url: str) -> Iterator[Journal]:
    made = pilot(migrated_url)
    yield made
    made.engine.dispose()


def ruled(journal: Journal, folder: Path, version: str, *changes: str) -> SetRules:
    """The pilot's rules with some lines changed, under a version of their own."""
    lines = {change.partition(" =")[0]: change for change in changes}
    text = "\n".join(lines.get(line.partition(" =")[0], line) for line in RULES.splitlines())
    path = folder / f"{version}.toml"
    path.write_text(text.replace("pilot-1", version), encoding="utf-8")
    return adopt(journal, path, "clerk")


def run(journal: Journal, rules: SetRules, on: date = CUT_OFF) -> MadeRun:
    return make_run(journal, on, rules, "maker", TODAY)


def confirmed(made: MadeRun) -> set[str]:
    return {one.rule for one in made.statement.matching.matches if one.status == "CONFIRMED"}


def stands(journal: Journal, made: MadeRun) -> bool:
    """Whether what is shown of a run is what it put on record."""
    return run_of(read(journal), made.number).output_digest == output_digest(made.statement)


def test_two_rule_sets_that_confirm_different_matches_make_runs_of_their_own(
    file: Journal, tmp_path: Path
) -> None:
    tolerant = ruled(file, tmp_path, "tolerant", "sum_window_days = 0")
    exact = ruled(file, tmp_path, "exact", 'group_tolerance = "0.00"')
    first, second = run(file, tolerant), run(file, exact)
    assert (first.number, confirmed(first)) == ("RUN-0001", {"R1", "R2", "R2T"})
    # The second finds the matches of the first standing, the one within the tolerance among them.
    assert (second.number, confirmed(second)) == ("RUN-0002", {"R1", "R2", "R2T", "R4"})
    assert {str(entry.command.canonical()["rule"]) for entry in second.matches.posted} == {"R4"}
    # It is itself when asked again, as it had read what the first posted.
    assert (run(file, exact).number, stands(file, second)) == ("RUN-0002", True)
    # The first had not read what the second posted: this is a new run, and then the same one.
    third = run(file, tolerant)
    assert (third.number, third.known, confirmed(third)) == ("RUN-0003", False, {"R1", "R2", "R2T", "R4"})
    again = run(file, tolerant)
    assert (again.number, again.known, stands(file, again)) == ("RUN-0003", True, True)


def test_a_run_is_not_signed_once_another_has_posted_matches_at_its_cut_off(
    file: Journal, tmp_path: Path
) -> None:
    first = run(file, ruled(file, tmp_path, "tolerant", "sum_window_days = 0"))
    answered(file, first)
    sign(file, first.number, "prepared", "maker", TODAY)
    sign(file, first.number, "reviewed", "checker", TODAY)
    run(file, ruled(file, tmp_path, "exact", 'group_tolerance = "0.00"'))
    with pytest.raises(RunStale):
        sign(file, first.number, "signed", "head", TODAY)


def test_a_known_run_draws_the_sample_of_the_position_it_read(file: Journal, tmp_path: Path) -> None:
    live = ruled(file, tmp_path, "live", "position = 0", 'findings = ["E-SAMPLE-FAIL",')
    first, again = run(file, live), run(file, live)
    assert (again.known, again.statement.position > first.statement.position) == (True, True)
    assert stands(file, again)
    assert again.statement.findings == first.statement.findings


def test_posting_its_matches_changes_nothing_a_run_says_on_whatever_day_it_is_asked_again(
    file: Journal,
) -> None:
    rules = adopt(file, PILOT / "rules.toml", "clerk")
    first = run(file, rules)
    for today in (TODAY, TODAY.replace(month=9)):
        again = make_run(file, CUT_OFF, rules, "maker", today).statement
        assert (again.cells, again.districts, again.total) == (
            first.statement.cells, first.statement.districts, first.statement.total,
        )  # fmt: skip
        assert again.findings == first.statement.findings
        assert matches_rows(again.matching) == matches_rows(first.statement.matching)


def test_a_signature_that_was_refused_may_be_given_once_nothing_stands_in_its_way(file: Journal) -> None:
    made = run(file, adopt(file, PILOT / "rules.toml", "clerk"))
    sign(file, made.number, "prepared", "maker", TODAY)
    sign(file, made.number, "reviewed", "checker", TODAY)
    with pytest.raises(FindingsOpen) as refused:
        sign(file, made.number, "signed", "head", TODAY)
    high = [one for one in made.statement.findings if one.severity == "HIGH"]
    assert refused.value.facts == {"run": made.number, "severity": "HIGH", "count": str(len(high))}
    answered(file, made)
    signature = sign(file, made.number, "signed", "head", TODAY)
    assert run_of(read(file), made.number).state == "SIGNED"
    assert sign(file, made.number, "signed", "head", TODAY) == signature


def test_the_ledger_and_the_dossier_agree_on_what_waits_for_an_answer(journal: Journal) -> None:
    made = run(journal, adopt(journal, PILOT / "rules.toml", "clerk"))
    sign(journal, made.number, "prepared", "maker", TODAY)
    sign(journal, made.number, "reviewed", "checker", TODAY)
    high = [one for one in made.statement.findings if one.severity == "HIGH"]
    asked, answered_one, concluded = high[:3]
    for no, one in enumerate((asked, answered_one)):
        about: dict[str, Any] = {"number": f"Q{no}", "unit": one.owner, "finding": one.fingerprint}
        said(journal, "asker", "query", text="?", **about)
    said(journal, "clerk", "reply", unit=answered_one.owner, query="Q1", text="ชี้แจง")
    said(journal, "asker", "give_opinion", finding=concluded.fingerprint, opinion="noted", text="รับทราบ")
    waived: dict[str, Any] = {"number": "W", "code": high[-1].code, "expires_on": "2026-09-30", "reason": "x"}
    said(journal, "clerk", "waive", cap="99999999.00", taken_over=True, **waived)
    with pytest.raises(FindingsOpen) as refused:
        sign(journal, made.number, "signed", "head", TODAY)
    found = dossier_of(read(journal), run_of(read(journal), made.number)).findings
    waiting = [one for one in found if one.finding.severity == "HIGH" and not one.settled]
    assert asked in [one.finding for one in waiting]
    assert len(high) - 3 >= len(waiting) == int(refused.value.facts["count"])


def test_a_refused_signature_is_nothing_that_the_run_would_have_to_read_again(
    file: Journal, tmp_path: Path
) -> None:
    rules = ruled(file, tmp_path, "all", 'findings = ["E-REFUSED",')
    made = run(file, rules, TODAY)
    sign(file, made.number, "prepared", "maker", TODAY)
    sign(file, made.number, "reviewed", "checker", TODAY)
    with pytest.raises(FindingsOpen):
        sign(file, made.number, "signed", "head", TODAY)
    again = run(file, rules, TODAY)
    assert (again.number, again.known) == (made.number, True)


def forged(journal: Journal, rules: SetRules) -> None:
    """A run on record that read what the next one will, and says it found something else."""
    entries = read(journal).entries
    digest = inputs(entries, CUT_OFF, rule_set_of(rules)).digest()
    command = RecordRun(
        number="RUN-X",
        on=CUT_OFF,
        position=len(entries),
        rules_version=rules.version,
        rules_digest=rules.digest,
        input_digest=digest,
        output_digest="00" * 32,
    )
    outcome = journal.post(Request(key="forged", effective_on=TODAY, command=command), "maker")
    assert outcome.refusal is None


def test_a_record_that_says_something_else_is_not_the_run_and_is_not_signed(file: Journal) -> None:
    rules = adopt(file, PILOT / "rules.toml", "clerk")
    forged(file, rules)
    with pytest.raises(ContentDiffers):
        sign(file, "RUN-X", "prepared", "maker", TODAY)
    made = run(file, rules)
    assert (made.number, made.known, stands(file, made)) == ("RUN-0002", False, True)
    assert run(file, rules).known


def test_what_a_person_has_taken_apart_no_later_run_ties_again(file: Journal) -> None:
    rules = adopt(file, PILOT / "rules.toml", "clerk")
    first = run(file, rules)
    number = first.matches.posted[0].command.canonical()["number"]
    said(file, "checker", "unmatch", CUT_OFF, match=number, reason="ผิดงาน")
    later = run(file, rules, APRIL)
    assert ([one.why for one in later.matches.unposted], later.matches.posted) == (["undone"], ())
    assert [leg.number for leg in later.matches.unposted[0].match.vouchers] == ["PV-0001"]


def test_an_earlier_cut_off_reports_and_does_not_post_what_a_later_one_matched(file: Journal) -> None:
    rules = adopt(file, PILOT / "rules.toml", "clerk")
    later, earlier = run(file, rules, APRIL), run(file, rules)
    assert (len(later.matches.posted), earlier.matches.posted) == (9, ())
    assert {one.why for one in earlier.matches.unposted} == {"buckets_differ"}
    assert verify(file.engine, file.book).ok


def test_a_step_of_a_run_that_is_not_there_is_refused(file: Journal) -> None:
    with pytest.raises(UnknownDocument):
        sign(file, "RUN-9", "prepared", "maker", TODAY)
