"""A group: one simulated set as its story follows it from session to session."""

from __future__ import annotations

from datetime import datetime, timedelta

from attrs import Factory, define

from actionlearning.application import members, problems
from actionlearning.domain.values import (
    ActionRef,
    AssumptionId,
    LearningKind,
    Loop,
    MemberId,
    OutcomeResult,
    ProblemId,
    SetId,
    SetKind,
)
from actionlearning.simulation import words as said
from actionlearning.simulation.chance import Mix
from actionlearning.simulation.story import Promise, Story

__all__ = ["Brought", "Group"]

RESULTS = Mix({OutcomeResult.ACHIEVED: 0.68, OutcomeResult.PARTIAL: 0.2, OutcomeResult.NOT_ACHIEVED: 0.12})
LEARNING_KINDS = Mix(
    {LearningKind.INSIGHT: 0.35, LearningKind.SKILL: 0.3, LearningKind.UNDERSTANDING: 0.25, LearningKind.MODEL: 0.1}
)
LOOPS = Mix({Loop.SINGLE: 0.7, Loop.DOUBLE: 0.3})


@define
class Brought:
    """A problem that a member works on, and what it is about."""

    id: ProblemId
    topic: str
    presented: int = 0


@define(kw_only=True)
class Group:
    """The set, who belongs to it now, and what they owe each other."""

    story: Story
    id: SetId
    kind: SetKind
    adviser: MemberId
    sessions: int
    members: list[MemberId] = Factory(list)
    rota: list[MemberId] = Factory(list)
    guest: MemberId | None = None
    """A candidate who advises the next session."""

    contract: int = 1
    working_on: dict[MemberId, Brought] = Factory(dict)
    promises: list[Promise] = Factory(list)
    """Those that nobody has reviewed or released."""

    last_settled: Promise | None = None
    doubts: list[tuple[Brought, MemberId, AssumptionId]] = Factory(list)
    """Assumptions that nobody has tested."""

    far: float = 0.0
    """How far it has come from its first session to its last, 0 to 1."""

    def promises_of(self, member: MemberId) -> list[Promise]:
        return [each for each in self.promises if each.owner == member]

    def peers_of(self, member: MemberId) -> list[MemberId]:
        return [each for each in self.members if each != member]

    def report(self, promise: Promise, at: datetime) -> None:
        """The owner says what an action brought, truly or hopefully."""
        story, chance = self.story, self.story.chance
        result = chance.of_mix(RESULTS)
        done = None
        if result is OutcomeResult.ACHIEVED or chance.happens(0.3):
            days = (story.day(at) - promise.committed_on).days
            done = promise.committed_on + timedelta(days=chance.number(min(1, days), days))
        evidence = story.words.one_of(said.EVIDENCE) if chance.happens(0.55) else None
        about = {"problem": promise.problem, "action": promise.action}
        story.desk.do(problems.report_outcome, promise.owner, at, **about, result=result, done_on=done, evidence=evidence)
        promise.reported = True

    def settled(self, promise: Promise) -> None:
        """It has been reviewed, and may be claimed for."""
        self.promises.remove(promise)
        self.last_settled = promise
        self.story.reviewed.append((promise.owner, ActionRef(promise.problem, promise.action)))

    def taken_up_again(self, promise: Promise) -> None:
        """It is open again, and nothing to claim for."""
        self.last_settled = None
        self.promises.append(promise)
        self.story.reviewed = [each for each in self.story.reviewed if each[1].action != promise.action]

    def learn_from(self, promise: Promise, at: datetime) -> None:
        """The owner puts into words what an action taught."""
        story, chance = self.story, self.story.chance
        learning = story.desk.do(
            members.capture_learning,
            promise.owner,
            at,
            source=ActionRef(promise.problem, promise.action),
            what=story.words.one_of(said.LEARNT),
            kind=chance.of_mix(LEARNING_KINDS),
            loop=chance.of_mix(LOOPS),
        )
        promise.learnt.append(learning)
        story.learnt.append((promise.owner, learning, promise.problem))
