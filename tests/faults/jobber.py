"""A worker as a process of its own, whose one kind of job says when it begins and takes a while.

python -m tests.faults.jobber URL FOLDER SECONDS
"""

from __future__ import annotations

import os
import sys
import time
from datetime import timedelta
from pathlib import Path

from api.jobs.work import Made, Work
from api.jobs.worker import Worker
from api.place import Place
from ledger.settings import Settings
from tests.builders import a_command, a_request
from tests.faults.books import opened

PATIENCE = timedelta(seconds=3)


def main(url: str, folder: str, seconds: str) -> None:
    """Carry out what waits, until told to stop."""

    def trial(work: Work) -> Made:
        os.write(1, f"{work.job.attempt}\n".encode())
        until = time.monotonic() + float(seconds)
        while time.monotonic() < until:
            work.progress(1, 3)
            time.sleep(0.02)
        grant = a_command("grant_role", holder="somebody")
        work.journal.post(a_request(grant, work.job.id), "root")
        path = work.folder / "file"
        path.write_bytes(b"bytes")
        return Made(result={}, file=path, name="file", media_type="text/plain")

    with opened(url) as engine:
        place = Place(engine, Settings(database=url, files=Path(folder)))
        Worker(place, {"trial": trial}, PATIENCE).run(1, grace_seconds=1)


if __name__ == "__main__":
    main(*sys.argv[1:])
