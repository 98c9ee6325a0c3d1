"""A sitting: one session of a simulated set, from its opening to its close, recorded as it goes or written up afterwards."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date, datetime, timedelta
from typing import Any, TypedDict, TypeVar

from attrs import Factory, define

from actionlearning.application import problems, sessions, sets
from actionlearning.domain.values import InterventionKind, MemberId, ProblemId
from actionlearning.simulation import words as said
from actionlearning.simulation.chance import Mix
from actionlearning.simulation.group import Brought, Group
from actionlearning.simulation.story import Process, Promise, Story

__all__ = ["Sitting", "Steps", "as_it_goes", "written_up"]

R = TypeVar("R")

Steps = Iterator[datetime]
"""What happens in a session, step by step; each tells the time at which the next one happens."""

INTERVENTIONS = Mix(dict.fromkeys(InterventionKind, 1.0))
COMES = 0.9
STAYS_DUE = 0.12
"""How often an action that is due is not taken up in the session, for want of time."""


class About(TypedDict):
    """What is said in a session is said about a problem."""

    problem: ProblemId
    session: int


@define(kw_only=True)
class Sitting:
    """Who is there, and what time it is in the room."""

    group: Group
    number: int
    adviser: MemberId
    at: datetime
    meets_again: date
    present: list[MemberId] = Factory(list)

    @property
    def story(self) -> Story:
        return self.group.story

    def do(self, use_case: Callable[..., R], actor: MemberId, /, **arguments: Any) -> R:
        """Something happens in the room."""
        return self.story.desk.do(use_case, actor, self.at, **arguments)

    def after(self, least: int, most: int) -> datetime:
        """A few minutes later in the room, and some seconds."""
        chance = self.story.chance
        self.at += timedelta(minutes=chance.number(least, most), seconds=chance.number(0, 59))
        return self.at

    def about(self, brought: Brought) -> About:
        return {"problem": brought.id, "session": self.number}

    def others(self, than: MemberId) -> list[MemberId]:
        return [each for each in self.present if each != than]

    def scribe(self, speaker: MemberId) -> MemberId:
        """Who writes down what somebody says: themself, or the session's adviser."""
        return speaker if self.story.chance.happens(0.3) else self.adviser

    def gather(self) -> Steps:
        """It is opened, people arrive, and those who do not are noted."""
        story, chance, about = self.story, self.story.chance, {"set": self.group.id, "session": self.number}
        self.do(sets.open_session, self.adviser, **about)
        if self.adviser in self.group.members:
            self.present.append(self.adviser)
        yield self.after(0, 2)
        for member in self.group.members:
            if member == self.adviser:
                continue
            if chance.happens(COMES):
                energy = chance.score(6) if chance.happens(0.8) else None
                self.do(sets.check_in, chance.pick((member, self.adviser)), member=member, energy=energy, **about)
                self.present.append(member)
            else:
                self.do(sets.record_absence, self.adviser, member=member, apology=chance.happens(0.7), **about)
            yield self.after(0, 1)
        if chance.happens(0.5):
            note = story.words.one_of(said.NOTES) if chance.happens(0.3) else None
            self.do(sessions.make_intervention, self.adviser, kind=chance.of_mix(INTERVENTIONS), note=note, **about)

    def take_up(self) -> Steps:
        """What was promised for today is reported where it was not, and reviewed with peers, or promised anew."""
        chance, today = self.story.chance, self.story.day(self.at)
        for promise in list(self.group.promises):
            due = promise.due <= today + timedelta(days=3) or promise.reported
            if promise.owner not in self.present or not due or not self.others(promise.owner):
                continue
            if chance.happens(STAYS_DUE):
                continue
            if not promise.reported and chance.happens(0.3):
                self._renegotiate(promise)
            else:
                self._review(promise)
            yield self.after(3, 7)

    def _renegotiate(self, promise: Promise) -> None:
        chance = self.story.chance
        due = max(self.meets_again - timedelta(days=chance.number(1, 8)), self.story.day(self.at) + timedelta(days=1))
        about = {"problem": promise.problem, "action": promise.action, "session": self.number}
        self.do(problems.renegotiate_action, promise.owner, **about, due=due, reason=self.story.words.one_of(said.REASONS))
        promise.due = due

    def _review(self, promise: Promise) -> None:
        group, story, chance = self.group, self.story, self.story.chance
        if not promise.reported:
            group.report(promise, self.at)
        if not promise.learnt and chance.happens(0.4):
            group.learn_from(promise, self.at)
        self.do(
            problems.review_outcome,
            chance.pick((promise.owner, self.adviser)),
            problem=promise.problem,
            action=promise.action,
            session=self.number,
            peers=tuple(chance.some(self.others(promise.owner), 1, 4)),
            learning=tuple(promise.learnt) or "none yet",
            organisational_effect=story.words.one_of(said.EFFECTS),
            next_step=story.words.step(promise.topic) if chance.happens(0.3) else None,
        )
        group.settled(promise)

    def part(self) -> Steps:
        """They look back at how they worked, leave, and the session is closed."""
        story, chance, far = self.story, self.story.chance, self.group.far
        about = {"set": self.group.id, "session": self.number}
        if chance.happens(0.05):
            self.do(sessions.note_ground_rule_breach, self.adviser, rule=chance.number(1, 3), note=None, **about)
        if chance.happens(0.85):
            note = story.words.one_of(said.NOTES) if chance.happens(0.5) else None
            scores = {
                "safety": chance.score(6.5 + 2 * far),
                "challenge": chance.score(5 + 2.5 * far),
                "support": chance.score(7.5),
            }
            self.do(sets.review_process, self.adviser, note=note, **scores, **about)
            yield self.after(3, 8)
        if chance.happens(0.6):
            for member in self.present:
                self.do(sets.check_out, self.adviser, member=member, energy=chance.score(7), **about)
            yield self.after(1, 4)
        self.do(sets.close_session, self.adviser, **about)


def as_it_goes(steps: Steps) -> Process:
    """Each step is recorded when it happens."""
    yield from steps


def written_up(steps: Steps, begins: datetime) -> Process:
    """Each step is recorded afterwards, one about every twenty seconds."""
    yield begins
    for number, _ in enumerate(steps, start=1):
        yield begins + timedelta(seconds=20 * number)
