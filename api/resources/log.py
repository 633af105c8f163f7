"""Log: the seal as other programs read it: checkpoint and tiles (C2SP tlog-checkpoint, tlog-tiles).

The log's prefix is `/api/v1/tiles/<book>`. Positions and roots tell how much everybody has posted, so it is
for who sees every unit; a district gets a receipt for each of its own entries (entries.py). Bodies are read
as entries: one may be longer than an entry bundle of tlog-tiles can hold.
"""

from __future__ import annotations

from typing import Final

from flask import Response

from api.resources.asking import Ask, asking, not_found
from api.resources.fields import Query
from api.resources.operation import ALWAYS, READ_CACHE, Arguments, Routes, reads, register
from api.wire import tag_of
from ledger.checkpoints import StoredTree, make_checkpoint, open_key
from ledger.seal import HASH_BYTES, SealInvalid, parse_tile_path
from ledger.seal.tiles import leaf_bits

routes: Final = Routes("log")
NOTE: Final = "text/plain"
TILE: Final = "application/octet-stream"
FOR_EVER: Final = "private, max-age=31536000, immutable"


@reads(routes, "/checkpoint", NOTE)
def checkpoint(ask: Ask, _: Arguments) -> Response:
    """The signed note of where the book stands; made, and kept, if there is none at this size."""
    return _note(ask)


def log_checkpoint(book: str) -> Response:
    """The same at the address tlog-tiles gives it."""
    with asking(book) as ask:
        return _note(ask)


def tile(book: str, path: str) -> Response:
    """Hashes of one level in a row; a tile never changes once it has as many as its name says."""
    with asking(book) as ask:
        ask.whole()
        hashes = _hashes(ask, f"tile/{path}")
    made = Response(hashes, mimetype=TILE)
    made.headers["ETag"] = tag_of(hashes)
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


def _hashes(ask: Ask, path: str) -> bytes:
    """The hashes of a tile's name; raises Problem (not_found) for one the tree does not have."""
    try:
        level, index, width = parse_tile_path(path)
    except SealInvalid:
        raise not_found() from None
    tree = StoredTree(ask.connection, ask.book)
    start = index << 8
    if start + width > tree.size >> leaf_bits(level):
        raise not_found()
    hashes = tree.read(level, start, width)
    if len(hashes) != width * HASH_BYTES:
        raise not_found()
    return hashes


register(routes, "/tiles/<path:book>/checkpoint", log_checkpoint, Query, NOTE, ALWAYS)
register(routes, "/tiles/<path:book>/tile/<path:path>", tile, Query, TILE, ALWAYS)
