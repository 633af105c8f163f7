"""Keys: the two halves of an Ed25519 key under a name, and their one-line texts (C2SP signed-note)."""

from __future__ import annotations

import base64
from dataclasses import dataclass, field
from hashlib import sha256

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from ledger.seal import is_name, read_base64

ED25519 = b"\x01"  # signature type of C2SP signed-note
KEY_BYTES = 32
KEY_ID_BYTES = 4
PRIVATE_PREFIX = "PRIVATE+KEY+"


class KeyInvalid(ValueError):  # noqa: N818 - an answer about a key or its file, not a fault
    """A key that cannot be used.

    `code` is `name`, `malformed`, `not_a_file`, `readable_by_others` or `other_name`.
    """

    def __init__(self, code: str) -> None:
        """Keep the stable `code`."""
        self.code = code
        super().__init__(code)


@dataclass(frozen=True, slots=True)
class Verifier:
    """A public key under the name of whoever signs with it; raises KeyInvalid (`name`, `malformed`)."""

    name: str
    public: bytes

    def __post_init__(self) -> None:
        """Check the name and the length of the key."""
        if not is_name(self.name):
            raise KeyInvalid("name")
        if len(self.public) != KEY_BYTES:
            raise KeyInvalid("malformed")

    @property
    def key_id(self) -> bytes:
        """The first four bytes of SHA-256(name, newline, type, public key)."""
        return sha256(self.name.encode() + b"\n" + ED25519 + self.public).digest()[:KEY_ID_BYTES]

    @property
    def text(self) -> str:
        """What an auditor is given."""
        return _key_text(self.name, self.key_id, self.public)

    @classmethod
    def parse(cls, text: str) -> Verifier:
        """Read what `text` wrote; raises KeyInvalid (`name`, `malformed`)."""
        name, key_id, public = _read_key(text)
        verifier = cls(name, public)
        if verifier.key_id != key_id:
            raise KeyInvalid("malformed")
        return verifier

    def verifies(self, signature: bytes, text: str) -> bool:
        """Say whether `signature` (64 bytes) is this key's over `text`."""
        try:
            Ed25519PublicKey.from_public_bytes(self.public).verify(signature, text.encode())
        except (InvalidSignature, ValueError):
            return False
        return True


@dataclass(frozen=True, slots=True)
class SigningKey:
    """A private key under its name; it never shows itself in a representation."""

    name: str
    seed: bytes = field(repr=False)

    def __post_init__(self) -> None:
        """Check the name and the length of the seed."""
        Verifier(self.name, self.seed)  # the same two rules hold for both halves

    @property
    def verifier(self) -> Verifier:
        """The public half."""
        return Verifier(self.name, self._private().public_key().public_bytes_raw())

    @property
    def text(self) -> str:
        """What the key file holds: a secret."""
        return PRIVATE_PREFIX + _key_text(self.name, self.verifier.key_id, self.seed)

    @classmethod
    def generate(cls, name: str) -> SigningKey:
        """Make a new random key."""
        return cls(name, Ed25519PrivateKey.generate().private_bytes_raw())

    @classmethod
    def parse(cls, text: str) -> SigningKey:
        """Read what `text` wrote; raises KeyInvalid (`name`, `malformed`)."""
        if not text.startswith(PRIVATE_PREFIX):
            raise KeyInvalid("malformed")
        name, key_id, seed = _read_key(text.removeprefix(PRIVATE_PREFIX))
        key = cls(name, seed)
        if key.verifier.key_id != key_id:
            raise KeyInvalid("malformed")
        return key

    def sign(self, text: str) -> bytes:
        """Sign a text with 64 bytes."""
        return self._private().sign(text.encode())

    def _private(self) -> Ed25519PrivateKey:
        return Ed25519PrivateKey.from_private_bytes(self.seed)


def _key_text(name: str, key_id: bytes, key: bytes) -> str:
    return f"{name}+{key_id.hex()}+{base64.b64encode(ED25519 + key).decode()}"


def _read_key(text: str) -> tuple[str, bytes, bytes]:
    """Read (name, key id, key); base64 may hold a plus, a name may not."""
    try:
        name, key_id, encoded = text.split("+", 2)
        key = read_base64(encoded)
        known = bytes.fromhex(key_id)
    except ValueError:
        raise KeyInvalid("malformed") from None
    if known.hex() != key_id or key[:1] != ED25519:
        raise KeyInvalid("malformed")
    return name, known, key[1:]
