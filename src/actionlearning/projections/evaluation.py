"""A programme evaluated at five levels: what the library counts, what people found, and the cases at both ends."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from typing import ClassVar, Self

from attrs import frozen

from actionlearning.domain.personal import Personal
from actionlearning.domain.values import EvaluationLevel, ProgrammeId
from actionlearning.projections.evaluation_levels import BehaviourLevel, LearningLevel, ReactionLevel
from actionlearning.projections.evaluation_of_results import ResultsLevel, ReturnLevel
from actionlearning.projections.facts import FACTS_OF_PROGRAMMES, Facts
from actionlearning.projections.figures import Figures
from actionlearning.projections.programme_support_facts import Support
from actionlearning.projections.projection import History
from actionlearning.projections.sentences import Person, Titles
from actionlearning.projections.success_cases import SuccessCases

__all__ = ["Evaluation", "Found", "found_at"]


@frozen
class Found:
    """What somebody judged that the programme brought, and when."""

    at: datetime
    by: Person
    finding: Personal


@frozen(kw_only=True)
class Evaluation:
    """A programme at five levels, and its success cases. A sponsor reads it: it holds nothing that was said in a set.

    The only texts in it are the names and findings of those who evaluated the programme, why an objective was retired, and what
    an action was where its owner let the sponsor read that.
    """

    wants: ClassVar[tuple[type, ...]] = FACTS_OF_PROGRAMMES
    scoped: ClassVar[bool] = True

    as_at: date | datetime
    position: int
    programme: ProgrammeId
    title: str
    time_zone: str
    closed_at: datetime | None
    sets: tuple[str, ...]
    """The titles of its sets."""
    members: int | None
    """How many people have ever been members of them; None where that is withheld from the reader."""
    reaction: ReactionLevel
    learning: LearningLevel
    behaviour: BehaviourLevel
    results: ResultsLevel
    roi: ReturnLevel
    found: Mapping[EvaluationLevel, tuple[Found, ...]]
    """What people found, by level; a level at which nobody found anything is there, and empty."""
    success_cases: SuccessCases

    @classmethod
    def fold(cls, history: History, /, *, programme: ProgrammeId) -> Self:
        """The evaluation of a programme. Raises ``NothingKnown``."""
        facts, titles = Facts(history), Titles(history)
        known = facts.programme(programme)
        sets = facts.sets_of(programme)
        figures = Figures.of(sets)
        return cls(
            as_at=history.asked,
            position=history.position,
            programme=known.id,
            title=known.title,
            time_zone=known.time_zone,
            closed_at=known.closed_at,
            sets=tuple(its.title for its in sets),
            members=len({member.id for its in sets for member in its.members}),
            reaction=ReactionLevel.of(sets),
            learning=LearningLevel.of(sets, figures),
            behaviour=BehaviourLevel.of(sets, figures),
            results=ResultsLevel.of(known, sets),
            roi=ReturnLevel.of(known, sets),
            found=found_at(known.support, titles),
            success_cases=SuccessCases.of(known, sets),
        )


def found_at(support: Support, titles: Titles) -> dict[EvaluationLevel, tuple[Found, ...]]:
    """What people found at each of the five levels, oldest first."""
    return {
        level: tuple(Found(each.at, titles.person(each.by), each.finding) for each in support.found(level))
        for level in EvaluationLevel
    }
