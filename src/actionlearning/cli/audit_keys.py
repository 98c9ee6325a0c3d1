"""The keys that sign for ``audit``: which file they are in, and made, added and retired there."""

from __future__ import annotations

from pathlib import Path

from actionlearning.application.auditing import Auditing
from actionlearning.audit.errors import BadKey, NotBegun
from actionlearning.audit.keys import KeyFile
from actionlearning.audit.note import Signer
from actionlearning.journal.opening import sqlite_path

__all__ = ["key_file", "prepared"]

HERE = "actionlearning.audit.key"


def key_file(given: Path | None, url: str) -> KeyFile:
    """The file that was named, else the one beside a SQLite journal, else the one in this folder."""
    if given is None and url.startswith("sqlite:///"):
        path = sqlite_path(url)
        given = path.with_name(f"{path.stem}.audit.key")
    return KeyFile(given or HERE)


def prepared(auditing: Auditing, keys: KeyFile, origin: str, *, rotate: bool, retire: str | None) -> None:
    """Make the first key of a log that has not begun, and add and retire others as asked. Raises ``BadKey``."""
    signers = keys.signers()
    if rotate or (not signers and not _begun(auditing)):
        keys.add(Signer.new(origin))
    elif not signers:
        raise BadKey(why=f"{keys.path} has none, and this log has begun; put it back, or make a new key with --rotate")
    if retire is not None:
        keys.retire(retire)


def _begun(auditing: Auditing) -> bool:
    try:
        auditing.status()
    except NotBegun:
        return False
    return True
