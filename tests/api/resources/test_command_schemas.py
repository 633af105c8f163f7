"""The schemas of verbs take what the ledger takes."""

from __future__ import annotations

from typing import Any

import jsonschema_rs
import pytest

from api.resources.command_schemas import BODY, a_request, form_of, name_of, schemas
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


def fields_of(name: str) -> dict[str, Any]:
    return dict(schemas()[name]["properties"])


@pytest.mark.parametrize("name", sorted(set(schemas()) - {BODY}))
def test_every_field_of_a_write_says_what_it_is_in_both_languages(name: str) -> None:
    for field, said in fields_of(name).items():
        thai, _, english = said["description"].partition(" / ")
        assert thai, field
        assert english.isascii(), field
        assert english, field


def test_a_closed_list_is_told_with_what_may_be_left_out() -> None:
    assert "finance_officer" in fields_of("AskGrantRole")["roles"]["items"]["enum"]
    assert fields_of("AskSignOff")["step"]["enum"] == ["prepared", "reviewed", "signed"]
    assert "" not in fields_of("AskLeg")["kind"]["enum"]  # one is taken where none is said


def test_a_request_says_its_day_and_a_command_within_a_proposal_does_not() -> None:
    assert "effective_on" in form_of("commit", {"verb"})["required"]
    assert a_request()["required"] == ["effective_on"]
    assert "effective_on" not in schemas()["AskCommit"]["required"]
