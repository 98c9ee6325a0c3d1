"""A discussion: a problem together with who was in the room, where everything that is said of it in a session is decided."""

from __future__ import annotations

from datetime import datetime

from attrs import frozen

from actionlearning.domain.personal import Personal
from actionlearning.domain.problem import errors
from actionlearning.domain.problem.aggregate import Problem
from actionlearning.domain.problem.events import AdviceGiven, InsightRecorded, ProblemReframed, QuestionAsked
from actionlearning.domain.problem.thinking_events import (
    AssumptionChallenged,
    ClarityRated,
    FeelingVoiced,
    NotKnowingVoiced,
    OptionGenerated,
    PerspectiveGained,
    SupportRated,
)
from actionlearning.domain.set.meeting import Roster
from actionlearning.domain.values import AssumptionId, Feeling, InsightLevel, MemberId, QuestionForm, QuestionFunction

__all__ = ["Discussion"]


@frozen
class Discussion:
    """One problem in one session, at the moment of the roster."""

    problem: Problem
    roster: Roster

    # What peers bring

    def ask(
        self, *, asker: MemberId, form: QuestionForm, function: QuestionFunction, text: Personal | None, at: datetime
    ) -> QuestionAsked:
        """A peer or the session's adviser asks; never the owner themself."""
        self.problem.must_have_been_heard("ask a question", at)
        if asker == self.problem.owner:
            raise errors.OwnQuestion(owner=asker)
        self.roster.must_let_ask(asker)
        return QuestionAsked(self.roster.session, asker, form, function, text)

    def hear_advice(self, *, giver: MemberId, text: Personal | None, at: datetime) -> AdviceGiven:
        """Advice is not refused: it is recorded, and counted."""
        self._anybody(giver, "give advice", at)
        return AdviceGiven(self.roster.session, giver, text)

    def challenge(
        self, assumption: AssumptionId, *, words: Personal, challenger: MemberId, at: datetime
    ) -> AssumptionChallenged:
        """A peer or the session's adviser doubts what the owner takes for granted."""
        self.problem.must_take_another(challenger, "challenging an assumption")
        self._anybody(challenger, "challenge an assumption", at)
        return AssumptionChallenged(assumption, self.roster.session, challenger, words)

    # What anybody in the room may voice

    def voice_feeling(self, feeling: Feeling, *, words: Personal | None, by: MemberId, at: datetime) -> FeelingVoiced:
        """The owner, too, may voice unease or doubt; it stays in the set."""
        self._anybody(by, "voice a feeling", at)
        return FeelingVoiced(self.roster.session, by, feeling, words)

    def voice_not_knowing(self, *, words: Personal | None, by: MemberId, at: datetime) -> NotKnowingVoiced:
        """Not to know is where questions begin; it stays in the set."""
        self._anybody(by, "voice not knowing", at)
        return NotKnowingVoiced(self.roster.session, by, words)

    # What the owner takes from it

    def record_insight(self, *, level: InsightLevel, insight: Personal, by: MemberId, at: datetime) -> InsightRecorded:
        self._owner(by, "record their insight", at)
        return InsightRecorded(self.roster.session, level, insight)

    def reframe(self, *, level: InsightLevel, now: Personal, by: MemberId, at: datetime) -> ProblemReframed:
        self._owner(by, "reframe it", at)
        return ProblemReframed(self.roster.session, level, now)

    def gain_perspective(
        self, *, from_member: MemberId, perspective: Personal, by: MemberId, at: datetime
    ) -> PerspectiveGained:
        """The owner sees it with the eyes of somebody else who is there."""
        self._owner(by, "say whose perspective they gained", at)
        self.problem.must_take_another(from_member, "another perspective")
        self.roster.must_let_ask(from_member)
        return PerspectiveGained(self.roster.session, from_member, perspective)

    def generate_option(self, *, option: Personal, by: MemberId, at: datetime) -> OptionGenerated:
        self._owner(by, "say what could be done", at)
        return OptionGenerated(self.roster.session, option)

    # How it was for the owner

    def rate_support(self, *, challenge: int, support: int, by: MemberId, at: datetime) -> SupportRated:
        """The owner rates a session in which the set worked on the problem, presented there or not."""
        wanted = "rate challenge and support"
        self._owner(by, wanted, at)
        worked = self.problem.sessions.get(self.roster.session)
        if worked is None or at < worked.since:
            raise errors.NotWorkedOn(session=self.roster.session, wanted=wanted)
        return SupportRated(self.roster.session, by, challenge, support)

    def rate_clarity(self, *, clarity: int, by: MemberId, at: datetime) -> ClarityRated:
        """The owner says how clear it is to them after the questions to what they presented."""
        self._owner(by, "rate clarity", at)
        worked = self.problem.sessions.get(self.roster.session)
        if worked is None or worked.presented is None or at < worked.presented:
            raise errors.NotPresentedThen(session=self.roster.session)
        return ClarityRated(self.roster.session, clarity)

    # What the decisions above share

    def _anybody(self, person: MemberId, wanted: str, at: datetime) -> None:
        """Anybody in the room, and the session's adviser, speaks of a problem that was presented."""
        self.problem.must_have_been_heard(wanted, at)
        self.roster.must_let_ask(person)

    def _owner(self, by: MemberId, wanted: str, at: datetime) -> None:
        """The owner, in the room, speaks of their problem once it was presented."""
        self.problem.must_belong_to(by, wanted)
        self.problem.must_have_been_heard(wanted, at)
        self.roster.must_hold(by)
