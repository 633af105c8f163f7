"""Jobs: what takes longer than a request, done by a process of its own, with its progress and its end.

    tables.py     the one table
    job.py        Job: who asked what of which book, and what became of it
    register.py   a job entered, found, taken, told of, ended: every statement on the table
    files.py      the files that jobs made, in a folder of this place
    work.py       Work: a job as the kind sees it that carries it out
    kinds.py      every kind, and the function that carries it out
    carrying.py   one job from taken to ended, whatever happens
    worker.py     huey's consumer, whose queue is the table itself
    keeping.py    a worker that is started again when it dies, and ends with its parent

The table is the one truth. It is written in the request that asks; huey executes what it takes from there and
keeps no queue, no schedule and no result of its own, so nothing is pickled and nothing is lost with it.

A job is taken by an UPDATE that only one worker can win, and each taking has its number (`attempt`): who
holds an older one can neither tell progress nor end it. A worker tells that it lives (`beat_at`); a job of
one that has not for a while is taken again. So a job may run twice, and its kind must be one that may: a
report is found in the register and comes out to the byte, a run by its digests, an upload by its keys.

A kind may be stopped at `Work.check` and `Work.progress`, and calls neither once it has posted anything.

A job belongs to who asked for it, as long as they see every unit they saw when they asked (`units`): this is
looked at when it is entered, when it runs, when it is told of and when its file is fetched.
"""

from typing import Final

GRACE_SECONDS: Final = 20
"""How long a job may go on after its worker was told to stop; then it waits for the next."""
