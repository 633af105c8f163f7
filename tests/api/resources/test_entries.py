"""Entries: pages that neither skip nor repeat, and one entry with its receipt."""

from __future__ import annotations

from typing import Any

import pytest

from ledger.entries import Request, read_entry
from ledger.seal import leaf_hash, parse_checkpoint, parse_tlog_proof, verify_inclusion
from ledger.signing import load_key, verify_note
from tests.builders import EXAMPLES, a_command, a_voucher
from tests.serving import Office


def pages(office: Office, who: str, path: str, rows: str) -> list[Any]:
    """Every row of a list, page by page."""
    found: list[Any] = []
    cursor = ""
    for _ in range(200):
        said = office.read(who, f"{path}{'&' if '?' in path else '?'}limit=3&cursor={cursor}")
        found += said[rows]
        assert len(said[rows]) == 3 or said["next"] is None
        cursor = said["next"]
        if cursor is None:
            return found
    raise AssertionError("the pages never end")


@pytest.mark.parametrize("who", ("auditor", "spender"))
def test_pages_hold_every_entry_once_in_order(each_office: Office, who: str) -> None:
    paged = pages(each_office, who, "/journal/entries", "entries")
    assert paged == each_office.read(who, "/journal/entries?limit=200")["entries"]
    assert len({entry["id"] for entry in paged}) == len(paged) >= 3


def test_a_page_links_to_the_next(office: Office) -> None:
    first = office.get("auditor", "/journal/entries?limit=2&kind=transfer")
    address = first.headers["Link"].split(">")[0].removeprefix("</api/v1")
    assert first.headers["Link"].endswith('; rel="next"')
    assert [
        entry["request"]["legs"][0]["number"] for entry in office.read("auditor", address)["entries"]
    ] == ["TR-3"]
    assert "Link" not in office.get("auditor", address).headers


def test_a_page_begun_stays_good_while_others_post(office: Office) -> None:
    first = office.read("auditor", "/journal/entries?limit=10")
    office.post(a_voucher("V1"), "spender", "v")
    second = office.read("auditor", f"/journal/entries?limit=200&cursor={first['next']}")
    seqs = [entry["seq"] for entry in first["entries"] + second["entries"]]
    assert seqs == list(range(1, len(seqs) + 1))
    assert second["entries"][-1]["kind"] == "disburse"


@pytest.mark.parametrize(
    ("path", "kinds"),
    (
        ("/journal/entries?kind=confirm", {"confirm"}),
        ("/journal/entries?number=TR-1", {"transfer", "confirm"}),
        ("/journal/entries?unit=1033", {"transfer", "confirm"}),
        ("/journal/entries?unit=1032&kind=confirm", {"confirm"}),
        ("/journal/entries?kind=nothing", set()),
    ),
)
def test_a_list_is_narrowed(office: Office, path: str, kinds: set[str]) -> None:
    assert {entry["kind"] for entry in office.read("auditor", path)["entries"]} == kinds


def test_one_entry_is_found_by_id_and_by_position(office: Office) -> None:
    entry = office.read("auditor", "/journal/entries?limit=20")["entries"][-1]
    assert office.read("auditor", f"/journal/entries/{entry['id']}") == entry
    assert office.read("auditor", f"/journal/entries/{entry['seq']}") == entry


@pytest.mark.parametrize("name", ("0", "99999", "9" * 30, "x", "WyJhIl0", "%00", "W10"))
def test_an_entry_that_is_not_there_is_not_found(office: Office, name: str) -> None:
    assert office.get("auditor", f"/journal/entries/{name}").status_code == 404


def test_what_was_asked_is_shown_as_it_is_written(office: Office) -> None:
    seq = office.post(a_command("commit"), "spender", "c", remark="ด่วน")
    asked = office.read("auditor", f"/journal/entries/{seq}")["request"]
    assert {name: asked[name] for name in EXAMPLES["commit"]} == EXAMPLES["commit"]
    again = Request.of_wire(asked)
    assert (again.key, again.remark, again.command) == ("c", "ด่วน", a_command("commit"))


def test_a_refusal_on_record_is_shown_with_its_reason(office: Office) -> None:
    office.command("spender", {"verb": "commit", **EXAMPLES["commit"], "amount": "9999.00",
                               "effective_on": "2025-11-10"})  # fmt: skip
    entry = office.read("spender", "/journal/entries?limit=200")["entries"][-1]
    assert entry["kind"] == "refused"
    assert entry["refusal"]["code"] == "short"
    assert entry["refusal"]["facts"]["has"] == "100000"
    assert "1,000.00" in entry["refusal"]["en"]


@pytest.mark.parametrize("who", ("auditor", "receiver"))
def test_a_receipt_proves_the_entry_to_who_holds_the_verifier(each_office: Office, who: str) -> None:
    entry = each_office.read(who, "/journal/entries?kind=confirm")["entries"][0]
    answer = each_office.get(who, f"/journal/entries/{entry['id']}/proof")
    assert answer.status_code == 200
    assert f'filename="{entry["id"]}.tlog-proof"' in answer.headers["Content-Disposition"]
    proof = parse_tlog_proof(answer.text)
    verifier = load_key(each_office.settings.key).verifier
    signed = parse_checkpoint(verify_note(proof.checkpoint, [verifier]))
    assert verify_inclusion(leaf_hash(proof.extra), proof.index, signed.size, signed.root, proof.hashes)
    assert read_entry(proof.extra).request.key == entry["request"]["key"]


def test_no_receipt_shows_what_is_anothers(office: Office) -> None:
    entry = office.read("receiver", "/journal/entries?kind=transfer")["entries"][0]
    said = office.get("receiver", f"/journal/entries/{entry['id']}/proof")
    assert (said.status_code, said.json["code"]) == (403, "shared_document")
