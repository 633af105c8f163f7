"""Work: carry out the jobs that were asked for over HTTP."""

from __future__ import annotations

from typing import Final

import click

from api.cli.desk import Desk
from api.cli.options import common
from api.jobs.keeping import keep, stop_without
from api.serving import Serving


@click.command()
@click.option("--workers", type=click.IntRange(1, 16), default=2, show_default=True, help="jobs at a time")
@click.option("--keep", "keeping", is_flag=True, help="in a process of its own, started again when it dies")
@click.option("--parent", type=int, default=0, hidden=True, help="stop when this process is gone")
@common
def work(desk: Desk, *, workers: int, keeping: bool, parent: int) -> None:
    """Carry out jobs until told to stop; SIGTERM lets what has begun finish first, for a while.

    What does not finish waits for the next worker. Any number of workers may serve one database.
    """
    desk.engine.dispose()  # the database is there, its tables are the newest, its guards stand
    if keeping:
        keep(desk.url, workers, parent)
        return
    from api.jobs.kinds import KINDS  # noqa: PLC0415 - no other command, and no keeper, waits for these to load
    from api.jobs.worker import Worker  # noqa: PLC0415 - nor for this
    from api.logs import to_stderr  # noqa: PLC0415 - nor for this
    from api.place import Place  # noqa: PLC0415 - nor for this

    to_stderr(Serving.load().log_level)
    if parent:
        stop_without(parent)
    Worker(Place(desk.found, desk.settings), KINDS).run(workers)


COMMANDS: Final = (work,)
