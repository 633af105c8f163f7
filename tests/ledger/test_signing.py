"""Signed notes and the key file: the published example, forgeries, and two who come first."""

from __future__ import annotations

import base64
import os
import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ledger.signing import (
    KeyInvalid,
    NoteInvalid,
    SigningKey,
    Verifier,
    load_key,
    load_or_create_key,
    sign_note,
    verify_note,
)

# The published example of Go's golang.org/x/mod/sumdb/note: these keys are known to all and open nothing.
PETER = Verifier.parse("PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW")
PETER_KEY = SigningKey.parse("PRIVATE+KEY+PeterNeumann+c74f20a3+AYEKFALVFGyNhPJEMzD1QIDr+Y7hfZx09iUvxdXHKDFz")
ENOCH = Verifier.parse("EnochRoot+af0cfe78+ATtqJ7zOtqQtYqOo0CpvDXNlMhV3HeJDpjrASKGLWdop")
TEXT = "If you think cryptography is the answer to your problem,\nthen you don't know what your problem is.\n"
PETER_LINE = (
    "— PeterNeumann "
    "x08go/ZJkuBS9UG/SffcvIAQxVBtiFupLLr8pAcElZInNIuGUgYN1FFYC2pZSNXgKvqfqdngotpRZb6KE6RyyBwJnAM=\n"
)
ENOCH_LINE = (
    "— EnochRoot "
    "rwz+eBzmZa0SO3NbfRGzPCpDckykFXSdeX+MNtCOXm2/5n2tiOHp+vAF1aGrQ5ovTG01oOTGwnWLox33WWd1RvMc+QQ=\n"
)
NOTE = f"{TEXT}\n{PETER_LINE}"

ROOT = Path(__file__).parents[2]
NAME = "khlang.example/pilot"
OTHER = SigningKey(NAME, bytes(31) + b"\x01")


def forged(line: str) -> str:
    """Change the last bit of a line's signature."""
    lead, encoded = line.rstrip("\n").rsplit(" ", 1)
    value = bytearray(base64.b64decode(encoded))
    value[-1] ^= 1
    return f"{lead} {base64.b64encode(value).decode()}\n"


def test_the_published_note_verifies() -> None:
    assert verify_note(NOTE, [PETER]) == TEXT


def test_the_published_key_signs_the_published_note() -> None:
    assert sign_note(TEXT, PETER_KEY) == NOTE


def test_keys_write_what_they_read() -> None:
    assert Verifier.parse(PETER.text) == PETER
    assert SigningKey.parse(PETER_KEY.text) == PETER_KEY
    assert PETER_KEY.verifier == PETER


def test_a_private_key_does_not_show_itself() -> None:
    assert repr(PETER_KEY) == "SigningKey(name='PeterNeumann')"


@given(st.text(st.characters(min_codepoint=32, codec="utf-8"), max_size=60))
def test_what_is_signed_verifies(line: str) -> None:
    text = f"{line}\n\n— a line that looks like a signature\n"

    note = sign_note(text, OTHER, PETER_KEY)

    assert verify_note(note, [OTHER.verifier]) == text
    assert verify_note(note, [PETER]) == text


@pytest.mark.parametrize(
    ("signatures", "verifiers"),
    (
        (PETER_LINE + ENOCH_LINE, [PETER, ENOCH]),
        (PETER_LINE + ENOCH_LINE, [ENOCH]),
        (ENOCH_LINE + PETER_LINE, [ENOCH]),
        (forged(PETER_LINE) + ENOCH_LINE, [ENOCH]),  # nobody here knows Peter
        (PETER_LINE + "— PeterNeumann AAAAAAA=\n", [PETER]),  # the same name, another key
        (PETER_LINE + PETER_LINE, [PETER]),
    ),
)
def test_unknown_signatures_are_ignored(signatures: str, verifiers: list[Verifier]) -> None:
    assert verify_note(f"{TEXT}\n{signatures}", verifiers) == TEXT


@pytest.mark.parametrize(
    ("note", "verifiers", "code"),
    (
        (NOTE, [], "unknown_key"),
        (NOTE, [ENOCH], "unknown_key"),
        (NOTE, [Verifier("Somebody", PETER.public)], "unknown_key"),
        (f"{TEXT}\n{forged(PETER_LINE)}", [PETER], "bad_signature"),
        (f"{TEXT}\n{forged(PETER_LINE)}{ENOCH_LINE}", [PETER, ENOCH], "bad_signature"),
        (f"{TEXT}\n{PETER_LINE}{forged(PETER_LINE)}", [PETER], "bad_signature"),
        (f"{TEXT}\n— PeterNeumann x08go/AA\n", [PETER], "bad_signature"),
        (NOTE.replace("answer", "anxwer"), [PETER], "bad_signature"),
        (f"\n{NOTE}", [PETER], "bad_signature"),
        ("", [PETER], "malformed"),
        (TEXT, [PETER], "malformed"),
        (f"{TEXT}\n", [PETER], "malformed"),
        (f"{TEXT}{PETER_LINE}", [PETER], "malformed"),
        (NOTE[:-1], [PETER], "malformed"),
        (f"{NOTE}\n", [PETER], "malformed"),
        (NOTE.replace("\n", "\r\n"), [PETER], "malformed"),
        (NOTE.replace("If", "I\x00f"), [PETER], "malformed"),
        (NOTE.replace("If", "\ud800f"), [PETER], "malformed"),
        (NOTE.replace("—", "-"), [PETER], "malformed"),
        (NOTE.replace("— PeterNeumann", "—  PeterNeumann"), [PETER], "malformed"),
        (NOTE.replace("— PeterNeumann", "— Peter+Neumann"), [PETER], "malformed"),
        (NOTE.replace("— PeterNeumann", "— Peter\u2003Neumann"), [PETER], "malformed"),
        (NOTE.replace("JnAM=", "JnAM"), [PETER], "malformed"),
        (NOTE.replace("JnAM=", "JnAN="), [PETER], "malformed"),
        (f"{NOTE}— Short AAAAAA==\n", [PETER], "malformed"),
        (f"{TEXT}\n{PETER_LINE * 101}", [PETER], "malformed"),
        (f"{'x' * 1_000_000}\n\n{PETER_LINE}", [PETER], "malformed"),
    ),
)
def test_a_note_that_must_not_be_believed_is_refused(note: str, verifiers: list[Verifier], code: str) -> None:
    with pytest.raises(NoteInvalid, match=f"^{code}$"):
        verify_note(note, verifiers)


@pytest.mark.parametrize("text", ("", "no newline", "tab\there\n", "cr\r\n", "\ud800\n"))
def test_a_text_that_cannot_stand_in_a_note_is_not_signed(text: str) -> None:
    with pytest.raises(NoteInvalid, match=r"^malformed$"):
        sign_note(text, PETER_KEY)


@pytest.mark.parametrize(
    ("text", "code"),
    (
        ("", "malformed"),
        ("PeterNeumann", "malformed"),
        (PETER.text.replace("c74f20a3", "c74f20a4"), "malformed"),
        (PETER.text.replace("c74f20a3", "C74F20A3"), "malformed"),
        (PETER.text.replace("c74f20a3", "zzzzzzzz"), "malformed"),
        (PETER.text.replace("PeterNeumann", "PeterNewmann"), "malformed"),
        (PETER.text.replace("Peter", "Peter "), "name"),
        (PETER.text.removeprefix("PeterNeumann"), "name"),
        (PETER.text.replace("+ARpc", "+BRpc"), "malformed"),
        (PETER.text[:-4], "malformed"),
        (PETER.text + "\n", "malformed"),
        (PETER_KEY.text, "malformed"),
    ),
)
def test_a_verifier_that_is_not_whole_is_refused(text: str, code: str) -> None:
    with pytest.raises(KeyInvalid, match=f"^{code}$"):
        Verifier.parse(text)


@pytest.mark.parametrize("name", ("", "a b", "a+b", "a\nb", "a\u00a0b", "a\x00"))
def test_a_key_name_has_no_space_and_no_plus(name: str) -> None:
    with pytest.raises(KeyInvalid, match=r"^name$"):
        SigningKey.generate(name)


def test_a_key_file_is_made_once_and_for_its_owner_only(tmp_path: Path) -> None:
    path = tmp_path / "khlang.key"

    made = load_or_create_key(path, NAME)

    assert path.stat().st_mode & 0o777 == 0o600
    assert path.read_text(encoding="utf-8") == made.text + "\n"
    assert load_or_create_key(path, NAME) == made
    assert list(tmp_path.iterdir()) == [path]


@pytest.mark.parametrize("mode", (0o640, 0o604, 0o620, 0o660, 0o644, 0o610))
def test_a_key_file_that_others_can_reach_is_refused(tmp_path: Path, mode: int) -> None:
    path = tmp_path / "khlang.key"
    load_or_create_key(path, NAME)
    path.chmod(mode)

    with pytest.raises(KeyInvalid, match=r"^readable_by_others$"):
        load_or_create_key(path, NAME)


def test_a_key_file_of_another_name_is_refused_and_stays(tmp_path: Path) -> None:
    path = tmp_path / "khlang.key"
    made = load_or_create_key(path, NAME)

    with pytest.raises(KeyInvalid, match=r"^other_name$"):
        load_or_create_key(path, "khlang.example/other")

    assert load_key(path) == made


@pytest.mark.parametrize(
    "stored",
    (
        b"",
        b"\xff",
        PETER.text.encode(),
        PETER_KEY.text[:-1].encode(),
        PETER_KEY.text.encode() + b"\n\n",
        b"x" * 9999,
    ),
)
def test_a_damaged_key_file_is_refused_and_stays(tmp_path: Path, stored: bytes) -> None:
    path = tmp_path / "khlang.key"
    path.write_bytes(stored)
    path.chmod(0o600)

    with pytest.raises(KeyInvalid, match=r"^malformed$"):
        load_or_create_key(path, "PeterNeumann")

    assert path.read_bytes() == stored


def test_a_folder_or_a_pipe_is_no_key_file(tmp_path: Path) -> None:
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe, 0o600)

    for path in (tmp_path, pipe):
        with pytest.raises(KeyInvalid, match=r"^not_a_file$"):
            load_key(path)


def test_a_missing_folder_is_told_as_it_is(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError):
        load_or_create_key(tmp_path / "nowhere" / "khlang.key", NAME)


def test_processes_that_come_first_together_have_one_key(tmp_path: Path) -> None:
    path = tmp_path / "khlang.key"
    program = (
        "import sys; from pathlib import Path; from ledger.signing import load_or_create_key;"
        "print(); sys.stdout.flush(); sys.stdin.readline();"
        "print(load_or_create_key(Path(sys.argv[1]), sys.argv[2]).text)"
    )
    racers = [
        subprocess.Popen(
            [sys.executable, "-c", program, path, NAME],
            cwd=ROOT,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        for _ in range(4)
    ]
    for racer in racers:
        assert racer.stdout is not None
        racer.stdout.readline()  # imported and waiting

    answers = {racer.communicate("go\n", timeout=60)[0].strip() for racer in racers}

    assert answers == {load_key(path).text}
    assert list(tmp_path.iterdir()) == [path]
