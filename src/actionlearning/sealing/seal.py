"""Sealing: personal text becomes a handle that opens only in its place and with its people's keys.

AES-256-GCM under the data key of the text's subject, with a fresh nonce. The associated data binds the journal, the stream,
the version, the stored name, the field's label, the subjects and the key ids, so a sealed value that is cut out and pasted
elsewhere does not open. Plaintext is padded to steps of 64 bytes (a 0x80 byte, then zeros, ISO/IEC 7816-4), so that its length
tells little. With several subjects the key is derived by HKDF-SHA256 from all of theirs, in order: without any one of them the
text is lost.
"""

from __future__ import annotations

import os
from collections.abc import Sequence
from uuid import UUID

import msgspec
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from actionlearning.domain.errors import ActionLearningError, BadInput
from actionlearning.domain.personal import Personal, Place, Sealed
from actionlearning.sealing.keyring import DataKey, FalseKey, KeyDestroyed, Keyring

__all__ = ["NotSealable", "SealBroken", "Sealer"]

STEP = 64
NONCE_BYTES = 12
FORMAT = "al.seal/1"

_ENCODER = msgspec.json.Encoder()


class SealBroken(ActionLearningError):
    """The sealed text was altered, or is not where it was sealed."""

    place: Place
    says = "the sealed text at {place} does not open: it was altered, or it was sealed for another place"


class NotSealable(BadInput):
    """Sealing takes a text and its subjects; revealing takes a handle that a journal returned."""

    why: str
    says = "{why}"


class Sealer:
    """Seals and reveals the personal text of one journal with one keyring."""

    def __init__(self, journal: UUID, keyring: Keyring) -> None:
        self._journal = journal
        self._keyring = keyring
        self._ciphers: dict[tuple[str, ...], AESGCM] = {}

    def seal(self, personal: Personal, place: Place) -> Personal:
        """The handle to store in place of a text. Raises ``NotSealable``, and ``KeyringError`` where there is no key."""
        return Personal(*personal.subjects, sealed=self.sealed(personal, place), place=place)

    def sealed(self, personal: Personal, place: Place) -> Sealed:
        """What is stored of a text. Raises what ``seal`` raises."""
        if personal.text is None:
            raise NotSealable(why="only a text can be sealed; a handle is sealed already")
        if not personal.subjects:
            raise NotSealable(why="personal text belongs to somebody; name its subjects")
        padded = _padded(personal.text)
        keys = [self._keyring.key_for(subject) for subject in personal.subjects]
        ids = tuple([key.id for key in keys])
        nonce = os.urandom(NONCE_BYTES)
        return Sealed(ids, nonce, self._cipher(keys).encrypt(nonce, padded, self._bound(personal, place, ids)))

    def reveal(self, handle: Personal) -> str:
        """The text behind a handle.

        Raises ``UnknownKey`` where a key is not there, ``KeyDestroyed`` where one was destroyed, ``SealBroken`` where the text
        does not open, ``NotSealable`` for what is no handle.
        """
        sealed, place = handle.sealed, handle.place
        if sealed is None or place is None:
            raise NotSealable(why="only a handle that was read from a journal can be revealed")
        if not sealed.keys or len(sealed.nonce) != NONCE_BYTES:
            raise SealBroken(place=place)
        try:
            keys = [self._keyring.key(key_id) for key_id in sealed.keys]
        except KeyDestroyed:
            self._ciphers.clear()  # they hold keys, that one perhaps among them
            raise
        try:
            padded = self._cipher(keys).decrypt(sealed.nonce, sealed.ciphertext, self._bound(handle, place, sealed.keys))
        except InvalidTag as cause:
            raise SealBroken(place=place) from cause
        return _unpadded(padded)

    def _bound(self, personal: Personal, place: Place, keys: tuple[str, ...]) -> bytes:
        where = (place.stream, place.version, place.name, place.label)
        return _ENCODER.encode((FORMAT, self._journal, *where, personal.subjects, keys))

    def _cipher(self, keys: Sequence[DataKey]) -> AESGCM:
        ids = tuple([key.id for key in keys])
        cipher = self._ciphers.get(ids)
        if cipher is None:
            for key in keys:
                if not key.is_true():
                    raise FalseKey(key=key.id)
            secrets = b"".join(key.secret for key in keys)
            if len(keys) > 1:
                secrets = HKDF(algorithm=SHA256(), length=32, salt=None, info=FORMAT.encode()).derive(secrets)
            cipher = self._ciphers[ids] = AESGCM(secrets)
        return cipher


def _padded(text: str) -> bytes:
    try:
        plain = text.encode() + b"\x80"
    except UnicodeEncodeError:
        # without its cause, which carries the text
        raise NotSealable(why="the text holds half of a character (a lone surrogate); pass whole Unicode text") from None
    return plain + bytes(-len(plain) % STEP)


def _unpadded(padded: bytes) -> str:
    return padded.rstrip(b"\0")[:-1].decode()
