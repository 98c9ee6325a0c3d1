"""Opening: which keyring belongs to a journal, and where its key-encryption key comes from."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import datetime
from pathlib import Path
from typing import Literal
from uuid import UUID, uuid4

from actionlearning.application.access import AccessLog, AccessPolicy
from actionlearning.application.library import ActionLearning, utc_now
from actionlearning.application.specifications import Specifications, Where
from actionlearning.domain.errors import BadInput
from actionlearning.journal.header import Order
from actionlearning.journal.opening import open_journal, sqlite_path
from actionlearning.journal.port import Journal
from actionlearning.journal.urls import shown
from actionlearning.projections.materialised import Projection
from actionlearning.sealing import kek as keks
from actionlearning.sealing.kek import Kek, KeyFileUnusable, NoKeyEncryptionKey
from actionlearning.sealing.keyring import Keyring, KeyringError, MemoryKeyring
from actionlearning.sealing.sqlite import KeyringUnusable, SQLiteKeyring, is_retired

__all__ = ["BadKeyringUrl", "KeptBeside", "KeyringGone", "SameFile", "open_library"]

SERVER_KEYS = Path("actionlearning.keys.db")
"""Where the keys of a journal on a server are kept unless a keyring is given: in a file here, apart from the journal."""

DATABASES = ("postgresql://", "postgres://")
SERVERS = (*DATABASES, "plain:")


class BadKeyringUrl(BadInput):
    url: str
    says = '"{url}" names no keyring; write memory:, sqlite:///keys.db or postgresql://user@host/database'


class SameFile(BadInput):
    """Keys beside the texts they open protect nothing, and one file cannot be both."""

    where: str
    says = "{where} cannot be both the journal and its keyring; name another file for the keys"


class KeyringGone(KeyringError):
    """A new keyring could not read what the old one sealed, and would hide that it is missing."""

    where: str
    says = (
        "the keyring {where} is gone, and the keys of this journal's texts were in it; put it back, "
        "or name the keyring that holds them"
    )


def open_library(
    url: str,
    *,
    keyring: Keyring | str | None = None,
    kek: Kek | None = None,
    clock: Callable[[], datetime] = utc_now,
    new_id: Callable[[], UUID] = uuid4,
    guards: Literal["written-only"] | None = None,
    order: Order | None = None,
    specifications: Where = (),
    projections: Iterable[Projection] = (),
    access: AccessPolicy | None = None,
    access_log: AccessLog | None = None,
    create: bool = True,
    tell: Callable[[str], None] = lambda _: None,
) -> ActionLearning:
    """Open a journal with its keyring; ``ActionLearning.open`` describes the arguments.

    ``tell`` is told, once, where a key-encryption key was made.
    """
    loaded = Specifications.load(specifications) if specifications else None  # before anything is made
    journal: Journal | None = None

    def begun() -> bool:
        return journal is not None and journal.position() > 0

    if keyring is None or isinstance(keyring, str):
        keys: Keyring = _keyring_of(url, keyring, kek, tell, begun, to_write=create)
    else:
        keys = keyring
    try:
        journal = open_journal(url, keyring=keys, clock=clock, new_id=new_id, guards=guards, order=order, create=create)
    except BaseException:
        keys.close()
        raise
    return ActionLearning(
        journal,
        clock=clock,
        new_id=new_id,
        keyring=keys,
        specifications=loaded,
        projections=projections,
        access=access,
        access_log=access_log,
    )


def _keyring_of(
    url: str,
    keyring: str | None,
    kek: Kek | None,
    tell: Callable[[str], None],
    begun: Callable[[], bool],
    *,
    to_write: bool,
) -> Keyring:
    """The keyring that is named, else the one beside an SQLite journal, else one in memory for a journal in memory."""
    if keyring == "memory:" or (keyring is None and url == "memory:"):
        return MemoryKeyring()
    if keyring is not None and keyring.startswith(DATABASES):
        return _on_a_server(keyring, kek, to_write=to_write)
    if keyring is not None and not keyring.startswith("sqlite:///"):
        raise BadKeyringUrl(url=shown(keyring))
    if keyring is None and not url.startswith("sqlite:///"):
        if not url.startswith(SERVERS):
            return MemoryKeyring()  # the URL names no journal, and opening it says so
        place = url.partition(":")[0]
        if to_write and keks.given(kek) is None:
            raise NoKeyEncryptionKey(where=place)
        return SQLiteKeyring(SERVER_KEYS, _still_there(SERVER_KEYS, begun, lambda: _given_for(place, kek)))
    if keyring is not None:
        path = sqlite_path(keyring)
        if url.startswith("sqlite:///") and path.resolve() == sqlite_path(url).resolve():
            raise SameFile(where=str(path))
        return SQLiteKeyring(path, KeptBeside(path, kek, tell))
    journal = sqlite_path(url)
    path = journal.parent / (journal.stem + ".keys.db")
    return SQLiteKeyring(path, KeptBeside(path, kek, tell, begun))


def _on_a_server(url: str, kek: Kek | None, *, to_write: bool) -> Keyring:
    """A keyring in a database of its own; its key-encryption key is given, for no folder here belongs to it."""
    try:
        from actionlearning.sealing.postgres import PostgresKeyring  # noqa: PLC0415  # an extra, loaded when it is used
    except ImportError as cause:
        why = "the PostgreSQL driver is missing; install actionlearning[postgres]"
        raise KeyringUnusable(where="postgresql", why=why) from cause
    if to_write and keks.given(kek) is None:
        raise NoKeyEncryptionKey(where="a keyring on postgresql")
    return PostgresKeyring(url, lambda: _given_for("a keyring on postgresql", kek))


def _still_there(path: Path, begun: Callable[[], bool], kek: Callable[[], bytes]) -> Callable[[], bytes]:
    """The key-encryption key of a keyring that nobody named: it is made with its journal, and never again."""

    def resolve() -> bytes:
        if not path.exists() and begun():
            raise KeyringGone(where=str(path))
        return kek()

    return resolve


def _given_for(place: str, kek: Kek | None) -> bytes:
    """The key-encryption key of a journal on a server, asked for when a text is first revealed: figures need none."""
    secret = keks.given(kek)
    if secret is None:
        raise NoKeyEncryptionKey(where=place)
    return secret


class KeptBeside:
    """The key-encryption key of a keyring in a file: the one given, else the one in a file beside it, made on first use."""

    def __init__(
        self, keys: Path, kek: Kek | None, tell: Callable[[str], None], begun: Callable[[], bool] = lambda: False
    ) -> None:
        self._keys = keys
        self._kek = kek
        self._tell = tell
        self._begun = begun
        self.file: Path | None = None
        """The file that the key in use came from, if it came from one."""

    def __call__(self) -> bytes:
        if not self._keys.exists() and self._begun():
            raise KeyringGone(where=str(self._keys))
        secret = keks.given(self._kek)
        if secret is not None:
            return secret
        beside = self._keys.with_name(self._keys.name.removesuffix(".db").removesuffix(".keys") + ".kek")
        keks.put_in_place(beside, lambda old: is_retired(self._keys, old))  # where wrapping anew was interrupted
        if self._keys.exists() and not beside.exists():
            why = f"it is gone, and the keys in {self._keys} need it; put it back"
            raise KeyFileUnusable(where=str(beside), why=why)
        secret, made = keks.key_file(beside)
        self.file = beside
        if made:
            self._tell(
                f"made a key-encryption key in {beside}; without it no personal text can be read, so keep a copy elsewhere"
            )
        return secret
