"""The verifier that is shipped: one file of the standard library, old Pythons included."""

from __future__ import annotations

import ast
import re
import subprocess
import sys
from collections import Counter
from decimal import Decimal
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from hypothesis import given
from hypothesis import strategies as st

from ledger import texts
from ledger.buckets import SET_OF, SOURCES
from ledger.seal import leaf_reader
from ledger.seal.proofs import inclusion_proof
from ledger.seal.tree import EMPTY
from reports.digest import digest_text, read_number
from reports.exports import guarded as exports
from reports.exports.bundle.sealed import Levels
from reports.verifier import source
from reports.verifier.bundle import guarded
from reports.verifier.cells import ENTRY_HEADS, NAMED_HEADS, TEXT_HEADS
from reports.verifier.ed25519 import ORDER, verifies
from reports.verifier.entries import SETS
from reports.verifier.entries import SOURCES as KNOWN_SOURCES
from reports.verifier.joined import ROOMS
from reports.verifier.said import MESSAGES
from reports.verifier.tree import Tree, included
from reports.verifier.workbook import digest_value
from tests.reports.bundles import bundled
from tests.reports.workbooks import pilot

PYTHONS = ("python3.9", "python3.10", "python3.11", "python3.12", "python3.13", "python3.14", "python3")


def signed_by(seed: bytes, message: bytes) -> tuple[bytes, bytes]:
    key = Ed25519PrivateKey.from_private_bytes(seed)
    return key.public_key().public_bytes_raw(), key.sign(message)


@given(st.binary(min_size=32, max_size=32), st.binary(max_size=200))
def test_a_signature_verifies_as_the_library_makes_it(seed: bytes, message: bytes) -> None:
    public, signature = signed_by(seed, message)
    assert verifies(public, message, signature)


@given(st.binary(min_size=32, max_size=32), st.integers(0, 95), st.integers(0, 7))
def test_one_other_bit_in_key_or_signature_verifies_nothing(seed: bytes, at: int, bit: int) -> None:
    public, signature = signed_by(seed, b"message")
    whole = bytearray(public + signature)
    whole[at] ^= 1 << bit
    assert not verifies(bytes(whole[:32]), b"message", bytes(whole[32:]))


def test_malformed_keys_and_signatures_verify_nothing() -> None:
    public, signature = signed_by(bytes(32), b"m")
    scalar = int.from_bytes(signature[32:], "little") + ORDER
    malleable = signature[:32] + scalar.to_bytes(32, "little")
    assert not verifies(public, b"m", malleable)
    assert not verifies(public, b"other", signature)
    for key in (b"", public[:31], public + b"x", b"\xff" * 32, (2**255 - 19).to_bytes(32, "little")):
        assert not verifies(key, b"m", signature)
    for wrong in (b"", signature[:63], signature + b"x", bytes(64), b"\xff" * 64):
        assert not verifies(public, b"m", wrong)


@pytest.mark.parametrize("size", (1, 2, 3, 7, 8, 9, 255, 256, 257, 600))
def test_proofs_are_those_of_the_ledger_and_lead_to_its_root(size: int) -> None:
    leaves = [bytes([at % 256, at // 256]) * 16 for at in range(size)]
    levels, tree = Levels(leaves), Tree()
    for leaf in leaves:
        tree.append(leaf)
    root = EMPTY.extend(leaves).root()
    assert tree.root() == root
    for at in {0, size // 2, size - 1, size // 3}:
        proof = levels.proof(at)
        assert tuple(proof) == inclusion_proof(at, size, leaf_reader(leaves))
        assert included(leaves[at], at, size, proof) == root
        assert included(leaves[at], at, size, [*proof, root]) is None
        assert not proof or included(leaves[at], at, size, proof[:-1]) != root
        assert size == 1 or included(leaves[at], (at + 1) % size, size, proof) != root


@given(
    st.one_of(st.text(max_size=30), st.sampled_from(["=1", "+1", "-1", "@x", "'", "''=", "\t=", " =1", "\n"]))
)
def test_a_text_is_guarded_alike_and_read_back_exactly(text: str) -> None:
    assert guarded(text) == exports.guarded(text)
    assert exports.unguarded(exports.guarded(text)) == text
    assert exports.guarded(text).lstrip()[:1] not in {"=", "+", "-", "@"}


@given(st.integers(-(10**14), 10**14), st.text(max_size=20))
def test_a_cell_is_digested_as_the_workbook_says(amount: int, text: str) -> None:
    shown = amount / 100
    assert digest_value(Decimal(repr(shown))) == read_number(shown)
    assert digest_value(text) == digest_text(text, None)


def test_sets_and_sources_are_those_of_the_ledger() -> None:
    assert (dict(SET_OF), set(SOURCES)) == (SETS, KNOWN_SOURCES)


def test_headers_are_those_of_the_workbook() -> None:
    columns = texts.table("workbook", "en")["columns"]
    headers = {text for text in columns.values() if isinstance(text, str)} | {columns["E8"]["leaf"]}
    assert {*TEXT_HEADS, *NAMED_HEADS, *ENTRY_HEADS} - headers == set()


def test_the_shipped_file_is_one_of_the_standard_library_for_python_3_9() -> None:
    tree = ast.parse(source(), feature_version=(3, 9))
    imported = {
        name.partition(".")[0]
        for node in ast.walk(tree)
        if isinstance(node, ast.Import | ast.ImportFrom)
        for name in (
            [one.name for one in node.names] if isinstance(node, ast.Import) else [node.module or ""]
        )
    }
    assert imported - set(sys.stdlib_module_names) == set()
    named = Counter(node.name for node in tree.body if isinstance(node, ast.FunctionDef | ast.ClassDef))
    assert [name for name, times in named.items() if times > 1] == []
    assert {path.stem for path in Path("reports/verifier").glob("*.py")} - set(ROOMS) == {
        "__init__",
        "joined",
    }


def test_every_fault_it_can_name_has_a_message_in_both_languages() -> None:
    named = set(re.findall(r'Wrong\(\s*"([a-z_]+)"', source())) | set(
        re.findall(r'reading_as\("([a-z_]+)"', source())
    )
    assert named - set(MESSAGES) == set()
    assert {code for code, (thai, english) in MESSAGES.items() if not thai or not english} == set()


def pythons() -> list[str]:
    """Every other Python that this machine really has, besides the one that runs the tests."""
    found = [sys.executable]
    for name in PYTHONS:
        try:
            said = subprocess.run(
                [name, "-c", "import sys; print(sys.executable)"], capture_output=True, check=False
            )
        except OSError:
            continue
        if said.returncode == 0:
            found.append(name)
    return found


def test_it_runs_alone_on_every_python_there_is(tmp_path: Path) -> None:
    bundle = bundled(*pilot(), tmp_path)
    program = tmp_path / "alone" / "verify_khlang.py"
    program.parent.mkdir()
    program.write_text(source(), encoding="utf-8")
    for python in pythons():
        words = [python, "-I", "-W", "error", str(program), str(bundle)]
        said = subprocess.run(
            words, capture_output=True, text=True, encoding="utf-8", timeout=120, check=False
        )
        assert said.returncode == 0, (python, said)
        assert said.stdout.count("ok  ") == 8
        *_, agrees, trust = said.stdout.splitlines()
        assert agrees == "✓ ตรงกันทุกรายการ / ✓ everything agrees"
        assert "beware: the key came with the bundle itself" in trust
