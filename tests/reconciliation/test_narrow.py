"""Narrow: what a statement says of some units, it says when narrowed to them, and nothing of others."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import fields
from typing import Any

import pytest
from hypothesis import given

from ledger.errors import UnknownUnit
from reconciliation.districts import SUMMED
from reconciliation.narrow import narrowed
from tests.reconciliation.builders import pilot_statement
from tests.reconciliation.everything import a_book_of_everything
from tests.reconciliation.programmes import carried_out, programmes


@given(programmes)
def test_the_parts_add_up_to_the_whole(chosen: list[tuple[str, Mapping[str, Any]]]) -> None:
    whole = carried_out(chosen).book.statement("2026-03-31")
    parts = [narrowed(whole, [row.district]) for row in whole.districts]
    for name in SUMMED:
        assert sum(getattr(part.total, name) for part in parts) == getattr(whole.total, name)
    assert [cell for part in parts for cell in part.cells] == list(whole.cells)
    assert sorted(one.seq for part in parts for one in part.facts.vouchers) == sorted(
        one.seq for one in whole.facts.vouchers
    )


def test_no_document_figure_or_finding_is_of_another_unit() -> None:
    whole = a_book_of_everything().statement("2026-09-30")
    one = narrowed(whole, ["D1"])
    assert {row.district for row in one.districts} == {cell.district for cell in one.cells} == {"D1"}
    assert {"D1"} == {match.unit for match in one.matching.matches} | {
        bucket.unit for bucket in one.facts.balances
    }
    assert all("D1" in (finding.unit, finding.owner) for finding in one.findings)
    of_units = [getattr(one.facts, field.name) for field in fields(one.facts)]
    papers = [paper for papers in of_units if isinstance(papers, tuple) for paper in papers]
    owned = {paper.unit for paper in papers if hasattr(paper, "unit") and paper.unit}
    assert owned == {"D1"}
    assert one.units == ("D1",)


def test_units_stand_in_the_order_of_registration_whatever_order_was_asked() -> None:
    whole = pilot_statement()
    assert narrowed(whole, ["1037", "1032"]) == narrowed(whole, ["1032", "1037"])
    assert [row.district for row in narrowed(whole, ["1037", "1032"]).districts] == ["1032", "1037"]


def test_a_unit_that_is_not_registered_is_refused() -> None:
    with pytest.raises(UnknownUnit):
        narrowed(pilot_statement(), ["1032", "9999"])
