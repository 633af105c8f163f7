"""Names: what an entry is called in addresses: who asked and under which key, sealed.

A key may follow from all that was asked (a digest of a whole order, say), and one entry may be about several
units: who could read the key of a shared one could guess the others' part of it. So a name tells nothing but
that it is the same name. It is sealed with a secret of this place that no address shows (RFC 5297, AES-SIV:
the same name each time, and none that this place did not make).
"""

from __future__ import annotations

import base64
import binascii
from typing import Any, Final

import orjson
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESSIV
from sqlalchemy import Connection, select

from api.access.tables import secret

NAMES: Final = "names"


class Names:
    """The names of one place."""

    def __init__(self, key: bytes) -> None:
        """`key` is 32 bytes."""
        self._seal = AESSIV(key)

    def name(self, actor: str, key: str) -> str:
        """What the entry is called that an actor's request under a key made."""
        sealed = self._seal.encrypt(orjson.dumps((actor, key)), None)
        return base64.urlsafe_b64encode(sealed).decode().rstrip("=")

    def parts(self, name: str) -> tuple[str, str]:
        """Actor and key of a name; raises ValueError for what is none of ours."""
        try:
            sealed = base64.b64decode(name + "=" * (-len(name) % 4), altchars=b"-_", validate=True)
            actor, key = orjson.loads(self._seal.decrypt(sealed, None))
        except (InvalidTag, binascii.Error, ValueError) as error:
            raise ValueError("no name of ours") from error
        parts: tuple[Any, Any] = actor, key
        return parts


def names_of(connection: Connection) -> Names:
    """The names of the place that a connection leads to."""
    query = select(secret.c.value).where(secret.c.name == NAMES)
    return Names(connection.execute(query).scalar_one())
