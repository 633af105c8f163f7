"""The key file: one private key, made once, readable by its owner alone."""

from __future__ import annotations

import os
import stat
from typing import TYPE_CHECKING

from ledger.signing.keys import KeyInvalid, SigningKey

if TYPE_CHECKING:
    from pathlib import Path

KEY_FILE_BYTES_MAX = 4096
OWNER_ONLY = 0o600


def load_key(path: Path) -> SigningKey:
    """Read a key file that only its owner may read.

    Raises KeyInvalid (`not_a_file`, `readable_by_others`, `malformed`, `name`) and OSError, such as
    FileNotFoundError.
    """
    # Non-blocking, so that a named pipe in the key's place is refused rather than waited for.
    handle = os.open(path, os.O_RDONLY | os.O_NONBLOCK)
    try:
        _check_private(os.fstat(handle).st_mode)
        stored = os.read(handle, KEY_FILE_BYTES_MAX)
    finally:
        os.close(handle)
    try:
        return SigningKey.parse(stored.decode().removesuffix("\n"))
    except UnicodeDecodeError:
        raise KeyInvalid("malformed") from None


def _check_private(mode: int) -> None:
    if not stat.S_ISREG(mode):
        raise KeyInvalid("not_a_file")
    if mode & (stat.S_IRWXG | stat.S_IRWXO):
        raise KeyInvalid("readable_by_others")


def load_or_create_key(path: Path, name: str) -> SigningKey:
    """Read the key file at `path`, or make one for `name` if there is none.

    Of several processes that make one at the same moment, all return the same key. Raises
    KeyInvalid (those of `load_key`; `other_name` when the file's key has another name) and OSError.
    """
    try:
        key = load_key(path)
    except FileNotFoundError:
        _create(path, SigningKey.generate(name))
        key = load_key(path)
    if key.name != name:
        raise KeyInvalid("other_name")
    return key


def _create(path: Path, key: SigningKey) -> None:
    """Put a whole key file in place unless one is there already.

    The file is written aside and linked to its name: a link is made once and never over another
    file, and no reader can ever see half a key.
    """
    aside = path.with_name(f".{path.name}.{os.urandom(8).hex()}")
    try:
        with os.fdopen(os.open(aside, os.O_WRONLY | os.O_CREAT | os.O_EXCL, OWNER_ONLY), "wb") as file:
            file.write(key.text.encode() + b"\n")
            file.flush()
            os.fsync(file.fileno())
        try:
            os.link(aside, path)
        except FileExistsError:
            return  # another process was first; its key counts
        _sync_folder(path.parent)
    finally:
        aside.unlink(missing_ok=True)


def _sync_folder(folder: Path) -> None:
    """Make a new name in the folder survive a power cut: notes signed by a lost key are worthless."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
