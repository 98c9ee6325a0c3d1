"""What a person writes about themself: who they are, how they rate themself, what they learnt and where they used it."""

from __future__ import annotations

from actionlearning.application.inputs import Score, Title, Words
from actionlearning.application.work import MEMBER, Work
from actionlearning.domain.member.aggregate import register as decide_registration
from actionlearning.domain.values import (
    ActionRef,
    Instrument,
    LearningId,
    LearningKind,
    Loop,
    MemberId,
    ProblemId,
    RatingPhase,
)

__all__ = ["apply_learning", "capture_learning", "rate_oneself", "register"]


def register(
    work: Work,
    *,
    name: Words,
    role: Words,
    organisation: Title,
    level_band: Title | None = None,
    line_manager: MemberId | None = None,
) -> MemberId:
    """Make a person known, oneself if nobody acts. Everyone who acts is registered; the id is random."""
    member = MemberId(work.new_id())
    work.introduce(member)
    if line_manager is not None:
        work.member(line_manager)
    event = decide_registration(
        organisation=organisation,
        level_band=level_band,
        line_manager=line_manager,
        name=work.words(name, member),
        role=work.words(role, member),
    )
    work.begin(MEMBER, member, event)
    return member


def rate_oneself(work: Work, *, instrument: Instrument, phase: RatingPhase, score: Score) -> None:
    """Rate oneself on 1 to 10, before or after; the later rating of a phase counts."""
    it = work.member(work.actor)
    work.record(it.id, it.rate(instrument, phase=phase, score=score, by=work.actor, at=work.at))


def capture_learning(work: Work, *, source: ActionRef, what: Words, kind: LearningKind, loop: Loop) -> LearningId:
    """Put into words what an action taught."""
    it = work.member(work.actor)
    action = work.problem(source.problem).action(source.action)
    learning = LearningId(work.new_id())
    event = it.capture(
        learning,
        what=work.words(what),
        kind=kind,
        loop=loop,
        source=source,
        committed_at=action.committed_at,
        by=work.actor,
        at=work.at,
    )
    work.record(it.id, event)
    return learning


def apply_learning(work: Work, *, learning: LearningId, problem: ProblemId, how: Words) -> None:
    """Say that a learning helped on another problem than the one it came from."""
    it = work.member(work.actor)
    work.problem(problem)
    work.record(it.id, it.use(learning, problem=problem, how=work.words(how), by=work.actor, at=work.at))
