"""What a keyring at rest does once its key-encryption key is replaced: the keys stay, and the old one opens nothing."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import closing
from uuid import uuid4

import pytest

from actionlearning.domain.values import MemberId
from actionlearning.sealing.keyring import KEY_BYTES, KeyDestroyed, KeyringAtRest, KeyringError, UnknownKey

__all__ = ["KEK", "SUBJECTS", "WrapsAnew", "somebody"]

KEK, OTHER_KEK, THIRD_KEK = (bytes([n]) * KEY_BYTES for n in (1, 2, 3))
SUBJECTS = 5


class WrapsAnew:
    """For a keyring at rest. The fixture ``make_under`` opens the same one under a key-encryption key."""

    def test_keys_wrapped_anew_are_the_same_keys(self, make_under: Callable[[bytes], KeyringAtRest]) -> None:
        subjects = [somebody() for _ in range(SUBJECTS)]
        with closing(make_under(KEK)) as keyring:
            keys = [keyring.key_for(subject) for subject in subjects]
            assert keyring.rewrap(OTHER_KEK).keys == SUBJECTS
            assert keys == [keyring.key(key.id) for key in keys]
            new = keyring.key_for(somebody())
        with closing(make_under(OTHER_KEK)) as keyring:
            assert [*keys, new] == [keyring.key(key.id) for key in [*keys, new]]

    def test_a_retired_key_encryption_key_opens_nothing(self, make_under: Callable[[bytes], KeyringAtRest]) -> None:
        subject = somebody()
        with closing(make_under(KEK)) as keyring, closing(make_under(KEK)) as another:
            key = keyring.key_for(subject)
            another.tombstone(subject)
            keyring.rewrap(OTHER_KEK)
            for late in (another, make_under(KEK)):
                for use in (late.key_for, lambda _, late=late: late.key(key.id), late.destroy):
                    with pytest.raises(KeyringError) as refused:
                        use(subject)
                    assert not isinstance(refused.value, UnknownKey | KeyDestroyed)  # it never reads as erased
                with pytest.raises(KeyringError):
                    late.key_for(somebody())
                late.close()
            assert key == keyring.key(key.id)

    def test_a_retired_key_encryption_key_is_not_taken_up_again(self, make_under: Callable[[bytes], KeyringAtRest]) -> None:
        with closing(make_under(KEK)) as keyring:
            key = keyring.key_for(somebody())
            with pytest.raises(KeyringError):
                keyring.rewrap(KEK)
            keyring.rewrap(OTHER_KEK)
            with pytest.raises(KeyringError):
                keyring.rewrap(KEK)
            keyring.rewrap(THIRD_KEK)
            assert key == keyring.key(key.id)

    def test_what_is_destroyed_is_final_once_all_is_wrapped_anew(self, make_under: Callable[[bytes], KeyringAtRest]) -> None:
        early, late = somebody(), somebody()
        with closing(make_under(KEK)) as keyring:
            for subject in (early, late):
                keyring.key_for(subject)
            keyring.destroy(early)
            assert [_final(keyring, subject) for subject in (early, late)] == [False, None]
            keyring.rewrap(OTHER_KEK)
            keyring.destroy(late)
            assert [_final(keyring, subject) for subject in (early, late)] == [True, False]
            keyring.rewrap(THIRD_KEK)
            assert [_final(keyring, subject) for subject in (early, late)] == [True, True]


def _final(keyring: KeyringAtRest, subject: MemberId) -> bool | None:
    left = keyring.tombstone(subject)
    return None if left is None else left.final


def somebody() -> MemberId:
    """A person whom no keyring knows."""
    return MemberId(uuid4())
