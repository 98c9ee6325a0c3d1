"""The contract of a keyring: what any implementation must do, as tests to inherit.

```python
class TestOurKeyring(DurableKeyringContract):
    @pytest.fixture
    def make(self, tmp_path):
        return lambda: OurKeyring(tmp_path / "keys")
```

Keys that outlive the process are promised by ``DurableKeyringContract``, whose ``make`` opens the same keyring each time; that
they are wrapped by a key-encryption key that can be replaced, by ``KeyringAtRestContract``, whose ``make_under`` opens it under
one. A keyring that keeps them in memory inherits ``KeyringContract``, and its ``make`` returns a new, empty one.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import closing, suppress
from uuid import UUID, uuid4

import pytest

from actionlearning.domain.personal import Personal, Place
from actionlearning.domain.values import MemberId
from actionlearning.sealing.keyring import KEY_BYTES, DataKey, KeyDestroyed, Keyring, KeyringAtRest, Tombstone, UnknownKey
from actionlearning.sealing.seal import Sealer
from actionlearning.testing.keyring_rewrapping import KEK, SUBJECTS, WrapsAnew, somebody
from actionlearning.testing.racing import raced

__all__ = ["DurableKeyringContract", "KeyringAtRestContract", "KeyringContract"]


class KeyringContract:
    """Inherit, and give the fixture ``make``: a function that opens the keyring under test."""

    @pytest.fixture
    def make(self) -> Callable[[], Keyring]:
        """A function that opens the keyring under test."""
        raise NotImplementedError("give the fixture make: a function that opens the keyring under test")

    @pytest.fixture
    def keyring(self, make: Callable[[], Keyring]) -> Iterator[Keyring]:
        """One open keyring, closed afterwards."""
        with closing(make()) as keyring:
            yield keyring

    def test_a_person_has_the_same_key_each_time(self, keyring: Keyring) -> None:
        subject = somebody()
        assert keyring.key_for(subject) == keyring.key_for(subject)

    def test_different_people_have_different_keys(self, keyring: Keyring) -> None:
        keys = [keyring.key_for(somebody()) for _ in range(SUBJECTS)]
        assert len({key.id for key in keys}) == SUBJECTS
        assert len({key.secret for key in keys}) == SUBJECTS

    def test_a_person_is_known_by_value_and_not_by_object(self, keyring: Keyring) -> None:
        subject = somebody()
        assert keyring.key_for(subject) == keyring.key_for(MemberId(UUID(str(subject))))

    def test_a_key_is_found_by_its_id(self, keyring: Keyring) -> None:
        keys = [keyring.key_for(somebody()) for _ in range(SUBJECTS)]
        assert keys == [keyring.key(key.id) for key in keys]

    @pytest.mark.parametrize("key_id", ["0" * 32, "", "no key's id", "\u202e🔑", "' OR 1 = 1 --", "%"])
    def test_an_unknown_key_is_refused_by_its_id(self, keyring: Keyring, key_id: str) -> None:
        keyring.key_for(somebody())
        with pytest.raises(UnknownKey) as refused:
            keyring.key(key_id)
        assert UnknownKey(key=key_id) == refused.value

    def test_looking_for_an_unknown_key_makes_none(self, keyring: Keyring) -> None:
        subject = somebody()
        with pytest.raises(UnknownKey):
            keyring.key(str(subject))
        key = keyring.key_for(subject)
        assert key == keyring.key(key.id)

    def test_the_id_commits_to_the_secret(self, keyring: Keyring) -> None:
        key = keyring.key_for(somebody())
        assert DataKey.of(key.secret) == key
        assert key.is_true()

    def test_the_secret_is_32_bytes(self, keyring: Keyring) -> None:
        secret = keyring.key_for(somebody()).secret
        assert (bytes, KEY_BYTES) == (type(secret), len(secret))

    def test_threads_that_race_for_a_person_get_one_key(self, keyring: Keyring) -> None:
        subjects = [somebody() for _ in range(SUBJECTS)]
        found = raced(lambda _: tuple(_used(keyring, subject) for subject in subjects))
        assert {tuple(keyring.key_for(subject) for subject in subjects)} == set(found)

    def test_no_repr_shows_a_secret(self, keyring: Keyring) -> None:
        key = keyring.key_for(somebody())
        shown = f"{keyring!r} {keyring} {key!r} {key}"
        assert key.id in shown  # which shows that something was there to search
        assert key.secret.hex() not in shown
        assert repr(key.secret)[2:-1] not in shown

    def test_what_was_sealed_is_revealed(self, keyring: Keyring) -> None:
        sealer = Sealer(uuid4(), keyring)
        place = Place(uuid4(), 1, "problem.raised", "statement")
        handle = sealer.seal(Personal(somebody(), somebody(), text="Who else has this problem?"), place)
        assert sealer.reveal(handle) == "Who else has this problem?"

    def test_a_destroyed_key_is_gone_and_known_to_be(self, keyring: Keyring) -> None:
        subject, other = somebody(), somebody()
        key, others = keyring.key_for(subject), keyring.key_for(other)
        assert keyring.tombstone(subject) is None
        keyring.destroy(subject)
        with pytest.raises(KeyDestroyed) as refused:
            keyring.key(key.id)
        assert KeyDestroyed(subject=subject) == refused.value
        with pytest.raises(KeyDestroyed):
            keyring.key_for(subject)
        left = keyring.tombstone(subject)
        assert left is not None
        assert (subject, key.id) == (left.subject, left.key)
        assert (others, others) == (keyring.key(others.id), keyring.key_for(other))
        assert keyring.tombstone(other) is None

    def test_destroying_again_changes_nothing(self, keyring: Keyring) -> None:
        subject = somebody()
        keyring.key_for(subject)
        keyring.destroy(subject)
        left = keyring.tombstone(subject)
        keyring.destroy(subject)
        assert left == keyring.tombstone(subject)

    def test_who_had_no_key_gets_none_once_it_is_destroyed(self, keyring: Keyring) -> None:
        subject = somebody()
        keyring.destroy(subject)
        with pytest.raises(KeyDestroyed):
            keyring.key_for(subject)
        assert Tombstone(subject, None, final=True) == keyring.tombstone(subject)

    def test_a_destroyed_key_opens_nothing_it_sealed(self, keyring: Keyring) -> None:
        sealer, one, other = Sealer(uuid4(), keyring), somebody(), somebody()
        place = Place(uuid4(), 1, "problem.raised", "statement")
        of_both, of_other = (sealer.seal(Personal(*who, text="Who else?"), place) for who in ((one, other), (other,)))
        assert [sealer.reveal(of_both), sealer.reveal(of_other)] == ["Who else?"] * 2
        keyring.destroy(one)
        with pytest.raises(KeyDestroyed):
            sealer.reveal(of_both)
        assert sealer.reveal(of_other) == "Who else?"

    def test_closing_twice_is_harmless(self, make: Callable[[], Keyring]) -> None:
        keyring = make()
        keyring.key_for(somebody())
        keyring.close()
        keyring.close()

    def test_closing_what_was_never_used_is_harmless(self, make: Callable[[], Keyring]) -> None:
        make().close()


class DurableKeyringContract(KeyringContract):
    """The contract of a keyring whose keys outlive the process, which several may have open at once."""

    def test_a_reopened_keyring_has_the_same_keys(self, make: Callable[[], Keyring]) -> None:
        subject = somebody()
        with closing(make()) as before:
            key = before.key_for(subject)
        with closing(make()) as after:
            assert (key, key) == (after.key(key.id), after.key_for(subject))

    def test_two_open_keyrings_agree(self, make: Callable[[], Keyring]) -> None:
        subject = somebody()
        with closing(make()) as one, closing(make()) as other:
            key = one.key_for(subject)
            assert (key, key) == (other.key_for(subject), other.key(key.id))

    def test_open_keyrings_that_race_for_a_person_get_one_key(self, make: Callable[[], Keyring]) -> None:
        subject = somebody()

        def opened_and_used(_: int) -> DataKey:
            with closing(make()) as keyring:
                return _used(keyring, subject)

        assert len(set(raced(opened_and_used))) == 1

    def test_a_destroyed_key_stays_destroyed(self, make: Callable[[], Keyring]) -> None:
        subject = somebody()
        with closing(make()) as before:
            key = before.key_for(subject)
            before.destroy(subject)
        with closing(make()) as after:
            with pytest.raises(KeyDestroyed):
                after.key(key.id)
            with pytest.raises(KeyDestroyed):
                after.key_for(subject)

    def test_a_race_to_make_and_to_destroy_leaves_no_key(self, make: Callable[[], Keyring]) -> None:
        subject = somebody()
        with closing(make()) as keyring:
            keyring.destroy(subject)

        def made_or_destroyed(_: int) -> bool:
            with closing(make()) as keyring, suppress(KeyDestroyed):
                keyring.key_for(subject)
                return True
            with closing(make()) as keyring:
                keyring.destroy(subject)
            return False

        assert {False} == set(raced(made_or_destroyed))


class KeyringAtRestContract(WrapsAnew, DurableKeyringContract):
    """The contract of a keyring whose keys are wrapped. Give ``make_under``: it opens the same keyring under that key."""

    @pytest.fixture
    def make_under(self) -> Callable[[bytes], KeyringAtRest]:
        """A function that opens the keyring under test with a key-encryption key."""
        raise NotImplementedError("give the fixture make_under: a function that opens the keyring under a key-encryption key")

    @pytest.fixture
    def make(self, make_under: Callable[[bytes], KeyringAtRest]) -> Callable[[], Keyring]:
        """A function that opens the keyring under one and the same key-encryption key."""
        return lambda: make_under(KEK)


def _used(keyring: Keyring, subject: MemberId) -> DataKey:
    """A key as sealing and then revealing at once would ask for it."""
    return keyring.key(keyring.key_for(subject).id)
