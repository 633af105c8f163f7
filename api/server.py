"""Server: gunicorn with our settings; Flask's own server, which is for development, is never used."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from flask import Flask
from gunicorn.app.base import BaseApplication
from werkzeug.middleware.proxy_fix import ProxyFix

from api.app import create_app
from api.request_log import to_stdout
from ledger.databases import open_engine
from ledger.settings import Settings

GRACE_SECONDS: Final = 30
REQUEST_SECONDS_MAX: Final = 120
# A worker is renewed after so many requests, so that what leaks is given back.
REQUESTS_MAX: Final = 100_000


class Server(BaseApplication):  # type: ignore[misc]  # gunicorn ships no types
    """Gunicorn with our settings and our application, made in each worker after the fork."""

    def __init__(self, settings: Settings, options: Mapping[str, Any], proxies: int) -> None:
        self._settings = settings
        self._options = options
        self._proxies = proxies
        super().__init__()

    def load_config(self) -> None:
        """Hand the options to gunicorn."""
        for name, value in self._options.items():
            self.cfg.set(name, value)

    def load(self) -> Flask:
        """The application; connections are never shared between processes."""
        to_stdout()
        app = create_app(open_engine(self._settings.database), self._settings)
        if self._proxies:
            fixed = ProxyFix(app.wsgi_app, x_for=self._proxies, x_proto=self._proxies)
            app.wsgi_app = fixed  # type: ignore[method-assign]  # as Flask's documentation does it
        return app


def options_of(bind: str, workers: int, threads: int) -> dict[str, Any]:
    """What gunicorn is told."""
    return {
        "bind": bind,
        "workers": workers,
        "threads": threads,
        "worker_class": "gthread",
        "graceful_timeout": GRACE_SECONDS,
        "timeout": REQUEST_SECONDS_MAX,
        "max_requests": REQUESTS_MAX,
        "max_requests_jitter": REQUESTS_MAX // 10,
        "limit_request_line": 8190,
        "limit_request_fields": 64,
        "accesslog": None,  # its lines would hold the whole address, query and all
        "errorlog": "-",
        "loglevel": "warning",
        "proc_name": "khlang",
    }
