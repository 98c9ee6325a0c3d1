"""Wrapping: a data key at rest is encrypted under the key-encryption key, and bound to its id and its person."""

from __future__ import annotations

import hashlib
import os

from attrs import field, frozen
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from actionlearning.sealing.keyring import DataKey

__all__ = ["NotUnwrapped", "WrappedKey", "Wrapping", "generation_of"]

NONCE_BYTES = 12


class NotUnwrapped(Exception):
    """A wrapped key does not open: it was altered."""


@frozen
class WrappedKey:
    """One row of a keyring at rest."""

    id: str
    subject: str
    generation: str
    nonce: bytes
    wrapped: bytes

    @classmethod
    def of(cls, row: tuple[str, str, str, bytes, bytes]) -> WrappedKey:
        """A row as a database gives it."""
        return cls(*row)


def generation_of(kek: bytes) -> str:
    """The name of a key-encryption key: a hash that tells which one wrapped a key, and nothing of it."""
    return hashlib.sha256(b"actionlearning key-encryption key 1\0" + kek).hexdigest()[:16]


@frozen
class Wrapping:
    """One generation of the key-encryption key at work."""

    generation: str
    _cipher: AESGCM = field(repr=False)

    @classmethod
    def under(cls, kek: bytes) -> Wrapping:
        return cls(generation_of(kek), AESGCM(kek))

    def wrap(self, key: DataKey, subject: str) -> WrappedKey:
        """The row to keep a key in."""
        nonce = os.urandom(NONCE_BYTES)
        wrapped = self._cipher.encrypt(nonce, key.secret, _bound(key.id, subject))
        return WrappedKey(key.id, subject, self.generation, nonce, wrapped)

    def unwrap(self, row: WrappedKey) -> DataKey:
        """The key in a row of this generation. Raises ``NotUnwrapped``."""
        try:
            return DataKey(row.id, self._cipher.decrypt(row.nonce, row.wrapped, _bound(row.id, row.subject)))
        except (InvalidTag, ValueError, TypeError) as cause:  # the latter two for a nonce or bytes of another length or type
            raise NotUnwrapped from cause


def _bound(key_id: str, subject: str) -> bytes:
    return f"{key_id} {subject}".encode()
