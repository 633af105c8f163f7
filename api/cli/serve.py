"""Serve: the API over HTTP."""

from __future__ import annotations

from typing import Final

import click

from api.cli.desk import Desk
from api.cli.options import common


@click.command()
@click.option("--bind", default="127.0.0.1:8000", show_default=True, help="address and port")
@click.option("--workers", type=click.IntRange(1, 64), default=1, show_default=True, help="processes")
@click.option("--threads", type=click.IntRange(1, 256), default=16, show_default=True, help="of each process")
@click.option("--proxies", type=click.IntRange(0, 8), default=0, show_default=True, help="proxies in front")
@common
def serve(desk: Desk, *, bind: str, workers: int, threads: int, proxies: int) -> None:
    """Serve the API until told to stop; SIGTERM lets what has begun finish first.

    The threads of one process share commits, so that one process with many threads posts fastest.
    """
    from api.server import Server, options_of  # noqa: PLC0415 - no other command waits for a web server to load

    desk.engine.dispose()  # the database is there, its tables are the newest, its guards stand
    desk.say(f"http://{bind}/api/v1/openapi.json")
    Server(desk.settings, options_of(bind, workers, threads), proxies).run()


COMMANDS: Final = (serve,)
