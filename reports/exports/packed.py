"""Packed: files streamed into one zip that is the same bytes wherever and whenever it is made."""

from __future__ import annotations

import hashlib
import zipfile
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import IO, Any, Final

from ledger.errors import Unusable

TIME: Final = (1980, 1, 1, 0, 0, 0)  # the zip's own beginning: no clock, no time zone
_MODE: Final = 0o644 << 16
_UNIX: Final = 3
_LEVEL: Final = 6


@dataclass(slots=True)
class Counted:
    """A file as it was packed: its size, its digest, and what else is to be said of it."""

    name: str
    told: dict[str, Any] = field(default_factory=dict)
    size: int = 0
    hash: Any = field(default_factory=hashlib.sha256)

    def entry(self) -> dict[str, Any]:
        """What a manifest says of it."""
        return {"name": self.name, "bytes": self.size, "sha256": self.hash.hexdigest(), **self.told}


class Packed:
    """A zip being written; `files` are those packed so far."""

    def __init__(self, target: zipfile.ZipFile) -> None:
        self._target = target
        self.files: list[Counted] = []

    def add(self, name: str, parts: Iterable[str | bytes], told: dict[str, Any] | None = None) -> Counted:
        """Add a file piece by piece; `told` may still change while the pieces come."""
        said = Counted(name, told if told is not None else {})
        with self._open(name) as file:
            for part in parts:
                data = part.encode() if isinstance(part, str) else part
                file.write(data)
                said.hash.update(data)
                said.size += len(data)
        self.files.append(said)
        return said

    @contextmanager
    def _open(self, name: str) -> Iterator[IO[bytes]]:
        """A file of the zip; what is a zip itself is not compressed again."""
        said = zipfile.ZipInfo(name, TIME)
        said.compress_type = zipfile.ZIP_STORED if name.endswith(".xlsx") else zipfile.ZIP_DEFLATED
        said.external_attr, said.create_system = _MODE, _UNIX
        said._compresslevel = _LEVEL  # type: ignore[attr-defined]  # noqa: SLF001 - ZipFile.open takes no level
        with self._target.open(said, "w", force_zip64=True) as file:
            yield file


@contextmanager
def packing(path: Path) -> Iterator[Packed]:
    """Yield a zip that becomes `path` when it is whole; half a file is never left.

    Raises Unusable `cannot_write` (facts `path`, `reason`) when the disk does not take it.
    """
    try:
        with TemporaryDirectory(prefix=".khlang-", dir=path.parent) as folder:
            whole = Path(folder) / "whole.zip"
            with zipfile.ZipFile(whole, "w", allowZip64=True) as target:
                yield Packed(target)
            whole.replace(path)
    except OSError as error:
        raise Unusable("cannot_write", path=path, reason=error.strerror or str(error)) from error
