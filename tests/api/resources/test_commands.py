"""Writes: once under a key, refused with the place and the reason, and nothing done by what is refused."""

from __future__ import annotations

import json
import threading
from typing import Any

import pytest

from api.access.tokens import issue
from ledger import queries
from tests.builders import BOOK, EXAMPLES, NOW
from tests.serving import Office

COMMIT: dict[str, Any] = {"verb": "commit", **EXAMPLES["commit"], "effective_on": "2025-11-10"}


def size(office: Office) -> int:
    with office.engine.connect() as connection:
        head = queries.head(connection, BOOK)
    assert head is not None
    return head.size


def test_a_request_is_recorded_and_found_at_its_location(each_office: Office) -> None:
    before = size(each_office)
    said = each_office.command("spender", COMMIT)
    assert said.status_code == 201
    assert said.json["dry_run"] is False
    (entry,) = said.json["entries"]
    found = each_office.read("spender", said.headers["Location"].removeprefix("/api/v1"))
    assert found == entry
    assert "seq" not in entry
    assert size(each_office) == before + 1


def test_a_repeated_key_gives_the_same_answer_and_records_nothing(each_office: Office) -> None:
    first = each_office.command("spender", COMMIT)
    before = size(each_office)
    again = each_office.command("spender", COMMIT)
    assert (again.status_code, again.data) == (first.status_code, first.data)
    assert again.headers["Location"] == first.headers["Location"]
    assert ("Idempotency-Replayed" in first.headers, again.headers["Idempotency-Replayed"]) == (False, "true")
    assert size(each_office) == before


def test_a_refusal_is_repeated_too(office: Office) -> None:
    answers = [office.command("spender", {**COMMIT, "amount": "99999.00"}) for _ in range(2)]
    assert [answer.status_code for answer in answers] == [409, 409]
    assert answers[0].data == answers[1].data
    assert answers[0].json["code"] == "short"
    assert answers[0].json["facts"]["bucket"] == "available:1032:L69"


def test_a_key_with_other_content_is_refused(office: Office) -> None:
    office.command("spender", COMMIT)
    said = office.command("spender", {**COMMIT, "amount": "51.00"})
    assert (said.status_code, said.json["code"]) == (422, "key_reused")
    assert "reverse the first" in said.json["en"]


def test_what_was_refused_is_corrected_under_a_new_key_and_nothing_is_to_be_reversed(office: Office) -> None:
    office.command("spender", {**COMMIT, "amount": "99999.00"})
    said = office.command("spender", COMMIT)
    assert (said.json["code"], said.json["facts"]["why"]) == ("key_reused", "refused")
    assert said.json["en"].endswith("Send the corrected request under a new key.")


def test_a_write_without_a_key_is_refused(office: Office) -> None:
    before = size(office)
    headers = {"Content-Type": "application/json"}
    said = office.send("POST", "spender", "/commands", headers=headers, data=json.dumps(COMMIT).encode())
    assert (said.status_code, said.json["code"]) == (400, "key_missing")
    assert size(office) == before


def test_a_dry_run_says_what_would_happen_and_does_not(office: Office) -> None:
    before = size(office)
    said = office.command("spender", COMMIT, path="/commands?dry_run=true")
    assert (said.status_code, said.json["dry_run"]) == (200, True)
    assert [line["amount"] for line in said.json["entries"][0]["lines"]] == ["-50.00", "50.00"]
    short = office.command("spender", {**COMMIT, "amount": "99999.00"}, path="/commands?dry_run=true")
    assert (short.status_code, short.json["code"]) == (409, "short")
    assert size(office) == before
    assert office.command("spender", COMMIT).status_code == 201


@pytest.mark.parametrize(
    ("change", "code", "pointer"),
    (
        ({"amount": 50.0}, "bad_value", "/amount"),
        ({"amount": "1e3"}, "bad_value", "/amount"),
        ({"amount": "๕๐.๐๐"}, "bad_value", "/amount"),
        ({"amount": "1.005"}, "bad_value", "/amount"),
        ({"effective_on": "2568-11-10"}, "bad_value", "/effective_on"),
        ({"amuont": "1.00"}, "bad_value", "/amuont"),
        ({"key": "mine"}, "bad_value", "/key"),
        ({"taken_over": True}, "bad_value", "/taken_over"),
        ({"verb": "spend"}, "bad_value", "/verb"),
        ({"remark": "1101700230708"}, "personal_data", "/remark"),
        ({"contract_no": "a\x00b"}, "bad_value", "/contract_no"),
    ),
)
def test_a_value_that_cannot_be_used_is_named_by_its_place(
    office: Office, change: dict[str, Any], code: str, pointer: str
) -> None:
    before = size(office)
    said = office.command("spender", {**COMMIT, **change})
    assert (said.status_code, said.json["code"], said.json.get("pointer")) == (422, code, pointer)
    assert size(office) == before


def test_the_place_within_a_list_is_named(office: Office) -> None:
    leg = EXAMPLES["transfer"]["legs"][0]
    legs = [leg, {**leg, "number": "TR-10", "amount": "0.00"}]
    said = office.command("officer", {"verb": "transfer", "legs": legs, "effective_on": "2025-11-10"})
    assert said.json["pointer"] == "/legs/1/amount"


@pytest.mark.parametrize(
    ("data", "kind", "status", "code"),
    (
        (b"", "application/json", 400, "unreadable_body"),
        (b"{", "application/json", 400, "unreadable_body"),
        (b'{"verb": "commit", "verb": "commit"}', "application/json", 400, "unreadable_body"),
        (b'{"amount": NaN}', "application/json", 400, "unreadable_body"),
        (b"[" * 100_000, "application/json", 400, "unreadable_body"),
        (b'{"command":' * 900 + b"1" + b"}" * 900, "application/json", 422, "bad_value"),
        (b"[]", "application/json", 400, "unreadable_body"),
        (b"\xff\xfe", "application/json", 400, "unreadable_body"),
        (b"verb=commit", "application/x-www-form-urlencoded", 415, "unsupported_media_type"),
        (b"{}", "application/json", 422, "bad_value"),
    ),
)
def test_a_body_that_cannot_be_read_does_nothing(
    office: Office, data: bytes, kind: str, status: int, code: str
) -> None:
    before = size(office)
    headers = {"Content-Type": kind, "Idempotency-Key": "k"}
    said = office.send("POST", "spender", "/commands", headers=headers, data=data)
    assert (said.status_code, said.json["code"]) == (status, code)
    assert size(office) == before


def test_proposals_nested_in_proposals_are_refused_and_not_followed(office: Office) -> None:
    plain: dict[str, Any] = COMMIT
    for _ in range(300):
        plain = {"verb": "propose", "number": "P", "command": plain}
    said = office.command("spender", plain)
    assert said.status_code in {400, 422}


def test_a_token_that_only_reads_never_writes(office: Office) -> None:
    token = issue(office.engine, "spender", by="root", now=NOW, reads_only=True)[1]
    headers = {
        "Authorization": f"Bearer {token}", "Idempotency-Key": "k", "Content-Type": "application/json"
    }  # fmt: skip
    said = office.send("POST", "", "/commands", headers=headers, data=json.dumps(COMMIT).encode())
    assert (said.status_code, said.json["code"]) == (403, "reads_only")


@pytest.mark.parametrize(
    ("who", "change", "status", "code"),
    (
        ("auditor", {}, 403, "not_permitted"),
        ("officer", {"line": "NONE"}, 404, "unknown_line"),
        ("spender", {"unit": "1033"}, 404, "not_found"),
        ("spender", {"unit": "9999"}, 404, "not_found"),
        ("spender", {"effective_on": "2026-11-10"}, 409, "wrong_fiscal_year"),
    ),
)
def test_who_may_not_and_what_is_not_there(
    office: Office, who: str, change: dict[str, Any], status: int, code: str
) -> None:
    said = office.command(who, {**COMMIT, **change})
    assert (said.status_code, said.json["code"]) == (status, code)


@pytest.mark.parametrize("number", ("TR-2", "TR-NONE"))
def test_anothers_transfer_is_as_one_that_is_not_there(office: Office, number: str) -> None:
    plain = {"verb": "confirm", "transfer": number, "amount": "1.00", "effective_on": "2025-11-10"}
    said = office.command("receiver", plain)
    assert (said.status_code, said.json["code"], said.json["facts"]) == (404, "not_found", {})


def test_a_thai_key_is_a_key(office: Office) -> None:
    key = "โอน-๑".encode().decode("latin-1")
    said = office.command("spender", COMMIT, key=key)
    assert said.status_code == 201
    assert said.json["entries"][0]["request"]["key"] == "โอน-๑"


def test_every_verb_has_a_schema_in_the_specification(office: Office) -> None:
    schemas = office.specification["components"]["schemas"]
    asked = schemas["Asked"]
    assert asked["discriminator"]["mapping"].keys() == EXAMPLES.keys()
    assert "legs" in schemas["AskTransfer"]["required"]
    assert schemas["AskCommit"]["properties"]["amount"]["type"] == "string"


def test_one_key_sent_by_many_at_once_is_recorded_once(each_office: Office) -> None:
    before = size(each_office)
    heard: list[tuple[int, bytes]] = []

    def send() -> None:
        said = each_office.command("spender", COMMIT)
        heard.append((said.status_code, said.data))

    crowd = [threading.Thread(target=send) for _ in range(8)]
    for thread in crowd:
        thread.start()
    for thread in crowd:
        thread.join(30)
    assert [status for status, _ in heard] == [201] * 8
    assert len({data for _, data in heard}) == 1
    assert size(each_office) == before + 1
