"""Forgetting somebody: their key is destroyed, and with it every text of theirs in every copy of the journal.

The order makes it safe to be interrupted anywhere, and to be done again:

1. the keyring must be the one that holds their key, or nothing would be erased and it would look as if it was;
2. ``ErasureRequested`` is recorded, unless a legal hold refuses it; from here on ``reveal`` refuses;
3. the key is destroyed, and leaves a tombstone;
4. whatever the host keeps in the clear is purged, by functions of its own that may be called again;
5. ``PersonalDataErased`` is recorded.

What was counted stays counted: events, figures, hashes and proofs are as they were. It is final once the key-encryption key is
replaced (``rewrap``), for until then a backup of the keyring could be opened by whoever holds the old one.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from datetime import datetime
from enum import Enum
from typing import Any
from uuid import UUID

from attrs import frozen

from actionlearning.application import members
from actionlearning.application.library import ActionLearning
from actionlearning.application.work import NothingThere, Work
from actionlearning.domain.errors import ActionLearningError
from actionlearning.domain.member.events import ErasureRequested, MemberRegistered, PersonalDataErased
from actionlearning.domain.personal import Personal, labels_of
from actionlearning.domain.values import MemberId
from actionlearning.journal.port import Recorded
from actionlearning.sealing.keyring import KeyDestroyed

__all__ = ["Erasure", "NotDestroyed", "Purge", "Step", "erase", "finish", "state_of", "texts_of", "unfinished"]

Purge = Callable[[MemberId], None]
"""Removes what a host keeps in the clear about somebody; it may be called again, and then has nothing to do."""


class Step(Enum):
    """How far an erasure has come."""

    CHECKED = "checked"
    REQUESTED = "requested"
    DESTROYED = "destroyed"
    PURGED = "purged"
    RECORDED = "recorded"


class NotDestroyed(ActionLearningError):
    """The keyring says that it destroyed a key, and gives it all the same."""

    member: MemberId
    says = "the keyring still opens what {member} said though their key was destroyed; repair or replace it, then erase again"


@frozen(kw_only=True)
class Erasure:
    """How it stands with somebody who asked to be forgotten."""

    member: MemberId
    requested_at: datetime | None
    destroyed: bool
    """Whether their key is gone from the keyring in use."""
    recorded_at: datetime | None
    """When it was recorded that they are forgotten."""
    final: bool
    """Whether no backup of the keyring can bring their key back: the key-encryption key of that time is retired."""

    @property
    def done(self) -> bool:
        return self.requested_at is not None and self.destroyed and self.recorded_at is not None


def erase(
    al: ActionLearning,
    member: MemberId,
    *,
    by: MemberId | None = None,
    purges: Iterable[Purge] = (),
    reached: Callable[[Step], None] = lambda _: None,
) -> Erasure:
    """Forget somebody, or finish forgetting them. ``by`` is who carries it out, themself unless named.

    ``reached`` is told of each step when it is behind. Raises ``NothingThere``; ``UnderLegalHold``, and then nothing has
    happened; ``UnknownKey`` where this is not the keyring that their texts were sealed with; and what a purge raises. After any
    failure, do it again: it goes on from where it stopped.
    """
    name = _name_of(al, member)
    _must_be_their_keyring(al, member)
    reached(Step.CHECKED)
    al.acting_as(member).do(members.request_erasure)
    reached(Step.REQUESTED)
    al.keyring.destroy(member)
    _must_be_gone(al, member, name)
    reached(Step.DESTROYED)
    for purge in purges:
        purge(member)
    reached(Step.PURGED)
    al.acting_as(member if by is None else by).do(_record_erased, member=member)
    reached(Step.RECORDED)
    return state_of(al, member)


def state_of(al: ActionLearning, member: MemberId) -> Erasure:
    """How it stands with somebody. Raises ``NothingThere``."""
    _name_of(al, member)
    stream = al.journal.read(member)
    requested = [r.recorded_at for r in stream if isinstance(r.event, ErasureRequested)]
    recorded = [r.recorded_at for r in stream if isinstance(r.event, PersonalDataErased)]
    left = al.keyring.tombstone(member)
    return Erasure(
        member=member,
        requested_at=requested[0] if requested else None,
        destroyed=left is not None,
        recorded_at=recorded[0] if recorded else None,
        final=left is not None and left.final,
    )


def unfinished(al: ActionLearning) -> list[Erasure]:
    """Everybody who asked to be forgotten and is not yet; also whoever's key is back with an old keyring."""
    asked = (r.stream for r in al.journal.read_all(names={"member.erasure-requested"}))
    return [state for state in (state_of(al, MemberId(each)) for each in dict.fromkeys(asked)) if not state.done]


def finish(al: ActionLearning, *, by: MemberId | None = None, purges: Iterable[Purge] = ()) -> list[Erasure]:
    """Forget everybody who asked for it and is not forgotten yet."""
    again = tuple(purges)
    return [erase(al, each.member, by=by, purges=again) for each in unfinished(al)]


def texts_of(al: ActionLearning, member: MemberId) -> Iterator[tuple[Recorded[Any], str, Personal]]:
    """Every text that is somebody's or about them: its event, its label and its handle, in the order of the journal."""
    for recorded in al.journal.read_all():
        for attribute in labels_of(type(recorded.event)):
            value = getattr(recorded.event, attribute)
            for handle in value if isinstance(value, tuple) else (value,):
                if isinstance(handle, Personal) and member in handle.subjects and handle.place is not None:
                    yield recorded, handle.place.label, handle


def _record_erased(work: Work, *, member: MemberId) -> None:
    """Record that the key of somebody's texts is destroyed, once it is. No use case of the catalogue: it would be a claim."""
    work.record(member, work.member(member).erase(at=work.at))


def _name_of(al: ActionLearning, member: UUID) -> Personal:
    first = next(iter(al.journal.read(member)), None)
    if first is None or not isinstance(first.event, MemberRegistered):
        raise NothingThere(kind="member", id=member)
    return first.event.name


def _must_be_their_keyring(al: ActionLearning, member: MemberId) -> None:
    """Raise ``UnknownKey`` unless every key of their texts is in this keyring, or was destroyed in it."""
    keys: set[str] = set()
    for _, _, handle in texts_of(al, member):
        assert handle.sealed is not None, "what was read from a journal is sealed"
        keys.update(key for key, subject in zip(handle.sealed.keys, handle.subjects, strict=True) if subject == member)
    for key in keys:
        try:
            al.keyring.key(key)
        except KeyDestroyed:
            continue


def _must_be_gone(al: ActionLearning, member: MemberId, name: Personal) -> None:
    """Try to open a text of theirs, which also lets go of what was opened before."""
    try:
        al.journal.reveal(name)
    except KeyDestroyed:
        return
    raise NotDestroyed(member=member)
