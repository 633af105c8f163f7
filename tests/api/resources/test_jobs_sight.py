"""Rows of others change no byte of what a district is told of jobs and before it signs."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any, Final

import pytest

from tests.api.resources.test_sight import book, told
from tests.builders import a_command, a_request
from tests.serving import Answer, Office, an_office
from tests.working import order, work_off

SHEET: Final = "/proposals/PP-1/signing-sheet"
ORDERS: Final[tuple[tuple[str, dict[str, Any]], ...]] = (
    (SHEET, {}),
    ("/proposals/PP-THEIRS/signing-sheet", {}),
    ("/proposals/PP-NOBODYS/signing-sheet", {}),
    ("/reports", {"kind": "district-paper", "on": "2025-11-15", "unit": "1032"}),
    ("/reports", {"kind": "district-paper", "on": "2025-11-15", "unit": "1033"}),
    ("/reconciliations", {"on": "2025-11-15"}),
    ("/reconciliations/RUN-1/signatures", {"step": "prepared"}),
    ("/samples", {"on": "2025-11-15"}),
)


@pytest.fixture
def offices(fresh_sqlite: Callable[[], str], tmp_path: Path) -> Iterator[tuple[Office, Office]]:
    """A district with a proposal alone, and among others with theirs; each carries out its own jobs."""
    own = (a_request(a_command("propose"), "pp"), "spender")
    command = {"verb": "commit", "number": "CM-T", "line": "L69", "unit": "1033", "amount": "50.00"}
    theirs = (a_request(a_command("propose", number="PP-THEIRS", command=command), "pt"), "neighbour")
    with ExitStack() as stack:
        made = []
        for name, history in (
            ("alone", [*book(foreign=False), own]),
            ("among", [*book(foreign=True), theirs, own]),
        ):
            (tmp_path / name).mkdir()
            made.append(stack.enter_context(an_office(fresh_sqlite(), tmp_path / name, history)))
        yield made[0], made[1]


def plain(answer: Answer) -> tuple[int, bytes, dict[str, str]]:
    headers = {name: value for name, value in answer.headers.items() if name != "X-Request-Id"}
    return answer.status_code, answer.data, headers


def asked(office: Office, who: str) -> list[Any]:
    """Everything a person is told from asking to the end."""
    said: list[Any] = [told(office, who, SHEET)]
    said += [plain(order(office, who, path, wanted, f"{n}")) for n, (path, wanted) in enumerate(ORDERS)]
    work_off(office)
    said.append(told(office, who, "/jobs"))
    for job in office.read(who, "/jobs")["jobs"]:
        said += [told(office, who, f"/jobs/{job['id']}"), told(office, who, f"/jobs/{job['id']}/file")]
    said += [plain(order(office, who, path, wanted, f"{n}")) for n, (path, wanted) in enumerate(ORDERS)]
    return said


@pytest.mark.parametrize("who", ("spender", "receiver"))
def test_rows_of_others_change_nothing_a_district_is_told_of_its_jobs(
    offices: tuple[Office, Office], who: str
) -> None:
    alone, among = (asked(office, who) for office in offices)
    for one, other in zip(alone, among, strict=True):
        assert one == other


def test_the_comparison_would_see_a_difference(offices: tuple[Office, Office]) -> None:
    alone, among = (asked(office, "auditor") for office in offices)
    assert alone != among
