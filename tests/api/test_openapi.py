"""The whole API against its own specification: whatever is sent, no 5xx and nothing undocumented."""

from __future__ import annotations

from typing import Any, Final

import pytest
import schemathesis
from hypothesis import HealthCheck, Phase, given, settings
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from tests.builders import a_command, a_voucher
from tests.serving import Office

CHECKS = (
    not_a_server_error,
    status_code_conformance,
    content_type_conformance,
    response_schema_conformance,
)
# Of each operation and reader; in all far above the 2,000 that were asked for.
CASES = 200 if settings().max_examples > 500 else 16
LEAST = 2000
# Every other case is led to something that is there.
THERE: Final[dict[str, Any]] = {
    "book": "book-1", "unit": "1032", "line": "L69", "name": "37", "number": "TR-1", "fiscal_year": 2569,
    "path": "0/000.p/3",
}  # fmt: skip


@pytest.fixture
def busy(office: Office) -> Office:
    """An office with something of every kind to find."""
    office.post(a_voucher("V1"), "spender", "v")
    office.post(a_command("commit"), "spender", "c")
    office.post(a_command("deliver"), "surveyor", "d")
    return office


def _lead(case: Any) -> None:  # noqa: ANN401 - schemathesis makes it
    for given_ in (case.path_parameters, case.query):
        for name in given_ or ():
            if name in THERE:
                given_[name] = THERE[name]


@pytest.mark.slow
@pytest.mark.parametrize("who", ("officer", "spender", ""))
def test_whatever_is_sent_the_answer_is_one_that_is_documented(busy: Office, who: str) -> None:
    schema: Any = schemathesis.openapi.from_wsgi("/api/v1/openapi.json", busy.app)
    headers = {"Authorization": f"Bearer {busy.tokens[who]}"} if who else {}
    tried = 0
    for found in schema.get_all_operations():
        operation = found.ok()

        @settings(
            max_examples=CASES if who else 2,
            derandomize=True,
            database=None,
            deadline=None,
            phases=(Phase.explicit, Phase.generate),
            suppress_health_check=list(HealthCheck),
        )
        @given(case=operation.as_strategy())
        def attack(case: Any) -> None:  # noqa: ANN401 - schemathesis makes it
            nonlocal tried
            tried += 1
            if tried % 2:
                _lead(case)
            case.call_and_validate(headers=headers, checks=CHECKS)

        attack()
    assert tried > (LEAST if who else 100)


def test_every_operation_stands_under_the_noun_of_its_address_and_is_told_in_both_languages(
    office: Office,
) -> None:
    told = {tag["name"]: tag["description"] for tag in office.specification["tags"]}
    found = {
        (path.split("/")[3], *operation["tags"])
        for path, operations in office.specification["paths"].items()
        for operation in operations.values()
        if isinstance(operation, dict)
    }
    assert found == {(noun, noun) for noun in told}
    assert all(len(said.split(" / ")) == 2 for said in told.values())
