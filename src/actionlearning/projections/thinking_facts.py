"""What is known of how a problem was thought about: all that was said of it which only the set and its owner may see."""

from __future__ import annotations

from datetime import datetime

from attrs import frozen

from actionlearning.domain.personal import Personal
from actionlearning.domain.problem.events import BarrierNamed, EncouragementGiven
from actionlearning.domain.problem.thinking_events import (
    AssumptionChallenged,
    AssumptionTested,
    ClarityRated,
    DecisionMade,
    FeelingVoiced,
    NotKnowingVoiced,
    OptionGenerated,
    PerspectiveGained,
    StakeholdersMapped,
    SupportRated,
)
from actionlearning.domain.values import ActionId, AssumptionId, AssumptionVerdict, Feeling, MemberId, ProblemId
from actionlearning.projections.projection import Stream

__all__ = [
    "Assumption",
    "Barrier",
    "Clarity",
    "Decision",
    "Encouragement",
    "Option",
    "Perspective",
    "Stakeholders",
    "SupportRating",
    "Test",
    "Thinking",
    "Voiced",
    "thinking_of",
]


@frozen
class Stakeholders:
    """Who knows about the problem, who cares, and who can do something; None where the owner did not say."""

    at: datetime
    knows: Personal | None
    cares: Personal | None
    can: Personal | None


@frozen
class Test:
    """How an assumption stood up to a test."""

    at: datetime
    verdict: AssumptionVerdict
    how: Personal | None


@frozen
class Assumption:
    """Something the owner took for granted until somebody challenged it, and how it was tested since, oldest first."""

    problem: ProblemId
    id: AssumptionId
    at: datetime
    session: int
    by: MemberId
    words: Personal
    tests: tuple[Test, ...]


@frozen
class Voiced:
    """A feeling that somebody voiced or, with no ``feeling``, that they did not know."""

    problem: ProblemId
    at: datetime
    session: int
    by: MemberId
    feeling: Feeling | None
    words: Personal | None


@frozen
class Perspective:
    """What the owner saw with the eyes of somebody else."""

    problem: ProblemId
    at: datetime
    session: int
    from_member: MemberId
    words: Personal


@frozen
class Option:
    """Something the owner thought could be done."""

    problem: ProblemId
    at: datetime
    session: int
    words: Personal


@frozen(kw_only=True)
class Decision:
    """What the owner decided, and why; ``considered`` is how many alternatives they weighed."""

    problem: ProblemId
    at: datetime
    decision: Personal
    reasons: Personal
    considered: int
    alternatives: Personal | None


@frozen
class SupportRating:
    """How challenged and how supported the owner was in a session, on 1 to 10."""

    problem: ProblemId
    at: datetime
    session: int
    by: MemberId
    challenge: int
    support: int


@frozen
class Clarity:
    """How clear the problem was to its owner after the questions of a session, on 1 to 10."""

    at: datetime
    session: int
    clarity: int


@frozen
class Barrier:
    """What the owner said stands in the way of an action."""

    problem: ProblemId
    action: ActionId
    at: datetime
    words: Personal


@frozen
class Encouragement:
    """Somebody encouraged the owner, with one action or, where that is None, with the problem as a whole."""

    problem: ProblemId
    action: ActionId | None
    at: datetime
    by: MemberId
    words: Personal | None


@frozen(kw_only=True)
class Thinking:
    """All of this about one problem, each list oldest first. It is kept apart from what a sponsor's views are made of."""

    problem: ProblemId
    stakeholders: Stakeholders | None
    """The map that counts: the last one."""
    assumptions: tuple[Assumption, ...]
    feelings: tuple[Voiced, ...]
    not_knowing: tuple[Voiced, ...]
    perspectives: tuple[Perspective, ...]
    options: tuple[Option, ...]
    decisions: tuple[Decision, ...]
    support: tuple[SupportRating, ...]
    clarity: tuple[Clarity, ...]
    barriers: tuple[Barrier, ...]
    encouragements: tuple[Encouragement, ...]


def thinking_of(stream: Stream) -> Thinking:
    """What is known of the thinking about the problem of a stream."""
    problem = ProblemId(stream.id)
    return Thinking(
        problem=problem,
        stakeholders=_stakeholders(stream),
        assumptions=tuple(
            Assumption(
                problem, r.event.assumption, r.occurred_at, r.event.session, r.event.by, r.event.words, _tests(stream, r.event)
            )
            for r in stream.of(AssumptionChallenged)
        ),
        feelings=tuple(
            Voiced(problem, r.occurred_at, r.event.session, r.event.by, r.event.feeling, r.event.words)
            for r in stream.of(FeelingVoiced)
        ),
        not_knowing=tuple(
            Voiced(problem, r.occurred_at, r.event.session, r.event.by, None, r.event.words)
            for r in stream.of(NotKnowingVoiced)
        ),
        perspectives=tuple(
            Perspective(problem, r.occurred_at, r.event.session, r.event.from_member, r.event.perspective)
            for r in stream.of(PerspectiveGained)
        ),
        options=tuple(Option(problem, r.occurred_at, r.event.session, r.event.option) for r in stream.of(OptionGenerated)),
        decisions=tuple(
            Decision(
                problem=problem,
                at=r.occurred_at,
                decision=r.event.decision,
                reasons=r.event.reasons,
                considered=r.event.considered,
                alternatives=r.event.alternatives,
            )
            for r in stream.of(DecisionMade)
        ),
        support=tuple(
            SupportRating(problem, r.occurred_at, r.event.session, r.event.by, r.event.challenge, r.event.support)
            for r in stream.of(SupportRated)
        ),
        clarity=tuple(Clarity(r.occurred_at, r.event.session, r.event.clarity) for r in stream.of(ClarityRated)),
        barriers=tuple(Barrier(problem, r.event.action, r.occurred_at, r.event.barrier) for r in stream.of(BarrierNamed)),
        encouragements=tuple(
            Encouragement(problem, r.event.action, r.occurred_at, r.event.by, r.event.words)
            for r in stream.of(EncouragementGiven)
        ),
    )


def _stakeholders(stream: Stream) -> Stakeholders | None:
    maps = stream.of(StakeholdersMapped)
    if not maps:
        return None
    last = maps[-1]
    return Stakeholders(last.occurred_at, last.event.knows, last.event.cares, last.event.can)


def _tests(stream: Stream, challenged: AssumptionChallenged) -> tuple[Test, ...]:
    tests = [r for r in stream.of(AssumptionTested) if r.event.assumption == challenged.assumption]
    return tuple(Test(r.occurred_at, r.event.verdict, r.event.how) for r in tests)
