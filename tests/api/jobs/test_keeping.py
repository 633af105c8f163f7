"""A worker is started again when it dies, and nothing is left when whoever started its keeper is gone."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.terminal import ROOT

SECONDS_MAX = 20
# A parent that keeps a worker until it is told to end, and says so.
PARENT = """
import sys
from api.jobs.keeping import kept_worker
with kept_worker(sys.argv[1]):
    print("kept", flush=True)
    sys.stdin.read()
"""


def children(pid: int) -> list[int]:
    found = []
    for path in Path("/proc").glob("[0-9]*/stat"):
        try:
            fields = path.read_text().rpartition(")")[2].split()
        except OSError:
            continue
        if fields[1] == str(pid) and fields[0] != "Z":
            found.append(int(path.parent.name))
    return found


def until(seen: Callable[[], int | None]) -> int:
    """Wait for what is to be seen."""
    end = time.monotonic() + SECONDS_MAX
    while time.monotonic() < end:
        found = seen()
        if found is not None:
            return found
        time.sleep(0.05)
    raise AssertionError("not seen")


def only_child(pid: int, other_than: int = 0) -> int:
    return until(lambda: next((each for each in children(pid) if each != other_than), None))


def gone(pid: int) -> None:
    until(
        lambda: (
            0
            if not Path(f"/proc/{pid}/cmdline").exists() or not Path(f"/proc/{pid}/cmdline").read_bytes()
            else None
        )
    )


@contextmanager
def a_parent(database: str) -> Iterator[subprocess.Popen[str]]:
    command = [sys.executable, "-c", PARENT, database]
    with subprocess.Popen(
        command,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        cwd=ROOT,
    ) as parent:
        try:
            assert parent.stdout is not None
            assert parent.stdout.readline() == "kept\n"
            yield parent
        finally:
            parent.kill()


def test_a_worker_that_dies_is_started_again_and_ends_with_its_parent(migrated_sqlite_url: str) -> None:
    with a_parent(migrated_sqlite_url) as parent:
        keeper = only_child(parent.pid)
        first = only_child(keeper)
        os.kill(first, signal.SIGKILL)
        second = only_child(keeper, first)
        assert parent.stderr is not None
        told = json.loads(parent.stderr.readline())
        assert (told["level"], told["message"]) == (
            "warning",
            f"worker {first} ended with -9; another is begun",
        )
        assert parent.stdin is not None
        parent.stdin.close()
        assert parent.wait(SECONDS_MAX) == 0
    gone(second)
    gone(keeper)


def test_nothing_is_left_when_the_parent_is_killed(migrated_sqlite_url: str) -> None:
    with a_parent(migrated_sqlite_url) as parent:
        keeper = only_child(parent.pid)
        worker = only_child(keeper)
        parent.kill()
        parent.wait()
    gone(keeper)
    gone(worker)


def test_nothing_is_left_when_the_keeper_is_killed(migrated_sqlite_url: str) -> None:
    with a_parent(migrated_sqlite_url) as parent:
        keeper = only_child(parent.pid)
        worker = only_child(keeper)
        os.kill(keeper, signal.SIGKILL)
        gone(worker)


def test_the_address_of_the_database_stands_on_no_command_line(migrated_sqlite_url: str) -> None:
    with a_parent(migrated_sqlite_url) as parent:
        keeper = only_child(parent.pid)
        for pid in (keeper, only_child(keeper)):
            said = Path(f"/proc/{pid}/cmdline").read_bytes()
            assert (b"work" in said, migrated_sqlite_url.encode() in said) == (True, False)
