"""What a caller believes is asked under the lock that posts, and never stands between key and answer."""

from __future__ import annotations

import json
import threading
from typing import Any, Final
from urllib.parse import quote

import pytest

from api.resources.form_examples import EXAMPLES
from ledger import queries
from ledger.commands import Propose
from ledger.entries import content_hash
from tests.builders import BOOK, a_command, a_voucher
from tests.serving import Answer, Office

PROPOSAL: Final = a_command("propose", number="PP-0")
CONFIRM: Final = {"amount": "50.00", "effective_on": "2025-11-10"}
COMMIT: Final = EXAMPLES["record_commit"].sent()


def size(office: Office) -> int:
    with office.engine.connect() as connection:
        head = queries.head(connection, BOOK)
    assert head is not None
    return head.size


def write(office: Office, who: str, path: str, plain: Any, tag: str, key: str = "k") -> Answer:  # noqa: ANN401, PLR0917 - JSON; a request
    headers = {"Content-Type": "application/json", "Idempotency-Key": key, "If-Match": tag}
    return office.send("POST", who, path, headers=headers, data=json.dumps(plain).encode())


def tag_at(office: Office, who: str, path: str) -> str:
    return office.get(who, path).headers["ETag"]


def approval() -> dict[str, Any]:
    assert isinstance(PROPOSAL, Propose)
    return {"content_hash": content_hash(PROPOSAL.command), "effective_on": "2025-11-10"}


def test_what_has_not_changed_is_recorded_and_told_again_after_it_has(each_office: Office) -> None:
    tag = tag_at(each_office, "receiver", "/transfers/TR-3")
    done = write(each_office, "receiver", "/transfers/TR-3/receipts", CONFIRM, tag)
    assert done.status_code == 201
    assert tag_at(each_office, "receiver", "/transfers/TR-3") != tag
    again = write(each_office, "receiver", "/transfers/TR-3/receipts", CONFIRM, tag)
    assert (again.status_code, again.data, again.headers["Idempotency-Replayed"]) == (201, done.data, "true")
    other = write(each_office, "receiver", "/transfers/TR-3/receipts", {**CONFIRM, "amount": "1.00"}, tag)
    assert (other.status_code, other.json["code"]) == (422, "key_reused")


def test_what_has_changed_is_not_recorded_and_the_key_stays_free(each_office: Office) -> None:
    tag = tag_at(each_office, "receiver", "/transfers/TR-3")
    each_office.post(a_command("confirm", amount="10.00"), "receiver", "another")
    before = size(each_office)
    said = write(each_office, "receiver", "/transfers/TR-3/receipts", CONFIRM, tag)
    assert (said.status_code, said.json["code"]) == (412, "changed_meanwhile")
    now = tag_at(each_office, "receiver", "/transfers/TR-3")
    assert (said.json["facts"], said.headers["ETag"]) == ({"current": now}, now)
    assert size(each_office) == before
    assert write(each_office, "receiver", "/transfers/TR-3/receipts", CONFIRM, now).status_code == 201


@pytest.mark.parametrize(
    ("tag", "status"),
    (
        ("*", 201),
        ('"nothing", {tag}', 201),
        ('{tag} , W/"x"', 201),
        ('"nothing"', 412),
        ("W/{tag}", 412),
        ("nothing", 400),
        ('"half', 400),
        ("", 400),
        (",", 400),
        ('*, "x"', 400),
    ),
)
def test_tags_are_read_as_http_has_them(office: Office, tag: str, status: int) -> None:
    there = tag.replace("{tag}", tag_at(office, "receiver", "/transfers/TR-3"))
    said = write(office, "receiver", "/transfers/TR-3/receipts", CONFIRM, there)
    assert said.status_code == status, said.text


def test_every_thing_that_is_read_at_an_address_is_guarded_there(office: Office) -> None:
    office.post(a_command("commit", number="CM-0"), "spender", "c")
    office.post(a_command("advance", number="AD-0"), "spender", "a")
    office.post(a_voucher("ฎ 1/2569"), "spender", "v")
    office.post(a_command("deliver", number="LOT-0"), "surveyor", "d")
    office.post(PROPOSAL, "spender", "p")
    asked = (
        ("spender", "/commitments/1032/2569/CM-0", "/releases", {"amount": "1.00"}),
        ("spender", "/advances/1032/2569/AD-0", "/refunds", {"amount": "1.00"}),
        (
            "head",
            f"/vouchers/1032/2569/{quote('ฎ 1/2569')}",
            "/disallowances",
            {"amount": "1.00", "reason": "x"},
        ),
        ("committee", "/deliveries/1032/2569/LOT-0", "/decisions", {"accepted": 1}),
        ("receiver", "/proposals/PP-0", "/approvals", approval()),
    )
    for who, path, tail, body in asked:
        plain, tag = {"effective_on": "2025-11-10", **body}, tag_at(office, who, path)
        assert write(office, who, path + tail, plain, '"old"', tail).status_code == 412
        assert write(office, who, path + tail, plain, tag, tail).status_code == 201, path
        assert write(office, who, path + tail, plain, tag, f"{tail} again").status_code == 412


def test_where_no_one_thing_is_named_no_tag_is_taken(office: Office) -> None:
    before = size(office)
    for path, plain in (
        ("/commitments", COMMIT),
        ("/commands", {"verb": "commit", **COMMIT}),
        ("/commitments/bulk", [COMMIT]),
    ):
        said = write(office, "officer", path, plain, "*")
        assert (said.status_code, said.json["code"]) == (400, "bad_request")
    assert size(office) == before


def test_anothers_thing_is_as_one_that_is_not_there(office: Office) -> None:
    answers = [
        write(office, "receiver", f"/transfers/{number}/receipts", CONFIRM, tag)
        for number in ("TR-2", "TR-NONE")
        for tag in ("*", '"x"', tag_at(office, "neighbour", "/transfers/TR-2"))
    ]
    assert {answer.status_code for answer in answers} == {404}
    assert len({answer.data for answer in answers}) == 1


def test_a_dry_run_keeps_to_what_is_believed(office: Office) -> None:
    before = size(office)
    path = "/transfers/TR-3/receipts?dry_run=true"
    assert write(office, "receiver", path, CONFIRM, '"old"').status_code == 412
    assert write(office, "receiver", path, CONFIRM, "*").status_code == 200
    assert size(office) == before


def test_of_many_who_saw_the_same_one_is_first_and_all_others_hear_so(each_office: Office) -> None:
    tag, heard = tag_at(each_office, "receiver", "/transfers/TR-3"), []
    start = threading.Barrier(6)

    def confirm(number: int) -> None:
        start.wait(30)
        plain = {**CONFIRM, "amount": "1.00"}
        path = "/transfers/TR-3/receipts"
        heard.append(write(each_office, "receiver", path, plain, tag, f"k{number}").status_code)

    crowd = [threading.Thread(target=confirm, args=(number,)) for number in range(6)]
    for thread in crowd:
        thread.start()
    for thread in crowd:
        thread.join(30)
    assert sorted(heard) == [201, *[412] * 5]


@pytest.mark.parametrize(
    ("least", "status", "code"),
    (
        ("1000.00", 201, None),
        ("0", 201, None),
        ("1000.01", 409, "available_less"),
        ("1e3", 422, "bad_value"),
        ("-1", 422, "bad_value"),
        ("๑๐๐", 422, "bad_value"),
    ),
)
def test_money_is_drawn_only_where_as_much_is_there_as_was_believed(
    each_office: Office, least: str, status: int, code: str | None
) -> None:
    before = size(each_office)
    path = f"/commitments?available_at_least={quote(least)}"
    said = each_office.command("spender", COMMIT, path=path)
    assert (said.status_code, said.json.get("code")) == (status, code), said.text
    assert size(each_office) == before + (status == 201)
    if code == "available_less":
        assert said.json["facts"] == {"bucket": "available:1032:L69", "has": "1000.00", "least": "1000.01"}
        assert each_office.command("spender", COMMIT, path="/commitments").status_code == 201


def test_what_was_drawn_is_told_again_when_less_is_left(office: Office) -> None:
    path = "/commitments?available_at_least=1000.00"
    first = office.command("spender", COMMIT, path=path)
    again = office.command("spender", COMMIT, path=path)
    assert (again.status_code, again.data) == (201, first.data)
    assert office.command("spender", {**COMMIT, "number": "CM-2"}, key="k2", path=path).status_code == 409


def test_each_purse_is_looked_at_whichever_it_is(office: Office) -> None:
    office.post(a_command("commit", number="CM-0", amount="100.00"), "spender", "c")
    voucher = EXAMPLES["record_disburse"].sent()
    bound = {**voucher, "lines": [{**voucher["lines"][0], "source": "CM-0"}]}
    said = office.command("spender", bound, path="/vouchers?available_at_least=100.01")
    assert said.json["facts"]["bucket"] == "committed:1032:L69:CM-0"
    order = EXAMPLES["record_transfer"].sent()
    said = office.command("officer", order, path="/transfers?available_at_least=99999")
    assert said.json["facts"]["bucket"] == "released:DEPT:L69"
    plain = {"verb": "propose", **EXAMPLES["record_propose"].sent()}
    said = office.command("spender", plain, path="/commands?available_at_least=99999")
    assert said.json["facts"]["bucket"] == "available:1032:L69"


def test_nobody_learns_what_another_holds_by_saying_what_they_believe(office: Office) -> None:
    answers = [
        office.command("spender", {**COMMIT, "unit": unit}, path=f"/commitments?available_at_least={least}")
        for unit in ("1033", "9999")
        for least in ("1", "99999")
    ]
    assert {answer.status_code for answer in answers} == {404}
    assert len({answer.data for answer in answers}) == 1


def test_where_nothing_is_drawn_nothing_is_believed(office: Office) -> None:
    said = office.command("receiver", CONFIRM, path="/transfers/TR-3/receipts?available_at_least=1")
    assert (said.status_code, said.json["facts"]["why"]) == (422, "unknown_field")


def test_the_specification_says_where_a_tag_is_taken(office: Office) -> None:
    taken = {
        path
        for path, operations in office.specification["paths"].items()
        for method, operation in operations.items()
        if method != "parameters"
        for parameter in operation.get("parameters", ())
        if parameter.get("name") == "If-Match"
    }
    assert {"/api/v1/transfers/{number}/receipts", "/api/v1/proposals/{number}/approvals"} <= taken
    assert "/api/v1/transfers" not in taken
