"""Factor: the second one, time-based codes of six figures (RFC 6238), and its secret at rest.

An application on the person's telephone and this place share a secret of 160 bits. Here it stands encrypted
(AES-256-GCM, bound to its actor) under a key in a file of its own, `khlang.factor` beside the signing key, so
that a copy of the database makes no code. A code is of one step of 30 seconds, is taken for one step longer
as RFC 6238 5.2 has it, and is used once.
"""

from __future__ import annotations

import hmac
import io
import os
import secrets
import stat
from contextlib import suppress
from datetime import datetime
from pathlib import Path
from typing import Final, NamedTuple

import pyotp
import segno
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from ledger.signing import KeyInvalid

ISSUER: Final = "Khlang"
KEY_FILE: Final = "khlang.factor"
STEP_SECONDS: Final = 30
_KEY_BYTES: Final = 32
_NONCE_BYTES: Final = 12
_OWNER_ONLY: Final = 0o600


class Enrolment(NamedTuple):
    """What an application needs to know: the address that holds the secret, and its picture as SVG."""

    uri: str
    picture: str


def new_secret() -> str:
    """A secret of 160 random bits in base 32."""
    return pyotp.random_base32(32)


def enrolment_of(secret: str, actor: str) -> Enrolment:
    """The secret as `otpauth:` address and QR code."""
    uri = pyotp.TOTP(secret).provisioning_uri(name=actor, issuer_name=ISSUER)
    picture = io.BytesIO()
    segno.make(uri, error="m", micro=False).save(picture, kind="svg", scale=4, xmldecl=False)
    return Enrolment(uri, picture.getvalue().decode())


def step_of(secret: str, code: str, now: datetime, used: int) -> int:
    """The step whose code this is, of those after the last used one; 0 when it is none."""
    current = int(now.timestamp()) // STEP_SECONDS
    maker = pyotp.TOTP(secret)
    for step in (current, current - 1):
        right = hmac.compare_digest(maker.generate_otp(step).encode(), code.encode("utf-8", "surrogatepass"))
        if right and step > used:
            return step
    return 0


def sealed(file: Path, actor: str, secret: str) -> bytes:
    """The secret as it stands in the database. Raises KeyInvalid, OSError."""
    nonce = secrets.token_bytes(_NONCE_BYTES)
    return nonce + AESGCM(_key(file)).encrypt(nonce, secret.encode(), actor.encode())


def opened(file: Path, actor: str, stored: bytes) -> str:
    """The secret again. Raises KeyInvalid where the key is not the one it was sealed with, OSError."""
    try:
        plain = AESGCM(_key(file)).decrypt(stored[:_NONCE_BYTES], stored[_NONCE_BYTES:], actor.encode())
    except InvalidTag:
        raise KeyInvalid("other_key") from None
    return plain.decode()


def _key(file: Path) -> bytes:
    """The key of this place, made if there is none; of several who make one, all get the same."""
    try:
        if not file.exists():
            _make(file)
        mode, stored = file.stat().st_mode, file.read_bytes() if file.is_file() else b""
    except OSError as error:
        raise KeyInvalid("not_a_file") from error
    if not stat.S_ISREG(mode) or len(stored) != _KEY_BYTES:
        raise KeyInvalid("malformed")
    if mode & (stat.S_IRWXG | stat.S_IRWXO):
        raise KeyInvalid("readable_by_others")
    return stored


def _make(file: Path) -> None:
    """Write aside and link: a link is made once, and nobody can ever see half a key."""
    aside = file.with_name(f".{file.name}.{secrets.token_hex(8)}")
    try:
        with os.fdopen(os.open(aside, os.O_WRONLY | os.O_CREAT | os.O_EXCL, _OWNER_ONLY), "wb") as written:
            written.write(secrets.token_bytes(_KEY_BYTES))
            written.flush()
            os.fsync(written.fileno())
        with suppress(FileExistsError):  # another process was first; its key counts
            os.link(aside, file)
    finally:
        aside.unlink(missing_ok=True)
