"""A process of its own that serves one book and is handed one file after the other; what each answer cost."""

from __future__ import annotations

import json
import resource
import sys
import time
from pathlib import Path
from typing import Any, Final

from api.app import create_app
from ledger.databases import open_engine
from ledger.settings import Settings
from tests.api.uploads.child import peak_megabytes
from tests.builders import NOW

ADDRESSES_BYTES: Final = 2 * 2**30  # of addresses, which are more than memory
FORGET_THE_PEAK: Final = "5"


def answer(client: Any, token: str, file: Path, media: str, name: str) -> dict[str, Any]:  # noqa: ANN401 - Flask's client
    """What the upload is refused for: as a whole, or cell by cell."""
    said = client.post(
        f"/api/v1/uploads?name={name}",
        headers={"Authorization": f"Bearer {token}", "Idempotency-Key": file.name},
        data=file.read_bytes(),
        content_type=media,
    )
    plain = said.get_json()
    if said.status_code != 201:
        return {"status": said.status_code, "code": plain["code"], "facts": plain["facts"]}
    cells = [(f"{each['sheet']}!{each['cell']}", each["facts"].get("why")) for each in plain["wrong"]]
    return {"status": 201, "state": plain["state"], "cells": cells}


def measured(client: Any, token: str, file: Path, media: str, name: str) -> dict[str, Any]:  # noqa: ANN401 - Flask's client
    """The answer, the processor time it took, and the most memory the process had meanwhile."""
    Path("/proc/self/clear_refs").write_text(FORGET_THE_PEAK, encoding="ascii")
    began = time.process_time()
    told = answer(client, token, file, media, name)
    return {**told, "seconds": time.process_time() - began, "megabytes": peak_megabytes()}


def main(url: str, token: str, listed: str) -> None:
    """Serve, hand in every file of a list, and tell."""
    client = create_app(open_engine(url), Settings(database=url), lambda: NOW).test_client()
    client.get("/api/v1/uploads/templates", headers={"Authorization": f"Bearer {token}"})  # what is made once
    resource.setrlimit(resource.RLIMIT_AS, (ADDRESSES_BYTES, ADDRESSES_BYTES))
    files = json.loads(Path(listed).read_text(encoding="utf-8"))
    told = {name: measured(client, token, Path(file), media, called) for name, file, media, called in files}
    sys.stdout.write(json.dumps(told))


if __name__ == "__main__":
    main(*sys.argv[1:])
