"""Audit bundle: one zip that proves itself, with the program that checks it.

The workbook, every register as CSV, both plain-text journals, the entries with their inclusion proofs,
signed checkpoints, a signed manifest and `verify_khlang.py`. Same statement, journal and key: the same
bytes; files are streamed into the zip, so that a register is never held in memory.
"""

from reports.exports.bundle.package import Scope, write_bundle
from reports.exports.bundle.sealed import Sealed

__all__ = ["Scope", "Sealed", "write_bundle"]
