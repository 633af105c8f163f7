"""The second factor: its codes by RFC 6238, its secret sealed under a key of its own."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest

from api.access.factor import enrolment_of, new_secret, opened, sealed, step_of
from ledger.signing import KeyInvalid

# The secret "12345678901234567890" and its codes, the last six figures of those in RFC 6238, appendix B.
SECRET = "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ"
VECTORS = (
    (59, "287082"),
    (1111111109, "081804"),
    (1111111111, "050471"),
    (1234567890, "005924"),
    (2000000000, "279037"),
)


@pytest.mark.parametrize(("seconds", "code"), VECTORS)
def test_codes_are_those_of_the_standard(seconds: int, code: str) -> None:
    assert step_of(SECRET, code, datetime.fromtimestamp(seconds, UTC), 0) == seconds // 30


@pytest.mark.parametrize(("later", "good"), ((0, True), (30, True), (59, False), (60, False), (-30, False)))
def test_a_code_is_good_in_its_own_step_and_the_next(later: int, good: bool) -> None:  # noqa: FBT001 - a column
    at = datetime.fromtimestamp(1111111111, UTC)  # the last second but 29 of its step
    found = step_of(SECRET, "050471", at + timedelta(seconds=later), 0)
    assert bool(found) is good


def test_a_code_is_not_good_again() -> None:
    at = datetime.fromtimestamp(1111111111, UTC)
    step = step_of(SECRET, "050471", at, 0)
    assert step_of(SECRET, "050471", at, step) == 0
    assert step_of(SECRET, "050471", at, step - 1) == step


@pytest.mark.parametrize("code", ("", "50471", "0504710", " 050471", "๐๕๐๔๗๑", "\ud800", "050471\n"))
def test_nothing_else_is_a_code(code: str) -> None:
    assert step_of(SECRET, code, datetime.fromtimestamp(1111111111, UTC), 0) == 0


def test_an_application_is_told_the_secret_and_whose_it_is() -> None:
    secret = new_secret()
    told = enrolment_of(secret, "สมศรี@เขต 1032")
    query = parse_qs(urlsplit(told.uri).query)
    assert (query["secret"], query["issuer"]) == ([secret], ["Khlang"])
    assert told.picture.startswith("<svg")
    assert len(secret) == 32
    assert len({new_secret() for _ in range(20)}) == 20


def test_a_sealed_secret_opens_with_the_same_key_for_the_same_actor_only(tmp_path: Path) -> None:
    file = tmp_path / "khlang.factor"
    stored = sealed(file, "spender", SECRET)
    assert opened(file, "spender", stored) == SECRET
    assert SECRET.encode() not in stored
    assert sealed(file, "spender", SECRET) != stored
    assert file.stat().st_mode & 0o777 == 0o600
    broken = stored[:-1] + bytes([stored[-1] ^ 1])
    for other, actor, text in (
        (file, "neighbour", stored),
        (tmp_path / "other", "spender", stored),
        (file, "spender", broken),
    ):
        with pytest.raises(KeyInvalid, match="other_key"):
            opened(other, actor, text)


@pytest.mark.parametrize(
    ("content", "mode", "why"), ((b"k" * 32, 0o640, "readable_by_others"), (b"k" * 31, 0o600, "malformed"))
)
def test_a_key_that_is_none_or_that_others_may_read_is_refused(
    tmp_path: Path, content: bytes, mode: int, why: str
) -> None:
    file = tmp_path / "khlang.factor"
    file.write_bytes(content)
    file.chmod(mode)
    with pytest.raises(KeyInvalid, match=why):
        sealed(file, "spender", SECRET)


def test_a_key_that_is_there_is_never_made_again(tmp_path: Path) -> None:
    file = tmp_path / "khlang.factor"
    first = sealed(file, "spender", SECRET)
    sealed(file, "spender", SECRET)
    assert opened(file, "spender", first) == SECRET
    assert sorted(tmp_path.iterdir()) == [file]


def test_a_folder_that_is_not_there_is_told(tmp_path: Path) -> None:
    with pytest.raises(KeyInvalid):
        sealed(tmp_path / "nowhere" / "khlang.factor", "spender", SECRET)
