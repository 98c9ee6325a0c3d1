"""What a log says, read without the aggregates: who belonged, what was agreed, who was in the room."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from world import TIME_ZONE, Fact

from actionlearning.domain.problem import events as p
from actionlearning.domain.set import events as s

Log = Sequence[Fact]
Breaches = Iterator[str]

OF_A_SESSION = (
    s.CheckedIn, s.AbsenceRecorded, s.SlotOpened, s.SlotClosed, s.ProcessReviewed, s.CheckedOut,
    s.InterventionMade, s.GroundRuleBreachNoted,
    p.ProblemPresented, p.QuestionAsked, p.AdviceGiven, p.InsightRecorded, p.ProblemReframed, p.ActionCommitted,
    p.ActionRenegotiated, p.OutcomeReviewed,
)  # fmt: skip
OF_THE_OWNER = (
    p.ProblemPresented, p.ActionCommitted, p.ActionRenegotiated, p.ProgressReported, p.OutcomeReported, p.ProblemResolved,
    p.ProblemLeftUnresolved, p.ProblemWithdrawn, p.InsightRecorded, p.ProblemReframed, p.AlignmentConfirmed,
)  # fmt: skip
ENDINGS = (p.ProblemResolved, p.ProblemLeftUnresolved, p.ProblemParked, p.ProblemWithdrawn)
END_OF_AN_ACTION = (p.OutcomeReviewed, p.ActionReleased)


def these(log: Log, *kinds: type) -> list[tuple[int, Fact]]:
    return [(index, fact) for index, fact in enumerate(log) if isinstance(fact.event, kinds)]


def memberships(log: Log) -> dict[UUID, list[list[datetime | None]]]:
    spans: dict[UUID, list[list[datetime | None]]] = defaultdict(list)
    for _, fact in these(log, s.MemberJoined, s.MemberLeft):
        if isinstance(fact.event, s.MemberJoined):
            spans[fact.event.member].append([fact.at, None])
        else:
            spans[fact.event.member][-1][1] = fact.at
    return spans


def active(log: Log, at: datetime) -> set[UUID]:
    return {
        member
        for member, spans in memberships(log).items()
        if any(start <= at and (end is None or at < end) for start, end in spans if start is not None)
    }


def contract(log: Log, at: datetime) -> s.ContractProposed | None:
    proposed = [fact.event for _, fact in these(log, s.ContractProposed) if fact.at <= at]
    return proposed[-1] if proposed else None


def agreed(log: Log, member: UUID, at: datetime) -> bool:
    current = contract(log, at)
    return current is not None and any(
        fact.event.member == member and fact.event.version == current.version and fact.at <= at
        for _, fact in these(log, s.ContractAgreed)
    )


def opened(log: Log, session: int) -> Fact | None:
    return next((fact for _, fact in these(log, s.SessionOpened) if fact.event.session == session), None)


def closed(log: Log, session: int) -> Fact | None:
    return next((fact for _, fact in these(log, s.SessionClosed) if fact.event.session == session), None)


def came(log: Log, session: int) -> set[UUID]:
    """Who was there at all, as far as is known: the last word about somebody counts."""
    there: set[UUID] = set()
    for _, fact in these(log, s.CheckedIn, s.AttendanceCorrected):
        if fact.event.session == session:
            is_there = isinstance(fact.event, s.CheckedIn) or fact.event.present
            (there.add if is_there else there.discard)(fact.event.member)
    return there


def checked_in(log: Log, session: int, at: datetime) -> set[UUID]:
    """Who had arrived and not left by then, and belonged to the set; who came after all came as it opened."""
    there: set[UUID] = set()
    for _, fact in these(log, s.CheckedIn, s.CheckedOut, s.AttendanceCorrected):
        if fact.event.session != session or (fact.at > at and not isinstance(fact.event, s.AttendanceCorrected)):
            continue
        is_there = isinstance(fact.event, s.CheckedIn) or getattr(fact.event, "present", False)
        (there.add if is_there else there.discard)(fact.event.member)
    return there & active(log, at)


def advisers(log: Log, at: datetime) -> set[UUID]:
    """Who had been appointed by then and had not handed over."""
    spans: dict[UUID, list[list[datetime | None]]] = defaultdict(list)
    for _, fact in these(log, s.AdviserAppointed, s.AdviserHandedOver):
        if isinstance(fact.event, s.AdviserHandedOver):
            spans[fact.event.adviser][-1][1] = fact.at
        new = getattr(fact.event, "successor", fact.event.adviser)
        last = spans[new][-1] if spans[new] else None
        if last is not None and last[0] is not None and last[1] is None:
            last[0] = min(last[0], fact.at)
        else:
            spans[new].append([fact.at, None])
    return {
        person
        for person, each in spans.items()
        if any(start is not None and start <= at and (end is None or at < end) for start, end in each)
    }


def rota(log: Log, at: datetime) -> set[UUID]:
    """The members whose turn it could be then: the latest word about who facilitates, if it was a rota."""
    words = [fact for _, fact in these(log, s.AdviserAppointed, s.AdviserHandedOver, s.BecameSelfFacilitating) if fact.at <= at]
    last = max(enumerate(words), key=lambda each: (each[1].at, each[0]), default=None)
    return set(getattr(last[1].event, "rota", ())) & active(log, at) if last else set()


def owners(log: Log) -> dict[UUID, UUID]:
    return {fact.stream: fact.event.owner for _, fact in these(log, p.ProblemRaised)}


def day(at: datetime) -> Any:
    return at.astimezone(ZoneInfo(TIME_ZONE)).date()
