"""Addresses: every resource the design names has its operations, so that none goes without being noticed."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final

import jsonschema_rs
import pytest

from api.resources.body import NOTHING, request_of
from api.resources.form_examples import EXAMPLES, SPELT_OUT
from api.resources.form_table import FORMS
from api.resources.forms import settled
from tests.serving import PREFIX, Office

PAPER: Final = "{unit}/{fiscal_year}/{number}"
# A noun of the design -> its addresses and the methods of each.
RESOURCES: Final[dict[str, dict[str, str]]] = {
    "districts": {"/districts": "get post", "/districts/bulk": "post"},
    "budget-lines": {"/budget-lines": "get post", "/budget-lines/bulk": "post"},
    "activities": {"/activities": "get post", "/activities/bulk": "post"},
    "rates": {"/activities/{activity}/rates": "post"},
    "targets": {"/activities/{activity}/targets": "post", "/targets": "get"},
    "appropriations": {
        "/appropriations": "get post",
        "/appropriations/bulk": "post",
        "/appropriations/withdrawals": "get post",
        "/appropriations/changes": "get post",
        "/appropriations/retentions": "get post",
        "/appropriations/returns": "get post",
    },
    "releases": {
        "/appropriations/releases": "get post",
        "/appropriations/releases/bulk": "post",
        "/appropriations/holds": "get post",
    },
    "periods": {"/periods": "get post", "/holidays": "post"},
    "rule-sets": {"/rule-sets": "get post"},
    "transfers": {"/transfers": "get post", "/transfers/{number}": "get", "/transfers/bulk": "post"},
    "receipts": {"/transfers/{number}/receipts": "get post"},
    "recall": {"/transfers/{number}/recall": "post"},
    "commitments": {
        "/commitments": "get post",
        "/commitments/bulk": "post",
        f"/commitments/{PAPER}": "get",
        f"/commitments/{PAPER}/releases": "get post",
        f"/commitments/{PAPER}/reversals": "post",
    },
    "advances": {
        "/advances": "get post",
        "/advances/bulk": "post",
        f"/advances/{PAPER}": "get",
        f"/advances/{PAPER}/reversals": "post",
    },
    "refunds": {f"/advances/{PAPER}/refunds": "get post"},
    "vouchers": {
        "/vouchers": "get post",
        "/vouchers/bulk": "post",
        f"/vouchers/{PAPER}": "get",
        f"/vouchers/{PAPER}/disallowances": "post",
        f"/vouchers/{PAPER}/recoveries": "post",
    },
    "reversals": {f"/vouchers/{PAPER}/reversals": "get post", "/reversals": "post", "/void-numbers": "post"},
    "deliveries": {"/deliveries": "get post", "/deliveries/bulk": "post", f"/deliveries/{PAPER}": "get"},
    "decisions": {f"/deliveries/{PAPER}/decisions": "get post"},
    "carry-overs": {
        "/carry-overs": "get post",
        "/carry-overs/bulk": "post",
        f"/carry-overs/{PAPER}": "get",
        f"/carry-overs/{PAPER}/extensions": "get post",
        "/lapses": "get post",
        "/lapses/bulk": "post",
    },
    "allocations": {
        "/allocations": "get",
        "/allocations/{unit}": "get",
        "/allocations/{unit}/{line}": "get",
        "/balances": "get",
    },
    "proposals": {
        "/proposals": "get post",
        "/proposals/bulk": "post",
        "/proposals/{number}": "get",
        "/proposals/{number}/approvals": "post",
        "/proposals/{number}/rejections": "post",
        "/proposals/{number}/withdrawal": "post",
        "/proposals/{number}/signing-sheet": "get post",
    },
    "journal": {
        "/journal/entries": "get",
        "/journal/entries/{name}": "get",
        "/journal/entries/{name}/proof": "get",
        "/commands": "post",
        "/commands/bulk": "post",
        "/commands/foresight": "post",
    },
    "checkpoint": {
        "/checkpoint": "get",
        "/checkpoint/consistency": "get",
        "/checkpoint/key": "get",
        "/checkpoint/program": "get",
    },
    "tiles": {"/tiles/{book}/checkpoint": "get", "/tiles/{book}/tile/{path}": "get"},
    "reconciliations": {
        "/reconciliations": "get post",
        "/reconciliations/{number}": "get",
        "/samples": "post",
    },
    "findings": {"/reconciliations/{number}/findings": "get"},
    "matches": {
        "/reconciliations/{number}/matches": "get post",
        "/reconciliations/{number}/suggestions": "get",
        "/matches": "get",
        "/matches/{number}": "get",
        "/matches/{number}/ends": "post",
    },
    "replies": {
        "/reconciliations/{number}/queries": "get post",
        "/reconciliations/{number}/replies": "get post",
        "/reconciliations/{number}/opinions": "get post",
    },
    "sign-off": {"/reconciliations/{number}/signatures": "post"},
    "reports": {"/reports": "get post"},
    "uploads": {
        "/uploads": "get post",
        "/uploads/{upload_id}": "get delete",
        "/uploads/{upload_id}/rows": "get",
        "/uploads/{upload_id}/marked": "get",
        "/uploads/{upload_id}/check": "post",
        "/uploads/{upload_id}/commit": "post",
        "/uploads/templates": "get",
        "/uploads/templates/{name}": "get",
    },
    "jobs": {"/jobs": "get", "/jobs/{id_}": "get delete", "/jobs/{id_}/file": "get"},
    "grants": {"/grants": "get post", "/grants/ends": "post", "/policies": "get post", "/standing": "get"},
    "tokens": {"/tokens": "get", "/tokens/{name}": "get delete"},
    "sign-in": {
        "/sessions": "get post",
        "/sessions/current": "delete",
        "/sessions/ended": "post",
        "/account": "get",
        "/account/setup": "post",
        "/account/setup/completed": "post",
        "/account/password": "post",
        "/account/factor": "post",
        "/account/factor/completed": "post",
    },
    "health": {"/health/live": "get", "/health/ready": "get", "/problems": "get", "/books": "get"},
}


def operations(office: Office) -> Iterator[tuple[str, str, dict[str, Any]]]:
    """(address, method, operation) of each."""
    for path, of in office.specification["paths"].items():
        for method, operation in of.items():
            if method != "parameters":
                yield path.removeprefix(PREFIX), method, operation


def test_every_resource_of_the_design_has_its_addresses_and_no_other_is_there(office: Office) -> None:
    wanted = {
        (path, method) for of in RESOURCES.values() for path, said in of.items() for method in said.split()
    }
    assert {(path, method) for path, method, _ in operations(office)} == wanted


def test_every_operation_has_a_name_of_its_own_and_tells_that_one_may_ask_too_often(office: Office) -> None:
    found = [operation for *_, operation in operations(office)]
    assert len({operation["operationId"] for operation in found}) == len(found)
    assert all("429" in operation["responses"] for operation in found)
    responses = office.specification["components"]["responses"]
    assert all(
        "Retry-After" in responses[name]["headers"] for name in ("TOO_MANY_REQUESTS", "SERVICE_UNAVAILABLE")
    )


def test_a_program_and_a_person_may_ask(office: Office) -> None:
    schemes = office.specification["components"]["securitySchemes"]
    assert {name: scheme["scheme"] for name, scheme in schemes.items()} == {
        "token": "bearer", "session": "bearer"
    }  # fmt: skip
    assert office.specification["security"] == [{"token": []}, {"session": []}]


def test_every_body_that_is_written_has_an_example_that_fits_its_schema(office: Office) -> None:
    components = office.specification["components"]
    seen = 0
    for path, _, operation in operations(office):
        content = operation.get("requestBody", {}).get("content", {})
        if path == "/uploads":  # a file, as /uploads/templates give it
            continue
        for said in content.values():
            examples = [each["value"] for each in said["examples"].values()] if "examples" in said else []
            for example in examples or [said["example"]]:
                schema = {**said["schema"], "components": components}
                jsonschema_rs.Draft202012Validator(schema).validate(example)
                seen += 1
    assert seen > 2 * len(SPELT_OUT)


@pytest.mark.parametrize("form", [form for form in FORMS if not form.fixed], ids=lambda form: form.name)
def test_an_example_of_commands_asks_for_what_that_of_the_form_asks_for(form: Any) -> None:  # noqa: ANN401 - a form
    """That of the form runs (test_forms.py)."""
    example = EXAMPLES[form.name]
    path = {**dict.fromkeys(form.parts, "x"), **example.path}
    at_form = request_of(example.sent(), "k", settled(form, path))
    assert request_of(SPELT_OUT[form.name], "k", NOTHING) == at_form
