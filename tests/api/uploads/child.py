"""A process of its own that reads one upload and says what it answered, and what that cost."""

from __future__ import annotations

import json
import sys
import time
from pathlib import Path

from api.uploads.marked import marked_copy
from api.uploads.reading import read_upload
from api.uploads.shape import missing_columns, wrong_cells
from ledger.errors import Unusable

MEMORY = Path("/proc/self/status")


def peak_megabytes() -> int:
    """The most memory this program ever had (not what its parent had before it began)."""
    line = next(line for line in MEMORY.read_text(encoding="utf-8").splitlines() if line.startswith("VmHWM"))
    return int(line.split()[1]) // 1024


def answer(file: Path, name: str) -> dict[str, object]:
    """What an upload is refused for: as a whole, or cell by cell."""
    try:
        upload = read_upload(file.read_bytes(), name)
    except Unusable as unusable:
        return {"code": unusable.code, "facts": unusable.facts}
    pages = upload.pages
    wrong = [each for page in pages for each in (*page.wrong, *missing_columns(page), *wrong_cells(page))]
    return {"cells": [(f"{each.sheet}!{each.address}", each.refusal.facts.get("why")) for each in wrong]}


if __name__ == "__main__":
    del marked_copy  # imported, because a server holds it too
    began = time.process_time()
    told = answer(Path(sys.argv[1]), sys.argv[2])
    seconds = time.process_time() - began
    sys.stdout.write(json.dumps({**told, "seconds": seconds, "megabytes": peak_megabytes()}))
