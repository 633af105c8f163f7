"""The log of requests tells who read what, and holds no secret."""

from __future__ import annotations

import json
import logging
from secrets import token_urlsafe
from typing import Any

import pytest

from api.request_log import LOG
from tests.serving import Office


@pytest.fixture
def lines(caplog: pytest.LogCaptureFixture) -> pytest.LogCaptureFixture:
    caplog.set_level(logging.INFO, LOG.name)
    return caplog


def told(lines: pytest.LogCaptureFixture) -> list[dict[str, Any]]:
    return [json.loads(record.getMessage()) for record in lines.records if record.name == LOG.name]


def test_a_read_is_noted_with_who_and_what(office: Office, lines: pytest.LogCaptureFixture) -> None:
    said = office.get("auditor", "/journal/entries?number=TR-1", **{"X-Request-Id": "request-1"})
    line = told(lines)[0]
    assert (line["actor"], line["path"]) == ("auditor", "/api/v1/journal/entries?number=TR-1")
    assert (line["method"], line["status"], line["id"]) == ("GET", said.status_code, "request-1")
    assert (line["milliseconds"] >= 0, line["problem"]) == (True, "")
    assert office.tokens["auditor"].startswith(f"khl_{line['token']}_")


@pytest.mark.parametrize(
    "path", ("/districts", "/districts?a=%0Afake%20line", "/nowhere", "/districts?book=%22%7D")
)
def test_a_line_is_one_line_of_json_and_holds_no_secret(
    office: Office, lines: pytest.LogCaptureFixture, path: str
) -> None:
    office.get("spender", path)
    office.command("spender", {"verb": "commit", "remark": "ความลับ"}, key="secret-key")
    assert all("\n" not in record.getMessage() for record in lines.records)
    assert {line["status"] for line in told(lines)} <= {200, 404, 422}
    for secret in (office.tokens["spender"].split("_", 2)[2], "ความลับ", "secret-key", "Bearer"):
        assert secret not in lines.text


def test_nobody_is_named_who_has_no_valid_token(office: Office, lines: pytest.LogCaptureFixture) -> None:
    office.send("GET", "", "/districts", headers={"Authorization": f"Bearer {office.tokens['spender'][:-1]}"})
    line = told(lines)[0]
    assert (line["actor"], line["token"], line["status"]) == ("", "", 401)
    assert line["problem"] == "unauthenticated"


@pytest.mark.parametrize(
    "address", ("/districts?access_token={}", "/tokens/{}", "/districts?a=Bearer%20{}&b={}", "/nowhere/{}/x")
)
@pytest.mark.parametrize("prefix", ("khl_0123456789abcdef_", "khs_0123456789abcdef_", "khu_"))
def test_a_secret_in_the_wrong_place_is_not_kept(
    office: Office, lines: pytest.LogCaptureFixture, address: str, prefix: str
) -> None:
    """Nobody should write one into an address; who does it by mistake finds it in no log."""
    secret = token_urlsafe(32)
    office.get("spender", address.replace("{}", prefix + secret))
    assert secret[-20:] not in lines.text
    assert told(lines)[0]["path"].startswith("/api/v1" + address.partition("{}")[0] + prefix)
