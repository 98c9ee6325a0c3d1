"""Reading for somebody: a text is revealed, and a view asked for, only where the access policy allows it, and it is taken down.

Whoever asked to be forgotten is forgotten here at once, whatever keys a keyring still holds, or holds again from a backup.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from datetime import date, datetime
from typing import TYPE_CHECKING, Any, TypeVar
from uuid import UUID

from attrs import field, frozen

from actionlearning.application.access import Access, AccessLog, Asked, NotForReader, Purpose, Reader
from actionlearning.application.ties import Look
from actionlearning.domain.errors import ActionLearningError
from actionlearning.domain.personal import Personal, Place
from actionlearning.projections.projection import View
from actionlearning.sealing.keyring import KeyDestroyed
from actionlearning.sealing.seal import NotSealable

if TYPE_CHECKING:
    from actionlearning.application.library import ActionLearning

__all__ = ["ERASED", "FORMER_MEMBER", "Erased", "ReadingAs", "StandardLog"]

V = TypeVar("V", bound=View)

ERASED = "[erased]"
"""What stands where a text was that belonged to somebody who is forgotten."""

FORMER_MEMBER = "former member"
"""What somebody who is forgotten is called."""


class Erased(ActionLearningError):
    """Somebody whose text it was, or who is named in it, asked to be forgotten. It is not that a key is missing."""

    place: Place
    says = "the text at {place} belonged to somebody who asked to be forgotten; nobody reads it any more"


class StandardLog:
    """The access log unless another is given: one line for each to the logger ``actionlearning.access``, at level INFO."""

    def __init__(self) -> None:
        self._log = logging.getLogger("actionlearning.access")

    def note(self, access: Access) -> None:
        verb = "given" if access.allowed else "refused"
        self._log.info("%s %s to %s%s", verb, access.what, access.reader, f": {access.why}" if access.why else "")


@frozen
class ReadingAs:
    """The journal as one reader may see it. Made by ``ActionLearning.reading_as``, anew for each page or answer.

    Each stream is looked at once, so all that it answers is of one moment, and somebody who asks to be forgotten later is not
    noticed by one that was made before.
    """

    al: ActionLearning
    reader: Reader
    _look: Look = field(repr=False)

    def reveal(self, handle: Personal) -> str:
        """The text behind a handle.

        Raises ``Erased`` where it is somebody's who is to be forgotten, ``NotForReader`` where the policy does not allow it,
        and what the keyring raises where it cannot open it: ``UnknownKey`` never means that anything was erased.
        """
        place = handle.place
        if place is None or handle.sealed is None:
            raise NotSealable(why="only a handle that was read from a journal can be revealed")
        what = f"{place.stream}/{place.version}/{place.label}"
        if any(self._look.is_to_be_forgotten(subject) for subject in handle.subjects):
            self._note(what, why="it was erased")
            raise Erased(place=place)
        text = self._look.text(handle)
        if not self.al.access.may_read(self.reader, text, self._look.ties_to(text, self.reader)):
            self._note(what, why="the policy does not allow it")
            raise NotForReader(reader=str(self.reader), what=f"the text {what}")
        try:
            said = self.al.journal.reveal(handle)
        except KeyDestroyed as cause:
            self._note(what, why="its key was destroyed")
            raise Erased(place=place) from cause
        self._note(what)
        return said

    def shown(self, handle: Personal, *, instead: str = ERASED) -> str:
        """The text behind a handle, or what stands instead once it is erased. Raises what ``reveal`` does otherwise."""
        try:
            return self.reveal(handle)
        except Erased:
            return instead

    def may_read(self, handle: Personal) -> bool:
        """Whether the policy allows a text to this reader; says nothing about whether it is still there."""
        text = self._look.text(handle)
        return self.al.access.may_read(self.reader, text, self._look.ties_to(text, self.reader))

    def view(
        self,
        view: type[V],
        /,
        *,
        as_at: date | datetime | None = None,
        as_known_at: date | datetime | int | None = None,
        **which: Any,
    ) -> V:
        """What ``ActionLearning.view`` answers, if the reader may ask for it. Raises ``NotForReader``."""
        about = [each for each in which.values() if isinstance(each, UUID)]
        figures_only = bool(getattr(view, "for_sponsor", False))
        for stream in about:
            self.must_have(Purpose.QUERY, stream, figures_only=figures_only)
        if not about:
            self.must_have(Purpose.QUERY, None, figures_only=figures_only)
        return self.al.view(view, as_at=as_at, as_known_at=as_known_at, **which)

    def must_have(self, purpose: Purpose, stream: UUID | None, *, figures_only: bool = False) -> None:
        """Raise ``NotForReader`` unless the policy lets the reader have a thing as a whole; None is the whole journal."""
        kind = "journal" if stream is None else self.al.kind_of(stream)
        what = f"{purpose.value} {kind}{'' if stream is None else f' {stream}'}"
        ties = self._look.whole(self.reader, stream)
        if not self.al.access.may_have(self.reader, Asked(purpose=purpose, kind=kind, figures_only=figures_only), ties):
            self._note(what, why="the policy does not allow it")
            raise NotForReader(reader=str(self.reader), what=f"to {what}")
        self._note(what)

    def _note(self, what: str, *, why: str = "") -> None:
        log: AccessLog = self.al.access_log
        clock: Callable[[], datetime] = self.al.clock
        log.note(Access(at=clock(), reader=self.reader, what=what, allowed=not why, why=why))
