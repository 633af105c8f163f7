"""Headers are put on as an answer leaves, whatever it says of itself."""

from __future__ import annotations

from typing import Any

import pytest

from api.headers import FIXED, REQUEST_ID, VARY, finished

Said = list[tuple[str, str]]


def answered(said: Said, **asked: str) -> dict[str, list[str]]:
    """The headers, by name, of an application that says these."""
    out: dict[str, list[str]] = {}

    def application(_: dict[str, Any], start: Any) -> list[bytes]:  # noqa: ANN401 - WSGI's
        start("200 OK", list(said))
        return []

    def start(_: str, headers: Said, *_error: Any) -> Any:  # noqa: ANN401 - WSGI's
        for name, value in headers:
            out.setdefault(name, []).append(value)

    list(finished(application)(dict(asked), start))
    return out


def test_an_answer_that_says_nothing_carries_every_header_once() -> None:
    told = answered([])
    assert {name: told[name] for name in FIXED} == {name: [value] for name, value in FIXED.items()}
    assert (told["Cache-Control"], told["Vary"]) == (["no-store"], [", ".join(VARY)])


def test_what_an_answer_says_itself_is_not_said_again() -> None:
    told = answered([("cache-control", "private"), ("content-security-policy", "script-src 'self'")])
    assert told["cache-control"] == ["private"]
    assert {"Cache-Control", "Content-Security-Policy"}.isdisjoint(told)


def test_what_an_answer_varies_with_is_kept_beside_ours() -> None:
    assert answered([("Vary", "Prefer, Accept")])["Vary"] == [
        "Prefer, Accept, Authorization, Accept-Language"
    ]


@pytest.mark.parametrize("given", ("", "short", "x" * 65, "line\nbreak", "ก" * 8))
def test_an_id_that_is_none_is_replaced(given: str) -> None:
    ((made,), (other,)) = (answered([], HTTP_X_REQUEST_ID=given)[REQUEST_ID] for _ in range(2))
    assert len(made) == len(other) == 32
    assert given not in {made, other}
    assert made != other


def test_the_callers_id_is_told_back() -> None:
    assert answered([], HTTP_X_REQUEST_ID="request-1")[REQUEST_ID] == ["request-1"]
