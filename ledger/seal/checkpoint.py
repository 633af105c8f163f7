"""Checkpoint and proof file: the texts that leave the house (C2SP tlog-checkpoint, tlog-proof)."""

from __future__ import annotations

import base64
import binascii
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from ledger.seal.tree import HASH_BYTES, SealInvalid

if TYPE_CHECKING:
    from collections.abc import Sequence

PROOF_HEADER = "c2sp.org/tlog-proof@v1"
SIZE_MAX = 2**63 - 1  # what both databases can count to


def is_name(name: str) -> bool:
    """Say whether this may name a log or a key: not empty, no Unicode space, plus or control.

    >>> is_name("khlang.example/คลัง"), is_name("a b"), is_name("a+b"), is_name("")
    (True, False, False, False)
    """
    return bool(name) and not any(c.isspace() or c == "+" or c < " " for c in name)


def read_base64(text: str) -> bytes:
    """Decode standard base64 written in its one canonical way; raises SealInvalid (`base64`)."""
    try:
        value = base64.b64decode(text, validate=True)
    except (binascii.Error, ValueError):
        raise SealInvalid("base64") from None
    if base64.b64encode(value).decode() != text:
        raise SealInvalid("base64")
    return value


def _read_hash(text: str) -> bytes:
    value = read_base64(text)
    if len(value) != HASH_BYTES:
        raise SealInvalid("hash_length")
    return value


def _read_number(text: str) -> int:
    """Read a decimal as C2SP writes it: ASCII digits, no sign, no leading zero."""
    if not re.fullmatch(r"0|[1-9][0-9]{0,18}", text) or int(text) > SIZE_MAX:
        raise SealInvalid("number")
    return int(text)


@dataclass(frozen=True, slots=True)
class Checkpoint:
    """What a checkpoint says: the tree of `origin` had this size and this root.

    The origin is held to the rule for key names (C2SP: SHOULD), because a book signs under it.
    Raises SealInvalid (`origin`, `number`, `hash_length`, `extension`).
    """

    origin: str
    size: int
    root: bytes
    extensions: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        """Check every part, so that each checkpoint can be written and read again."""
        if not is_name(self.origin):
            raise SealInvalid("origin")
        if not 0 <= self.size <= SIZE_MAX:
            raise SealInvalid("number")
        if len(self.root) != HASH_BYTES:
            raise SealInvalid("hash_length")
        if any(not line or min(line) < " " for line in self.extensions):
            raise SealInvalid("extension")

    @property
    def body(self) -> str:
        """The text to be signed."""
        lines = (self.origin, str(self.size), base64.b64encode(self.root).decode(), *self.extensions)
        return "\n".join(lines) + "\n"


def checkpoint_body(origin: str, size: int, root: bytes) -> str:
    """Write the text to be signed; raises SealInvalid like Checkpoint.

    >>> from ledger.seal.tree import EMPTY_ROOT
    >>> print(checkpoint_body("khlang.example/pilot", 0, EMPTY_ROOT), end="")
    khlang.example/pilot
    0
    47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=
    """
    return Checkpoint(origin, size, root).body


def parse_checkpoint(text: str) -> Checkpoint:
    """Read a checkpoint's text, without its signatures.

    Raises SealInvalid (`lines` when fewer than three or no final newline, `base64`, and those of
    Checkpoint).
    """
    match text.split("\n"):
        case [origin, size, root, *extensions, ""]:
            return Checkpoint(origin, _read_number(size), _read_hash(root), tuple(extensions))
        case _:
            raise SealInvalid("lines")


@dataclass(frozen=True, slots=True)
class TlogProof:
    """A proof file that stands alone: an entry's index, its path and the signed checkpoint.

    `extra` is opaque and not attested by itself; it has room for the entry's body.
    """

    index: int
    hashes: tuple[bytes, ...]
    checkpoint: str
    extra: bytes = b""


def tlog_proof(index: int, proof: Sequence[bytes], checkpoint: str, extra: bytes = b"") -> str:
    """Write a `.tlog-proof` file (C2SP tlog-proof v1); `checkpoint` is a whole signed note."""
    lines = [PROOF_HEADER]
    if extra:
        lines.append("extra " + base64.b64encode(extra).decode())
    lines.append(f"index {index}")
    lines += [base64.b64encode(value).decode() for value in proof]
    return "\n".join(lines) + "\n\n" + checkpoint


def parse_tlog_proof(text: str) -> TlogProof:
    """Read a `.tlog-proof` file; neither its path nor its signatures are verified here.

    Raises SealInvalid (`lines`, `number`, `base64`, `hash_length`).
    """
    head, _, checkpoint = text.partition("\n\n")
    lines = head.split("\n")
    extra = lines.pop(1).removeprefix("extra ") if head.startswith(f"{PROOF_HEADER}\nextra ") else ""
    match lines:
        case [str(header), str(index), *hashes] if header == PROOF_HEADER and index.startswith("index "):
            number = _read_number(index.removeprefix("index "))
        case _:
            raise SealInvalid("lines")
    if not checkpoint:
        raise SealInvalid("lines")
    return TlogProof(number, tuple(map(_read_hash, hashes)), checkpoint, read_base64(extra))
