"""What the tests of the journal share: opening a journal with a keyring in memory, and events to put in it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

from actionlearning.journal.opening import open_journal
from actionlearning.journal.port import NewEvent
from actionlearning.sealing.keyring import Keyring, MemoryKeyring
from actionlearning.testing.journals import new
from actionlearning.testing.journals import rating as rated

__all__ = ["command_of", "opened", "rated", "url_of", "utc_now"]


def utc_now() -> datetime:
    return datetime.now(UTC)


def opened(url: str, *, keyring: Keyring | None = None, env: Mapping[str, str] | None = None, **options: Any) -> Any:
    """A journal, with a fresh environment unless one is given."""
    return open_journal(
        url, keyring=keyring or MemoryKeyring(), clock=utc_now, new_id=uuid4, env={} if env is None else env, **options
    )


def url_of(path: Path) -> str:
    return f"sqlite:///{path}"


def command_of(*events: tuple[UUID, int, object], use_case: str | None = None) -> list[NewEvent]:
    """The events of one command, each with its stream and version."""
    command = uuid4()
    return [new(*event, command=command, **({"use_case": use_case} if n == 0 else {})) for n, event in enumerate(events)]
