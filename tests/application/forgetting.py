"""What the tests of forgetting share: somebody to be forgotten and somebody else, their texts, and every byte in a folder."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from actionlearning import ActionLearning, members
from actionlearning.application.erasure import texts_of
from actionlearning.domain.values import MemberId

KEK, NEW_KEK = b"k" * 32, b"n" * 32


class Crash(Exception):
    """What interrupts them."""


def pair(al: ActionLearning) -> tuple[MemberId, MemberId]:
    """Somebody who is to be forgotten, and somebody else."""
    return (
        al.acting_as(None).do(members.register, name="Farid Haddad", role="finance manager", organisation="Trust"),
        al.acting_as(None).do(members.register, name="Helen Frost", role="manager", organisation="Trust"),
    )


def names_of(al: ActionLearning, member: MemberId) -> list[Any]:
    return [handle for _, _, handle in texts_of(al, member)]


def bytes_in(folder: Path) -> bytes:
    return b"".join(path.read_bytes() for path in sorted(folder.rglob("*")) if path.is_file())
