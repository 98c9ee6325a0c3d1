"""Who may read what: one policy for every text, look, export, page and publication, which denies whatever it does not allow.

A reader is a person, who sees things by what they are to them, or whoever a page is made for. The policy is told what kind of
text it is asked about and what ties the reader has to it, and answers yes or no; it looks nothing up itself. A host with rules
of its own passes an ``AccessPolicy`` of its own to ``ActionLearning.open``.
"""

from __future__ import annotations

from datetime import datetime
from enum import Enum
from typing import Protocol
from uuid import UUID

from attrs import frozen

from actionlearning.domain.errors import Refused
from actionlearning.domain.values import ConsentScope, MemberId

__all__ = [
    "AUDITOR",
    "KEEPER",
    "PUBLIC",
    "Access",
    "AccessLog",
    "AccessPolicy",
    "Asked",
    "DefaultPolicy",
    "NotForReader",
    "Purpose",
    "Reader",
    "Role",
    "Text",
    "TextKind",
    "Ties",
]


class Role(Enum):
    """What a reader is."""

    PERSON = "person"
    """Somebody who is registered; what they see follows from what they are to each thing."""
    SET = "set"
    """Whoever a page of one set is made for: its members and its adviser."""
    FELLOWS = "fellows"
    """Whoever a page about a member is made for: those who are in a set with them."""
    SPONSOR = "sponsor"
    """The sponsor of a programme, and whoever they show a page to."""
    CENTRE = "centre"
    """Those who assess, verify and moderate a candidate, and the candidate."""
    PUBLIC = "public"
    """Anybody."""
    AUDITOR = "auditor"
    """Whoever checks the history: all of it, and no key."""
    KEEPER = "keeper"
    """Whoever runs the library with journal and keys in hand. From them nothing can be held back, so nothing pretends to be."""


@frozen
class Reader:
    """Somebody who wants to read. Made by its class methods, or one of ``KEEPER``, ``AUDITOR`` and ``PUBLIC``."""

    role: Role
    id: UUID | None = None

    @classmethod
    def person(cls, member: UUID) -> Reader:
        return cls(Role.PERSON, member)

    @classmethod
    def members_of(cls, set_id: UUID) -> Reader:
        return cls(Role.SET, set_id)

    @classmethod
    def fellows_of(cls, member: UUID) -> Reader:
        return cls(Role.FELLOWS, member)

    @classmethod
    def sponsor_of(cls, programme: UUID) -> Reader:
        return cls(Role.SPONSOR, programme)

    @classmethod
    def centre_of(cls, candidate: UUID) -> Reader:
        return cls(Role.CENTRE, candidate)

    def __str__(self) -> str:
        return self.role.value if self.id is None else f"{self.role.value} {self.id}"


KEEPER, AUDITOR, PUBLIC = Reader(Role.KEEPER), Reader(Role.AUDITOR), Reader(Role.PUBLIC)


class TextKind(Enum):
    """What kind of text it is."""

    NAME = "name"
    """What somebody is called, and what they are."""
    OWN = "own"
    """What somebody wrote for themself: values, goals, how they learn."""
    SAID = "said"
    """What was said in a set, about a problem or an action, and what was learnt from it."""
    FELT = "felt"
    """A feeling, or that somebody did not know: it stays in the set whatever anybody releases."""
    PROGRAMME = "programme"
    """What was said about a programme for everybody in it: a finding, evidence, a reason."""
    CENTRE = "centre"
    """What was said about a candidate's work."""


@frozen(kw_only=True)
class Text:
    """A text as the policy is told of it; never what it says."""

    kind: TextKind
    subjects: tuple[MemberId, ...]
    """Whose text it is, and after them whoever else is named in it."""
    home: UUID | None
    """The set, programme or candidacy it belongs to."""
    said_at: datetime | None
    released: bool = False
    """Whether those whose text it is released it to the sponsor."""
    consented: frozenset[ConsentScope] = frozenset()
    """What all of them consent to now."""
    withdrawn: frozenset[ConsentScope] = frozenset()
    """What any of them consented to and does not any more."""


@frozen(kw_only=True)
class Ties:
    """What a reader is to the thing they want to read, now."""

    own: bool = False
    """It is theirs: they said it, or are called it. Who is only named in it has no claim to read it."""
    member: bool = False
    """They belong to its set now, or are its set."""
    was_there: bool = False
    """They belonged to the set when it was said, or the set let them look back at what was said before they joined."""
    adviser: bool = False
    """They are appointed adviser of its set now."""
    acquainted: bool = False
    """They share a set, a programme's business or a candidacy with whom it names."""
    sponsor: bool = False
    """They are the sponsor of its programme."""
    takes_part: bool = False
    """They take part in its programme, or in its candidacy."""


class Purpose(Enum):
    """What somebody wants to do with a thing as a whole."""

    QUERY = "query"
    EXPORT = "export"
    REPORT = "report"
    PUBLISH = "publish"


@frozen(kw_only=True)
class Asked:
    """A thing as a whole that somebody asks for: ``kind`` is that of its stream, or ``journal``."""

    purpose: Purpose
    kind: str
    figures_only: bool = False
    """Whether what they get holds figures that obey disclosure control, and nobody's own story."""


class AccessPolicy(Protocol):
    """The port. Whatever it does not allow is denied; an answer of None is no."""

    def may_read(self, reader: Reader, text: Text, ties: Ties) -> bool:
        """Whether a text may be revealed to a reader."""

    def may_have(self, reader: Reader, asked: Asked, ties: Ties) -> bool:
        """Whether a reader may have a thing as a whole, for a purpose; each text in it is asked for by itself."""


class DefaultPolicy:
    """What a set can rely on unless its host says otherwise.

    Everybody reads what is their own. What was said in a set is for its members who were there, and for its adviser while
    appointed. A newcomer reads what was said before they joined only if the set agreed, and who left reads only their own. A
    sponsor reads what was released to them and stands. An auditor reads nothing, and may look at everything else.
    """

    def may_read(self, reader: Reader, text: Text, ties: Ties) -> bool:
        match reader.role:
            case Role.KEEPER:
                return True
            case Role.AUDITOR:
                return False
            case Role.PUBLIC:
                return _is_public(text)
            case Role.SPONSOR:
                return _is_for_the_sponsor(text, ties)
            case Role.PERSON | Role.SET | Role.FELLOWS | Role.CENTRE:
                return ties.own or _is_for(text, ties)
        return False

    def may_have(self, reader: Reader, asked: Asked, ties: Ties) -> bool:  # noqa: PLR0911  # a row for each role
        match reader.role, asked.purpose:
            case Role.KEEPER, _:
                return True
            case Role.AUDITOR, Purpose.QUERY | Purpose.EXPORT:
                return True
            case Role.PUBLIC, Purpose.PUBLISH:
                return asked.kind == "programme" and asked.figures_only
            case Role.SPONSOR, Purpose.QUERY | Purpose.REPORT:
                return ties.sponsor and asked.kind in ("programme", "set") and asked.figures_only
            case Role.PERSON, Purpose.QUERY | Purpose.REPORT:
                return _may_look(asked, ties)
            case Role.SET, Purpose.REPORT:
                return ties.member and asked.kind in ("set", "programme")
            case Role.FELLOWS, Purpose.REPORT:
                return ties.acquainted and asked.kind == "member"
            case Role.CENTRE, Purpose.REPORT:
                return ties.takes_part and asked.kind == "candidate"
        return False


def _is_public(text: Text) -> bool:
    """Published is what was released, and whose people all consent to publication."""
    return text.kind is TextKind.SAID and text.released and ConsentScope.PUBLICATION in text.consented


def _is_for_the_sponsor(text: Text, ties: Ties) -> bool:
    match text.kind:
        case TextKind.SAID:
            return ties.sponsor and text.released and ConsentScope.SPONSOR not in text.withdrawn
        case TextKind.PROGRAMME:
            return ties.sponsor
        case TextKind.NAME:
            return ties.acquainted
    return False


def _is_for(text: Text, ties: Ties) -> bool:
    """Whether somebody may read what is not their own."""
    match text.kind:
        case TextKind.SAID:
            released = text.released and ConsentScope.SPONSOR not in text.withdrawn
            return (ties.member and ties.was_there) or ties.adviser or (ties.sponsor and released)
        case TextKind.FELT:
            return (ties.member and ties.was_there) or ties.adviser
        case TextKind.NAME:
            return ties.acquainted
        case TextKind.PROGRAMME | TextKind.CENTRE:
            return ties.takes_part
    return False


def _may_look(asked: Asked, ties: Ties) -> bool:
    """Whether a person may look at a thing: at themself, at their own set, and at the figures of what they take part in."""
    match asked.kind:
        case "member":
            return ties.own or ties.acquainted or ties.adviser
        case "set" | "problem":
            return ties.member or ties.adviser or (ties.sponsor and asked.figures_only)
        case "programme":
            return asked.figures_only and (ties.takes_part or ties.sponsor)
        case "candidate":
            return ties.own or ties.takes_part
    return False


class NotForReader(Refused):
    """Whatever the policy does not allow is denied. The sentence says which text, and nothing of it."""

    reader: str
    what: str
    says = "{what} is not for this reader ({reader}); ask whoever it belongs to"


@frozen(kw_only=True)
class Access:
    """That something was revealed or refused: which text or thing, to whom, and when; never what it says."""

    at: datetime
    reader: Reader
    what: str
    """A text as ``stream/version/label``, or a thing as ``purpose kind id``."""
    allowed: bool
    why: str = ""
    """Why not."""


class AccessLog(Protocol):
    """The port. It is told of every text that is revealed or refused, and of every thing that is asked for as a whole."""

    def note(self, access: Access) -> None:
        """Take one down. What it raises keeps the text from being revealed."""
