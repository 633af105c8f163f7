"""Sampling: the worked example's sample and evaluation, drawn and judged from its documents."""

from __future__ import annotations

import csv
from collections.abc import Iterator, Mapping
from dataclasses import replace
from fractions import Fraction
from functools import cache

import pytest

from reconciliation.findings.subjects import names_of
from reconciliation.sampling import (
    EVALUATION_COLUMNS,
    PARAMETER_COLUMNS,
    SAMPLE_COLUMNS,
    Burden,
    MonetarySample,
    VoucherKey,
    draw,
    evaluate,
    evaluation_rows,
    key_of,
    match_burdens,
    overhead_burdens,
    parameter_rows,
    population,
    sample_rows,
    terms_of,
    unsupported_shares,
)
from reconciliation.statement import Statement
from tests.reconciliation.builders import EXPECTED, funded, pay, pilot_statement

Table = list[dict[str, str]]


@cache
def pilot() -> Statement:
    return pilot_statement()


def expected(name: str) -> Table:
    with (EXPECTED / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def printed(columns: tuple[str, ...], rows: tuple[tuple[object, ...], ...]) -> Table:
    return [dict(zip(columns, map(str, row), strict=True)) for row in rows]


def pilot_sample() -> MonetarySample:
    statement = pilot()
    terms = terms_of(statement.rules, statement.book.id, statement.position)
    sample = draw(population(statement.facts.vouchers), terms)
    assert isinstance(sample, MonetarySample)
    return sample


def expected_burdens() -> Iterator[Burden]:
    """The groups of the expected matches.csv."""
    known = {voucher.number: voucher for voucher in pilot().facts.vouchers}
    for row in expected("matches"):
        if row["status"] != "NETTED":
            papers = [known[number] for number in row["vouchers"].split()]
            amounts = {key_of(paper): paper.amount for paper in papers}
            yield Burden(amounts=amounts, unsupported=int(row["difference_satang"]))


def pilot_unsupported() -> Mapping[VoucherKey, Fraction]:
    facts = pilot().facts
    overhead = frozenset(code for code, one in facts.activities.items() if one.basis == "overhead")
    above = {row["district"]: int(row["overhead_unsupported"]) for row in expected("districts")}
    return unsupported_shares([*expected_burdens(), *overhead_burdens(facts.vouchers, overhead, above)])


def test_the_sample_of_the_worked_example_is_the_expected_one() -> None:
    assert printed(SAMPLE_COLUMNS, sample_rows(pilot_sample())) == expected("sample")


def test_its_parameters_are_the_expected_ones() -> None:
    assert printed(PARAMETER_COLUMNS, parameter_rows(pilot_sample())) == expected("sample_parameters")


def test_its_evaluation_is_the_expected_one() -> None:
    evaluation = evaluate(pilot_sample(), pilot_unsupported())
    assert printed(EVALUATION_COLUMNS, evaluation_rows(evaluation)) == expected("sample_evaluation")


def test_the_matching_of_the_statement_gives_the_same_shares_as_the_expected_file() -> None:
    found = unsupported_shares(match_burdens(pilot().matching.matches))
    assert found == unsupported_shares(expected_burdens())


def test_the_columns_are_those_of_the_expected_files() -> None:
    for name, columns in (
        ("sample", SAMPLE_COLUMNS),
        ("sample_parameters", PARAMETER_COLUMNS),
        ("sample_evaluation", EVALUATION_COLUMNS),
    ):
        assert list(columns) == list(expected(name)[0])


def test_what_the_shares_add_up_to_is_what_the_statement_calls_unsupported_before_unpaid_work_helps() -> None:
    """Per voucher no excess is set off against another group's unpaid part, so the sum is at least U."""
    assert sum(pilot_unsupported().values()) >= pilot().total.unsupported_all


def test_a_tolerance_difference_is_unsupported_and_overhead_above_the_cap_too() -> None:
    shares = pilot_unsupported()
    assert shares[VoucherKey("PV-0009", "1012", 2569)] == 50
    assert shares[VoucherKey("PV-0025", "1012", 2569)] == 165_450
    assert shares[VoucherKey("PV-0018", "1033", 2569)] == Fraction(23_262_500 * 9_900_000, 29_600_000)


@pytest.mark.parametrize(
    ("seed", "position", "hashed"),
    (
        ("", 0, "B|position=7"),
        ("S", 0, "S|position=7"),
        ("", 28, "B|position=28"),
        ("S", 28, "S|position=28"),
    ),
)
def test_an_empty_seed_is_the_book_and_position_nought_the_statements(
    seed: str, position: int, hashed: str
) -> None:
    rules = replace(pilot().rules, sampling_seed=seed, sampling_position=position)
    assert terms_of(rules, "B", 7).seed == hashed


def test_reversed_vouchers_are_not_in_the_population() -> None:
    assert "PV-0016" not in [item.name for item in population(pilot().facts.vouchers)]


def test_the_population_is_named_as_findings_name_vouchers() -> None:
    book = funded()
    funded(unit="D2", book=book)
    for unit, number in (("D1", "PV-1"), ("D2", "PV-1"), ("D2", "PV-2")):
        pay(book, "2026-01-20", number, "10.00", unit=unit)
    pay(book, "2026-01-20", "PV-1", "10.00", unit="D2", document_fiscal_year=2568)
    papers = book.statement().facts.vouchers
    assert sorted(item.name for item in population(papers)) == sorted(names_of(papers).values())
    assert [item.name for item in population(papers)] == ["D1/PV-1", "D2/PV-1@2568", "D2/PV-1@2569", "PV-2"]


def test_the_order_of_the_journal_changes_nothing() -> None:
    papers = pilot().facts.vouchers
    assert population(papers[::-1]) == population(papers)
