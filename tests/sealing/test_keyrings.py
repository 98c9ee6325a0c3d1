"""Every keyring keeps the contract, and the contract finds those that do not."""

from collections.abc import Callable
from pathlib import Path
from uuid import uuid4

import pytest

from actionlearning.domain.values import MemberId
from actionlearning.sealing.keyring import DataKey, Keyring, KeyringAtRest, MemoryKeyring, UnknownKey, new_key
from actionlearning.sealing.postgres import PostgresKeyring
from actionlearning.sealing.sqlite import SQLiteKeyring
from actionlearning.testing.keyrings import DurableKeyringContract, KeyringAtRestContract, KeyringContract

AISHA = MemberId(uuid4())


class TestMemoryKeyring(KeyringContract):
    @pytest.fixture
    def make(self) -> Callable[[], Keyring]:
        return MemoryKeyring


class TestSQLiteKeyring(KeyringAtRestContract):
    @pytest.fixture
    def make_under(self, tmp_path: Path) -> Callable[[bytes], KeyringAtRest]:
        return lambda kek: SQLiteKeyring(tmp_path / "keys.db", kek)


class TestPostgresKeyring(KeyringAtRestContract):
    @pytest.fixture
    def make_under(self, postgres_url: str) -> Callable[[bytes], KeyringAtRest]:
        return lambda kek: PostgresKeyring(postgres_url, kek)


class Forgetful(MemoryKeyring):
    def key_for(self, subject: MemberId) -> DataKey:
        self._by_subject.pop(subject, None)
        return super().key_for(subject)


class OneForAll(MemoryKeyring):
    def key_for(self, subject: MemberId) -> DataKey:  # noqa: ARG002  # that it ignores the person is its fault
        return super().key_for(AISHA)


class Uncommitted(MemoryKeyring):
    def key_for(self, subject: MemberId) -> DataKey:
        key = self._by_id[subject.hex] = DataKey(subject.hex, new_key().secret)
        return self._by_subject.setdefault(subject, key)


class Obliging(MemoryKeyring):
    def key(self, key_id: str) -> DataKey:
        try:
            return super().key(key_id)
        except UnknownKey:
            return new_key()


class Undead(MemoryKeyring):
    def destroy(self, subject: MemberId) -> None:
        kept = self.key_for(subject)
        super().destroy(subject)
        self._by_id[kept.id] = kept


class Absentminded(MemoryKeyring):
    def destroy(self, subject: MemberId) -> None:
        self._by_id.pop(self.key_for(subject).id)
        self._by_subject.pop(subject)


class Talkative(MemoryKeyring):
    def __repr__(self) -> str:
        return f"Talkative({[key.secret for key in self._by_id.values()]})"


@pytest.mark.parametrize(
    ("faulty", "broken"),
    [
        (Forgetful, lambda contract, keyring: contract.test_a_person_has_the_same_key_each_time(keyring)),
        (Forgetful, lambda contract, keyring: contract.test_threads_that_race_for_a_person_get_one_key(keyring)),
        (OneForAll, lambda contract, keyring: contract.test_different_people_have_different_keys(keyring)),
        (Uncommitted, lambda contract, keyring: contract.test_the_id_commits_to_the_secret(keyring)),
        (Obliging, lambda contract, keyring: contract.test_an_unknown_key_is_refused_by_its_id(keyring, "0" * 32)),
        (Undead, lambda contract, keyring: contract.test_a_destroyed_key_is_gone_and_known_to_be(keyring)),
        (Undead, lambda contract, keyring: contract.test_a_destroyed_key_opens_nothing_it_sealed(keyring)),
        (Absentminded, lambda contract, keyring: contract.test_a_destroyed_key_is_gone_and_known_to_be(keyring)),
        (Talkative, lambda contract, keyring: contract.test_no_repr_shows_a_secret(keyring)),
    ],
)
def test_the_contract_finds_a_faulty_keyring(
    faulty: type[MemoryKeyring], broken: Callable[[KeyringContract, Keyring], None]
) -> None:
    broken(KeyringContract(), MemoryKeyring())  # the control: a sound keyring passes
    with pytest.raises((AssertionError, pytest.fail.Exception, UnknownKey)):
        broken(KeyringContract(), faulty())


def test_the_durable_contract_finds_a_keyring_that_forgets() -> None:
    with pytest.raises(UnknownKey):
        DurableKeyringContract().test_a_reopened_keyring_has_the_same_keys(MemoryKeyring)
