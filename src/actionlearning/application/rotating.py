"""Replacing the key-encryption key: every data key is wrapped anew, and what the old one had wrapped is lost for good."""

from __future__ import annotations

from pathlib import Path
from uuid import UUID

from actionlearning.application.library import ActionLearning
from actionlearning.application.opening import KeptBeside
from actionlearning.domain.errors import BadInput
from actionlearning.domain.values import MemberId
from actionlearning.sealing import kek as keks
from actionlearning.sealing.kek import Kek, NoNewKeyEncryptionKey
from actionlearning.sealing.keyring import KeyringAtRest, Rewrapped
from actionlearning.sealing.sqlite import SQLiteKeyring, is_retired

__all__ = ["NothingAtRest", "rewrap"]


NOBODY = MemberId(UUID(int=0))


class NothingAtRest(BadInput):
    """A keyring in memory wraps nothing: what is destroyed there is gone at once."""

    says = "the keys of this journal are kept in memory and wrapped by nothing; there is no key-encryption key to replace"


def rewrap(al: ActionLearning, *, kek: Kek | None = None) -> Rewrapped:
    """Wrap all keys under another key-encryption key, and retire the one in use.

    The new one is ``kek``, else ``ACTIONLEARNING_NEW_KEK``; where the one in use is in a file, one is made otherwise and takes
    its place, and the old one is overwritten. One that was given is yours to destroy, and yours to give from now on.
    Interrupted at any point, it is finished by doing it again. Raises ``NothingAtRest``, ``NoNewKeyEncryptionKey``, or what the
    keyring does.
    """
    keyring = al.keyring
    if not isinstance(keyring, KeyringAtRest):
        raise NothingAtRest
    keyring.tombstone(NOBODY)  # opens it, which finishes what was interrupted, and says where its key came from
    new, file = keks.given_anew(kek), _key_file(keyring)
    if new is not None:
        done = keyring.rewrap(new)
        if file is not None:
            keks.wipe(file)
        return done
    if file is None or not isinstance(keyring, SQLiteKeyring):
        raise NoNewKeyEncryptionKey
    done, path = keyring.rewrap(keks.next_key(file)), keyring.path
    keks.put_in_place(file, lambda old: is_retired(path, old))
    return done


def _key_file(keyring: KeyringAtRest) -> Path | None:
    """The file that the key-encryption key in use came from, if it came from one."""
    origin = getattr(keyring, "kek", None)
    return origin.file if isinstance(origin, KeptBeside) else None
