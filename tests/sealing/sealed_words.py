"""What the tests of sealed text share: a journal, three people, a place, and ways to change what is stored."""

from uuid import UUID

from attrs import evolve

from actionlearning.domain.personal import Personal, Place, Sealed
from actionlearning.domain.values import MemberId

__all__ = ["AISHA", "BEN", "CARA", "JOURNAL", "PLACE", "WORDS", "altered", "parts"]

JOURNAL = UUID(int=1)
AISHA, BEN, CARA = (MemberId(UUID(int=n)) for n in (11, 12, 13))
PLACE = Place(UUID(int=21), 7, "problem.action-committed", "what")
WORDS = "Run an eight-week self-roster"


def parts(handle: Personal) -> Sealed:
    assert handle.sealed is not None
    return handle.sealed


def altered(handle: Personal, **changes: object) -> Personal:
    """A handle whose stored parts were changed by somebody."""
    return Personal(*handle.subjects, sealed=evolve(parts(handle), **changes), place=handle.place)
