"""Every resource is written at its own address, and every example of the specification runs."""

from __future__ import annotations

from typing import Any, Final
from urllib.parse import quote

import pytest

from api.resources.form_examples import EXAMPLES
from api.resources.form_table import ELSEWHERE, FORMS, Form
from ledger.commands import Command, Match
from tests.builders import EXAMPLES as COMMANDS
from tests.builders import a_command, a_voucher
from tests.serving import Office

# Whoever may record a verb in the small book.
WHO: Final = {
    "officer": "register_unit open_line define_activity set_rate set_holidays appropriate withdraw "
    "move_purpose release hold_release retain retain_back transfer recall",
    "head": "set_rules set_policy close_period disallow extend lapse reverse",
    "root": "grant_role revoke_role",
    "receiver": "confirm approve reject reply",
    "spender": "commit release_commitment advance refund disburse recover carry_forward propose "
    "withdraw_proposal void_number",
    "surveyor": "set_target deliver",
    "committee": "decide",
    "reconciler": "match",
    "reviewer": "unmatch",
    "auditor": "query give_opinion",
}
ACTORS: Final = {verb: who for who, verbs in WHO.items() for verb in verbs.split()}
# What the examples are about.
STAGE: Final[tuple[tuple[str, str, Command], ...]] = (
    ("spender", "CM-0", a_command("commit", number="CM-0")),
    ("spender", "AD-0", a_command("advance", number="AD-0", borrower="B0")),
    ("spender", "VC-0", a_voucher("VC-0", {"amount": "85.50"})),
    ("spender", "VC-1", a_voucher("VC-1")),
    ("head", "DI-1", a_command("disallow", voucher="VC-1")),
    ("surveyor", "LOT-0", a_command("deliver", number="LOT-0")),
    ("committee", "DE-0", a_command("decide", delivery="LOT-0", accepted=5)),
    ("spender", "CF-0", a_command("carry_forward", number="CF-0")),
    ("spender", "PP-0", a_command("propose", number="PP-0")),
    ("reconciler", "RUN-1", a_command("record_run")),
)
MATCH: Final = a_command(
    "match", number="MT-0", run="RUN-1",
    vouchers=[{"voucher": "VC-0", "amount": "85.50"}], lots=[{"delivery": "LOT-0", "amount": "85.50"}],
)  # fmt: skip


def staged(office: Office, form: Form) -> None:
    for who, key, command in STAGE:
        office.post(command, who, key)
    if form.verb == "unmatch":
        assert isinstance(MATCH, Match)
        office.post(MATCH, "reconciler", "MT-0", on="2025-11-15")


def address(form: Form, path: dict[str, Any] | None = None) -> str:
    rule = form.rule
    for name, value in (path or EXAMPLES[form.name].path).items():
        for kind in ("", "int:", "path:"):
            rule = rule.replace(f"<{kind}{name}>", quote(str(value)))
    return rule


def named(name: str) -> Form:
    return next(form for form in FORMS if form.name == f"record_{name}")


def test_every_verb_has_its_address_or_a_reason_to_have_none() -> None:
    plain = [form.verb for form in FORMS if not form.fixed]
    assert sorted([*plain, *ELSEWHERE]) == sorted(COMMANDS)
    assert {form.verb for form in FORMS if form.fixed} <= set(plain)


@pytest.mark.parametrize("form", FORMS, ids=lambda form: form.name)
def test_the_example_of_every_form_runs(office: Office, form: Form) -> None:
    staged(office, form)
    who, body = ACTORS[form.verb], EXAMPLES[form.name].sent()
    said = office.command(who, body, path=address(form))
    assert said.status_code == 201, said.text
    assert said.json["entries"][0]["kind"] == form.verb
    again = office.command(who, body, path=address(form))
    assert (again.status_code, again.data, again.headers["Idempotency-Replayed"]) == (201, said.data, "true")


def test_what_the_address_says_is_not_said_again(office: Office) -> None:
    staged(office, FORMS[0])
    for form in FORMS:
        for field in sorted(form.settled):
            said = office.command("officer", {**EXAMPLES[form.name].sent(), field: "X"}, path=address(form))
            told = said.status_code, said.json["code"], said.json.get("pointer")
            assert told == (422, "bad_value", f"/{field}"), (form.name, field)


def test_the_specification_shows_the_example_and_what_it_may_be(office: Office) -> None:
    operations = {
        operation["operationId"]: operation
        for path in office.specification["paths"].values()
        for method, operation in path.items()
        if method != "parameters"
    }
    for form in FORMS:
        operation, example = operations[form.name], EXAMPLES[form.name]
        content = operation["requestBody"]["content"]["application/json"]
        assert content["example"] == example.sent()
        assert content["schema"]["properties"].keys() >= example.sent().keys()
        assert not content["schema"]["properties"].keys() & form.settled
        parts = {each["name"]: each["example"] for each in operation["parameters"] if each["in"] == "path"}
        assert parts == dict(example.path)


def test_the_place_of_a_value_is_that_in_the_body_and_of_the_address_there_is_none(office: Office) -> None:
    said = office.command(
        "receiver", {"amount": "x", "effective_on": "2025-11-10"}, path="/transfers/TR-3/receipts"
    )
    assert (said.status_code, said.json["pointer"]) == (422, "/amount")
    unnamed = office.command(
        "officer", {"reason": "x", "effective_on": "2025-11-10"}, path=f"/transfers/{'9' * 120}/recall"
    )
    assert (unnamed.status_code, unnamed.json["code"]) == (422, "bad_value")
    assert "pointer" not in unnamed.json


def test_a_thing_is_named_by_the_whole_of_its_address(office: Office) -> None:
    staged(office, FORMS[0])
    body = {"accepted": 1, "effective_on": "2025-11-10"}
    for path in ("/deliveries/1033/2569/LOT-0/decisions", "/deliveries/1032/2568/LOT-0/decisions"):
        said = office.command("committee", body, path=path)
        assert (said.status_code, said.json["code"]) == (404, "not_found")
    contract = {"reason": "x", "effective_on": "2025-11-10"}
    for path in ("/commitments/1033/2569/CM-0/releases", "/commitments/1032/2568/CM-0/releases"):
        said = office.command("officer", contract, path=path, key=path)
        assert (said.status_code, said.json["code"]) == (404, "unknown_commitment")


def test_of_two_years_with_one_number_the_address_names_one(each_office: Office) -> None:
    for year in (2568, 2569):
        each_office.post(a_voucher("V", document_fiscal_year=year), "spender", f"v{year}")
    body = {"amount": "50.00", "reason": "x", "effective_on": "2025-11-10"}
    vague = {"verb": "disallow", "voucher": "V", "unit": "1032", **body}
    assert each_office.command("head", vague, key="vague").json["facts"]["why"] == "ambiguous"
    for year in (2568, 2569):
        said = each_office.command(
            "head", body, key=f"d{year}", path=f"/vouchers/1032/{year}/V/disallowances"
        )
        assert said.status_code == 201
        read = each_office.read("head", f"/vouchers/1032/{year}/V")["lines"][0]
        assert (read["disallowed"], read["expended"]) == ("50.00", "0.00")
    undo = {"reason": "x", "effective_on": "2025-11-10"}
    said = each_office.command("head", undo, key="r", path="/vouchers/1032/2568/V/reversals")
    assert said.json["code"] == "short"  # what is disallowed is no longer there to be reversed


def test_who_grants_roles_may_do_so_and_reads_nothing(office: Office) -> None:
    said = office.command("root", EXAMPLES["record_grant_role"].sent(), path="/grants")
    assert said.status_code == 201
    assert office.get("root", "/grants").status_code == 404
    spends = office.command("root", EXAMPLES["record_commit"].sent(), key="k2", path="/commitments")
    assert (spends.status_code, spends.json["code"]) == (403, "not_permitted")
