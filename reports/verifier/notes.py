"""Signed notes and checkpoints (C2SP signed-note, tlog-checkpoint)."""

from __future__ import annotations

import base64
import hashlib
import re
from typing import NamedTuple

from reports.verifier.ed25519 import HASH_BYTES, verifies
from reports.verifier.said import KEY, Wrong, reading_as

ED25519 = b"\x01"
KEY_ID_BYTES = 4


class Verifier(NamedTuple):
    """A public key under its name."""

    name: str
    key_id: bytes
    public: bytes


def read_key(text: str, file: str = KEY) -> Verifier:
    """Read `name+id+key`; raises Wrong (malformed)."""
    with reading_as("malformed", file):
        name, key_id, encoded = text.strip().split("+", 2)
        key = base64.b64decode(encoded, validate=True)
        known = hashlib.sha256(name.encode() + b"\n" + key).digest()[:KEY_ID_BYTES]
        if key[:1] != ED25519 or len(key) != 1 + HASH_BYTES or known.hex() != key_id:
            raise ValueError(text)
        return Verifier(name, known, key[1:])


def read_note(note: str, key: Verifier, file: str) -> str:
    """The text of a signed note once the key is found to have signed it; raises Wrong."""
    text, gap, tail = note.rpartition("\n\n")
    signed = False
    with reading_as("malformed", file):
        if not gap or not tail.endswith("\n"):
            raise ValueError(note)
        for line in tail[:-1].split("\n"):
            dash, name, encoded = line.split(" ")
            value = base64.b64decode(encoded, validate=True)
            if dash != "—":
                raise ValueError(line)
            if (name, value[:KEY_ID_BYTES]) == (key.name, key.key_id):
                if not verifies(key.public, f"{text}\n".encode(), value[KEY_ID_BYTES:]):
                    raise Wrong("bad_signature", file, name)
                signed = True
    if not signed:
        raise Wrong("unknown_key", file, expected=key.name, found=tail.strip())
    return f"{text}\n"


class Checkpoint(NamedTuple):
    """What a checkpoint says."""

    origin: str
    size: int
    root: bytes


def read_checkpoint(note: str, key: Verifier, file: str) -> Checkpoint:
    """A signed checkpoint; raises Wrong."""
    lines = read_note(note, key, file).split("\n")
    with reading_as("malformed", file):
        origin, size, root = lines[0], lines[1], base64.b64decode(lines[2], validate=True)
        if not re.fullmatch("0|[1-9][0-9]{0,18}", size) or len(root) != HASH_BYTES or not origin:
            raise ValueError(size)
        return Checkpoint(origin, int(size), root)


def split_notes(text: str) -> list[str]:
    """The notes of a file, one after the other with an empty line between."""
    blocks = text.rstrip("\n").split("\n\n")
    return [f"{blocks[at]}\n\n{''.join(blocks[at + 1 : at + 2])}\n" for at in range(0, len(blocks), 2)]
