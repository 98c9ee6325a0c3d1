"""A problem: one member brings it, the set questions it, action moves it.

Read this page first: how a problem is brought, presented, acted on and ended. What is said of it in a session is decided in
``discussion``, what is thought and said between sessions in ``thinking``, what may happen to one action after the commitment
in ``action``, what is put right later in ``corrections``, and what a sponsor may read in ``releasing``. Every decision
returns events or refuses, and changes nothing; ``fold`` says how the state follows from the events, and never refuses.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime

import attrs
from attrs import frozen

from actionlearning.domain import policies
from actionlearning.domain.personal import Personal, Place
from actionlearning.domain.policies import PolicyBreachNoted
from actionlearning.domain.problem import errors
from actionlearning.domain.problem.action import Action
from actionlearning.domain.problem.events import (
    ActionCommitted,
    AlignmentConfirmed,
    ObjectiveLinked,
    ProblemAccepted,
    ProblemLeftUnresolved,
    ProblemParked,
    ProblemPresented,
    ProblemRaised,
    ProblemResolved,
    ProblemReturned,
    ProblemWithdrawn,
)
from actionlearning.domain.problem.parts import LIVE, ProblemStage, Question, Worked
from actionlearning.domain.set.aggregate import Set
from actionlearning.domain.set.errors import NotTheirProblem
from actionlearning.domain.set.meeting import Roster
from actionlearning.domain.times import day_of, in_order
from actionlearning.domain.values import (
    ActionId,
    ActionKind,
    AssumptionId,
    MemberId,
    ObjectiveId,
    Origin,
    ProblemId,
    SetId,
)

__all__ = ["Problem", "ProblemStage", "raise_problem"]


@frozen(kw_only=True, slots=False)
class Problem:
    """Just enough state to decide what may happen next."""

    set: SetId
    owner: MemberId
    stage: ProblemStage = ProblemStage.RAISED
    version: int = 1
    """How many events it was folded from: the version of the last one in its stream."""

    raised_at: datetime
    last_change: datetime
    accepted_at: datetime | None = None
    presented_at: datetime | None = None
    ended_at: datetime | None = None
    """When it was returned, or came to whatever end."""

    objectives: frozenset[ObjectiveId] = frozenset()
    actions: Mapping[ActionId, Action] = attrs.Factory(dict)
    last_acts: Mapping[tuple[int, MemberId], datetime] = attrs.Factory(dict)
    """When each person last acted on it in each session: neither closes a session, nor checks out of it, before that."""

    last_word: datetime | None = None
    """When something was last said of it outside of a session."""

    sessions: Mapping[int, Worked] = attrs.Factory(dict)
    questions: Mapping[int, Question] = attrs.Factory(dict)
    """Every question by the version at which it was recorded."""

    assumptions: Mapping[AssumptionId, datetime] = attrs.Factory(dict)
    """When each one was challenged."""

    released: frozenset[Place] = frozenset()
    """The texts that the sponsor may read."""

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
        in_order("the problem", self.last_word, at)
        return ProblemReturned(reason)

    def link(self, objective: ObjectiveId, *, at: datetime) -> ObjectiveLinked:
        """Anybody may say which objective it serves, while it is not over."""
        in_order("the problem", self.raised_at, at)
        if self.stage is not ProblemStage.RAISED:
            self.must_be_live("link it to an objective")
        if objective in self.objectives:
            raise errors.LinkedAlready
        return ObjectiveLinked(objective)

    def confirm_alignment(self, *, still_matters: bool, by: MemberId, at: datetime) -> AlignmentConfirmed:
        self.must_belong_to(by, "confirm its alignment")
        in_order("the problem", self.raised_at, at)
        return AlignmentConfirmed(still_matters)

    def present(self, *, roster: Roster, clarity_before: int | None, by: MemberId, at: datetime) -> ProblemPresented:
        """Bring it to the set, in a slot that is opened in the same decision."""
        self.must_belong_to(by, "present it")
        self.must_be_live("present it")
        in_order("the problem", self.accepted_at, at)
        roster.must_hold(by)
        return ProblemPresented(roster.session, clarity_before)

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
        self.must_belong_to(by, "commit to an action on it")
        self.must_be_live("commit to an action")
        self.must_have_been_heard("commit to an action", at)
        roster.must_hold(by)
        roster.must_come_back()
        if continues is not None:
            in_order("the action it continues", self.action(continues).committed_at, at)
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
        self.must_belong_to(by, "withdraw it")
        if self.stage is not ProblemStage.RAISED:
            self._ending("withdraw it", by, at)
        self._after_everything(at)
        return ProblemWithdrawn(reason)

    def park(self, *, reason: Personal, by: MemberId, at: datetime) -> ProblemParked:
        self._ending("park it", by, at)
        return ProblemParked(reason)

    def park_for_leaver(self, *, reason: Personal, at: datetime) -> ProblemParked:
        """Put it aside because its owner leaves, whoever records that."""
        self._after_everything(at)
        return ProblemParked(reason)

    # What the decisions share, here and in the rooms beside

    def must_belong_to(self, by: MemberId, wanted: str) -> None:
        """Raise ``NotTheOwner`` unless it is theirs."""
        if by != self.owner:
            raise errors.NotTheOwner(member=by, owner=self.owner, wanted=wanted)

    def must_take_another(self, by: MemberId, what: str) -> None:
        """Raise ``TakesSomebodyElse`` if it is theirs."""
        if by == self.owner:
            raise errors.TakesSomebodyElse(owner=self.owner, what=what)

    def must_be_live(self, wanted: str) -> None:
        """Raise ``WrongProblemStage`` unless the set has taken it on and it has not ended."""
        if not self.is_live:
            raise errors.WrongProblemStage(wanted=wanted, stage=self.stage.value)

    def must_not_have_been_over(self, wanted: str, at: datetime) -> None:
        """Raise ``WrongProblemStage`` if it had ended by then, and ``BeforeLastChange`` before it was raised."""
        in_order("the problem", self.raised_at, at)
        if self.ended_at is not None and at >= self.ended_at:
            raise errors.WrongProblemStage(wanted=wanted, stage=self.stage.value)

    def must_have_been_live(self, wanted: str, at: datetime) -> None:
        """What is recorded late is judged against the problem as it was at its time: taken on, and not yet over."""
        self.must_not_have_been_over(wanted, at)
        if self.accepted_at is None:
            raise errors.WrongProblemStage(wanted=wanted, stage=self.stage.value)
        in_order("the problem", self.accepted_at, at)

    def must_have_been_heard(self, wanted: str, at: datetime) -> None:
        """Raise ``NeverPresented`` unless it had been presented by then, and ``WrongProblemStage`` unless it was live."""
        if self.ended_at is None or at >= self.ended_at:
            self.must_be_live(wanted)
        if self.presented_at is None or at < self.presented_at:
            raise errors.NeverPresented(wanted=wanted)

    def must_be_brought_again_by(self, by: MemberId, at: datetime) -> None:
        """Only what the set returned comes back, brought by the same owner."""
        self.must_belong_to(by, "bring it again")
        if self.stage is not ProblemStage.RETURNED:
            raise errors.NotReturned(stage=self.stage.value)
        in_order("the problem", self.last_change, at)

    def _raised(self, wanted: str, at: datetime) -> None:
        if self.stage is not ProblemStage.RAISED:
            raise errors.WrongProblemStage(wanted=wanted, stage=self.stage.value)
        in_order("the problem", self.last_change, at)

    def _ending(self, wanted: str, by: MemberId, at: datetime) -> None:
        self.must_belong_to(by, wanted)
        self.must_be_live(wanted)
        still_open = self.open_actions(at)
        if still_open:
            raise errors.ActionsInTheWay(actions=still_open, wanted=wanted)
        self._after_everything(at)

    def _after_everything(self, at: datetime) -> None:
        """Nothing is said of a problem, in a session or outside, after it has ended."""
        for last in (self.last_change, *self.last_acts.values(), self.last_word):
            in_order("the problem", last, at)


def raise_problem(
    *,
    set_id: SetId,
    home: Set,
    owner: MemberId,
    title: Personal,
    stake: Personal,
    authority_to_act: Personal,
    resubmission_of: tuple[ProblemId, Problem] | None,
    at: datetime,
) -> ProblemRaised:
    """Bring a problem to one's set: one's own, with a stake in it and the authority to act.

    ``resubmission_of`` is a problem that was returned to its owner, who brings it again.
    """
    home.must_not_have_closed("bring a problem", at)
    home.must_have(owner, at)
    if resubmission_of is None:
        return ProblemRaised(set_id, owner, title, stake, authority_to_act)
    returned, it = resubmission_of
    it.must_be_brought_again_by(owner, at)
    return ProblemRaised(set_id, owner, title, stake, authority_to_act, returned)
