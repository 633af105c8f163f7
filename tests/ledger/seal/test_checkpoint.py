"""Checkpoint and proof file: written in one way, and nothing else is read."""

from __future__ import annotations

import base64

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ledger.seal import (
    EMPTY_ROOT,
    Checkpoint,
    SealInvalid,
    TlogProof,
    checkpoint_body,
    parse_checkpoint,
    parse_tlog_proof,
    read_base64,
    tlog_proof,
)

# The example of C2SP tlog-checkpoint.
EXAMPLE = "example.com/behind-the-sofa\n20852163\nCsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=\n"
ROOT = "47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU="
NOTE = f"{EXAMPLE}\n— example.com/behind-the-sofa Az3grlgtzPICa5OS8npVmf1Myq8=\n"


def test_the_example_of_the_standard_reads_and_writes() -> None:
    checkpoint = parse_checkpoint(EXAMPLE)

    assert (checkpoint.origin, checkpoint.size) == ("example.com/behind-the-sofa", 20852163)
    assert checkpoint_body(checkpoint.origin, checkpoint.size, checkpoint.root) == EXAMPLE


def test_extension_lines_are_kept() -> None:
    checkpoint = parse_checkpoint(EXAMPLE + "what others say\nand more\n")

    assert checkpoint.extensions == ("what others say", "and more")
    assert checkpoint.body == EXAMPLE + "what others say\nand more\n"


@given(st.integers(0, 2**63 - 1), st.binary(min_size=32, max_size=32))
def test_what_is_written_is_read(size: int, root: bytes) -> None:
    assert parse_checkpoint(checkpoint_body("khlang.example/คลัง", size, root)) == Checkpoint(
        "khlang.example/คลัง", size, root
    )


@pytest.mark.parametrize(
    ("text", "code"),
    (
        ("", "lines"),
        ("a\n0\n", "lines"),
        (f"a\n0\n{ROOT}", "lines"),
        (f"a\r\n0\r\n{ROOT}\r\n", "number"),
        (f"\n0\n{ROOT}\n", "origin"),
        (f"a b\n0\n{ROOT}\n", "origin"),
        (f"a+b\n0\n{ROOT}\n", "origin"),
        (f" a\n0\n{ROOT}\n", "origin"),
        (f"a\n00\n{ROOT}\n", "number"),
        (f"a\n01\n{ROOT}\n", "number"),
        (f"a\n+1\n{ROOT}\n", "number"),
        (f"a\n-1\n{ROOT}\n", "number"),
        (f"a\n1 \n{ROOT}\n", "number"),
        (f"a\n 1\n{ROOT}\n", "number"),
        (f"a\n1_0\n{ROOT}\n", "number"),
        (f"a\n๑\n{ROOT}\n", "number"),
        (f"a\n\n{ROOT}\n", "number"),
        (f"a\n9223372036854775808\n{ROOT}\n", "number"),
        (f"a\n0\n {ROOT}\n", "base64"),
        (f"a\n0\n{ROOT} \n", "base64"),
        (f"a\n0\n{ROOT[:-1]}\n", "base64"),
        (f"a\n0\n{ROOT[:-2]}V=\n", "base64"),  # the same bytes, with idle bits set
        (f"a\n0\n{ROOT.replace('/', '_')}\n", "base64"),
        ("a\n0\nคลัง\n", "base64"),
        ("a\n0\n\n", "hash_length"),
        ("a\n0\nAAAA\n", "hash_length"),
        (f"a\n0\n{ROOT}\n\n", "extension"),
        (f"a\n0\n{ROOT}\n\nmore\n", "extension"),
        (f"a\n0\n{ROOT}\nmo\tre\n", "extension"),
    ),
)
def test_a_checkpoint_written_otherwise_is_refused(text: str, code: str) -> None:
    with pytest.raises(SealInvalid, match=f"^{code}$"):
        parse_checkpoint(text)


@pytest.mark.parametrize(
    ("origin", "size", "root", "code"),
    (
        ("", 0, EMPTY_ROOT, "origin"),
        ("a\n9", 0, EMPTY_ROOT, "origin"),
        ("a", -1, EMPTY_ROOT, "number"),
        ("a", 2**63, EMPTY_ROOT, "number"),
        ("a", 0, b"", "hash_length"),
    ),
)
def test_a_checkpoint_that_could_not_be_read_is_not_written(
    origin: str, size: int, root: bytes, code: str
) -> None:
    with pytest.raises(SealInvalid, match=f"^{code}$"):
        checkpoint_body(origin, size, root)


@given(st.text(max_size=12))
def test_base64_is_read_in_one_way_only(text: str) -> None:
    try:
        value = read_base64(text)
    except SealInvalid:
        return
    assert base64.b64encode(value).decode() == text


def test_a_proof_file_is_written_as_the_standard_shows() -> None:
    text = tlog_proof(7, [EMPTY_ROOT, EMPTY_ROOT], NOTE, b"body")

    assert text == f"c2sp.org/tlog-proof@v1\nextra Ym9keQ==\nindex 7\n{ROOT}\n{ROOT}\n\n{NOTE}"


@given(
    st.integers(0, 2**63 - 1),
    st.lists(st.binary(min_size=32, max_size=32), max_size=5).map(tuple),
    st.binary(max_size=9),
)
def test_a_proof_file_that_is_written_is_read(index: int, proof: tuple[bytes, ...], extra: bytes) -> None:
    assert parse_tlog_proof(tlog_proof(index, proof, NOTE, extra)) == TlogProof(index, proof, NOTE, extra)


HEADER = "c2sp.org/tlog-proof@v1"


@pytest.mark.parametrize(
    ("text", "code"),
    (
        ("", "lines"),
        (HEADER, "lines"),
        (f"{HEADER}\nindex 0\n\n", "lines"),
        (f"{HEADER}\nindex 0\n{ROOT}\n", "lines"),
        (f"{HEADER}\n\n{NOTE}", "lines"),
        (f"{HEADER}\nextra YQ==\n\n{NOTE}", "lines"),
        (f"{HEADER}2\nindex 0\n\n{NOTE}", "lines"),
        (f"{HEADER}\nindex 0\nextra YQ==\n\n{NOTE}", "base64"),
        (f"{HEADER}\nextra YR==\nindex 0\n\n{NOTE}", "base64"),
        (f"{HEADER}\nindex 00\n\n{NOTE}", "number"),
        (f"{HEADER}\nindex -1\n\n{NOTE}", "number"),
        (f"{HEADER}\nindex 0\nAAAA\n\n{NOTE}", "hash_length"),
    ),
)
def test_a_proof_file_written_otherwise_is_refused(text: str, code: str) -> None:
    with pytest.raises(SealInvalid, match=f"^{code}$"):
        parse_tlog_proof(text)
