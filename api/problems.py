"""Problems: what is said when something was not done, as RFC 9457 `application/problem+json`.

Each has a stable code, its facts, and a sentence in Thai and English; `detail` is the one in the language
asked for. Whatever is not in the tables below is `internal`, and says nothing about the inside.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from http import HTTPStatus
from typing import Any, Final

from flask import Response, g, request
from sqlalchemy.exc import DBAPIError
from sqlalchemy.exc import TimeoutError as PoolTimeout
from werkzeug.exceptions import HTTPException

from api.wire import dumps
from ledger import errors
from ledger.errors import Damaged, Refusal, Unavailable, Unusable
from ledger.signing import KeyInvalid
from ledger.texts import LANGUAGES, fill, readable, sentence, table

PROBLEM_JSON: Final = "application/problem+json"
TYPES: Final = "/api/v1/problems#"
RETRY_SECONDS: Final = 5

# A refusal's status is that of the nearest class above it.
OF_REFUSALS: Final[Mapping[type[Refusal], int]] = {
    errors.BadValue: 422,
    errors.PersonalData: 422,
    errors.KeyReused: 422,
    errors.Unauthorised: 403,
    errors.Unknown: 404,
    errors.Refusal: 409,
}
# What only the edge says; the sentences are texts `api`.
OF_THE_EDGE: Final[Mapping[str, int]] = {
    "ambiguous_address": 400,
    "bad_request": 400,
    "unreadable_body": 400,
    "unreadable_form": 400,
    "key_missing": 400,
    "which_book": 400,
    "unauthenticated": 401,
    "sign_in_failed": 401,
    "access_ended": 403,
    "all_units_only": 403,
    "reads_only": 403,
    "session_needed": 403,
    "verb_not_in_token": 403,
    "token_too_narrow": 403,
    "shared_document": 403,
    "entry_too_long": 409,
    "not_found": 404,
    "method_not_allowed": 405,
    "available_less": 409,
    "rows_refused": 409,
    "job_has_ended": 409,
    "job_not_done": 409,
    "file_gone": 410,
    "not_acceptable": 406,
    "too_many_uploads": 409,
    "upload_key_reused": 422,
    "upload_wrong": 409,
    "changed_meanwhile": 412,
    "precondition_missing": 428,
    "too_large": 413,
    "unsupported_media_type": 415,
    "locked": 429,
    "sign_in_locked": 429,
    "too_many": 429,
    "too_many_jobs": 429,
    "internal": 500,
    "damaged": 500,
    "job_gave_up": 500,
    "key_unusable": 503,
    "no_room": 503,
    "not_recorded": 503,
    "not_written": 503,
    "outcome_unknown": 503,
    "uploads_busy": 503,
}
_OF_STATUS: Final = {
    400: "bad_request",
    404: "not_found",
    405: "method_not_allowed",
    413: "too_large",
    415: "unsupported_media_type",
}


class Problem(Exception):  # noqa: N818 - "problem" is the word of RFC 9457
    """What was not done: a stable code and its facts; `pointer` is the place in the body (RFC 6901).

    `rows` are the problems of rows of a list, each with its place in it.
    """

    def __init__(
        self,
        code: str,
        status: int,
        facts: Mapping[str, str],
        pointer: str = "",
        headers: Mapping[str, str] | None = None,
    ) -> None:
        self.code = code
        self.status = status
        self.facts = dict(facts)
        self.pointer = pointer
        self.headers = dict(headers or {})
        self.rows: Sequence[Problem] = ()
        super().__init__(code, status)

    def document(self, language: str) -> dict[str, Any]:
        """The body of RFC 9457."""
        said = {each: said_of(self.code, self.facts, each) for each in LANGUAGES}
        plain = {
            "type": TYPES + self.code,
            "title": HTTPStatus(self.status).phrase,
            "status": self.status,
            "code": self.code,
            "detail": said[language],
            **said,
            "facts": dict(sorted(self.facts.items())),  # as the journal tells them when it is asked again
        }
        pointer = {"pointer": self.pointer} if self.pointer else {}
        rows = {"rows": [row.document(language) for row in self.rows]} if self.rows else {}
        return {**plain, **pointer, **rows}


def edge(code: str, pointer: str = "", headers: Mapping[str, str] | None = None, **facts: object) -> Problem:
    """A problem that only the edge knows."""
    said = {name: str(value)[: errors.FACT_LENGTH_MAX] for name, value in facts.items()}
    return Problem(code, OF_THE_EDGE[code], said, pointer, headers)


def refused(refusal: Refusal, pointer: str = "") -> Problem:
    """The problem of a refusal."""
    return Problem(refusal.code, status_of(type(refusal)), refusal.facts, pointer)


def status_of(kind: type[Refusal]) -> int:
    """The status of a class of refusals."""
    return next(OF_REFUSALS[above] for above in kind.__mro__ if above in OF_REFUSALS)


def problem_of(error: Exception) -> Problem:  # noqa: PLR0911 - a table of errors, one row each
    """The problem of any error; what is not known of is `internal`."""
    match error:
        case Problem():
            return error
        case Refusal():
            return refused(error)
        case Unusable():
            return Problem(error.code, 400, error.facts)
        case Unavailable():
            return edge(error.code, headers={"Retry-After": str(RETRY_SECONDS)})
        case DBAPIError() | PoolTimeout():
            return edge("not_recorded", headers={"Retry-After": str(RETRY_SECONDS)})
        case Damaged():
            return edge("damaged")
        case KeyInvalid():
            return edge("key_unusable")
        case HTTPException():
            return _of_http(error)
        case _:
            return edge("internal")


def _of_http(error: HTTPException) -> Problem:
    code = _OF_STATUS.get(error.code or 500, "bad_request" if (error.code or 500) < 500 else "internal")  # noqa: PLR2004 - the class of a status
    return edge(code)


def said_of(code: str, facts: Mapping[str, str], language: str) -> str:
    """The sentence of a problem."""
    texts = table("api", language)
    own = texts["why"].get(facts.get("why", "")) if code == "bad_value" else texts["problems"].get(code)
    return fill(own, readable(code, facts, language)) if own else sentence(code, facts, language)


def language_asked() -> str:
    """The language of the request, Thai where it asks for neither."""
    wanted = (value.split("-")[0].lower() for value, quality in request.accept_languages if quality)
    return next((language for language in wanted if language in LANGUAGES), LANGUAGES[0])


def answer(problem: Problem) -> Response:
    """The response of a problem."""
    language = language_asked()
    made = Response(dumps(problem.document(language)), problem.status, mimetype=PROBLEM_JSON)
    made.headers["Content-Language"] = language
    g.problem = problem.code  # for the log and the counts
    made.headers.update(problem.headers)
    return made


def known() -> Iterator[tuple[str, int]]:
    """Every code that can be answered, and its status; sorted."""
    waiting, found = [Refusal], dict(OF_THE_EDGE)
    while waiting:
        kind = waiting.pop()
        waiting.extend(kind.__subclasses__())
        if "code" in vars(kind) and kind is not Refusal:
            found[kind.code] = status_of(kind)
    yield from sorted(found.items())
