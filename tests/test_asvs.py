"""The table of OWASP ASVS 5.0 is complete, and every file and test it names is there."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from typing import Final, NamedTuple

import pytest

from tests.sources import ROOT

README: Final = ROOT / "api" / "access" / "README.md"
# How many rules of each section are of level 1 or 2: they come first.
SECTIONS: Final = {
    "2.1": 3, "2.2": 3, "2.3": 4, "2.4": 1, "3.2": 2, "3.3": 4, "3.4": 6, "3.5": 5, "3.7": 2,
    "4.1": 3, "4.2": 1, "4.3": 2, "4.4": 4, "5.1": 1, "5.2": 3, "5.3": 2, "5.4": 3,
    "6.1": 3, "6.2": 12, "6.3": 4, "6.4": 4, "6.5": 5, "6.6": 3, "6.8": 4,
    "7.1": 3, "7.2": 4, "7.3": 2, "7.4": 5, "7.5": 2, "7.6": 2, "8.1": 2, "8.2": 3, "8.3": 1, "8.4": 1,
    "11.1": 2, "11.2": 3, "11.3": 3, "11.4": 4, "11.5": 1, "11.6": 1,
    "13.1": 1, "13.2": 5, "13.3": 2, "13.4": 5, "14.1": 2, "14.2": 4, "14.3": 3,
    "16.1": 1, "16.2": 5, "16.3": 4, "16.4": 3, "16.5": 3,
}  # fmt: skip
ALSO: Final = {"1.2.4", "1.2.10", "1.3.12", "1.5.1", "1.5.2"}
# What a row may say beside tests, or in their place.
REASONS: Final = ("not met: ", "operator: ", "n/a: ")


class Row(NamedTuple):
    """A row of the table."""

    rules: tuple[str, ...]
    met_by: str
    test: str


def rows() -> list[Row]:
    lines = [line for line in README.read_text("utf-8").splitlines() if line.startswith("| V")]
    cells = [[cell.strip() for cell in line.strip("|").split(" | ")] for line in lines]
    return [Row(tuple(rules_of(rule)), met_by, test.strip("| ")) for rule, met_by, test in cells]


def rules_of(cell: str) -> Iterator[str]:
    """The rules that a cell names: one, several, or from one to another."""
    for section, first, last in re.findall(r"V(\d+\.\d+)\.(\d+)(?:–(\d+))?", cell):
        yield from (f"{section}.{number}" for number in range(int(first), int(last or first) + 1))


def named_in(row: Row) -> list[str]:
    return re.findall(r"[\w/]+\.py::\w+", row.test)


def test_every_rule_of_level_1_and_2_stands_in_the_table_once() -> None:
    named = [rule for row in rows() for rule in row.rules]
    wanted = {f"{section}.{n}" for section, number in SECTIONS.items() for n in range(1, number + 1)} | ALSO
    assert len(named) == len(set(named))
    assert set(named) ^ wanted == set()


def test_rules_stand_in_order() -> None:
    first = [tuple(map(int, row.rules[0].split("."))) for row in rows()]
    assert first == sorted(first)


@pytest.mark.parametrize("row", rows(), ids=lambda row: row.rules[0])
def test_a_row_names_files_and_tests_that_are_there(row: Row) -> None:
    assert [
        file for file in re.findall(r"`([\w/.]+\.\w+)`", row.met_by) if not (ROOT / "api" / file).is_file()
    ] == []
    assert named_in(row) or row.test == "document" or row.test.startswith(REASONS), row
    for named in named_in(row):
        file, _, name = named.partition("::")
        path = ROOT / (file if file.startswith("tests/") else f"tests/api/{file}")
        functions = {
            node.name
            for node in ast.walk(ast.parse(path.read_text("utf-8")))
            if isinstance(node, ast.FunctionDef)
        }
        assert name in functions, named


@pytest.mark.parametrize(
    ("cell", "rules"),
    (("V6.2.2–3 both", ["6.2.2", "6.2.3"]), ("V11.2.1, V11.2.3 two", ["11.2.1", "11.2.3"]), ("nothing", [])),
)
def test_a_cell_names_its_rules(cell: str, rules: list[str]) -> None:
    assert list(rules_of(cell)) == rules
