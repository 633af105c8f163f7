"""The seal: a Merkle tree over entries, its tiles, its proofs and its checkpoint text.

Everything here is pure. A hash is 32 bytes of SHA-256; several hashes in a row are one `bytes`.
Hashes of a stored tree come through a `HashReader`. Sources: RFC 6962 section 2.1 (tree, proofs),
RFC 9162 section 2.1 (verification), C2SP tlog-tiles, tlog-checkpoint and tlog-proof (texts).

    tree.py         leaf and node hashes, Frontier
    tiles.py        Tile, paths, readers, which tiles are completed
    proofs.py       inclusion and consistency: made and verified
    checkpoint.py   the text a log signs, and the proof file
"""

from ledger.seal.checkpoint import (
    Checkpoint,
    TlogProof,
    checkpoint_body,
    is_name,
    parse_checkpoint,
    parse_tlog_proof,
    read_base64,
    tlog_proof,
)
from ledger.seal.proofs import (
    consistency_proof,
    inclusion_proof,
    root_at,
    verify_consistency,
    verify_inclusion,
)
from ledger.seal.tiles import (
    TILE_BYTES,
    TILE_WIDTH,
    HashReader,
    StoredHashes,
    Tile,
    completed_tiles,
    leaf_reader,
    parse_tile_path,
    partial_tiles,
    tile_path,
)
from ledger.seal.tree import (
    EMPTY,
    EMPTY_ROOT,
    HASH_BYTES,
    Frontier,
    SealInvalid,
    leaf_hash,
    node_hash,
    perfect_root,
)

__all__ = [
    "EMPTY",
    "EMPTY_ROOT",
    "HASH_BYTES",
    "TILE_BYTES",
    "TILE_WIDTH",
    "Checkpoint",
    "Frontier",
    "HashReader",
    "SealInvalid",
    "StoredHashes",
    "Tile",
    "TlogProof",
    "checkpoint_body",
    "completed_tiles",
    "consistency_proof",
    "inclusion_proof",
    "is_name",
    "leaf_hash",
    "leaf_reader",
    "node_hash",
    "parse_checkpoint",
    "parse_tile_path",
    "parse_tlog_proof",
    "partial_tiles",
    "perfect_root",
    "read_base64",
    "root_at",
    "tile_path",
    "tlog_proof",
    "verify_consistency",
    "verify_inclusion",
]
