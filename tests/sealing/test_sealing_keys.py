"""Sealed text opens with its own people's keys, all of them, and with nobody else's."""

import pytest
from sealed_words import AISHA, BEN, CARA, JOURNAL, PLACE, WORDS, altered, parts

from actionlearning.domain.personal import Personal
from actionlearning.domain.values import MemberId
from actionlearning.sealing.keyring import DataKey, FalseKey, MemoryKeyring, UnknownKey, new_key
from actionlearning.sealing.seal import SealBroken, Sealer


@pytest.fixture
def keyring() -> MemoryKeyring:
    return MemoryKeyring()


@pytest.fixture
def sealer(keyring: MemoryKeyring) -> Sealer:
    return Sealer(JOURNAL, keyring)


class WithoutOne(MemoryKeyring):
    """A keyring from which keys can be lost."""

    def lose(self, subject: MemberId) -> str:
        key = self._by_subject.pop(subject)
        del self._by_id[key.id]
        return key.id


@pytest.mark.parametrize("lost", [AISHA, BEN, CARA])
def test_without_any_one_of_its_peoples_keys_a_text_is_lost(lost: MemberId) -> None:
    keyring = WithoutOne()
    sealer = Sealer(JOURNAL, keyring)
    handle = sealer.seal(Personal(AISHA, BEN, CARA, text=WORDS), PLACE)
    assert WORDS == sealer.reveal(handle)
    key_id = keyring.lose(lost)
    with pytest.raises(UnknownKey) as refused:
        sealer.reveal(handle)  # though the sealer opened it a moment ago
    assert UnknownKey(key=key_id) == refused.value


def test_losing_a_strangers_key_loses_nothing() -> None:
    keyring = WithoutOne()
    sealer = Sealer(JOURNAL, keyring)
    handle = sealer.seal(Personal(AISHA, BEN, text=WORDS), PLACE)
    keyring.key_for(CARA)
    keyring.lose(CARA)
    assert WORDS == sealer.reveal(handle)


def test_a_text_of_two_is_not_sealed_under_the_key_of_one(keyring: MemoryKeyring, sealer: Sealer) -> None:
    assert {1, 2, 3} == {
        len(parts(sealer.seal(Personal(*people, text=WORDS), PLACE)).keys)
        for people in ((AISHA,), (AISHA, BEN), (AISHA, BEN, CARA))
    }
    ciphers = [
        sealer._cipher(tuple(map(keyring.key_for, people))).encrypt(bytes(12), b"", None)
        for people in ((AISHA,), (BEN,), (AISHA, BEN), (BEN, AISHA), (AISHA, AISHA))
    ]
    assert 5 == len(set(ciphers))  # five different content keys: no two tag the same message alike


def test_another_keyring_does_not_know_the_key(sealer: Sealer) -> None:
    handle = sealer.seal(Personal(AISHA, text=WORDS), PLACE)
    with pytest.raises(UnknownKey) as refused:
        Sealer(JOURNAL, MemoryKeyring()).reveal(handle)
    assert UnknownKey(key=parts(handle).keys[0]) == refused.value


def test_an_altered_key_id_is_an_unknown_key_and_never_an_erased_one(sealer: Sealer) -> None:
    handle = sealer.seal(Personal(AISHA, text=WORDS), PLACE)
    with pytest.raises(UnknownKey):
        sealer.reveal(altered(handle, keys=("0" * 32,)))


class Always(MemoryKeyring):
    """A keyring that gives one and the same answer."""

    def __init__(self, answer: DataKey) -> None:
        super().__init__()
        self.answer = answer

    def key_for(self, subject: MemberId) -> DataKey:  # noqa: ARG002  # that it ignores the person is its fault
        return self.answer

    def key(self, key_id: str) -> DataKey:  # noqa: ARG002  # that it ignores the id is its fault
        return self.answer


def test_the_wrong_key_does_not_open_it(sealer: Sealer) -> None:
    handle = sealer.seal(Personal(AISHA, text=WORDS), PLACE)
    with pytest.raises(SealBroken):
        Sealer(JOURNAL, Always(new_key())).reveal(handle)


def test_even_the_right_key_does_not_open_it_under_another_id(keyring: MemoryKeyring, sealer: Sealer) -> None:
    handle = sealer.seal(Personal(AISHA, text=WORDS), PLACE)
    obliging = Sealer(JOURNAL, Always(keyring.key_for(AISHA)))
    assert WORDS == obliging.reveal(handle)
    with pytest.raises(SealBroken):
        obliging.reveal(altered(handle, keys=("0" * 32,)))


def test_a_secret_under_the_id_of_another_key_is_refused(keyring: MemoryKeyring, sealer: Sealer) -> None:
    handle = sealer.seal(Personal(AISHA, text=WORDS), PLACE)
    false = DataKey(keyring.key_for(AISHA).id, new_key().secret)
    with pytest.raises(FalseKey) as when_revealing:
        Sealer(JOURNAL, Always(false)).reveal(handle)
    with pytest.raises(FalseKey) as when_sealing:
        Sealer(JOURNAL, Always(false)).seal(Personal(AISHA, text=WORDS), PLACE)
    assert [FalseKey(key=false.id)] * 2 == [when_revealing.value, when_sealing.value]


@pytest.mark.parametrize("length", [0, 16, 24, 31, 33, 64])
def test_a_secret_of_another_length_is_refused(length: int) -> None:
    with pytest.raises(FalseKey):
        Sealer(JOURNAL, Always(DataKey.of(bytes(length)))).seal(Personal(AISHA, text=WORDS), PLACE)
