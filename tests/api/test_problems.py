"""Every problem is known by a stable code with a status and a sentence in both languages."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import pytest

from api.problems import OF_THE_EDGE, known, problem_of, said_of
from ledger import errors
from ledger.errors import Refusal, Unusable
from ledger.signing import KeyInvalid
from tests.serving import Office

ROOT = Path(__file__).parents[2]


@pytest.mark.parametrize(
    ("error", "status"),
    (
        (errors.BadValue(field="x", why="zero"), 422),
        (errors.PersonalData(field="x"), 422),
        (errors.KeyReused(key="k"), 422),
        (errors.NotPermitted(), 403),
        (errors.OutOfScope(), 403),
        (errors.UnknownUnit(unit="x"), 404),
        (errors.UnknownTransfer(number="x"), 404),
        (errors.Short(bucket="b"), 409),
        (errors.PeriodClosed(), 409),
        (errors.NumberUsed(), 409),
        (Unusable("empty_book", book="b"), 400),
        (KeyInvalid("malformed"), 503),
    ),
)
def test_a_refusal_has_the_status_of_its_kind(error: Exception, status: int) -> None:
    assert problem_of(error).status == status


def test_every_refusal_of_the_ledger_is_a_known_problem() -> None:
    codes = dict(known())
    waiting = list(Refusal.__subclasses__())
    for kind in waiting:
        waiting.extend(kind.__subclasses__())
        if "code" in vars(kind):
            assert codes[kind.code] in {403, 404, 409, 422}
    assert OF_THE_EDGE.items() <= codes.items()


@pytest.mark.parametrize("code", sorted(OF_THE_EDGE))
def test_every_problem_of_the_edge_has_a_sentence_in_both_languages(code: str) -> None:
    thai, english = (said_of(code, {}, language) for language in ("th", "en"))
    assert re.search("[\u0e00-\u0e7f]", thai)
    assert not re.search("[\u0e00-\u0e7f]", english)
    assert code not in {thai, english}


def test_every_code_that_the_edge_says_is_in_its_table() -> None:
    said = set()
    for path in (ROOT / "api").rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "edge":
                first = node.args[0]
                if isinstance(first, ast.Constant):
                    said.add(first.value)
    assert said
    assert said <= OF_THE_EDGE.keys()


def test_the_codes_can_be_read_at_the_address_that_a_problem_names(office: Office) -> None:
    problem = office.get("", "/districts").json
    assert problem["type"] == f"/api/v1/problems#{problem['code']}"
    listed = {row["code"]: row["status"] for row in office.read("", "/problems")["problems"]}
    assert listed == dict(known())
    assert listed[problem["code"]] == problem["status"]
