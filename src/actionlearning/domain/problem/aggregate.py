"""A problem: one member brings it, the set questions it, action moves it.

Read this page first. What may happen to one action after the commitment is decided in ``action``. Every decision returns
events or refuses, and changes nothing; ``fold`` says how the state follows from the events, and never refuses.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from enum import Enum

import attrs
from attrs import frozen

from actionlearning.domain import policies
from actionlearning.domain.personal import Personal
from actionlearning.domain.policies import PolicyBreachNoted
from actionlearning.domain.problem import errors
from actionlearning.domain.problem.action import Action
from actionlearning.domain.problem.events import (
    ActionCommitted,
    AdviceGiven,
    AlignmentConfirmed,
    InsightRecorded,
    ObjectiveLinked,
    ProblemAccepted,
    ProblemLeftUnresolved,
    ProblemParked,
    ProblemPresented,
    ProblemRaised,
    ProblemReframed,
    ProblemResolved,
    ProblemReturned,
    ProblemWithdrawn,
    QuestionAsked,
)
from actionlearning.domain.set.aggregate import Set
from actionlearning.domain.set.errors import NotTheirProblem
from actionlearning.domain.set.meeting import Roster
from actionlearning.domain.times import day_of, in_order
from actionlearning.domain.values import (
    ActionId,
    ActionKind,
    InsightLevel,
    MemberId,
    ObjectiveId,
    Origin,
    ProblemId,
    QuestionForm,
    QuestionFunction,
    SetId,
)

__all__ = ["Problem", "ProblemStage", "raise_problem"]


class ProblemStage(Enum):
    RAISED = "raised"
    ACCEPTED = "accepted"
    RETURNED = "returned"
    PRESENTED = "presented"
    ACTIVE = "active"
    RESOLVED = "resolved"
    UNRESOLVED = "left unresolved"
    PARKED = "parked"
    WITHDRAWN = "withdrawn"


LIVE = frozenset({ProblemStage.ACCEPTED, ProblemStage.PRESENTED, ProblemStage.ACTIVE})


@frozen(kw_only=True)
class Problem:
    """Just enough state to decide what may happen next."""

    set: SetId
    owner: MemberId
    stage: ProblemStage = ProblemStage.RAISED
    last_change: datetime
    accepted_at: datetime | None = None
    presented_at: datetime | None = None
    ended_at: datetime | None = None
    objectives: frozenset[ObjectiveId] = frozenset()
    actions: Mapping[ActionId, Action] = attrs.Factory(dict)
    last_acts: Mapping[tuple[int, MemberId], datetime] = attrs.Factory(dict)
    """When each person last acted on it in each session: neither closes a session, nor checks out of it, before that."""

    @property
    def is_live(self) -> bool:
        return self.stage in LIVE

    def last_acts_in(self, session: int, *people: MemberId) -> tuple[datetime, ...]:
        """When these people, or all if none is named, last acted on it in a session."""
        return tuple(at for (held, by), at in self.last_acts.items() if held == session and (not people or by in people))

    def owner_for_airtime(self, problem: ProblemId, *, home: SetId) -> MemberId:
        """Whom airtime for it belongs to. Raises unless that set has taken it on and it has not ended."""
        self.must_be_live("give it airtime")
        if self.set != home:
            raise NotTheirProblem(member=self.owner, problem=problem)
        return self.owner

    def open_actions(self, at: datetime) -> tuple[ActionId, ...]:
        """The actions that are open, or were at a moment of the past."""
        return tuple(action.id for action in self.actions.values() if action.is_open or at < action.last_change)

    def action(self, action: ActionId) -> Action:
        """Raises ``NoSuchAction``."""
        if action not in self.actions:
            raise errors.NoSuchAction(action=action)
        return self.actions[action]

    # From bringing to presenting

    def accept(self, *, at: datetime) -> ProblemAccepted:
        self._raised("accept it", at)
        return ProblemAccepted()

    def give_back(self, *, reason: Personal, at: datetime) -> ProblemReturned:
        """Return it with the reason: a puzzle belongs to an expert."""
        self._raised("return it", at)
        return ProblemReturned(reason)

    def link(self, objective: ObjectiveId) -> ObjectiveLinked:
        """Anybody may say which objective it serves, while it is not over."""
        if self.stage is not ProblemStage.RAISED:
            self.must_be_live("link it to an objective")
        if objective in self.objectives:
            raise errors.LinkedAlready
        return ObjectiveLinked(objective)

    def confirm_alignment(self, *, still_matters: bool, by: MemberId) -> AlignmentConfirmed:
        self._theirs(by, "confirm its alignment")
        return AlignmentConfirmed(still_matters)

    def present(self, *, roster: Roster, clarity_before: int | None, by: MemberId, at: datetime) -> ProblemPresented:
        """Bring it to the set, in a slot that is opened in the same decision."""
        self._theirs(by, "present it")
        self.must_be_live("present it")
        in_order("the problem", self.accepted_at, at)
        roster.must_hold(by)
        return ProblemPresented(roster.session, clarity_before)

    # What peers bring, and what the owner takes from it

    def ask(
        self,
        *,
        roster: Roster,
        asker: MemberId,
        form: QuestionForm,
        function: QuestionFunction,
        text: Personal | None,
        at: datetime,
    ) -> QuestionAsked:
        """A peer or the session's adviser asks; never the owner themself."""
        self._heard("ask a question", at)
        if asker == self.owner:
            raise errors.OwnQuestion(owner=self.owner)
        roster.must_let_ask(asker)
        return QuestionAsked(roster.session, asker, form, function, text)

    def hear_advice(self, *, roster: Roster, giver: MemberId, text: Personal | None, at: datetime) -> AdviceGiven:
        """Advice is not refused: it is recorded, and counted."""
        self._heard("give advice", at)
        roster.must_let_ask(giver)
        return AdviceGiven(roster.session, giver, text)

    def record_insight(
        self, *, roster: Roster, level: InsightLevel, insight: Personal, by: MemberId, at: datetime
    ) -> InsightRecorded:
        self._theirs(by, "record their insight")
        self._heard("record an insight", at)
        roster.must_hold(by)
        return InsightRecorded(roster.session, level, insight)

    def reframe(self, *, roster: Roster, level: InsightLevel, now: Personal, by: MemberId, at: datetime) -> ProblemReframed:
        self._theirs(by, "reframe it")
        self._heard("reframe it", at)
        roster.must_hold(by)
        return ProblemReframed(roster.session, level, now)

    def commit(
        self,
        action: ActionId,
        *,
        roster: Roster,
        what: Personal,
        success_measure: Personal,
        due: date,
        origin: Origin,
        kind: ActionKind,
        continues: ActionId | None,
        by: MemberId,
        at: datetime,
    ) -> tuple[ActionCommitted | PolicyBreachNoted, ...]:
        """The owner, checked in, commits to one step in any part of a session."""
        self._theirs(by, "commit to an action on it")
        self.must_be_live("commit to an action")
        self._heard("commit to an action", at)
        roster.must_hold(by)
        roster.must_come_back()
        if continues is not None:
            self.action(continues)
        today = day_of(at, roster.time_zone)
        if due < today:
            raise errors.DueInThePast(due=due, today=today)
        committed = ActionCommitted(action, roster.session, due, origin, kind, what, success_measure, continues)
        return (committed, *policies.due_before_the_next_session(due, roster.next_session))

    # The end

    def resolve(self, *, how: Personal | None, by: MemberId, at: datetime) -> ProblemResolved:
        self._ending("declare it resolved", by, at)
        return ProblemResolved(how)

    def leave_unresolved(self, *, reason: Personal, by: MemberId, at: datetime) -> ProblemLeftUnresolved:
        self._ending("leave it unresolved", by, at)
        return ProblemLeftUnresolved(reason)

    def withdraw(self, *, reason: Personal, by: MemberId, at: datetime) -> ProblemWithdrawn:
        self._theirs(by, "withdraw it")
        if self.stage is not ProblemStage.RAISED:
            self._ending("withdraw it", by, at)
        in_order("the problem", self.last_change, at)
        return ProblemWithdrawn(reason)

    def park(self, *, reason: Personal, by: MemberId, at: datetime) -> ProblemParked:
        self._ending("park it", by, at)
        return ProblemParked(reason)

    def park_for_leaver(self, *, reason: Personal, at: datetime) -> ProblemParked:
        """Put it aside because its owner leaves, whoever records that."""
        in_order("the problem", self.last_change, at)
        return ProblemParked(reason)

    # What the decisions above share

    def _theirs(self, by: MemberId, wanted: str) -> None:
        if by != self.owner:
            raise errors.NotTheOwner(member=by, owner=self.owner, wanted=wanted)

    def _raised(self, wanted: str, at: datetime) -> None:
        if self.stage is not ProblemStage.RAISED:
            raise errors.WrongProblemStage(wanted=wanted, stage=self.stage.value)
        in_order("the problem", self.last_change, at)

    def must_be_live(self, wanted: str) -> None:
        """Raise ``WrongProblemStage`` unless the set has taken it on and it has not ended."""
        if not self.is_live:
            raise errors.WrongProblemStage(wanted=wanted, stage=self.stage.value)

    def _heard(self, wanted: str, at: datetime) -> None:
        """A fact of a session may be recorded late: it is judged against the problem as it was at its time."""
        if self.ended_at is None or at >= self.ended_at:
            self.must_be_live(wanted)
        if self.presented_at is None or at < self.presented_at:
            raise errors.NeverPresented(wanted=wanted)

    def _ending(self, wanted: str, by: MemberId, at: datetime) -> None:
        self._theirs(by, wanted)
        self.must_be_live(wanted)
        still_open = self.open_actions(at)
        if still_open:
            raise errors.ActionsInTheWay(actions=still_open, wanted=wanted)
        in_order("the problem", max([self.last_change, *self.last_acts.values()]), at)


def raise_problem(
    *,
    set_id: SetId,
    home: Set,
    owner: MemberId,
    title: Personal,
    stake: Personal,
    authority_to_act: Personal,
    resubmission_of: ProblemId | None,
    at: datetime,
) -> ProblemRaised:
    """Bring a problem to one's set: one's own, with a stake in it and the authority to act."""
    home.must_have(owner, at)
    return ProblemRaised(set_id, owner, title, stake, authority_to_act, resubmission_of)
