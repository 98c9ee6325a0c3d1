"""What a log says, read without the aggregates: who belonged, what was agreed, who was in the room, what is still open."""

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

SAID = (p.QuestionAsked, p.AdviceGiven, p.AssumptionChallenged, p.FeelingVoiced, p.NotKnowingVoiced)
"""What people in the room say of a problem, each with who it was."""

SEEN = (p.InsightRecorded, p.ProblemReframed, p.PerspectiveGained, p.OptionGenerated)
RATED = (p.SupportRated, p.ClarityRated)
WORK = (p.ProblemPresented, *SAID, *SEEN, p.ActionCommitted, p.ActionRenegotiated, p.OutcomeReviewed)
"""What a set does with a problem in a session; to say how it was is none of it."""

THOUGHT = (p.StakeholdersMapped, p.DecisionMade, p.EncouragementGiven)
"""What is thought and said of a problem between sessions."""

OF_A_SESSION = (
    s.CheckedIn, s.AbsenceRecorded, s.SlotOpened, s.SlotClosed, s.ProcessReviewed, s.CheckedOut,
    s.InterventionMade, s.GroundRuleBreachNoted, *WORK, *RATED,
)  # fmt: skip
OF_THE_OWNER = (
    p.ProblemPresented, p.ActionCommitted, p.ActionRenegotiated, p.ProgressReported, p.BarrierNamed, p.OutcomeReported,
    p.ProblemResolved, p.ProblemLeftUnresolved, p.ProblemWithdrawn, p.AlignmentConfirmed, *SEEN, *RATED,
    p.StakeholdersMapped, p.AssumptionTested, p.DecisionMade,
)  # fmt: skip
ENDINGS = (p.ProblemResolved, p.ProblemLeftUnresolved, p.ProblemParked, p.ProblemWithdrawn)
END_OF_AN_ACTION = (p.OutcomeReviewed, p.ActionReleased)


def these(log: Log, *kinds: type) -> list[tuple[int, Fact]]:
    return [(index, fact) for index, fact in enumerate(log) if isinstance(fact.event, kinds)]


def before(log: Log, index: int) -> list[Fact]:
    """What was recorded in the same stream before a fact."""
    return [fact for fact in log[:index] if fact.stream == log[index].stream]


def by_then(log: Log, index: int) -> list[Fact]:
    """What was recorded in the same stream before a fact, and had happened by then."""
    return [fact for fact in before(log, index) if fact.at <= log[index].at]


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
        if isinstance(fact.event, s.AdviserHandedOver) and spans[fact.event.adviser]:
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


def taking_part(so_far: Log, fact: Fact) -> tuple[UUID, ...]:
    """Whose presence a fact of a session takes."""
    match fact.event:
        case s.SlotOpened(presenter=presenter):
            return (presenter,)
        case s.SlotClosed(session=session):
            slots = [each.event.presenter for _, each in these(so_far, s.SlotOpened) if each.event.session == session]
            return tuple(slots[-1:])
        case p.OutcomeReviewed(peers=peers):
            return (owners(so_far)[fact.stream], *peers)
        case p.PerspectiveGained(from_member=other):
            return (owners(so_far)[fact.stream], other)
        case event if isinstance(event, (*SAID, s.InterventionMade)):
            return (event.by,)
    return () if fact.kind == "set" else (owners(so_far)[fact.stream],)


def owners(log: Log) -> dict[UUID, UUID]:
    return {fact.stream: fact.event.owner for _, fact in these(log, p.ProblemRaised)}


def open_actions(log: Log) -> dict[UUID, Fact]:
    """The actions that are open after all of it, each with its commitment."""
    begun = {fact.event.action: fact for _, fact in these(log, p.ActionCommitted)}
    over: set[UUID] = set()
    for _, fact in these(log, *END_OF_AN_ACTION, p.OutcomeReopened):
        (over.discard if isinstance(fact.event, p.OutcomeReopened) else over.add)(fact.event.action)
    return {action: fact for action, fact in begun.items() if action not in over}


def day(at: datetime) -> Any:
    return at.astimezone(ZoneInfo(TIME_ZONE)).date()
