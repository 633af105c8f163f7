"""What every answer keeps to, whatever was asked."""

from __future__ import annotations

import logging
from typing import Any

import pytest
import schemathesis
from sqlalchemy.exc import OperationalError

from api.app import BODY_BYTES_MAX
from api.place import Place
from ledger.errors import Damaged, Unavailable
from tests.serving import PREFIX, Office


@pytest.mark.parametrize("path", ("/health/live", "/districts", "/nowhere", "/openapi.json"))
def test_every_answer_forbids_a_browser_to_do_more_with_it(office: Office, path: str) -> None:
    said = office.get("", path).headers
    assert "default-src 'none'" in said["Content-Security-Policy"]
    assert "frame-ancestors 'none'" in said["Content-Security-Policy"]
    assert (said["X-Content-Type-Options"], said["Referrer-Policy"]) == ("nosniff", "no-referrer")
    assert {"Authorization", "Accept-Language"} <= {each.strip() for each in said["Vary"].split(",")}
    assert said["Cache-Control"]
    assert "Set-Cookie" not in said


@pytest.mark.parametrize(
    ("given", "kept"),
    (("abcdefgh-1", True), ("short", False), ("with space in it", False), ("x" * 65, False)),
)
def test_a_request_has_an_id_of_the_caller_or_of_its_own(office: Office, given: str, kept: bool) -> None:  # noqa: FBT001 - a column
    answered = office.get("", "/health/live", **{"X-Request-Id": given}).headers["X-Request-Id"]
    assert (answered == given) is kept
    assert len(answered) >= 8


@pytest.mark.parametrize(
    ("language", "answered"), (("en", "en"), ("th", "th"), ("fr", "th"), ("", "th"), ("en-GB,th;q=0.5", "en"))
)
def test_a_problem_speaks_the_language_asked_for_and_holds_both(
    office: Office, language: str, answered: str
) -> None:
    said = office.get("", "/districts", **{"Accept-Language": language})
    assert said.headers["Content-Language"] == answered
    assert said.json["detail"] == said.json[answered]
    assert said.json["th"] != said.json["en"]
    assert said.mimetype == "application/problem+json"


@pytest.mark.parametrize(
    ("method", "path", "status", "code"),
    (
        ("GET", "/nowhere", 404, "not_found"),
        ("DELETE", "/districts", 405, "method_not_allowed"),
        ("GET", "/districts/", 404, "not_found"),
    ),
)
def test_what_is_no_resource_is_a_problem_too(
    office: Office, method: str, path: str, status: int, code: str
) -> None:
    said = office.send(method, "auditor", path)
    assert (said.status_code, said.json["code"]) == (status, code)


def test_a_body_over_the_limit_is_refused(office: Office) -> None:
    said = office.command("officer", {"remark": "x" * BODY_BYTES_MAX})
    assert (said.status_code, said.json["code"]) == (413, "too_large")


@pytest.mark.parametrize(
    ("error", "status", "code"),
    (
        (RuntimeError("secret of the house"), 500, "internal"),
        (OperationalError("SELECT secret", {"secret": 1}, Exception("secret")), 503, "not_recorded"),
        (Damaged("secret"), 500, "damaged"),
        (Unavailable("outcome_unknown"), 503, "outcome_unknown"),
    ),
)
def test_what_goes_wrong_inside_stays_inside(
    office: Office, monkeypatch: pytest.MonkeyPatch, error: Exception, status: int, code: str
) -> None:
    def fail(*_: object) -> None:
        raise error

    monkeypatch.setattr(Place, "stand", fail)
    said = office.get("auditor", "/districts")
    assert (said.status_code, said.json["code"]) == (status, code)
    assert "secret" not in said.text
    assert ("Retry-After" in said.headers) is (status == 503)


def test_no_log_holds_what_a_database_error_quotes(
    office: Office, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def fail(*_: object) -> None:
        raise OperationalError("SELECT 1", {"name": "secret"}, Exception("secret"))

    monkeypatch.setattr(Place, "stand", fail)
    with caplog.at_level(logging.DEBUG):
        office.get("auditor", "/districts", **{"X-Request-Id": "request-17"})
    assert "request-17 not_recorded" in caplog.text
    assert "secret" not in caplog.text
    assert office.tokens["auditor"] not in caplog.text


def test_the_specification_is_openapi_3_1(office: Office) -> None:
    schema: Any = schemathesis.openapi.from_dict(office.specification)
    schema.validate()
    assert office.specification["openapi"] == "3.1.0"


def test_the_specification_names_no_other_host(office: Office) -> None:
    assert "://" not in office.client.get(f"{PREFIX}/openapi.json").text


def test_every_operation_and_argument_says_what_it_is_in_both_languages(office: Office) -> None:
    silent = []
    for path, operations in office.specification["paths"].items():
        for method, operation in operations.items():
            if method == "parameters":
                continue
            said = [operation["summary"], *(p["description"] for p in operation.get("parameters", ()))]
            silent += [(path, each) for each in said if " / " not in each]
    assert silent == []


def test_all_is_at_the_one_prefix_but_what_a_monitor_reads(office: Office) -> None:
    rules = {str(rule) for rule in office.app.url_map.iter_rules()}
    assert {rule for rule in rules if not rule.startswith(PREFIX)} == {"/metrics"}


def test_only_health_problems_and_the_specification_are_open(office: Office) -> None:
    opened = []
    for rule in office.app.url_map.iter_rules():
        if not str(rule).startswith(PREFIX):
            continue
        path = str(rule).removeprefix(PREFIX)
        for name, value in (("<path:book>", "b"), ("<path:number>", "n"), ("<int:fiscal_year>", "2569")):
            path = path.replace(name, value)
        path = path.replace("<path:path>", "0/000").replace("<", "").replace(">", "")
        method = min((rule.methods or set()) - {"HEAD", "OPTIONS"})
        if rule.endpoint.startswith("docs."):
            continue  # tests/api/test_docs.py
        if office.send(method, "", path).status_code != 401:
            opened.append(path)
    doors = ["/account/setup", "/account/setup/completed", "/sessions"]  # where a token comes from
    assert sorted(opened) == [
        *doors[:2], "/health/live", "/health/ready", "/openapi.json", "/problems", doors[2]
    ]  # fmt: skip
