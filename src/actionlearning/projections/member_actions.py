"""The actions of one member in all their sets, each with its days and how it stands."""

from __future__ import annotations

from datetime import date, datetime
from typing import ClassVar, Self

from attrs import frozen

from actionlearning.domain.values import MemberId
from actionlearning.projections.facts import FACTS_OF_PROGRAMMES, Facts
from actionlearning.projections.projection import History
from actionlearning.projections.sentences import Person, Titles
from actionlearning.projections.set_overview import OverviewAction, overview_action

__all__ = ["MemberActions"]


@frozen(kw_only=True)
class MemberActions:
    """What one member committed to, oldest first."""

    wants: ClassVar[tuple[type, ...]] = FACTS_OF_PROGRAMMES

    as_at: date | datetime
    position: int
    member: Person
    today: date
    """The as-at date in their time zone."""
    actions: tuple[OverviewAction, ...]

    @classmethod
    def fold(cls, history: History, /, *, member: MemberId) -> Self:
        """The actions of a person. Raises ``NothingKnown``."""
        facts, titles = Facts(history), Titles(history)
        facts.member(member)
        found = []
        for problem in facts.problems():
            if problem.owner == member:
                time_zone = facts.zone_of_set(problem.set)
                today = history.today(time_zone)
                found += [overview_action(each, problem.released, today, time_zone, titles) for each in problem.actions]
        return cls(
            as_at=history.asked,
            position=history.position,
            member=titles.person(member),
            today=history.today(facts.zone_of_member(member)),
            actions=tuple(sorted(found, key=lambda each: each.action.committed_at)),
        )
