"""Files of jobs: in a folder of this place, readable by its owner alone, under names that we make.

They are kept for a while and then removed: whoever needs one again asks for it again. A name is made of the
job's id and the number of its taking, so that two takings of a job never write the same file.
"""

from __future__ import annotations

import hashlib
import os
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final

from api.jobs.job import Job, Kept

_BEING_MADE: Final = ".making-"
HOURS_MAKING_MAX: Final = 24


@contextmanager
def making(folder: Path) -> Iterator[Path]:
    """A folder to make files in, which goes with all that is left in it."""
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    with TemporaryDirectory(prefix=_BEING_MADE, dir=folder) as made:
        yield Path(made)


def keep(folder: Path, of: Job, file: Path, name: str, media_type: str) -> Kept:
    """Keep a file that a job made: on disk when this returns. Raises OSError."""
    with file.open("rb") as opened:
        sha256 = hashlib.file_digest(opened, "sha256").hexdigest()
        os.fsync(opened.fileno())
    file.chmod(0o600)
    own = f"{of.id}-{of.attempt}"
    size = file.stat().st_size
    file.replace(folder / own)
    return Kept(file=own, name=name, media_type=media_type, sha256=sha256, size=size)


def discard(folder: Path, kept: Kept) -> None:
    """Remove a file that nobody will ask for."""
    (folder / kept.file).unlink(missing_ok=True)


def whole(folder: Path, kept: Kept) -> Path | None:
    """Where a file lies, if it is there and is what was kept; None else."""
    path = folder / kept.file
    with suppress(OSError), path.open("rb") as opened:
        if kept.file and hashlib.file_digest(opened, "sha256").hexdigest() == kept.sha256:
            return path
    return None


def sweep(folder: Path, spoken_of: set[str]) -> None:
    """Remove every file that no job speaks of, once it is so old that nobody can be making it."""
    if not folder.is_dir():
        return
    before = time.time() - HOURS_MAKING_MAX * 3600
    for path in folder.iterdir():
        with suppress(OSError):
            if path.name not in spoken_of and path.stat().st_mtime < before:
                _remove(path)


def _remove(path: Path) -> None:
    if not path.is_dir():
        path.unlink()
    elif path.name.startswith(_BEING_MADE):
        for file in path.iterdir():
            file.unlink()
        path.rmdir()
