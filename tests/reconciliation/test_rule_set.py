"""Rule sets: what a file may say, what the journal keeps, and which one is in force."""

from __future__ import annotations

import tomllib
from datetime import date
from fractions import Fraction

import pytest

from ledger.commands import Command, Parameter, SetRules
from ledger.errors import BadValue, Unusable
from ledger.money import Money
from reconciliation.catalogue import CODES
from reconciliation.findings import FINDINGS
from reconciliation.rule_set import default_rules, in_force, read_rules, rule_set_of, set_rules_of
from tests.reconciliation.builders import PILOT

HEAD = 'version = "v1"\nvalid_from = "2025-10-01"\n'
SAMPLED = HEAD + '[sampling]\nseed = "x"\n'


def test_the_pilots_rules_are_typed() -> None:
    rules = read_rules((PILOT / "rules.toml").read_text("utf-8"))
    assert (rules.version, rules.valid_from) == ("pilot-1", date(2025, 10, 1))
    assert (rules.approval_limit, rules.overhead_cap_percent) == (Money(10_000_000), Fraction(3))
    assert (rules.lambda_max, rules.sampling_position) == (Fraction(1, 20), 28)
    assert len(rules.findings) == 17


def test_the_default_file_names_every_parameter_and_switches_on_all_that_is_built() -> None:
    rules = default_rules()
    assert set(rules.findings) == set(CODES)
    assert {p.name for p in set_rules_of(HEAD).parameters} >= {"approval_limit", "cpi_min"}
    assert [code for code, _ in FINDINGS] == list(CODES)
    assert len(set(CODES)) == len(CODES)


@pytest.mark.parametrize(
    "other",
    (
        "# a comment\n" + HEAD + 'approval_limit = "500.00"\nsplit_window_days = 9\n',
        HEAD + 'split_window_days = "9"\napproval_limit = "500"\n',
        'split_window_days = 9\napproval_limit = "500.0"\nvalid_from = 2025-10-01\nversion = "v1"\n',
    ),
)
def test_the_digest_is_of_what_a_file_says_and_not_of_how_it_is_written(other: str) -> None:
    said = set_rules_of(HEAD + 'approval_limit = "500.00"\nsplit_window_days = 9\n')
    assert set_rules_of(other) == said


@pytest.mark.parametrize(
    "other",
    (
        HEAD,
        HEAD + "split_window_days = 8",
        HEAD + "split_window_days = 7\nfindings = []",
        HEAD.replace("v1", "v2") + "split_window_days = 7",
        HEAD.replace("10-01", "10-02") + "split_window_days = 7",
    ),
)
def test_other_rules_have_another_digest(other: str) -> None:
    assert set_rules_of(other).digest != set_rules_of(HEAD + "split_window_days = 7").digest


def test_the_journal_keeps_the_defaults_of_the_day() -> None:
    command = set_rules_of(HEAD)
    kept = Command.of_journal(command.plain())
    assert isinstance(kept, SetRules)
    assert rule_set_of(kept) == read_rules(HEAD)
    assert rule_set_of(kept).split_window_days == default_rules().split_window_days
    assert Parameter(name="overhead_cap_percent", value="3") in kept.parameters


@pytest.mark.parametrize(
    ("text", "field", "why"),
    (
        ('valid_from = "2025-10-01"', "version", "missing"),
        ('version = "v"', "valid_from", "missing"),
        ('version = "v"\nvalid_from = "2568-10-01"', "valid_from", "buddhist_year"),
        ('version = 3\nvalid_from = "2025-10-01"', "version", "not_text"),
        (HEAD + "aproval_limit = 3", "aproval_limit", "unknown_field"),
        (HEAD + '[sampling]\nsede = "x"', "sampling.sede", "unknown_field"),
        (HEAD + "[rules]\nx = 1", "rules.x", "unknown_field"),
        (HEAD + "approval_limit = 100.5", "approval_limit", "float"),
        (HEAD + 'approval_limit = "-1"', "approval_limit", "negative"),
        (HEAD + 'approval_limit = "1.005"', "approval_limit", "over_precise"),
        (HEAD + "overhead_cap_percent = 3.0", "overhead_cap_percent", "float"),
        (HEAD + 'overhead_cap_percent = "3 %"', "overhead_cap_percent", "not_a_number"),
        (HEAD + "split_window_days = 7.0", "split_window_days", "not_a_whole_number"),
        (HEAD + "split_window_days = true", "split_window_days", "not_a_whole_number"),
        (HEAD + 'split_window_days = "๗"', "split_window_days", "not_a_whole_number"),
        (HEAD + "split_window_days = -7", "split_window_days", "not_a_whole_number"),
        (HEAD + "[sampling]\nseed = 3", "sampling.seed", "not_text"),
        (HEAD + 'findings = "E-BAL"', "findings", "not_a_list"),
        (HEAD + 'findings = ["E-BALL"]', "findings", "not_in_list"),
        (HEAD + "findings = [3]", "findings", "not_in_list"),
    ),
)
def test_a_bad_rules_file_is_refused_by_field_and_reason(text: str, field: str, why: str) -> None:
    with pytest.raises(BadValue) as refused:
        set_rules_of(text)
    assert (refused.value.facts["field"], refused.value.facts["why"]) == (field, why)


def test_what_is_no_toml_is_unusable() -> None:
    with pytest.raises(Unusable) as trouble:
        set_rules_of("version: v1")
    assert (trouble.value.code, trouble.value.facts["why"]) == ("unreadable_file", "not_toml")


def test_findings_are_kept_once_and_sorted() -> None:
    command = set_rules_of(HEAD + 'findings = ["E-SOD", "E-BAL", "E-SOD"]')
    assert command.findings == ("E-BAL", "E-SOD")
    assert set_rules_of(HEAD + "findings = []").findings == ()
    assert set(set_rules_of(HEAD).findings) == set(CODES)


def test_the_latest_start_is_in_force_and_of_two_the_later_posted() -> None:
    old, new, other = (
        set_rules_of(f'version = "{name}"\nvalid_from = "{since}"')
        for name, since in (("old", "2025-10-01"), ("new", "2026-01-01"), ("other", "2026-01-01"))
    )
    assert in_force((new, old), date(2025, 12, 31)).version == "old"
    assert in_force((other, new, old), date(2026, 1, 1)).version == "new"
    assert in_force((), date(2026, 1, 1)) == default_rules()
    assert in_force((new,), date(2025, 12, 31)) == default_rules()


def test_a_parameter_that_a_later_version_knows_does_no_harm() -> None:
    command = set_rules_of(HEAD)
    wider = SetRules(
        version="w",
        valid_from=command.valid_from,
        digest=command.digest,
        parameters=(*command.parameters, Parameter(name="not_yet", value="1")),
    )
    assert rule_set_of(wider).approval_limit == default_rules().approval_limit


def test_every_default_is_written_with_its_kind() -> None:
    plain = tomllib.loads((PILOT.parents[3] / "reconciliation" / "rules_default.toml").read_text("utf-8"))
    named = {name for name in plain if name != "sampling"} | {
        f"sampling.{name}" for name in plain["sampling"]
    }
    assert named == {p.name for p in set_rules_of(SAMPLED).parameters} | {"version", "valid_from"}
