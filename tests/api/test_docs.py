"""The documentation page: nothing of it comes from elsewhere, and nothing that stands in it runs."""

from __future__ import annotations

import re

import pytest

from api.docs import page
from tests.serving import Office

UNSAFE = re.compile(r"<script(?![^>]* src=)|<style|\son\w+=|\sstyle=|javascript:|https?://")


@pytest.fixture
def shown(office: Office) -> str:
    return office.client.get(page.ADDRESS).text


def test_the_page_holds_no_script_and_no_style_of_its_own(shown: str) -> None:
    assert UNSAFE.search(shown) is None
    assert "{" not in shown


def test_its_policy_lets_nothing_in_from_elsewhere(office: Office) -> None:
    said = office.client.get(page.ADDRESS).headers
    rules = dict(rule.strip().split(" ", 1) for rule in said["Content-Security-Policy"].split(";"))
    assert rules["default-src"] == rules["base-uri"] == rules["frame-ancestors"] == "'none'"
    assert {rules[kind] for kind in ("script-src", "style-src", "connect-src")} == {"'self'"}
    assert "unsafe" not in said["Content-Security-Policy"]
    assert said["Cross-Origin-Opener-Policy"] == "same-origin"
    assert said["X-Content-Type-Options"] == "nosniff"


def test_every_file_it_loads_is_there_for_ever_under_its_hash(office: Office, shown: str) -> None:
    addresses = [
        each for each in re.findall(r'(?:href|src)="([^"?]+)"', shown) if each.startswith(page.ADDRESS)
    ]
    assert {each.rpartition("/")[2] for each in addresses} == set(page._FILES)
    for address in addresses:
        said = office.client.get(address)
        assert said.status_code == 200
        assert said.headers["Cache-Control"] == page.FOR_EVER
        assert len(said.data) > 100
        wrong = address.replace(address.split("/")[-2], "0" * 32)
        assert office.client.get(wrong).get_json()["code"] == "not_found"


@pytest.mark.parametrize(
    "name", ("swagger-ui.js", "../__init__.py", "%2e%2e%2fpage.py", "oauth2-redirect.html", "index.css")
)
def test_no_other_file_is_served(office: Office, name: str) -> None:
    for digest in ("0" * 32, page._digest("start.js")):
        assert office.client.get(f"{page.ADDRESS}/{digest}/{name}").status_code == 404


@pytest.mark.parametrize(
    ("query", "browser", "language"),
    (
        ("", "", "th"),
        ("", "en-GB,en;q=0.9", "en"),
        ("?language=th", "en", "th"),
        ("?language=en", "th", "en"),
        ("?language=<script>", "", "th"),
    ),
)
def test_it_is_thai_unless_english_is_asked_for(
    office: Office, query: str, browser: str, language: str
) -> None:
    said = office.client.get(page.ADDRESS + query, headers={"Accept-Language": browser})
    assert said.headers["Content-Language"] == language
    assert f'<html lang="{language}">' in said.text
    assert UNSAFE.search(said.text) is None


def test_its_program_asks_no_validator_and_keeps_no_token() -> None:
    start = page._bytes("start.js").decode()
    for said in (
        "validatorUrl: null",
        "persistAuthorization: false",
        "queryConfigEnabled: false",
        "deepLinking: false",
    ):
        assert said in start
    assert "http" not in start
    assert "innerHTML" not in start


def test_the_specification_is_told_once_to_who_keeps_it(office: Office) -> None:
    first = office.client.get("/api/v1/openapi.json")
    again = office.client.get("/api/v1/openapi.json", headers={"If-None-Match": first.headers["ETag"]})
    assert (first.status_code, again.status_code, again.data) == (200, 304, b"")
    assert again.headers["ETag"] == first.headers["ETag"]
    assert " / " in first.get_json()["info"]["description"]
