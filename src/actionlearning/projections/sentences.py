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

from actionlearning.domain.member.events import LearningApplied, LearningCaptured, MemberRegistered, SelfRatingGiven
from actionlearning.domain.personal import Personal
from actionlearning.domain.policies import PolicyBreachNoted
from actionlearning.domain.problem import events as problem
from actionlearning.domain.programme import events as programme
from actionlearning.domain.set import events as its
from actionlearning.domain.times import zone
from actionlearning.domain.values import (
    ActionId,
    ActionRef,
    BenefitId,
    CostId,
    LearningId,
    MemberId,
    ObjectiveId,
    ProblemId,
    ProgrammeId,
    SessionKind,
    SetId,
)
from actionlearning.journal.port import Recorded
from actionlearning.projections.projection import History

__all__ = ["SENTENCES", "Mention", "Person", "Sentence", "Thing", "Titles", "mentions_of", "sentence_of", "without_keys"]

KINDS: Mapping[Any, str] = MappingProxyType(
    {
        ActionId: "action",
        BenefitId: "benefit claim",
        CostId: "cost",
        LearningId: "learning",
        ObjectiveId: "objective",
        ProblemId: "problem",
        ProgrammeId: "programme",
        SetId: "set",
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


SENTENCES: Mapping[type, str | Callable[[Any], str]] = MappingProxyType(
    {
        programme.ProgrammeChartered: "{actor} chartered the programme “{title}” for {organisations}, sponsored by {sponsor}",
        programme.ObjectiveSet: "{actor} set the objective “{title}”: {unit} to {direction} to {target} by {by}",
        programme.MeasureBaselined: "{objective} stood at {value} on {on}, before anything changed",
        programme.MeasureObserved: "{objective} was read again: {value} on {on} ({source})",
        programme.CostIncurred: "{amount} was paid for {category}",
        programme.ComparatorRecorded: "for comparison, a participant's day of {hours_per_day} h costs {unit_cost} ({what})",
        programme.BenefitClaimed: lambda e: (
            "{by} claimed “{title}” ({kind}"
            + ("" if e.amount is None else ", {amount}")
            + ", attribution {attribution}, confidence {confidence}) for {objective}"
        ),
        programme.BenefitValidated: "{actor} checked {benefit} and validated it",
        programme.BenefitRejected: "{actor} checked {benefit} and rejected it: {reason}",
        programme.DisbenefitRecorded: "the programme made something worse: “{title}” ({kind}, {amount}), under {objective}",
        its.SetFormed: "{actor} formed the set “{title}” in {programme}: {purpose}",
        its.MemberInvited: "{member} was invited, as a peer of band {level_band}",
        its.MemberJoined: "{member} joined the set",
        its.MemberLeft: "{member} left the set: {reason}",
        its.NewcomerConsented: "{by} agreed that {newcomer} joins",
        its.AdviserAppointed: "{adviser} was appointed set adviser",
        its.ContractProposed: "{actor} proposed version {version} of the contract, with a quorum of {quorum}",
        its.ContractAgreed: "{member} agreed version {version} of the contract",
        its.SetStarted: "contracting ended and the set started",
        its.SessionScheduled: lambda e: (
            "follow-up {session} was put in the diary for {starts_at}"
            if e.kind is SessionKind.FOLLOW_UP
            else "session {session} was put in the diary for {starts_at}, {minutes} minutes"
        ),
        its.SessionCancelled: "session {session} was cancelled",
        its.SessionOpened: "session {session} began, with {adviser} as set adviser",
        its.CheckedIn: lambda e: "{member} checked in" + ("" if e.energy is None else ", energy {energy}"),
        its.AbsenceRecorded: lambda e: "{member} was absent" + (" with an apology" if e.apology else ""),
        its.AirtimeBid: "{member} asked for airtime for {problem} in session {session}",
        its.AirtimeAllocated: "{member} was given {minutes} minutes for {problem} in session {session}",
        its.SlotOpened: "the airtime of {presenter} began, for {problem}",
        its.SlotClosed: "the airtime ended after {minutes} minutes",
        its.ProcessReviewed: lambda e: (
            "the set reviewed how it worked: safety {safety}, challenge {challenge}, support {support}"
            + ("" if e.note is None else "; {note}")
        ),
        its.CheckedOut: lambda e: "{member} checked out" + ("" if e.energy is None else ", energy {energy}"),
        its.SessionClosed: lambda e: "session {session} closed" + (", inquorate" if e.inquorate else ""),
        its.SetClosed: "the set closed",
        PolicyBreachNoted: "noted: a breach of the policy {policy} ({detail})",
        problem.ProblemRaised: "{owner} brought {stream}",
        problem.ProblemAccepted: "the set took on {stream}",
        problem.ProblemReturned: "{stream} was returned: {reason}",
        problem.ObjectiveLinked: "{stream} was linked to {objective}",
        problem.AlignmentConfirmed: lambda e: (
            "{actor} confirmed that {stream} still matters" if e.still_matters else "{actor} said that {stream} matters no more"
        ),
        problem.ProblemPresented: lambda e: (
            "{actor} presented {stream} in session {session}"
            + ("" if e.clarity_before is None else ", clarity {clarity_before}")
        ),
        problem.QuestionAsked: lambda e: "{by} asked a question ({form}, {function})" + ("" if e.text is None else ": {text}"),
        problem.AdviceGiven: lambda e: "{by} gave advice" + ("" if e.text is None else ": {text}"),
        problem.InsightRecorded: "{actor} saw something new about {level}: {insight}",
        problem.ProblemReframed: "{actor} put {stream} differently, about {level}: {now}",
        problem.ActionCommitted: "{actor} committed in session {session} to {action}, due {due}; success: {success_measure}",
        problem.ActionRenegotiated: "{actor} moved {action} in session {session}, now due {due}: {reason}",
        problem.ActionReleased: "{action} was released: {reason}",
        problem.ProgressReported: "{actor} reported progress on {action}: {note}",
        problem.OutcomeReported: lambda e: (
            "{actor} reported {action} as {result}"
            + ("" if e.done_on is None else ", done {done_on}")
            + ("" if e.evidence is None else "; {evidence}")
        ),
        problem.OutcomeReviewed: lambda e: (
            "{action} was reviewed in session {session} with {peers}; for the organisation: {organisational_effect}"
            + ("; learning captured" if e.learning else "; no learning yet")
        ),
        problem.ProblemResolved: lambda e: "{actor} declared {stream} resolved" + ("" if e.how is None else ": {how}"),
        problem.ProblemLeftUnresolved: "{actor} left {stream} unresolved: {reason}",
        problem.ProblemParked: "{stream} was parked: {reason}",
        problem.ProblemWithdrawn: "{actor} withdrew {stream}: {reason}",
        MemberRegistered: "{stream} of {organisation} was registered",
        SelfRatingGiven: "{stream} gave themself {score} on {instrument}, {phase}",
        LearningCaptured: "{stream} learnt from {source} ({kind}, {loop} loop): {what}",
        LearningApplied: "{stream} used {learning} on {problem}: {how}",
    }
)


class Titles:
    """What people and things are called, read from everything that is known; times are told in ``time_zone``."""

    def __init__(self, history: History, time_zone: str = "UTC") -> None:
        self.zone = zone(time_zone)
        self._called: dict[UUID, Personal | str] = {}
        self._kinds: dict[UUID, str] = {}
        for recorded in history.known:
            self._read(recorded.stream, recorded.event)

    def _read(self, stream: UUID, event: object) -> None:
        match event:
            case MemberRegistered(name=name):
                self._called[stream] = name
                self._kinds[stream] = "member"
            case problem.ProblemRaised(title=heading):
                self._called[stream] = heading
                self._kinds[stream] = "problem"
            case its.SetFormed(title=title):
                self._called[stream] = title
                self._kinds[stream] = "set"
            case programme.ProgrammeChartered(title=title):
                self._called[stream] = title
                self._kinds[stream] = "programme"
            case problem.ActionCommitted(action=action, what=what):
                self._called[action] = what
            case programme.ObjectiveSet(objective=objective, title=title):
                self._called[objective] = title
            case programme.BenefitClaimed(benefit=benefit, title=title):
                self._called[benefit] = title
            case LearningCaptured(learning=learning, what=what):
                self._called[learning] = what

    def person(self, member: MemberId) -> Person:
        name = self._called.get(member)
        return Person(member, name if isinstance(name, Personal) else None)

    def thing(self, kind: str, which: UUID) -> Thing:
        return Thing(kind, which, self._called.get(which))

    def stream(self, stream: UUID) -> Person | Thing:
        """Whom or what the events of a stream are about."""
        kind = self._kinds.get(stream, "stream")
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
