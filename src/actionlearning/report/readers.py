"""Who a page is for, and what they may see: whatever they may not is never put into the page at all.

A page is made for one reader, the strictest that it is of use to unless another is named. What it is made of is settled here;
whether that reader may have the page, and may read each text that is to stand in it, the library's access policy says.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection
from datetime import date
from enum import Enum

from attrs import frozen

from actionlearning.application.access import NotForReader
from actionlearning.application.reading import ERASED, FORMER_MEMBER, Erased
from actionlearning.domain.disclosure import FEWEST
from actionlearning.domain.personal import Personal, Place
from actionlearning.projections.amounts import NOT_AVAILABLE_IN_WORDS
from actionlearning.projections.metric import Change, Metric, Telling
from actionlearning.projections.sentences import Mention, Person, Thing
from actionlearning.report.errors import NotForThisReader

__all__ = ["FEWEST", "NOT_BY_SESSION", "NOT_FOR_THEM", "WITHHELD", "Eyes", "Reader", "reader_of", "written"]

WITHHELD = f"withheld: fewer than {FEWEST} people"

NOT_FOR_THEM = "[not for this reader]"
"""What stands where a text would that the access policy keeps from the reader of a page."""

NOT_BY_SESSION = "What happened in one session is not told outside the set; over all of them it stands among the figures."

UNPRINTABLE = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff\ufffe\uffff]")
"""What neither HTML nor SVG can hold."""


DAY = re.compile(r"\b0?(\d{1,2}) ([A-Z][a-z]{2} \d{4})\b")
"""A day as sentences have it."""


def written(at: date) -> str:
    """A day as every page writes it, never broken over two lines."""
    return f"{at.day} {at:%b %Y}".replace(" ", "\N{NO-BREAK SPACE}")


class Reader(Enum):
    """For whom a page is made."""

    SPONSOR = "sponsor"
    """Figures about enough people, what an organisation says itself, and what members released to the sponsor."""
    SET = "set"
    """What was said in the set, by name; not what is somebody's alone."""
    OWNER = "owner"
    """The member themself: everything about them."""
    CENTRE = "centre"
    """Those who assess, verify and moderate a candidate, and the candidate."""


READERS = {
    "programme": (Reader.SPONSOR, Reader.SET),
    "set": (Reader.SET, Reader.SPONSOR),
    "member": (Reader.OWNER, Reader.SET),
    "candidate": (Reader.CENTRE,),
}
"""Who each kind of page can be made for; it is made for the first of them unless another is named."""


def reader_of(kind: str, wanted: Reader | None) -> Reader:
    """Who a page about something is for. Raises ``NotForThisReader``."""
    choices = READERS[kind]
    if wanted is None:
        return choices[0]
    if wanted not in choices:
        raise NotForThisReader(kind=kind, reader=wanted.value, choices=tuple(each.value for each in choices))
    return wanted


@frozen
class Eyes:
    """What one reader sees. A text is revealed only once it is settled that they may read it."""

    reader: Reader
    reveal: Callable[[Personal], str]

    @property
    def is_sponsor(self) -> bool:
        return self.reader is Reader.SPONSOR

    @property
    def is_owner(self) -> bool:
        return self.reader is Reader.OWNER

    def said(self, text: Personal | None, released: Collection[Place] = ()) -> str | None:
        """What was said in a set; a sponsor sees it only where it stands among the places that were released to them."""
        if text is None or (self.is_sponsor and text.place not in released):
            return None
        return self.text(text)

    def text(self, text: Personal, *, instead: str = ERASED) -> str:
        """What was said for every reader of this page, such as the finding of an evaluation; ``instead`` where it is erased."""
        try:
            said = self.reveal(text)
        except Erased:
            return instead
        except NotForReader:
            return NOT_FOR_THEM
        return UNPRINTABLE.sub("\N{REPLACEMENT CHARACTER}", said)

    def person(self, person: Person) -> str:
        """Somebody by name; to a sponsor nobody has one."""
        return "a member" if self.is_sponsor else self.named(person)

    def named(self, person: Person) -> str:
        """Somebody whose name every reader of this page may know, such as the sponsor themself."""
        return self.text(person.name, instead=FORMER_MEMBER) if person.name is not None else f"somebody ({str(person.id)[:8]})"

    def thing(self, thing: Thing, *, released: bool = False) -> str | None:
        """What a problem or an action is called; None where the reader may not know."""
        if isinstance(thing.title, str):
            return thing.title
        if thing.title is None or (self.is_sponsor and not released):
            return None
        return self.text(thing.title)

    def mention(self, mention: Mention) -> str:
        """Whatever a sentence speaks of, in words. Only for those who may read all of it."""
        assert not self.is_sponsor, "a sponsor is told no sentences of a history"
        match mention:
            case Person():
                return self.named(mention)
            case Thing():
                title = self.thing(mention)
                return f"{mention.kind} {str(mention.id)[:8]}" if title is None else f"“{title}”"
            case Personal():
                return f"“{self.text(mention)}”"
            case str():
                return DAY.sub(lambda found: f"{found[1]} {found[2]}".replace(" ", "\N{NO-BREAK SPACE}"), mention)

    def may_count(self, people: int | None) -> bool:
        """Whether the reader may see a figure about so many people; None is a figure about none."""
        return not self.is_sponsor or people is None or people >= FEWEST

    def figure(self, figure: Metric | Change, shown: str) -> str:
        """A figure as it is shown, or why it is not. One that nobody contributes to is not available, and hides nobody."""
        if figure.value is None:
            return WITHHELD if figure.telling is Telling.WITHHELD else NOT_AVAILABLE_IN_WORDS
        return shown if self.may_count(figure.n) else WITHHELD
