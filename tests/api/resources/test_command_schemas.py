"""The schemas of verbs take what the ledger takes."""

from __future__ import annotations

from typing import Any

import jsonschema_rs
import pytest

from api.resources.command_schemas import BODY, name_of, schemas
from tests.builders import EXAMPLES


def takes(name: str, plain: dict[str, Any]) -> bool:
    whole = {"$ref": f"#/components/schemas/{name}", "components": {"schemas": schemas()}}
    return jsonschema_rs.Draft202012Validator(whole).is_valid(plain)


@pytest.mark.parametrize("verb", EXAMPLES)
def test_an_example_of_every_verb_fits_its_schema_and_no_other(verb: str) -> None:
    plain = {"verb": verb, **EXAMPLES[verb], "effective_on": "2025-11-10", "remark": "x"}
    assert takes(name_of(verb), plain)
    assert takes(BODY, plain)
    assert not takes(name_of("recall" if verb != "recall" else "confirm"), plain)


@pytest.mark.parametrize(
    "change",
    (
        {"amount": 50},
        {"amount": "1e3"},
        {"amount": "1.005"},
        {"nonsense": 1},
        {"key": "k"},
        {"taken_over": True},
    ),
)
def test_what_the_ledger_refuses_by_shape_the_schema_refuses_too(change: dict[str, Any]) -> None:
    assert not takes("AskCommit", {"verb": "commit", **EXAMPLES["commit"], **change})
