"""Files of jobs are what was kept or are not there, and go when nobody speaks of them."""

from __future__ import annotations

import os
import time
from dataclasses import replace
from pathlib import Path

from api.access.scope import Scope
from api.jobs import files, register
from api.jobs.job import Job, Kept
from tests.builders import BOOK, NOW


def a_job() -> Job:
    return register.a_job(
        book=BOOK, actor="a", key="../../etc/x", kind="k", asked={}, scope=Scope(None), now=NOW
    )


def kept_in(folder: Path) -> Kept:
    with files.making(folder) as made:
        path = made / "file"
        path.write_bytes(b"bytes")
        return files.keep(folder, a_job(), path, "../../name", "text/plain")


def test_a_file_lies_in_the_folder_whatever_its_job_is_called(tmp_path: Path) -> None:
    kept = kept_in(tmp_path / "deep" / "files")
    path = files.whole(tmp_path / "deep" / "files", kept)
    assert path is not None
    assert path.parent == tmp_path / "deep" / "files"
    assert path.read_bytes() == b"bytes"


def test_a_file_that_is_gone_or_changed_is_not_there(tmp_path: Path) -> None:
    kept = kept_in(tmp_path)
    assert files.whole(tmp_path, replace(kept, file="")) is None
    (tmp_path / kept.file).write_bytes(b"bytez")
    assert files.whole(tmp_path, kept) is None
    files.discard(tmp_path, kept)
    files.discard(tmp_path, kept)
    assert files.whole(tmp_path, kept) is None


def test_old_files_that_no_job_speaks_of_are_swept_and_no_others(tmp_path: Path) -> None:
    old = time.time() - (files.HOURS_MAKING_MAX + 1) * 3600
    for name in ("spoken", "unspoken", "young"):
        (tmp_path / name).write_bytes(b"")
    cut_short = tmp_path / ".making-x"
    cut_short.mkdir()
    (cut_short / "half").write_bytes(b"")
    (tmp_path / "foreign").mkdir()
    for name in ("spoken", "unspoken", ".making-x", "foreign"):
        os.utime(tmp_path / name, (old, old))
    files.sweep(tmp_path, {"spoken"})
    assert {path.name for path in tmp_path.iterdir()} == {"spoken", "young", "foreign"}
    files.sweep(tmp_path / "nowhere", set())
