"""Serve: the API over HTTP."""

from __future__ import annotations

import os
import tempfile
from contextlib import nullcontext
from typing import Final

import click

from api.cli.desk import Desk
from api.cli.options import common
from api.jobs.keeping import kept_worker
from api.serving import Serving


@click.command()
@click.option("--bind", default="127.0.0.1:8000", show_default=True, help="address and port")
@click.option("--workers", type=click.IntRange(1, 64), default=1, show_default=True, help="processes")
@click.option("--threads", type=click.IntRange(1, 256), default=16, show_default=True, help="of each process")
@click.option("--proxies", type=click.IntRange(0, 8), default=0, show_default=True, help="proxies in front")
@click.option("--jobs/--no-jobs", default=True, show_default=True, help="carry out jobs in a process beside")
@common
def serve(  # noqa: PLR0913 - options of a command line
    desk: Desk, *, bind: str, workers: int, threads: int, proxies: int, jobs: bool
) -> None:
    """Serve the API until told to stop; SIGTERM lets what has begun finish first.

    The threads of one process share commits, so that one process with many threads posts fastest.
    """
    serving = Serving.load()
    desk.engine.dispose()  # the database is there, its tables are the newest, its guards stand
    # Read by prometheus_client as it is loaded: here the processes leave what they count for each other.
    os.environ["PROMETHEUS_MULTIPROC_DIR"] = tempfile.mkdtemp(prefix="khlang-counts-")
    from api.server import Server, options_of  # noqa: PLC0415 - no other command waits for a web server to load

    desk.say(f"http://{bind}/api/v1/docs")
    with kept_worker(desk.url) if jobs else nullcontext():
        Server(desk.settings, serving, options_of(bind, workers, threads), proxies).run()


COMMANDS: Final = (serve,)
