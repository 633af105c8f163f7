"""Lists: all rows in one commit or none of them, unless each is asked to be done by itself."""

from __future__ import annotations

import threading
from typing import Any, Final

import pytest

from api.resources.form_examples import EXAMPLES
from api.resources.form_table import FORMS, Form
from ledger import queries
from ledger.posting import BATCH_MAX
from tests.api.resources.test_forms import ACTORS
from tests.builders import BOOK, a_voucher
from tests.builders import EXAMPLES as COMMANDS
from tests.serving import Office

COMMIT: Final[dict[str, Any]] = {"verb": "commit", **COMMANDS["commit"], "effective_on": "2025-11-10"}
MUCH: Final = {**COMMIT, "number": "C2", "amount": "99999.00"}
BULK: Final = [form for form in FORMS if form.bulk]


def size(office: Office) -> int:
    with office.engine.connect() as connection:
        head = queries.head(connection, BOOK)
    assert head is not None
    return head.size


def test_all_rows_are_recorded_together_and_told_again(each_office: Office) -> None:
    rows = [{**COMMIT, "number": f"C{n}"} for n in range(3)] + [{**COMMIT, "number": "C3", "key": "mine"}]
    before = size(each_office)
    said = each_office.command("spender", rows, key="list", path="/commands/bulk")
    assert said.status_code == 200
    assert [row["key"] for row in said.json["rows"]] == ["list#1", "list#2", "list#3", "mine"]
    assert size(each_office) == before + 4
    again = each_office.command("spender", rows, key="list", path="/commands/bulk")
    assert (again.data, again.headers["Idempotency-Replayed"]) == (said.data, "true")
    assert size(each_office) == before + 4


def test_when_one_row_is_refused_nothing_is_written_and_each_refusal_has_its_place(
    each_office: Office,
) -> None:
    rows = [
        {**COMMIT, "number": "C1"},
        MUCH,
        {**COMMIT, "number": "C1"},
        {**COMMIT, "number": "C4", "line": "NO"},
    ]
    before = size(each_office)
    said = each_office.command("officer", rows, key="list", path="/commands/bulk")
    assert (said.status_code, said.json["code"]) == (409, "rows_refused")
    assert said.json["facts"] == {"refused": "3", "rows": "4"}
    told = [(row["code"], row["pointer"]) for row in said.json["rows"]]
    assert told == [("short", "/1"), ("number_used", "/2"), ("unknown_line", "/3")]
    assert size(each_office) == before
    # Nothing is bound to the keys: corrected, the list is taken.
    rows = [rows[0], {**MUCH, "amount": "1.00"}, {**COMMIT, "number": "C3"}]
    assert each_office.command("officer", rows, key="list", path="/commands/bulk").status_code == 200
    assert size(each_office) == before + 3


def test_a_value_that_a_rule_refuses_is_told_with_its_place_in_the_row(office: Office) -> None:
    rows = [COMMIT, {**COMMIT, "number": "C2", "document_fiscal_year": 2025}]
    said = office.command("officer", rows, path="/commands/bulk")
    told = [(row["code"], row["pointer"]) for row in said.json["rows"]]
    assert told == [("bad_value", "/1/document_fiscal_year")]


def test_a_later_row_may_build_on_an_earlier_one(each_office: Office) -> None:
    voucher = {"verb": "disburse", **COMMANDS["disburse"], "effective_on": "2025-11-10"}
    voucher["lines"] = [{**COMMANDS["disburse"]["lines"][0], "source": "CM-1"}]
    said = each_office.command("spender", [COMMIT, voucher], path="/commands/bulk")
    assert said.status_code == 200, said.text
    assert each_office.read("spender", "/commitments/1032/2569/CM-1")["open"] == "0.00"


def test_a_reference_entry_of_a_list_is_known_to_the_next_request(each_office: Office) -> None:
    rows = [EXAMPLES["record_register_unit"].sent()]
    assert each_office.command("officer", rows, path="/districts/bulk").status_code == 200
    leg = {**COMMANDS["transfer"]["legs"][0], "to_unit": "1001"}
    order = {"legs": [leg], "effective_on": "2025-11-10"}
    assert each_office.command("officer", order, key="k2", path="/transfers").status_code == 201
    refused = [{**rows[0], "code": "1002"}, {**rows[0], "code": "1001"}]
    assert each_office.command("officer", refused, key="k3", path="/districts/bulk").status_code == 409
    order = {"legs": [{**leg, "number": "TR-10", "to_unit": "1002"}], "effective_on": "2025-11-10"}
    said = each_office.command("officer", order, key="k4", path="/transfers")
    assert (said.status_code, said.json["code"]) == (404, "unknown_unit")


def test_rows_are_done_or_refused_each_by_itself_where_that_is_asked(each_office: Office) -> None:
    rows = [{**COMMIT, "number": "C1"}, MUCH, {**COMMIT, "number": "C3", "key": "mine"}]
    path = "/commands/bulk?atomic=false"
    said = each_office.command("spender", rows, key="list", path=path)
    assert said.status_code == 200
    answered = said.json["rows"]
    done = [(row["key"], len(row["entries"]), row.get("problem", {}).get("code")) for row in answered]
    assert done == [("list#1", 1, None), ("list#2", 0, "short"), ("mine", 1, None)]
    assert answered[1]["problem"]["pointer"] == "/1"
    before = size(each_office)
    assert each_office.command("spender", rows, key="list", path=path).data == said.data
    assert size(each_office) == before


@pytest.mark.parametrize("atomic", ("true", "false"))
def test_a_dry_run_of_a_list_answers_the_same_and_writes_nothing(office: Office, atomic: str) -> None:
    before = size(office)
    path = f"/commands/bulk?atomic={atomic}"
    assert office.command("spender", [COMMIT], path=f"{path}&dry_run=true").status_code == 200
    dry = office.command("spender", [COMMIT, MUCH], path=f"{path}&dry_run=true")
    assert dry.status_code == (409 if atomic == "true" else 200)
    assert size(office) == before
    done = office.command("spender", [COMMIT, MUCH], path=path)
    assert (done.status_code, done.json.get("code")) == (dry.status_code, dry.json.get("code"))


def test_a_row_that_cannot_be_read_stops_the_list(office: Office) -> None:
    before = size(office)
    rows = [{**COMMIT, "number": "C1"}, {**COMMIT, "number": "C2", "amount": "x"}]
    for atomic in ("true", "false"):
        said = office.command("spender", rows, path=f"/commands/bulk?atomic={atomic}")
        assert (said.status_code, said.json["pointer"]) == (422, "/1/amount")
    assert size(office) == before


@pytest.mark.parametrize(
    ("rows", "status", "code"),
    (
        ([], 400, "unreadable_body"),
        ({}, 400, "unreadable_body"),
        (["x"], 400, "unreadable_body"),
        ([COMMIT] * (BATCH_MAX + 1), 422, "bad_value"),
        ([{**COMMIT, "key": 5}], 422, "bad_value"),
        ([{**COMMIT, "key": "same"}, {**COMMIT, "key": "same", "amount": "1.00"}], 409, "rows_refused"),
    ),
)
def test_a_list_that_is_none_does_nothing(office: Office, rows: Any, status: int, code: str) -> None:  # noqa: ANN401 - JSON
    before = size(office)
    said = office.command("spender", rows, path="/commands/bulk")
    assert (said.status_code, said.json["code"]) == (status, code)
    assert size(office) == before


def test_too_many_rows_are_told_how_many_there_may_be(office: Office) -> None:
    said = office.command("spender", [COMMIT] * (BATCH_MAX + 1), path="/commitments/bulk")
    assert said.json["facts"] == {"field": "rows", "why": "too_many", "limit": "256"}
    assert "256" in said.json["detail"]


@pytest.mark.parametrize("form", BULK, ids=lambda form: form.name)
def test_every_register_that_takes_lists_takes_its_example(office: Office, form: Form) -> None:
    if form.verb == "propose":
        office.post(a_voucher("V"), "spender", "v")
    said = office.command(ACTORS[form.verb], [EXAMPLES[form.name].sent()], path=f"{form.rule}/bulk")
    assert said.status_code == 200, said.text
    assert said.json["rows"][0]["entries"][0]["kind"] == form.verb


def test_a_list_sent_by_many_at_once_is_recorded_once(each_office: Office) -> None:
    rows = [{**COMMIT, "number": f"C{n}", "amount": "1.00"} for n in range(5)]
    before, heard = size(each_office), []

    def send() -> None:
        heard.append(each_office.command("spender", rows, key="list", path="/commands/bulk").status_code)

    crowd = [threading.Thread(target=send) for _ in range(4)]
    for thread in crowd:
        thread.start()
    for thread in crowd:
        thread.join(30)
    assert heard == [200] * 4
    assert size(each_office) == before + 5
