"""App: the group of commands, and how refusals reach a person: code, facts, Thai and English."""

from __future__ import annotations

import sys
from collections.abc import Mapping
from typing import Any

import click
from sqlalchemy.exc import ArgumentError, DBAPIError

from api.cli import (
    demo,
    export,
    external,
    grant,
    intake,
    look,
    papers,
    prove,
    record,
    report,
    review,
    runs,
    sample,
    serve,
    token,
    upload,
    user,
    work,
)
from api.cli.desk import Desk
from api.cli.options import common
from api.cli.wording import harmless
from ledger.errors import Damaged, Refusal, Unavailable, Unusable
from ledger.signing import KeyInvalid
from ledger.texts import LANGUAGES, sentence

REFUSED, UNUSABLE = 1, 2
MAY_NOT = frozenset({"42501", "KH002"})  # no privilege or a policy; no book said to the wall


class Group(click.Group):
    """Commands whose errors are answered, not traced."""

    def invoke(self, ctx: click.Context) -> Any:  # noqa: ANN401 - as click has it
        """Run a command; leave with 1 when it was refused, 2 when its input was of no use."""
        desk = ctx.ensure_object(Desk)
        try:
            return super().invoke(ctx)
        except Refusal as refusal:
            # A day or a figure on the command line is input, not a request.
            _tell(desk, refusal.code, refusal.facts)
            sys.exit(UNUSABLE if refusal.code == "bad_value" else REFUSED)
        except Unusable as unusable:
            _tell(desk, unusable.code, unusable.facts)
        except Unavailable as unavailable:
            _tell(desk, *_why(unavailable.__cause__, unavailable.code))
        except Damaged as damaged:
            _tell(desk, "damaged", {"what": str(damaged)})
        except KeyInvalid as invalid:
            _tell(desk, "key_unusable", {"path": str(desk.settings.key), "reason": invalid.code})
        except ArgumentError as error:
            _tell(desk, "unknown_database", {"url": str(error)})
        except DBAPIError as error:
            _tell(desk, *_why(error, "not_recorded"))
        finally:
            desk.close()
        sys.exit(UNUSABLE)


def _why(error: BaseException | None, code: str) -> tuple[str, dict[str, str]]:
    """The code and facts of a database's refusal; asking again is no use to a role that may not."""
    if not isinstance(error, DBAPIError):
        return code, {}
    facts = {"reason": str(error.orig)}
    return ("role_may_not" if getattr(error.orig, "sqlstate", None) in MAY_NOT else code), facts


def _tell(desk: Desk, code: str, facts: Mapping[str, str]) -> None:
    said = {language: sentence(code, facts, language) for language in LANGUAGES}
    if desk.json:
        desk.answer({"error": {"code": code, "facts": dict(facts), **said}})
        return
    for language in LANGUAGES:
        desk.err.print(harmless(f"[{code}] {said[language]}"), markup=False)


@click.group(cls=Group)
@common
def main(desk: Desk) -> None:
    """Khlang (คลัง): an append-only ledger for public money handed down to districts."""
    del desk


MODULES = (
    record, intake, look, prove, report, papers, export, review, runs, sample, external, demo, serve, token,
    grant, upload, user, work,
)  # fmt: skip

for module in MODULES:
    for command in module.COMMANDS:
        main.add_command(command)
