"""Signing: the key behind a book's checkpoints, and notes signed with it (C2SP signed-note, Ed25519).

A key file holds one line, `PRIVATE+KEY+<name>+<key id>+<base64 of 0x01 and the seed>`, as Go's
`sumdb/note` writes it. What an auditor is given is the verifier's text, `<name>+<key id>+<base64 of
0x01 and the public key>`. The name is the book's checkpoint origin.

    keys.py         SigningKey, Verifier
    key_file.py     made once, whole, for its owner only
    notes.py        sign_note, verify_note
"""

from ledger.signing.key_file import load_key, load_or_create_key
from ledger.signing.keys import KeyInvalid, SigningKey, Verifier
from ledger.signing.notes import NoteInvalid, sign_note, verify_note

__all__ = [
    "KeyInvalid",
    "NoteInvalid",
    "SigningKey",
    "Verifier",
    "load_key",
    "load_or_create_key",
    "sign_note",
    "verify_note",
]
