"""A receipt is checked by who holds it and the key, and by nothing of ours."""

from __future__ import annotations

import base64
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from reports.verifier import Wrong, source
from reports.verifier.receipts import check_receipt
from tests.builders import a_request, a_voucher
from tests.serving import Office, an_office


@pytest.fixture
def receipt(migrated_sqlite_url: str, tmp_path: Path) -> tuple[str, str]:
    """A receipt of the district's own, and the key, both as they are served to it."""
    with an_office(migrated_sqlite_url, tmp_path) as office:
        return served(office)


def served(office: Office) -> tuple[str, str]:
    office.journal.post(a_request(a_voucher("V1", {"amount": "0.01"}), "v1"), "spender")
    own = office.get("spender", "/vouchers").json["vouchers"][0]["entry"]
    proof = office.get("spender", f"/journal/entries/{own}/proof").text
    return proof, office.get("spender", "/checkpoint/key").text


def test_it_agrees_and_names_the_entry(receipt: tuple[str, str]) -> None:
    said = dict(check_receipt("r", *receipt))
    assert "disburse 1032" in said["receipt"]


def another_index(text: str) -> str:
    return text.replace("\nindex ", "\nindex 1", 1)


def another_body(text: str) -> str:
    head, extra, *rest = text.split("\n")
    body = base64.b64decode(extra.removeprefix("extra ")).replace(b"1032", b"1033")
    return "\n".join([head, "extra " + base64.b64encode(body).decode(), *rest])


def another_root(text: str) -> str:
    *head, _, gap, signature, end = text.split("\n")
    return "\n".join([*head, base64.b64encode(bytes(32)).decode(), gap, signature, end])


@pytest.mark.parametrize(
    ("change", "code"),
    (
        (another_index, "proof"),
        (another_body, "proof"),
        (another_root, "bad_signature"),
        (lambda text: text.replace("index", "place"), "malformed"),
        (lambda text: text[:200], "malformed"),
    ),
)
def test_whatever_is_changed_it_no_longer_agrees(
    receipt: tuple[str, str], change: Callable[[str], str], code: str
) -> None:
    text, key = receipt
    with pytest.raises(Wrong) as found:
        list(check_receipt("r", change(text), key))
    assert found.value.code == code


def test_without_a_key_one_holds_it_proves_nothing(receipt: tuple[str, str]) -> None:
    with pytest.raises(Wrong) as found:
        list(check_receipt("r", receipt[0], ""))
    assert found.value.code == "key_needed"


def test_a_checkpoint_one_holds_of_the_same_size_must_have_the_same_root(receipt: tuple[str, str]) -> None:
    text, key = receipt
    note = text.partition("\n\n")[2]
    assert dict(check_receipt("r", text, key, [("mine", note)]))
    with pytest.raises(Wrong):
        list(check_receipt("r", text, key, [("mine", another_root(note))]))


def test_the_shipped_program_checks_it_alone(receipt: tuple[str, str], tmp_path: Path) -> None:
    for name, text in zip(
        ("own.tlog-proof", "key.txt", "verify_khlang.py"), (*receipt, source()), strict=True
    ):
        (tmp_path / name).write_text(text, "utf-8")
    words = [sys.executable, "-I", "verify_khlang.py", "own.tlog-proof", "--key", "key.txt"]
    said = subprocess.run(words, cwd=tmp_path, capture_output=True, text=True, timeout=60, check=False)
    assert (said.returncode, said.stdout.count("ok  ")) == (0, 2), said
