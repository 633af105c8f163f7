"""Options that every command takes, before or after its name; and days as arguments."""

from __future__ import annotations

import functools
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any, Final, TypeVar, cast

import click

from api.cli.desk import Desk
from ledger.calendar import parse_date

Function = TypeVar("Function", bound=Callable[..., Any])

FILE: Final = click.Path(path_type=Path, dir_okay=False)
FOLDER: Final = click.Path(path_type=Path, file_okay=False)


def _keep(context: click.Context, parameter: click.Parameter, value: object) -> None:
    """Put a common option on the desk; the one nearest to the end of the line wins."""
    if value:
        setattr(context.ensure_object(Desk), parameter.name or "", value)


_COMMON: Final = (
    click.option("--database", metavar="URL", help="SQLite or PostgreSQL URL (KHLANG_DATABASE)"),
    click.option("--as", "actor", metavar="ACTOR", help="who asks (KHLANG_ACTOR, else os:<login>)"),
    click.option(
        "--book", "book_id", metavar="BOOK", help="which book, where there are several (KHLANG_BOOK)"
    ),
    click.option("--json", "json", is_flag=True, help="one JSON document on stdout and nothing else"),
)


def common(function: Function) -> Function:
    """Give a command the common options; its function's first argument is the desk."""

    @click.pass_context
    @functools.wraps(function)
    def with_desk(context: click.Context, /, *args: Any, **kwargs: Any) -> Any:  # noqa: ANN401 - as given
        return function(context.ensure_object(Desk), *args, **kwargs)

    command: Any = with_desk
    for option in _COMMON:
        command = _quietly(option)(command)
    return cast("Function", command)


def _quietly(option: Callable[[Any], Any]) -> Callable[[Any], Any]:
    """The option, kept on the desk instead of handed to the function."""

    def decorate(command: Any) -> Any:  # noqa: ANN401 - click stacks parameters on functions
        decorated = option(command)
        parameter = decorated.__click_params__[-1]
        # Eager, so that a refusal of another option knows how to answer.
        parameter.expose_value, parameter.callback, parameter.is_eager = False, _keep, True
        return decorated

    return decorate


class Day(click.ParamType[date]):
    """A day as YYYY-MM-DD; a Buddhist-era year is refused with the Gregorian day as a hint."""

    name = "YYYY-MM-DD"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> date:  # noqa: ANN401 - click's
        """Read the day; raises BadValue."""
        del ctx
        if isinstance(value, date):
            return value
        return parse_date(value, field=(param and param.name) or "day")


DAY: Final = Day()
