"""Samples: commands say themselves what they take and what they do not."""

from __future__ import annotations

from typing import Any

import pytest

from api.intake.tables import TABLES
from api.uploads.samples import a_sample, allowed_in, troubles
from ledger.commands import DefineActivity, GrantRole, Lapse, Leg, OpenLine, Part, RegisterUnit
from ledger.commands.reference import BASES, ROLES
from ledger.commands.transfers import KINDS


def test_every_verb_with_a_table_has_a_sample_that_it_takes() -> None:
    for table in TABLES:
        assert table.command.read(a_sample(table.command)).verb == table.command.verb


@pytest.mark.parametrize(
    ("kind", "field", "allowed"),
    ((Leg, "kind", KINDS), (DefineActivity, "basis", BASES), (GrantRole, "roles", ROLES)),
)
def test_closed_lists_are_those_of_the_command_whole(
    kind: type[Part], field: str, allowed: tuple[str, ...]
) -> None:
    assert allowed_in(kind) == {field: allowed}


def test_a_field_that_takes_any_code_has_no_list() -> None:
    assert allowed_in(RegisterUnit) == {}


@pytest.mark.parametrize(
    ("kind", "plain", "expected"),
    (
        (RegisterUnit, {"code": "A", "name_th": "x"}, []),
        (RegisterUnit, {}, [("code", "missing"), ("name_th", "missing")]),
        (RegisterUnit, {"code": "a:b", "name_th": "x", "parent": "c:d", "colour": "red"}, None),
        (
            OpenLine,
            {"code": "A", "fiscal_year": "2026", "name_th": "", "owner_unit": "a:b"},
            [("name_th", "missing"), ("owner_unit", "not_a_code"), ("fiscal_year", "not_buddhist_year")],
        ),
        (Lapse, {"line": "L", "unit": "U", "stage": "carried"}, [("carry", "missing")]),
        (
            Leg,
            {"number": "1", "line": "L", "from_unit": "A", "to_unit": "A", "kind": "gift", "amount": "0"},
            [("amount", "zero"), ("kind", "not_in_list"), ("to_unit", "same_as_from")],
        ),
    ),
)
def test_everything_is_told_and_each_field_once(
    kind: type[Part], plain: dict[str, Any], expected: list[tuple[str, str]] | None
) -> None:
    found = [(each.facts["field"], each.facts["why"]) for each in troubles(kind, plain)]
    assert found == (expected if expected is not None else [("colour", "unknown_field")])
