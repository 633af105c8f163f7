"""Receipts: one entry with its path to a signed root (C2SP tlog-proof), checked with a key that one holds."""

from __future__ import annotations

import base64
import hashlib
import re
from collections.abc import Iterable, Iterator

from reports.verifier.entries import read_body
from reports.verifier.notes import read_checkpoint, read_key
from reports.verifier.said import Wrong, reading_as
from reports.verifier.tree import included

RECEIPT = "c2sp.org/tlog-proof@v1"


def check_receipt(
    file: str, text: str, key_text: str, held: Iterable[tuple[str, str]] = ()
) -> Iterator[tuple[str, str]]:
    """Check in order, yielding (what, detail) for what agrees; raises Wrong at the first fault.

    A receipt brings no key along: without the one you hold it proves nothing.
    """
    if not key_text.strip():
        raise Wrong("key_needed", file)
    key = read_key(key_text)
    with reading_as("malformed", file):
        head, _, note = text.partition("\n\n")
        _, extra, index, *path = head.split("\n")
        body = base64.b64decode(extra[len("extra ") :], validate=True)
        proof = [base64.b64decode(one, validate=True) for one in path]
        if not (extra.startswith("extra ") and re.fullmatch("index (0|[1-9][0-9]{0,18})", index)):
            raise ValueError(index)
        at = int(index[len("index ") :])
    signed = read_checkpoint(note, key, file)
    for name, mine in held:
        known = read_checkpoint(mine, key, name)
        if (known.origin, known.size) == (signed.origin, signed.size) and known.root != signed.root:
            raise Wrong("rewritten", name, str(known.size), known.root.hex(), signed.root.hex())
    yield "signatures", f"{signed.origin}, {signed.size}"
    leaf = hashlib.sha256(b"\x00" + body).digest()
    if at >= signed.size or included(leaf, at, signed.size, proof) != signed.root:
        raise Wrong("proof", file, str(at + 1), signed.root.hex())
    with reading_as("not_canonical", file):
        said = read_body(body.decode())
        if said["seq"] != str(at + 1):
            raise ValueError(said["seq"])
        yield "receipt", f"{at + 1}: {said['kind']} {said['unit']} {said['request']['effective_on']}"
