"""What a person writes about themself: who they are, what they hold important, how they learn, and what they learnt."""

from __future__ import annotations

from typing import Annotated

import msgspec

from actionlearning.application.inputs import Score, Title, Words
from actionlearning.application.work import MEMBER, Work
from actionlearning.domain.errors import BadInput
from actionlearning.domain.member import holding, reflection
from actionlearning.domain.member.aggregate import register as decide_registration
from actionlearning.domain.member.errors import NoSuchValue
from actionlearning.domain.values import (
    ActionRef,
    ConsentScope,
    Instrument,
    LearningId,
    LearningKind,
    Loop,
    MemberId,
    ProblemId,
    ProgrammeId,
    RatingPhase,
    ValueId,
)

__all__ = [
    "apply_learning",
    "capture_learning",
    "choose_learning_approach",
    "elicit_value",
    "give_consent",
    "lift_legal_hold",
    "note_value_tension",
    "place_legal_hold",
    "profile_learning_style",
    "rate_motivation",
    "rate_oneself",
    "register",
    "request_erasure",
    "review_learning_approach",
    "set_development_goal",
    "withdraw_consent",
]


class OnePersonsName(BadInput):
    """A name and a role are erased with their person, and with nobody else."""

    says = "a person's name and role are theirs alone; register them without saying who else it is about"


Style = Annotated[int, msgspec.Meta(ge=0, le=20)]


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
    if work.also_about:
        raise OnePersonsName
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


# How they are, and how they learn


def give_consent(work: Work, *, scope: ConsentScope) -> None:
    """Let what one says be used for something."""
    it = work.member(work.actor)
    work.record(it.id, reflection.give_consent(it, scope, by=work.actor, at=work.at))


def withdraw_consent(work: Work, *, scope: ConsentScope) -> None:
    """Let what one says be used for it no longer."""
    it = work.member(work.actor)
    work.record(it.id, reflection.withdraw_consent(it, scope, by=work.actor, at=work.at))


def elicit_value(work: Work, *, words: Words) -> ValueId:
    """Put into words what one holds important."""
    it = work.member(work.actor)
    value = ValueId(work.new_id())
    work.record(it.id, reflection.elicit_value(it, value, words=work.words(words), by=work.actor, at=work.at))
    return value


def note_value_tension(work: Work, *, own: ValueId, programme: ProgrammeId, organisational: ValueId, tension: Words) -> None:
    """Note that what one holds important pulls against what an organisation of a programme does."""
    it, elicited = work.member(work.actor), work.programme(programme).values
    if organisational not in elicited:
        raise NoSuchValue(value=organisational)
    event = reflection.note_tension(
        it,
        own,
        programme=programme,
        organisational=organisational,
        elicited_at=elicited[organisational],
        tension=work.words(tension),
        by=work.actor,
        at=work.at,
    )
    work.record(it.id, event)


def profile_learning_style(work: Work, *, activist: Style, reflector: Style, theorist: Style, pragmatist: Style) -> None:
    """Say how one likes to learn, 0 to 20 each (Honey & Mumford): an aid to reflection, never a score."""
    it = work.member(work.actor)
    event = reflection.profile_style(
        it,
        activist=activist,
        reflector=reflector,
        theorist=theorist,
        pragmatist=pragmatist,
        by=work.actor,
        at=work.at,
    )
    work.record(it.id, event)


def set_development_goal(work: Work, *, goal: Words) -> None:
    """Say what one wants to become better at."""
    it = work.member(work.actor)
    work.record(it.id, reflection.set_goal(it, goal=work.words(goal), by=work.actor, at=work.at))


def choose_learning_approach(work: Work, *, approach: Words) -> None:
    """Choose how one wants to learn."""
    it = work.member(work.actor)
    work.record(it.id, reflection.choose_approach(it, approach=work.words(approach), by=work.actor, at=work.at))


def review_learning_approach(work: Work, *, keep: bool, review: Words) -> None:
    """Look back at the approach one chose last, and keep it or not."""
    it = work.member(work.actor)
    event = reflection.review_approach(it, keep=keep, review=work.words(review), by=work.actor, at=work.at)
    work.record(it.id, event)


def rate_motivation(work: Work, *, score: Score) -> None:
    """Say how motivated one is to apply what one learns, on 1 to 10."""
    it = work.member(work.actor)
    work.record(it.id, reflection.rate_motivation(it, score=score, by=work.actor, at=work.at))


def request_erasure(work: Work) -> None:
    """Ask to be forgotten: from now on one writes nothing about oneself. Asking again asks for nothing more."""
    it = work.member(work.actor)
    work.record(it.id, it.request_erasure(by=work.actor, at=work.at))


# What must be kept


def place_legal_hold(work: Work, *, member: MemberId, reason: Title) -> None:
    """Have what somebody said kept for the law: they cannot be forgotten until it is lifted. The reason names nobody."""
    it = work.member(member)
    work.record(member, holding.place_hold(it, reason=reason, by=work.actor, at=work.at))


def lift_legal_hold(work: Work, *, member: MemberId, reason: Title) -> None:
    """Say that it need not be kept any longer."""
    it = work.member(member)
    work.record(member, holding.lift_hold(it, reason=reason, by=work.actor, at=work.at))
