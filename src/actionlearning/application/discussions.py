"""What is said and thought of a problem: questions and advice, what is voiced, what the owner takes from it and decides.

These are use cases of the room ``problems``, and are called by its name.
"""

from __future__ import annotations

from typing import Annotated

import msgspec

from actionlearning.application.inputs import Score, SessionNumber, Words
from actionlearning.application.work import Work
from actionlearning.domain.personal import Personal
from actionlearning.domain.problem import thinking
from actionlearning.domain.problem.discussion import Discussion
from actionlearning.domain.values import (
    ActionId,
    AssumptionId,
    AssumptionVerdict,
    Feeling,
    InsightLevel,
    MemberId,
    ProblemId,
    QuestionForm,
    QuestionFunction,
)

__all__ = [
    "ask_question",
    "challenge_assumption",
    "decide",
    "encourage",
    "gain_perspective",
    "generate_option",
    "give_advice",
    "map_stakeholders",
    "rate_clarity",
    "rate_support",
    "record_insight",
    "reframe",
    "test_assumption",
    "voice_feeling",
    "voice_not_knowing",
]

ROOM = "problems"
"""The room under whose name these use cases are called."""

Count = Annotated[int, msgspec.Meta(ge=0, le=1000)]


def ask_question(
    work: Work,
    *,
    problem: ProblemId,
    session: SessionNumber,
    form: QuestionForm,
    function: QuestionFunction,
    asker: MemberId | None = None,
    text: Words | None = None,
) -> None:
    """Record a question to the presenter; ``asker`` is whoever acts unless somebody writes it down for them."""
    by = asker or work.actor
    held, said = _discussion(work, problem, session), _said(work, text, by)
    work.record(problem, held.ask(asker=by, form=form, function=function, text=said, at=work.at))


def give_advice(
    work: Work, *, problem: ProblemId, session: SessionNumber, giver: MemberId | None = None, text: Words | None = None
) -> None:
    """Record a piece of advice; it is not refused, it is counted."""
    by = giver or work.actor
    held, said = _discussion(work, problem, session), _said(work, text, by)
    work.record(problem, held.hear_advice(giver=by, text=said, at=work.at))


def challenge_assumption(
    work: Work, *, problem: ProblemId, session: SessionNumber, assumption: Words, challenger: MemberId | None = None
) -> AssumptionId:
    """Challenge what the owner takes for granted, as a peer or the session's adviser: whoever acts unless named."""
    by, new = challenger or work.actor, AssumptionId(work.new_id())
    held, said = _discussion(work, problem, session), work.words(assumption, by)
    work.record(problem, held.challenge(new, words=said, challenger=by, at=work.at))
    return new


def voice_feeling(
    work: Work,
    *,
    problem: ProblemId,
    session: SessionNumber,
    feeling: Feeling,
    words: Words | None = None,
    by: MemberId | None = None,
) -> None:
    """Somebody in the room, whoever acts unless named, says what they feel about it; it stays in the set."""
    who = by or work.actor
    held, said = _discussion(work, problem, session), _said(work, words, who)
    work.record(problem, held.voice_feeling(feeling, words=said, by=who, at=work.at))


def voice_not_knowing(
    work: Work, *, problem: ProblemId, session: SessionNumber, words: Words | None = None, by: MemberId | None = None
) -> None:
    """Somebody in the room, whoever acts unless named, says that they do not know; it stays in the set."""
    who = by or work.actor
    held, said = _discussion(work, problem, session), _said(work, words, who)
    work.record(problem, held.voice_not_knowing(words=said, by=who, at=work.at))


def record_insight(work: Work, *, problem: ProblemId, session: SessionNumber, insight: Words, level: InsightLevel) -> None:
    """The presenter says what they see now that they did not see before."""
    held, seen = _discussion(work, problem, session), work.words(insight)
    work.record(problem, held.record_insight(level=level, insight=seen, by=work.actor, at=work.at))


def reframe(work: Work, *, problem: ProblemId, session: SessionNumber, now: Words, level: InsightLevel) -> None:
    """The presenter puts the problem differently."""
    held = _discussion(work, problem, session)
    work.record(problem, held.reframe(level=level, now=work.words(now), by=work.actor, at=work.at))


def gain_perspective(
    work: Work, *, problem: ProblemId, session: SessionNumber, from_member: MemberId, perspective: Words
) -> None:
    """The presenter says what they see with the eyes of somebody else in the room."""
    held, seen = _discussion(work, problem, session), work.words(perspective)
    work.record(problem, held.gain_perspective(from_member=from_member, perspective=seen, by=work.actor, at=work.at))


def generate_option(work: Work, *, problem: ProblemId, session: SessionNumber, option: Words) -> None:
    """The presenter says what could be done."""
    held = _discussion(work, problem, session)
    work.record(problem, held.generate_option(option=work.words(option), by=work.actor, at=work.at))


def rate_support(work: Work, *, problem: ProblemId, session: SessionNumber, challenge: Score, support: Score) -> None:
    """The owner rates how challenged and how supported they were in a session that worked on it, on 1 to 10."""
    held = _discussion(work, problem, session)
    work.record(problem, held.rate_support(challenge=challenge, support=support, by=work.actor, at=work.at))


def rate_clarity(work: Work, *, problem: ProblemId, session: SessionNumber, clarity: Score) -> None:
    """The presenter rates how clear the problem is to them after the questions, on 1 to 10."""
    held = _discussion(work, problem, session)
    work.record(problem, held.rate_clarity(clarity=clarity, by=work.actor, at=work.at))


def map_stakeholders(
    work: Work, *, problem: ProblemId, knows: Words | None = None, cares: Words | None = None, can: Words | None = None
) -> None:
    """Say who knows about one's problem, who cares, and who can do something: at least one of them; the later map counts."""
    it = work.problem(problem)
    event = thinking.map_stakeholders(
        it,
        knows=work.words_if(knows),
        cares=work.words_if(cares),
        can=work.words_if(can),
        by=work.actor,
        at=work.at,
    )
    work.set(it.set).must_have(it.owner, work.at)
    work.record(problem, event)


def test_assumption(
    work: Work,
    *,
    problem: ProblemId,
    assumption: AssumptionId,
    verdict: AssumptionVerdict,
    how: Words | None = None,  # noqa: PT028  # a use case and no test
) -> None:
    """Say how an assumption on one's problem stood the test; it may be tested again."""
    it, tested = work.problem(problem), work.words_if(how)
    event = thinking.test_assumption(it, assumption, verdict=verdict, how=tested, by=work.actor, at=work.at)
    work.record(problem, event)


def decide(
    work: Work,
    *,
    problem: ProblemId,
    decision: Words,
    reasons: Words,
    alternatives: Words | None = None,
    considered: Count = 0,
) -> None:
    """Decide on one's problem, with reasons; ``considered`` is how many alternatives there were."""
    it = work.problem(problem)
    event = thinking.decide(
        it,
        decision=work.words(decision),
        reasons=work.words(reasons),
        alternatives=work.words_if(alternatives),
        considered=considered,
        by=work.actor,
        at=work.at,
    )
    work.set(it.set).must_have(it.owner, work.at)
    work.record(problem, event)


def encourage(work: Work, *, problem: ProblemId, action: ActionId | None = None, words: Words | None = None) -> None:
    """Encourage a peer, with an action of theirs or with the problem as a whole."""
    it = work.problem(problem)
    home, said = work.set(it.set), work.words_if(words)
    work.record(problem, thinking.encourage(it, home=home, action=action, words=said, by=work.actor, at=work.at))


def _discussion(work: Work, problem: ProblemId, session: int) -> Discussion:
    return Discussion(*work.room_of(problem, session))


def _said(work: Work, text: str | None, speaker: MemberId) -> Personal | None:
    """What a speaker said, whoever writes it down."""
    return None if text is None else work.words(text, speaker)
