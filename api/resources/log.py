"""Log: the seal as other programs read it: checkpoint and tiles (C2SP tlog-checkpoint, tlog-tiles).

The log's prefix is `/api/v1/tiles/<book>`. Positions and roots tell how much everybody has posted, so it is
for who sees every unit; a district gets a receipt for each of its own entries (entries.py), and the key and
the program to check it with. An entry bundle holds bodies of at most 65,535 bytes; the few longer ones (an
order of hundreds of legs) are read as entries.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final

from flask import Response

from api.problems import edge
from api.resources.asking import Ask, asking, not_found
from api.resources.fields import POSITION_MAX, Document, Query, Whole, both, text, texts, whole
from api.resources.operation import ALWAYS, READ_CACHE, Arguments, Routes, reads, register
from api.wire import tag_of
from ledger import queries
from ledger.checkpoints import StoredTree, consistency_of, make_checkpoint, open_key
from ledger.seal import HASH_BYTES, SealInvalid, parse_tile_path
from ledger.seal.tiles import leaf_bits
from reports import verifier

routes: Final = Routes("log")
NOTE: Final = "text/plain"
TILE: Final = "application/octet-stream"
FOR_EVER: Final = "private, max-age=31536000, immutable"
BUNDLED_BYTES_MAX: Final = 2**16 - 1


class ConsistencyAsked(Query):
    """Since when."""

    since = Whole(0, POSITION_MAX, required=True, metadata={"description": both("fields", "since")})


class ConsistencySeen(Document):
    """That the log only grew since it had `old_size` entries (RFC 6962, 2.1.2); hashes in hexadecimal."""

    old_size = whole("old_size")
    old_root = text("root")
    size = whole("seq")
    root = text("root")
    hashes = texts("hashes")


@reads(routes, "/checkpoint", NOTE)
def checkpoint(ask: Ask, _: Arguments) -> Response:
    """The signed note of where the book stands; made, and kept, if there is none at this size."""
    return _note(ask)


def log_checkpoint(book: str) -> Response:
    """The same at the address tlog-tiles gives it."""
    with asking(book) as ask:
        return _note(ask)


@reads(routes, "/checkpoint/consistency", ConsistencySeen, ConsistencyAsked)
def consistency(ask: Ask, wanted: Arguments) -> dict[str, Any]:
    """The proof for who holds an older checkpoint; its root is compared with the one in that."""
    ask.whole()
    if not 0 < wanted["since"] <= ask.head().size:
        raise not_found()
    found = consistency_of(ask.connection, ask.book, wanted["since"])
    return {
        "old_size": found.old_size,
        "old_root": found.old_root.hex(),
        "size": found.size,
        "root": found.root.hex(),
        "hashes": [one.hex() for one in found.hashes],
    }


@reads(routes, "/checkpoint/key", NOTE)
def checkpoint_key(ask: Ask, _: Arguments) -> Response:
    """The public key that receipts and checkpoints are verified with, `name+id+key`; for every reader."""
    settings = ask.place.settings
    key = open_key(settings.key, settings.origin_of(ask.book))
    return Response(f"{key.verifier.text}\n", mimetype=NOTE)


@reads(routes, "/checkpoint/program", NOTE)
def checkpoint_program(_: Ask, __: Arguments) -> Response:
    """The program that checks receipts and audit bundles: one file that needs nothing but Python."""
    made = Response(verifier.source(), mimetype=NOTE)
    made.headers["Content-Disposition"] = 'attachment; filename="verify_khlang.py"'
    return made


def tile(book: str, path: str) -> Response:
    """Hashes of one level in a row, or the entries themselves (`entries/…`).

    A tile never changes once it has as many as its name says.
    """
    with asking(book) as ask:
        ask.whole()
        kind, _, rest = path.partition("/")
        data = _bundle(ask, f"tile/0/{rest}") if kind == "entries" else _hashes(ask, f"tile/{path}")
    made = Response(data, mimetype=TILE)
    made.headers["ETag"] = tag_of(data)
    made.headers["Cache-Control"] = FOR_EVER
    return made


def _note(ask: Ask) -> Response:
    ask.whole()
    settings = ask.place.settings
    origin = settings.origin_of(ask.book)
    key = open_key(settings.key, origin)
    ask.connection.close()  # a checkpoint is made under the lock of a transaction of its own
    made = Response(make_checkpoint(ask.place.engine, ask.book, key, origin), mimetype=NOTE)
    made.headers["Cache-Control"] = READ_CACHE
    return made


def _bundle(ask: Ask, path: str) -> bytes:
    """The bodies of a tile's entries, each after its length in two bytes (tlog-tiles, entry bundles)."""
    _, start, width, _ = _named(ask, path)
    return b"".join(_measured(queries.bodies(ask.connection, ask.book, start + 1, start + width), start))


def _measured(bodies: Iterator[bytes], start: int) -> Iterator[bytes]:
    for seq, body in enumerate(bodies, start + 1):
        if len(body) > BUNDLED_BYTES_MAX:
            raise edge("entry_too_long", seq=seq, limit=BUNDLED_BYTES_MAX)
        yield len(body).to_bytes(2, "big") + body


def _named(ask: Ask, path: str) -> tuple[int, int, int, StoredTree]:
    """Level, first and number of what a name stands for, and the tree that has as many; else not found."""
    try:
        level, index, width = parse_tile_path(path)
    except SealInvalid:
        raise not_found() from None
    tree = StoredTree(ask.connection, ask.book)
    start = index << 8
    if start + width > tree.size >> leaf_bits(level):
        raise not_found()
    return level, start, width, tree


def _hashes(ask: Ask, path: str) -> bytes:
    """The hashes of a tile's name; raises Problem (not_found) for one the tree does not have."""
    level, start, width, tree = _named(ask, path)
    hashes = tree.read(level, start, width)
    if len(hashes) != width * HASH_BYTES:
        raise not_found()
    return hashes


register(routes, "/tiles/<path:book>/checkpoint", log_checkpoint, Query, NOTE, ALWAYS)
register(routes, "/tiles/<path:book>/tile/<path:path>", tile, Query, TILE, (*ALWAYS, 409))
