"""Server: gunicorn with our settings; Flask's own server, which is for development, is never used."""

from __future__ import annotations

import gc
import os
import shutil
from collections.abc import Mapping
from typing import Any, Final

from flask import Flask
from gunicorn.app.base import BaseApplication
from werkzeug.middleware.proxy_fix import ProxyFix

from api.app import create_app
from api.arriving import Arriving
from api.logs import ServerLog, to_stderr
from api.metrics import FOLDER, worker_exited
from api.patience import PatientWorker
from api.request_log import to_stdout
from api.serving import Serving
from ledger.databases import open_engine
from ledger.settings import Settings

GRACE_SECONDS: Final = 30
REQUEST_SECONDS_MAX: Final = 120
KEEPALIVE_SECONDS: Final = 30  # an open connection that asks nothing holds no thread
# A worker is renewed after so many requests, so that what leaks is given back.
REQUESTS_MAX: Final = 100_000


class Server(BaseApplication):  # type: ignore[misc]  # gunicorn ships no types
    """Gunicorn with our settings and our application, made in each worker after the fork."""

    def __init__(
        self, settings: Settings, serving: Serving, options: Mapping[str, Any], proxies: int
    ) -> None:
        self._settings = settings
        self._serving = serving
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
        to_stderr(self._serving.log_level)
        app = create_app(open_engine(self._settings.database), self._settings, serving=self._serving)
        app.wsgi_app = Arriving(app.wsgi_app)  # type: ignore[method-assign]  # as below
        if self._proxies:
            fixed = ProxyFix(app.wsgi_app, x_for=self._proxies, x_proto=self._proxies)
            app.wsgi_app = fixed  # type: ignore[method-assign]  # as Flask's documentation does it
        # What stands for as long as the process is not looked through for garbage again and again: that
        # takes a tenth of a second and more, in which nobody is answered.
        gc.collect()
        gc.freeze()
        return app


def options_of(bind: str, workers: int, threads: int) -> dict[str, Any]:
    """What gunicorn is told."""
    return {
        "bind": bind,
        "workers": workers,
        "threads": threads,
        "worker_class": PatientWorker,
        "graceful_timeout": GRACE_SECONDS,
        "timeout": REQUEST_SECONDS_MAX,
        "keepalive": KEEPALIVE_SECONDS,
        "max_requests": REQUESTS_MAX,
        "max_requests_jitter": REQUESTS_MAX // 10,
        "limit_request_line": 8190,
        "limit_request_fields": 64,
        "limit_request_field_size": 8190,
        "accesslog": None,  # its lines would hold the whole address, query and all
        "errorlog": "-",
        "control_socket_disable": True,  # nobody steers a server but by signals
        "logger_class": ServerLog,
        "loglevel": "warning",
        "child_exit": worker_exited,
        "on_exit": _forget_counts,
        "proc_name": "khlang",
    }


def _forget_counts(_server: object) -> None:
    """At the end of all, in the process that began it: workers leave what they counted."""
    shutil.rmtree(os.environ.pop(FOLDER, ""), ignore_errors=True)
