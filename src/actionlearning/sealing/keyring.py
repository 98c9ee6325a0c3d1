"""A keyring: one data key for each person, without which nothing they said can be read."""

from __future__ import annotations

import hashlib
import os
import threading
from collections.abc import Sequence
from typing import Protocol, runtime_checkable

import attrs
from attrs import frozen

from actionlearning.domain.errors import ActionLearningError
from actionlearning.domain.values import MemberId
from actionlearning.forking import renewed_in_a_child

__all__ = [
    "DataKey",
    "FalseKey",
    "KeyDestroyed",
    "Keyring",
    "KeyringAtRest",
    "KeyringError",
    "MemoryKeyring",
    "Rewrapped",
    "Tombstone",
    "UnknownKey",
    "new_key",
]

KEY_BYTES = 32
ID_BYTES = 16


class KeyringError(ActionLearningError):
    """The keyring could not do its work."""


class UnknownKey(KeyringError):
    """The key is not here. That is not to say that it was destroyed: it may be another keyring."""

    key: str
    says = "this keyring does not hold key {key}; open the journal with the keyring it was written with"


class KeyDestroyed(KeyringError):
    """The key was destroyed, because its person was to be forgotten; nobody can bring it back."""

    subject: MemberId
    says = "the key of {subject} was destroyed when they were forgotten; nothing of theirs can be read or sealed any more"


class FalseKey(KeyringError):
    """The secret does not belong to the id: what it sealed would not open again under any other keyring."""

    key: str
    says = "the keyring gave a secret under the id {key} that is not that key's; repair or replace the keyring"


@frozen
class DataKey:
    """The 32 secret bytes that seal one person's texts. The id is a hash of them, so a ciphertext commits to its key."""

    id: str
    secret: bytes = attrs.field(repr=False)

    def is_true(self) -> bool:
        """Whether the id is the hash of the secret, and the secret is as long as it must be."""
        return len(self.secret) == KEY_BYTES and self == DataKey.of(self.secret)

    @classmethod
    def of(cls, secret: bytes) -> DataKey:
        """The key of that secret."""
        return cls(hashlib.sha256(b"actionlearning data key 1\0" + secret).hexdigest()[: 2 * ID_BYTES], secret)


def new_key() -> DataKey:
    """A key of fresh random bytes."""
    return DataKey.of(os.urandom(KEY_BYTES))


@frozen
class Tombstone:
    """What is left of a key that was destroyed: whose it was, its id if there ever was one, and whether that is final.

    It is final once the key-encryption key that had wrapped it is retired: until then, whoever holds that one may still find
    the wrapped key in a backup, or in what a disk remembers.
    """

    subject: MemberId
    key: str | None
    final: bool


@frozen
class Rewrapped:
    """What ``rewrap`` did: how many keys are wrapped anew, and which generation of the key-encryption key is retired."""

    keys: int
    retired: str


class Keyring(Protocol):
    """The port. ``actionlearning.testing.keyrings`` has the contract that an implementation must pass."""

    def key_for(self, subject: MemberId) -> DataKey:
        """The key of a person, made on first use; two callers at once get the same one. Raises ``KeyDestroyed``."""

    def key(self, key_id: str) -> DataKey:
        """The key of that id. Raises ``UnknownKey``, and ``KeyDestroyed`` where it is known to have been destroyed."""

    def destroy(self, subject: MemberId) -> None:
        """Destroy the key of a person for good, and leave a tombstone, also where there was no key; again changes nothing."""

    def tombstone(self, subject: MemberId) -> Tombstone | None:
        """What is left of the key of a person, if it was destroyed here."""

    def close(self) -> None:
        """Let go of files and connections. Closing twice is harmless."""


@runtime_checkable
class KeyringAtRest(Keyring, Protocol):
    """A keyring whose keys are kept somewhere, wrapped by a key-encryption key, which can be replaced."""

    def rewrap(self, kek: bytes) -> Rewrapped:
        """Wrap every key under another key-encryption key, all or none, and retire the one in use.

        From then on that one opens nothing here. Whoever destroys their copies of it makes every older backup useless.
        """


class MemoryKeyring:
    """Keys that live as long as the process."""

    def __init__(self) -> None:
        self._by_subject: dict[MemberId, DataKey] = {}
        self._by_id: dict[str, DataKey] = {}
        self._tombstones: dict[MemberId, Tombstone] = {}
        self.begin_anew()
        renewed_in_a_child(self)

    def begin_anew(self) -> Sequence[object]:
        """Have a lock of its own in a child process, and finish what a thread of the parent was about to destroy."""
        self._lock = threading.Lock()
        for subject in self._tombstones:
            self._forget(subject)
        return ()

    def key_for(self, subject: MemberId) -> DataKey:
        found = self._by_subject.get(subject)
        if found is not None:
            return found
        with self._lock:
            found = self._by_subject.get(subject)
            if found is None:
                if subject in self._tombstones:
                    raise KeyDestroyed(subject=subject)
                found = new_key()
                self._by_id[found.id] = found  # first, so that a key is never handed out before it is found by its id
                self._by_subject[subject] = found
            return found

    def key(self, key_id: str) -> DataKey:
        found = self._by_id.get(key_id)
        if found is None:
            for destroyed in list(self._tombstones.values()):
                if destroyed.key == key_id:
                    raise KeyDestroyed(subject=destroyed.subject)
            raise UnknownKey(key=key_id)
        return found

    def destroy(self, subject: MemberId) -> None:
        with self._lock:
            if subject in self._tombstones:
                return
            key = self._by_subject.get(subject)
            self._tombstones[subject] = Tombstone(subject, None if key is None else key.id, final=True)
            self._forget(subject)

    def tombstone(self, subject: MemberId) -> Tombstone | None:
        return self._tombstones.get(subject)

    def close(self) -> None:
        """Nothing to let go of."""

    def _forget(self, subject: MemberId) -> None:
        key = self._by_subject.pop(subject, None)
        if key is not None:
            self._by_id.pop(key.id, None)
