"""The figures about people that are declared for a sponsor, the whole before its parts, and what they were told before."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime
from typing import ClassVar, Self

from attrs import frozen

from actionlearning.domain.disclosure import Group, Ledger, people_in, whole
from actionlearning.domain.programme.events import FiguresReleased
from actionlearning.domain.programme.releasing import told_with
from actionlearning.domain.values import Audience, LearningKind, Loop, MemberId, ProgrammeId, ReleaseId
from actionlearning.projections.brief import time_given
from actionlearning.projections.disclosure import Cell, Rules, Sheet, decide
from actionlearning.projections.evaluation_levels import BehaviourLevel, LearningLevel, ReactionLevel
from actionlearning.projections.facts import FACTS_OF_PROGRAMMES, Facts, SetFacts
from actionlearning.projections.figures import Figures
from actionlearning.projections.help_edges import edge_name, helpers_and_helped
from actionlearning.projections.programme_facts import Programme
from actionlearning.projections.projection import History

__all__ = ["Disclosure", "Release"]


@frozen(kw_only=True)
class Release:
    """Figures about people that were given out, when and to whom."""

    id: ReleaseId
    at: datetime
    audience: Audience
    as_at: date
    fewest: int


@frozen(kw_only=True)
class Disclosure:
    """Every figure about people that can be told of a programme, and the ledger of what was told of it before.

    The ledger is whole whatever ``as_at`` is asked for: what was told is told.
    """

    wants: ClassVar[tuple[type, ...]] = FACTS_OF_PROGRAMMES
    scoped: ClassVar[bool] = True

    as_at: date | datetime
    position: int
    programme: ProgrammeId
    title: str
    time_zone: str
    today: date
    """The as-at date in the programme's time zone."""
    cells: tuple[Cell, ...]
    ledger: Ledger
    releases: tuple[Release, ...]

    @classmethod
    def fold(cls, history: History, /, *, programme: ProgrammeId) -> Self:
        """What can be told of a programme. Raises ``NothingKnown``."""
        facts = Facts(history)
        known = facts.programme(programme)
        ledger, releases = Ledger(), []
        for recorded in history.known:
            event = recorded.event
            if recorded.stream == programme and isinstance(event, FiguresReleased):
                ledger = told_with(ledger, event)
                releases.append(
                    Release(
                        id=event.release,
                        at=recorded.occurred_at,
                        audience=event.audience,
                        as_at=event.as_at,
                        fewest=event.fewest,
                    )
                )
        return cls(
            as_at=history.asked,
            position=history.position,
            programme=known.id,
            title=known.title,
            time_zone=known.time_zone,
            today=known.today,
            cells=tuple(_cells(known, facts)),
            ledger=ledger,
            releases=tuple(releases),
        )

    def sheet(self, rules: Rules | None = None) -> Sheet:
        """What of it may be told, by rules."""
        return decide(self.cells, self.ledger, rules or Rules())


def _cells(programme: Programme, facts: Facts) -> Iterator[Cell]:
    sets = facts.sets_of(programme.id)
    figures = Figures.of(sets)
    yield Cell("members", "", whole(member.id for its in sets for member in its.members))
    yield from _figures(figures, "")
    yield from _reaction(ReactionLevel.of(sets))
    yield from _learning(sets, LearningLevel.of(sets, figures))
    yield Cell("applied", "", BehaviourLevel.of(sets, figures).applied.behind or frozenset())
    yield from _contributions(programme, sets)
    yield from _hours(programme, sets, facts)
    yield from _help(programme, facts)
    if len(sets) > 1:
        for its in sorted(sets, key=lambda its: -len(its.members)):
            yield from _figures(Figures.of([its]), f"set {its.id}")


def _figures(figures: Figures, name: str) -> Iterator[Cell]:
    for measure, figure in figures.named().items():
        if figure.value is not None and figure.behind:
            yield Cell(measure, name, figure.behind)


def _reaction(its: ReactionLevel) -> Iterator[Cell]:
    for measure, course in (("safety", its.safety), ("challenge", its.challenge), ("support", its.support)):
        for name, figure in (("", course.overall), ("first session", course.first), ("last session", course.last)):
            yield Cell(measure, name, figure.behind or frozenset())
    yield Cell("energy", "", its.energy_in.behind or frozenset())
    yield Cell("worth", "", its.worth.behind or frozenset())
    yield Cell("recommend", "", its.recommend.behind or frozenset())


def _learning(sets: Sequence[SetFacts], its: LearningLevel) -> Iterator[Cell]:
    units = {
        ((each.member, f"{each.kind.value}, {each.loop.value}"), each.kind, each.loop) for one in sets for each in one.learnings
    }
    yield Cell("learnings", "", frozenset(unit for unit, _, _ in units))
    parts = [(kind.value, frozenset(unit for unit, its, _ in units if its is kind)) for kind in LearningKind]
    parts += [(f"{loop.value} loop", frozenset(unit for unit, _, its in units if its is loop)) for loop in Loop]
    yield from _parts("learnings", parts)
    mix = its.questions
    for name, talk in (("first session", mix.first), ("last session", mix.last)):
        yield Cell("open_share", name, talk.open_share.behind or frozenset())
        yield Cell("advice_rate", name, talk.advice_rate.behind or frozenset())


def _contributions(programme: Programme, sets: Sequence[SetFacts]) -> Iterator[Cell]:
    """Problems and steps by objective. Their wholes are told as what other figures are divided from."""
    problems = [problem for its in sets for problem in its.problems]
    for measure, brought in (("problems", problems), ("steps", [problem for problem in problems if problem.actions])):
        yield Cell(measure, "", frozenset((problem.owner, str(problem.id)) for problem in brought))
        yield from _parts(
            measure,
            (
                (
                    str(objective.id),
                    frozenset((problem.owner, str(problem.id)) for problem in brought if objective.id in problem.objectives),
                )
                for objective in programme.objectives
            ),
        )


def _hours(programme: Programme, sets: Sequence[SetFacts], facts: Facts) -> Iterator[Cell]:
    """Hours by organisation, and, as their whole, what the costs are divided by."""
    came = whole(member for its in sets for session in its.held if session.is_regular for member in session.present)
    yield Cell("costs", "", came)
    yield Cell("hours", "", came)
    given = time_given(programme, sets, facts.organisations())
    yield from _parts("hours", ((each.organisation, each.share.behind or frozenset()) for each in given))


def _help(programme: Programme, facts: Facts) -> Iterator[Cell]:
    for (helper, owner), (helpers, helped) in sorted(helpers_and_helped(facts, programme.id).items()):
        edge = edge_name(helper, owner)
        yield Cell("help_given", edge, _units(helpers, f"to {owner}"))
        yield Cell("help_had", edge, _units(helped, f"from {helper}"))


def _units(people: Iterable[MemberId], part: str) -> Group:
    return frozenset((person, part) for person in people)


def _parts(measure: str, parts: Iterable[tuple[str, Group]]) -> Iterator[Cell]:
    """The parts of a whole, those about the most people first: what is withheld then hides the fewest."""
    ordered = sorted(parts, key=lambda part: (-len(people_in(part[1])), part[0]))
    return (Cell(measure, name, behind) for name, behind in ordered)
