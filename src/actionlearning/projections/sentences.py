"""One plain sentence for every event, which names people and things by mentions that can be shown with or without keys."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import date, datetime
from enum import Enum
from types import MappingProxyType
from typing import Any, get_type_hints
from uuid import UUID

import attrs
from attrs import frozen

from actionlearning.domain.candidate.events import CapabilityConfirmed, SpecificationRef
from actionlearning.domain.member import events as member
from actionlearning.domain.personal import Personal, Place
from actionlearning.domain.problem import events as problem
from actionlearning.domain.problem import thinking_events as thinking
from actionlearning.domain.programme import events as programme
from actionlearning.domain.set import events as its
from actionlearning.domain.times import zone
from actionlearning.domain.values import (
    ActionId,
    ActionRef,
    AssumptionId,
    BenefitId,
    CandidateId,
    CostId,
    LearningId,
    MemberId,
    ObjectiveId,
    ProblemId,
    ProgrammeId,
    ReleaseId,
    SetId,
    ValueId,
)
from actionlearning.journal.port import Recorded
from actionlearning.projections.projection import History
from actionlearning.projections.wordings import SENTENCES

__all__ = ["Mention", "Person", "Sentence", "Thing", "Titles", "mentions_of", "sentence_of", "without_keys"]

KINDS: Mapping[Any, str] = MappingProxyType(
    {
        ActionId: "action",
        AssumptionId: "assumption",
        BenefitId: "benefit claim",
        CandidateId: "candidacy",
        CostId: "cost",
        LearningId: "learning",
        ObjectiveId: "objective",
        ProblemId: "problem",
        ProgrammeId: "programme",
        ReleaseId: "release of figures",
        SetId: "set",
        ValueId: "value",
    }
)


@frozen
class Person:
    """Somebody, by id; ``name`` is the handle of their name where it is known."""

    id: MemberId
    name: Personal | None = None


@frozen
class Thing:
    """A problem, an action, an objective …, by id; ``title`` is what it is called: a handle where people said it."""

    kind: str
    id: UUID
    title: Personal | str | None = None


Mention = Person | Thing | Personal | str
"""What a sentence speaks of. A ``Personal`` is something that was said."""


@frozen
class Sentence:
    """A template over what it mentions; a mention may be several, such as the peers in a review."""

    template: str
    mentions: Mapping[str, tuple[Mention, ...]]

    def say(self, show: Callable[[Mention], str]) -> str:
        """The sentence, with every mention put into words by ``show``."""
        return self.template.format(**{name: _joined(map(show, each)) for name, each in self.mentions.items()})

    def __str__(self) -> str:
        return self.say(without_keys)


def without_keys(mention: Mention) -> str:
    """Put a mention into words for somebody who holds no keys: people and what they said stay unnamed."""
    match mention:
        case Person():
            return "a member"
        case Thing(title=str(title)):
            return f"“{title}”"
        case Thing(kind=kind):
            return f"{'an' if kind[0] in 'aeio' else 'a'} {kind}"
        case Personal():
            return "[sealed]"
        case str():
            return mention


BEGINNINGS: Mapping[type[Any], str] = MappingProxyType(
    {
        member.MemberRegistered: "member",
        problem.ProblemRaised: "problem",
        its.SetFormed: "set",
        programme.ProgrammeChartered: "programme",
        CapabilityConfirmed: "candidate",
    }
)
"""The event that every stream of a kind begins with."""

CALLED: Mapping[type[Any], tuple[str, str]] = MappingProxyType(
    {
        member.MemberRegistered: ("", "name"),
        problem.ProblemRaised: ("", "title"),
        its.SetFormed: ("", "title"),
        programme.ProgrammeChartered: ("", "title"),
        problem.ActionCommitted: ("action", "what"),
        thinking.AssumptionChallenged: ("assumption", "words"),
        programme.ObjectiveSet: ("objective", "title"),
        programme.BenefitClaimed: ("benefit", "title"),
        programme.OrganisationalValueElicited: ("value", "words"),
        member.LearningCaptured: ("learning", "what"),
        member.PersonalValueElicited: ("value", "words"),
    }
)
"""Which field names a thing, or none where it is the stream itself, and which field says what it is called."""


class Titles:
    """What people and things are called, read from everything that is known; times are told in ``time_zone``."""

    def __init__(self, history: History, time_zone: str = "UTC") -> None:
        self.zone = zone(time_zone)
        self._called: dict[UUID, Personal | str] = {}
        self._kinds: dict[UUID, str] = {}
        self._candidates: dict[UUID, MemberId] = {}
        for event, kind in BEGINNINGS.items():
            self._kinds.update((r.stream, kind) for r in history.of(event))
        for event, (which, words) in CALLED.items():
            for r in history.of(event):
                self._called[getattr(r.event, which) if which else r.stream] = getattr(r.event, words)
        self._candidates.update((r.stream, r.event.member) for r in history.of(CapabilityConfirmed))

    def person(self, member: MemberId) -> Person:
        name = self._called.get(member)
        return Person(member, name if isinstance(name, Personal) else None)

    def thing(self, kind: str, which: UUID) -> Thing:
        return Thing(kind, which, self._called.get(which))

    def stream(self, stream: UUID) -> Person | Thing:
        """Whom or what the events of a stream are about; those of a candidacy are about the person."""
        kind = self._kinds.get(stream, "stream")
        if kind == "candidate":
            return self.person(self._candidates[stream])
        return self.person(MemberId(stream)) if kind == "member" else self.thing(kind, stream)


def sentence_of(recorded: Recorded[Any], titles: Titles) -> Sentence:
    """What happened, as one sentence. Raises ``KeyError`` for an event without one, which a test rules out."""
    wording = SENTENCES[type(recorded.event)]
    template = wording if isinstance(wording, str) else wording(recorded.event)
    return Sentence(template, mentions_of(recorded, titles))


def mentions_of(recorded: Recorded[Any], titles: Titles) -> dict[str, tuple[Mention, ...]]:
    """Everything that an event speaks of, by field, with ``actor`` and ``stream``."""
    event = recorded.event
    found = {"actor": (titles.person(recorded.actor),), "stream": (titles.stream(recorded.stream),)}
    spoken = {name: tuple(_mentions(hint, getattr(event, name), titles)) for name, hint in _hints(type(event)).items()}
    return {**found, **spoken}


_HINTS: dict[type, dict[str, Any]] = {}


def _hints(event: type) -> dict[str, Any]:
    if event not in _HINTS:
        hints = get_type_hints(event)
        _HINTS[event] = {field.name: hints[field.name] for field in attrs.fields(event)}
    return _HINTS[event]


def _mentions(hint: Any, value: Any, titles: Titles) -> Iterator[Mention]:
    """One for a plain value, several for a tuple, none for None; an id is known by the type its field declares."""
    if isinstance(value, tuple):
        for each in value:
            yield from _mentions(_within(hint), each, titles)
    elif value is None:
        return
    elif isinstance(value, ActionRef):
        yield titles.thing("action", value.action)
    elif isinstance(value, Place):
        yield value.label.replace("-", " ")
    elif isinstance(value, SpecificationRef):
        yield f"{value.id}, version {value.version}"
    elif isinstance(value, UUID):
        declared = _within(hint)
        yield titles.person(MemberId(value)) if declared is MemberId else titles.thing(KINDS[declared], value)
    elif isinstance(value, Personal):
        yield value
    else:
        yield _worded(value.astimezone(titles.zone) if isinstance(value, datetime) else value)


def _within(hint: Any) -> Any:
    """The id type in ``tuple[Id, ...]`` or ``Id | None``."""
    return next((each for each in getattr(hint, "__args__", ()) if each in KINDS or each is MemberId), hint)


def _worded(value: object) -> str:
    match value:
        case Enum():
            return str(value.value).replace("_", " ")
        case datetime():
            return f"{value:%d %b %Y %H:%M %Z}"
        case date():
            return f"{value:%d %b %Y}"
        case _:
            return str(value)


def _joined(words: Iterable[str]) -> str:
    *before, last = list(words) or ["nobody"]
    return f"{', '.join(before)} and {last}" if before else last
