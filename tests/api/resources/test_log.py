"""The log over HTTP: what a checkpoint says follows from the tiles, by tlog-tiles alone."""

from __future__ import annotations

import hashlib

import pytest

from ledger.seal import parse_checkpoint
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


@pytest.mark.parametrize(
    "path",
    ("0/000", "0/001.p/1", "0/000.p/256", "0/000.p/0", "0/0", "64/000", "0/x000/000", "9/000.p/1", "a/b"),
)
def test_a_tile_the_tree_does_not_have_is_not_found(office: Office, path: str) -> None:
    said = office.get("auditor", f"/tiles/book-1/tile/{path}")
    assert (said.status_code, said.json["code"]) == (404, "not_found")


def test_a_tile_may_be_kept_for_ever_by_who_may_see_it(office: Office) -> None:
    said = office.get("auditor", "/tiles/book-1/tile/0/000.p/7")
    assert said.mimetype == "application/octet-stream"
    assert "immutable" in said.headers["Cache-Control"]
    assert "private" in said.headers["Cache-Control"]


@pytest.mark.parametrize("path", ("/checkpoint", "/tiles/book-1/checkpoint", "/tiles/book-1/tile/0/000.p/1"))
def test_the_log_is_for_who_sees_every_unit(office: Office, path: str) -> None:
    said = office.get("spender", path)
    assert (said.status_code, said.json["code"]) == (403, "all_units_only")


def test_the_log_of_another_book_is_not_there(office: Office) -> None:
    assert office.get("auditor", "/tiles/a/b/checkpoint").status_code == 404
