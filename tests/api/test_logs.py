"""What goes wrong is told in one line each, which nobody can forge and which quotes no request."""

from __future__ import annotations

import json
import logging
from typing import Any, NoReturn

import pytest
from flask import g
from sqlalchemy.exc import IntegrityError

from api.logs import Lines
from tests.serving import Office


def line_of(message: str, error: BaseException | None = None) -> tuple[str, dict[str, Any]]:
    """The line of a record, and what it holds."""
    info = (type(error), error, error.__traceback__) if error else None
    made = logging.LogRecord("khlang", logging.ERROR, __file__, 1, "%s", (message,), info)
    line = Lines().format(made)
    return line, json.loads(line)


@pytest.mark.parametrize(
    "message",
    (
        'x\n{"level":"info"}',
        "a\rb",
        "\x1b[2J",
        "\u2028",
        "ภาษาไทย",
        "half \ud800 a letter",
        '"quoted"',
        "x" * 9000,
    ),
)
def test_a_message_stays_within_its_line(message: str) -> None:
    line, said = line_of(message)
    assert not any(each in line for each in "\n\r\x1b")
    assert said["message"].startswith(message[:2].replace("\ud800", ""))
    assert len(line) < 9000
    assert {"at", "level", "logger", "id", "from", "process", "message"} == set(said)


def raised(cause: Exception) -> RuntimeError:
    """An error that came from another one."""
    try:
        throw(cause)
    except Exception as error:  # noqa: BLE001 - whatever it is
        made = RuntimeError("outer")
        made.__cause__ = error
    try:
        throw(made)
    except RuntimeError as error:
        return error


def throw(error: Exception) -> NoReturn:
    """Raise it, from a frame with a name."""
    raise error


def test_an_error_is_told_with_its_cause_and_where_it_went() -> None:
    line, said = line_of("failed", raised(ValueError("no\nnumber")))
    assert [each["error"] for each in said["errors"]] == ["RuntimeError", "ValueError"]
    assert [each["message"] for each in said["errors"]] == ["outer", "no\nnumber"]
    assert said["errors"][0]["trace"][-1].endswith(" throw")
    assert "\n" not in line


def test_of_a_databases_error_no_value_is_told() -> None:
    cause = IntegrityError("INSERT secret", {"name": "secret"}, Exception("Key (name)=(secret)"))
    line, said = line_of("failed", raised(cause))
    assert "secret" not in line
    assert said["errors"][1]["error"] == "IntegrityError"


def test_a_line_has_the_id_of_its_request(office: Office) -> None:
    with office.app.test_request_context():
        g.request_id = "request-17"
        assert line_of("x")[1]["id"] == "request-17"
    assert line_of("x")[1]["id"] == ""
