"""The log over HTTP: what a checkpoint says follows from the tiles, by tlog-tiles alone."""

from __future__ import annotations

import hashlib

import pytest

from api.resources import log
from ledger.seal import parse_checkpoint, verify_consistency
from ledger.signing import load_key, verify_note
from tests.builders import a_request, a_voucher
from tests.serving import Office


def level(office: Office, size: int) -> list[bytes]:
    """The leaf hashes of a log, from its tiles."""
    hashes: list[bytes] = []
    for index in range(-(-size // 256)):
        width = min(256, size - index * 256)
        part = "" if width == 256 else f".p/{width}"
        data = office.get("auditor", f"/tiles/book-1/tile/0/{index:03}{part}").data
        hashes += [data[i : i + 32] for i in range(0, len(data), 32)]
    return hashes


def root_of(hashes: list[bytes]) -> bytes:
    """RFC 6962, 2.1, written again."""
    if len(hashes) == 1:
        return hashes[0]
    split = 1 << (len(hashes) - 1).bit_length() - 1
    return hashlib.sha256(b"\x01" + root_of(hashes[:split]) + root_of(hashes[split:])).digest()


def test_the_signed_root_is_that_of_the_tiles(each_office: Office) -> None:
    more = [a_request(a_voucher(f"V{n}", {"amount": "0.01"}), f"v{n}") for n in range(300)]
    each_office.journal.post_all(more, "spender")
    note = each_office.get("auditor", "/tiles/book-1/checkpoint").text
    verifier = load_key(each_office.settings.key).verifier
    signed = parse_checkpoint(verify_note(note, [verifier]))
    hashes = level(each_office, signed.size)
    assert len(hashes) == signed.size > 256
    assert root_of(hashes) == signed.root
    assert each_office.get("auditor", "/tiles/book-1/tile/1/000.p/1").data == root_of(hashes[:256])
    assert each_office.get("auditor", "/checkpoint").text == note


def test_an_entry_bundle_holds_the_bodies_whose_hashes_the_tiles_hold(each_office: Office) -> None:
    more = [a_request(a_voucher(f"V{n}", {"amount": "0.01"}), f"v{n}") for n in range(300)]
    each_office.journal.post_all(more, "spender")
    hashes = level(each_office, 258)
    for name, first, number in (("000", 0, 256), ("001.p/2", 256, 2)):
        said = each_office.get("auditor", f"/tiles/book-1/tile/entries/{name}")
        data, leaves = said.data, []
        while data:
            length = int.from_bytes(data[:2], "big")
            leaves.append(hashlib.sha256(b"\x00" + data[2 : 2 + length]).digest())
            data = data[2 + length :]
        assert leaves == hashes[first : first + number]
        assert "immutable" in said.headers["Cache-Control"]


def test_an_entry_that_no_bundle_can_hold_is_named(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(log, "BUNDLED_BYTES_MAX", 100)
    said = office.get("auditor", "/tiles/book-1/tile/entries/000.p/1")
    assert (said.status_code, said.json["code"]) == (409, "entry_too_long")
    assert said.json["facts"] == {"seq": "1", "limit": "100"}


def test_who_holds_an_older_checkpoint_gets_the_proof_that_the_log_only_grew(each_office: Office) -> None:
    old = parse_checkpoint(each_office.get("auditor", "/checkpoint").text.rpartition("\n\n")[0] + "\n")
    each_office.post(a_voucher("V1", {"amount": "0.01"}), "spender", "v")
    said = each_office.read("auditor", f"/checkpoint/consistency?since={old.size}")
    assert (said["old_size"], said["old_root"], said["size"]) == (old.size, old.root.hex(), old.size + 1)
    proof = [bytes.fromhex(one) for one in said["hashes"]]
    root = bytes.fromhex(said["root"])
    assert verify_consistency(old.size, old.root, said["size"], root, proof)
    assert not verify_consistency(old.size, bytes(32), said["size"], root, proof)


@pytest.mark.parametrize("since", ("0", "9999"))
def test_a_size_the_log_never_had_proves_nothing(office: Office, since: str) -> None:
    assert office.get("auditor", f"/checkpoint/consistency?since={since}").status_code == 404


@pytest.mark.parametrize(
    "path",
    (
        "entries/000",
        "entries/001.p/1",
        "entries/0",
        "entries/",
        "0/000",
        "0/001.p/1",
        "0/000.p/256",
        "0/000.p/0",
        "0/0",
        "64/000",
        "0/x000/000",
        "9/000.p/1",
        "a/b",
    ),
)
def test_a_tile_the_tree_does_not_have_is_not_found(office: Office, path: str) -> None:
    said = office.get("auditor", f"/tiles/book-1/tile/{path}")
    assert (said.status_code, said.json["code"]) == (404, "not_found")


def test_a_tile_may_be_kept_for_ever_by_who_may_see_it(office: Office) -> None:
    said = office.get("auditor", "/tiles/book-1/tile/0/000.p/7")
    assert said.mimetype == "application/octet-stream"
    assert "immutable" in said.headers["Cache-Control"]
    assert "private" in said.headers["Cache-Control"]


@pytest.mark.parametrize(
    "path",
    (
        "/checkpoint",
        "/checkpoint/consistency?since=1",
        "/tiles/book-1/checkpoint",
        "/tiles/book-1/tile/0/000.p/1",
        "/tiles/book-1/tile/entries/000.p/1",
    ),
)
def test_the_log_is_for_who_sees_every_unit(office: Office, path: str) -> None:
    said = office.get("spender", path)
    assert (said.status_code, said.json["code"]) == (403, "all_units_only")


def test_the_log_of_another_book_is_not_there(office: Office) -> None:
    assert office.get("auditor", "/tiles/a/b/checkpoint").status_code == 404


def test_every_reader_has_the_key_and_the_program_to_check_a_receipt_with(each_office: Office) -> None:
    for role in ("auditor", "spender"):
        key = each_office.get(role, "/checkpoint/key")
        assert key.text == load_key(each_office.settings.key).verifier.text + "\n"
        program = each_office.get(role, "/checkpoint/program")
        assert "verify_khlang.py" in program.headers["Content-Disposition"]
        compile(program.text, "verify_khlang.py", "exec")
