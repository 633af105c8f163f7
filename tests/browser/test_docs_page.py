"""The documentation page in a browser: it works under its strict policy and asks no other host."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from werkzeug.serving import WSGIRequestHandler, make_server

from api.docs import page
from tests.browser.chromium import Browser, a_browser
from tests.serving import Office, an_office

pytestmark = pytest.mark.chromium
SHOWN = "document.getElementById('swagger-ui').dataset.shown"


@pytest.fixture
def office(migrated_sqlite_url: str, tmp_path: Path) -> Iterator[Office]:
    with an_office(migrated_sqlite_url, tmp_path) as opened:
        yield opened


@pytest.fixture
def browser(tmp_path: Path) -> Iterator[Browser]:
    with a_browser(tmp_path / "profile") as opened:
        yield opened


class Silent(WSGIRequestHandler):
    """Tells nobody what it was asked."""

    def log(self, type: str, message: str, *args: object) -> None:  # noqa: A002 - werkzeug's name for it
        """Say nothing."""


@contextmanager
def listening(office: Office) -> Iterator[str]:
    """The office at an address of this machine."""
    server = make_server("127.0.0.1", 0, office.app, threaded=True, request_handler=Silent)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.port}"
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


def test_the_page_lists_and_tries_operations_and_asks_nobody_else(office: Office, browser: Browser) -> None:
    with listening(office) as here:
        browser.open(here + page.ADDRESS)
        browser.until(SHOWN)
        browser.click(".opblock-tag", "allocations")
        browser.click(".opblock-summary-control", "/allocations/{unit}")
        browser.until("!!document.querySelector('.opblock-body .parameters')")
        browser.click(".authorize")
        browser.until("!!document.querySelector('.auth-container input')")
        browser.run(
            "(i => { Object.getOwnPropertyDescriptor(HTMLInputElement.prototype, 'value').set.call(i,"
            f" {office.tokens['auditor']!r}); i.dispatchEvent(new Event('input', {{bubbles: true}})) }})"
            "(document.querySelector('.auth-container input'))"
        )
        browser.click(".auth-btn-wrapper .authorize")
        browser.click(".close-modal")
        browser.click(".opblock-tag", "books")
        browser.click(".opblock-summary-control", "/books")
        browser.click("#operations-books-books .try-out__btn")
        browser.click("#operations-books-books .execute")
        answered = browser.until("document.querySelector('.live-responses-table')?.innerText")
    assert "book-1" in answered
    assert browser.complaints == []
    assert {urlsplit(each).netloc or "data" for each in browser.asked} == {urlsplit(here).netloc, "data"}


def test_a_page_whose_policy_were_stricter_would_be_seen_to_fail(
    office: Office, browser: Browser, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(page, "POLICY", page.POLICY.replace("style-src 'self'", "style-src 'none'"))
    with listening(office) as here:
        browser.open(here + page.ADDRESS)
        browser.until(SHOWN)
    assert any("Content Security Policy" in each for each in browser.complaints)


def test_english_is_one_click_away(office: Office, browser: Browser) -> None:
    with listening(office) as here:
        browser.open(here + page.ADDRESS)
        thai = browser.until("document.querySelector('h1')?.textContent")
        browser.click(".khlang nav a")
        browser.until("document.documentElement.lang === 'en'")
        english = browser.run("document.querySelector('h1').textContent")
    assert "สำหรับ" in thai
    assert "for programs" in english
