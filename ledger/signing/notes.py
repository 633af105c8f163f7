"""Signed notes: a text and the lines of those who signed it (C2SP signed-note)."""

from __future__ import annotations

import base64
from typing import TYPE_CHECKING

from ledger.seal import is_name, read_base64
from ledger.signing.keys import KEY_ID_BYTES

if TYPE_CHECKING:
    from collections.abc import Iterable

    from ledger.signing.keys import SigningKey, Verifier

NOTE_CHARACTERS_MAX = 1_000_000
SIGNATURES_MAX = 100  # C2SP: at least 16 must be read, and there should be some limit


class NoteInvalid(ValueError):  # noqa: N818 - an answer about a note, not a fault
    """A note that must not be believed.

    `code` is `malformed`, `bad_signature` (a known key's signature does not fit the text) or
    `unknown_key` (no known key signed it).
    """

    def __init__(self, code: str) -> None:
        """Keep the stable `code`."""
        self.code = code
        super().__init__(code)


def _is_text(text: str) -> bool:
    """Say whether this may stand in a note: UTF-8, no control character but the newline."""
    try:
        text.encode()
    except UnicodeEncodeError:
        return False
    return not any(c < " " and c != "\n" for c in text)


def sign_note(text: str, key: SigningKey, *more: SigningKey) -> str:
    """Make the note of `text` (which ends in a newline) signed by every key, in order.

    Raises NoteInvalid (`malformed`) when the text cannot stand in a note.
    """
    if not text.endswith("\n") or not _is_text(text):
        raise NoteInvalid("malformed")
    return text + "\n" + "".join(_signature_line(text, signer) for signer in (key, *more))


def _signature_line(text: str, key: SigningKey) -> str:
    signature = base64.b64encode(key.verifier.key_id + key.sign(text)).decode()
    return f"— {key.name} {signature}\n"


def verify_note(note: str, verifiers: Iterable[Verifier]) -> str:
    """Return a note's text once a known key is found to have signed it.

    Signatures by unknown keys are ignored; one bad signature by a known key spoils the note.
    Raises NoteInvalid (`malformed`, `bad_signature`, `unknown_key`).
    """
    text, signatures = _open(note)
    known = {(verifier.name, verifier.key_id): verifier for verifier in verifiers}
    signed = False
    for name, key_id, signature in signatures:
        verifier = known.get((name, key_id))
        if verifier is None:
            continue
        if not verifier.verifies(signature, text):
            raise NoteInvalid("bad_signature")
        signed = True
    if not signed:
        raise NoteInvalid("unknown_key")
    return text


def _open(note: str) -> tuple[str, list[tuple[str, bytes, bytes]]]:
    """Split a note at its last empty line into the text and (name, key id, signature) of each line."""
    if len(note) > NOTE_CHARACTERS_MAX or not _is_text(note):
        raise NoteInvalid("malformed")
    text, gap, tail = note.rpartition("\n\n")
    lines = tail.split("\n")
    if not gap or lines.pop() or not 0 < len(lines) <= SIGNATURES_MAX:
        raise NoteInvalid("malformed")
    return text + "\n", [_read_signature(line) for line in lines]


def _read_signature(line: str) -> tuple[str, bytes, bytes]:
    try:
        dash, name, encoded = line.split(" ")
        value = read_base64(encoded)
    except ValueError:
        raise NoteInvalid("malformed") from None
    if dash != "—" or not is_name(name) or len(value) <= KEY_ID_BYTES:
        raise NoteInvalid("malformed")
    return name, value[:KEY_ID_BYTES], value[KEY_ID_BYTES:]
