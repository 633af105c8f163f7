"""A browser for tests: Chromium without a window, told what to do over two pipes, watched while it does it.

It speaks the DevTools protocol: JSON documents that end with a zero byte. Every address that a page asks for
and every complaint of the browser is kept, and no name of any host is ever looked up.
"""

from __future__ import annotations

import base64
import json
import os
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO, Any, Final

PROGRAM: Final = "chromium-headless-shell"
WAIT_SECONDS: Final = 60
OPTIONS: Final = (
    "--no-sandbox",  # tests run as root in a container
    "--disable-gpu",
    "--disable-dev-shm-usage",
    "--remote-debugging-pipe",
    "--window-size=1300,1500",
    "--host-resolver-rules=MAP * ~NOTFOUND , EXCLUDE 127.0.0.1",
)


@dataclass(slots=True)
class Browser:
    """One page of a browser; `asked` and `complaints` grow as events come in."""

    orders: IO[bytes]
    events: IO[bytes]
    session: str = ""
    asked: list[str] = field(default_factory=list)
    complaints: list[str] = field(default_factory=list)
    _number: int = 0
    _rest: bytes = b""

    def open(self, address: str) -> None:
        """Go to an address."""
        if not self.session:
            self._attach()
        self.tell("Page.navigate", url=address)

    def run(self, script: str) -> Any:  # noqa: ANN401 - JSON
        """The value of an expression in the page."""
        said = self.tell("Runtime.evaluate", expression=script, returnByValue=True)
        assert "exceptionDetails" not in said, said
        return said["result"].get("value")

    def until(self, script: str) -> Any:  # noqa: ANN401 - JSON
        """Wait until an expression is true, and no error; its value."""
        end = time.monotonic() + WAIT_SECONDS
        careful = f"(() => {{ try {{ return {script} }} catch {{ return null }} }})()"
        while not (value := self.run(careful)):
            assert time.monotonic() < end, (script, self.complaints)
            time.sleep(0.05)
        return value

    def click(self, selector: str, text: str = "") -> None:
        """Press the first thing of a selector that holds a text, once it is there."""
        found = f"[...document.querySelectorAll({selector!r})].find(e => e.textContent.includes({text!r}))"
        self.until(f"!!({found})")
        self.run(f"{found}.click()")

    def picture(self, file: Path) -> None:
        """Keep what the page looks like, as PNG."""
        file.write_bytes(base64.b64decode(self.tell("Page.captureScreenshot", format="png")["data"]))

    def tell(self, method: str, **parameters: Any) -> dict[str, Any]:  # noqa: ANN401 - JSON
        """Give an order and wait for its answer."""
        self._number += 1
        order = {"id": self._number, "method": method, "params": parameters}
        order |= {"sessionId": self.session} if self.session else {}
        self.orders.write(json.dumps(order).encode() + b"\0")
        self.orders.flush()
        while True:
            said = self._next()
            if said.get("id") == self._number:
                assert "error" not in said, said
                return dict(said["result"])
            self._note(said)

    def _attach(self) -> None:
        page = self.tell("Target.createTarget", url="about:blank")["targetId"]
        self.session = self.tell("Target.attachToTarget", targetId=page, flatten=True)["sessionId"]
        for domain in ("Page", "Network", "Log", "Runtime"):
            self.tell(f"{domain}.enable")

    def _next(self) -> dict[str, Any]:
        while b"\0" not in self._rest:
            more = os.read(self.events.fileno(), 2**16)
            assert more, "the browser is gone"
            self._rest += more
        line, _, self._rest = self._rest.partition(b"\0")
        return dict(json.loads(line))

    def _note(self, event: dict[str, Any]) -> None:
        said = event.get("params", {})
        match event.get("method"):
            case "Network.requestWillBeSent":
                self.asked.append(said["request"]["url"])
            case "Log.entryAdded":
                self.complaints.append(f"{said['entry']['text']} {said['entry'].get('url', '')}")
            case "Runtime.exceptionThrown":
                self.complaints.append(str(said["exceptionDetails"]))
            case "Runtime.consoleAPICalled" if said["type"] in {"error", "warning"}:
                self.complaints.append(str(said["args"]))


@contextmanager
def a_browser(folder: Path) -> Iterator[Browser]:
    """A browser with nothing remembered."""
    to_read, orders = os.pipe()
    events, to_write = os.pipe()
    # The protocol's pipes are descriptors 3 and 4, which only a shell can promise.
    words = ["bash", "-c", f'exec "$@" 3<&{to_read} 4>&{to_write}', "bash", PROGRAM, *OPTIONS]
    words.append(f"--user-data-dir={folder}")
    with (
        os.fdopen(orders, "wb") as writing,
        os.fdopen(events, "rb") as reading,
        subprocess.Popen(
            words, pass_fds=(to_read, to_write), stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
        ) as process,
    ):
        os.close(to_read)
        os.close(to_write)
        try:
            yield Browser(writing, reading)
        finally:
            process.kill()
