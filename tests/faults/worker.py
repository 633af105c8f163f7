"""A process that posts vouchers to a book and says on its standard output what was acknowledged.

python -m tests.faults.worker URL pay NAME THREADS     until there is nothing left (or it is killed)
python -m tests.faults.worker URL lists NAME           the same, in lists of three that are done together
python -m tests.faults.worker URL fill NAME            until the disk is full, and again when it is not
"""

from __future__ import annotations

import os
import resource
import sys
from threading import Thread

from ledger.errors import Unavailable
from ledger.posting import Journal
from tests.builders import BOOK, a_request, a_voucher
from tests.faults.books import opened, pay


def say(text: str) -> None:
    """One line in one write, so that a killed process leaves no half of one."""
    os.write(1, f"{text}\n".encode())


def pay_all(journal: Journal, name: str) -> None:
    """Pay one satang after the other until one is refused."""
    number, code = 0, ""
    while not code:
        number += 1
        code = pay(journal, f"{name}-{number}")
        say(code or f"{name}-{number}")


def pay_together(journal: Journal, name: str, threads: int) -> None:
    """The same from many threads."""
    crowd = [Thread(target=pay_all, args=(journal, f"{name}.{n}")) for n in range(threads)]
    for thread in crowd:
        thread.start()
    for thread in crowd:
        thread.join()


def pay_lists(journal: Journal, name: str) -> None:
    """Pay three at a time until one of them is refused."""
    number, refused = 0, False
    while not refused:
        number += 1
        vouchers = [a_voucher(f"{name}-{number}-{part}", {"amount": "0.01"}) for part in range(3)]
        asked = [a_request(each, f"{name}-{number}-{part}") for part, each in enumerate(vouchers)]
        refused = any(outcome.refusal for outcome in journal.post_together(asked, "spender"))
        say(f"{name}-{number}")


def fill(journal: Journal, name: str) -> None:
    """Pay until no file may grow any more, then allow it again and pay once more."""
    pay(journal, f"{name}-0")
    _, most = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (400_000, most))
    number, code = 0, ""
    while not code:
        number += 1
        try:
            code = pay(journal, f"{name}-{number}")
        except Unavailable as unavailable:
            code = unavailable.code
        say(code or f"{name}-{number}")
    resource.setrlimit(resource.RLIMIT_FSIZE, (most, most))
    say(pay(journal, f"{name}-{number}") or f"{name}-{number}")


def main(url: str, verb: str, name: str, threads: str = "1") -> None:
    """Do what the command line says."""
    with opened(url) as engine:
        journal = Journal(engine, BOOK)
        if verb == "pay":
            pay_together(journal, name, int(threads))
        elif verb == "lists":
            pay_lists(journal, name)
        else:
            fill(journal, name)


if __name__ == "__main__":
    main(*sys.argv[1:])
