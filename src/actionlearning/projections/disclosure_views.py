"""Views of a programme as a sponsor is told them: every figure about people goes through the sheet, and nobody is named."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from fractions import Fraction
from typing import Any

from attrs import evolve

from actionlearning.projections.brief import Brief, TimeGiven
from actionlearning.projections.comparison import ComparedProgramme
from actionlearning.projections.disclosure import Scale, Sheet
from actionlearning.projections.evaluation import Evaluation, Found
from actionlearning.projections.evaluation_levels import BehaviourLevel, Course, LearningLevel, ReactionLevel
from actionlearning.projections.evaluation_of_results import ResultsLevel
from actionlearning.projections.figures import Figures
from actionlearning.projections.help_edges import HelpEdge, edge_name
from actionlearning.projections.impact import Contribution, Impact
from actionlearning.projections.metric import Change, Metric
from actionlearning.projections.money import Money
from actionlearning.projections.sentences import Person
from actionlearning.projections.success_cases import ClaimCase, SuccessCases
from actionlearning.projections.talk import Talk

__all__ = [
    "brief_for_sponsor",
    "compared_for_sponsor",
    "edges_for_sponsor",
    "evaluation_for_sponsor",
    "figures_for_sponsor",
    "impact_for_sponsor",
    "money_for_sponsor",
]


def figures_for_sponsor(figures: Figures, sheet: Sheet) -> Figures:
    """All figures of sets, each as it may be told."""
    told = {name: _told(sheet, name, figure) for name, figure in figures.named().items()}
    return Figures(**told)


def _told(sheet: Sheet, measure: str, figure: Metric | Change) -> Any:
    return sheet.change(measure, figure) if isinstance(figure, Change) else sheet.metric(measure, figure)


# Evaluation


def evaluation_for_sponsor(view: Evaluation, sheet: Sheet) -> Evaluation:
    """The five levels and the cases. A case is a claim, or a step whose owner let the sponsor read what it was."""
    assert view.success_cases.outside is not None, "this was made for a sponsor already"
    return evolve(
        view,
        members=_count(sheet, "members", "", view.members),
        reaction=_reaction(view.reaction, sheet),
        learning=_learning(view.learning, sheet),
        behaviour=_behaviour(view.behaviour, sheet),
        results=_results(view.results, sheet),
        roi=evolve(view.roi, money=money_for_sponsor(view.roi.money, sheet)),
        found={level: tuple(map(_unnamed, found)) for level, found in view.found.items()},
        success_cases=_cases(view.success_cases.outside),
    )


def _reaction(its: ReactionLevel, sheet: Sheet) -> ReactionLevel:
    def course(measure: str, of: Course) -> Course:
        return Course(
            overall=sheet.metric(measure, of.overall),
            first=sheet.metric(measure, of.first),
            last=sheet.metric(measure, of.last),
        )

    return ReactionLevel(
        safety=course("safety", its.safety),
        challenge=course("challenge", its.challenge),
        support=course("support", its.support),
        energy_in=sheet.metric("energy", its.energy_in),
        energy_out=sheet.metric("energy", its.energy_out),
        worth=sheet.metric("worth", its.worth),
        recommend=sheet.metric("recommend", its.recommend),
    )


def _learning(its: LearningLevel, sheet: Sheet) -> LearningLevel:
    kinds = {kind: sheet.count("learnings", kind.value, counted) for kind, counted in its.by_kind.items()}
    loops = {loop: sheet.count("learnings", f"{loop.value} loop", counted) for loop, counted in its.by_loop.items()}
    return LearningLevel(
        by_kind={kind: counted for kind, counted in kinds.items() if counted is not None},
        by_loop={loop: counted for loop, counted in loops.items() if counted is not None},
        learners=_count(sheet, "learnings", "", its.learners),
        learning_yield=sheet.metric("learning_yield", its.learning_yield),
        transfer=sheet.metric("transfer", its.transfer),
        less_isolated=sheet.change("less_isolated", its.less_isolated),
        self_efficacy=sheet.change("self_efficacy", its.self_efficacy),
        takes_responsibility=sheet.change("takes_responsibility", its.takes_responsibility),
        questions=evolve(its.questions, first=_talk(its.questions.first, sheet), last=_talk(its.questions.last, sheet)),
    )


def _talk(its: Talk, sheet: Sheet) -> Talk:
    """Only the two shares are declared; what they were divided from, and its kinds, are not."""
    open_share, advice_rate = sheet.metric("open_share", its.open_share), sheet.metric("advice_rate", its.advice_rate)
    return Talk(questions=0, by_form={}, by_function={}, advice=0, open_share=open_share, advice_rate=advice_rate)


def _behaviour(its: BehaviourLevel, sheet: Sheet) -> BehaviourLevel:
    return BehaviourLevel(
        follow_through=sheet.metric("follow_through", its.follow_through),
        on_time=sheet.metric("on_time", its.on_time),
        ownership_index=sheet.metric("ownership_index", its.ownership_index),
        attendance=sheet.metric("attendance", its.attendance),
        prompt_review=sheet.metric("prompt_review", its.prompt_review),
        applied=sheet.metric("applied", its.applied) if its.applied.behind else its.applied,
    )


def _results(its: ResultsLevel, sheet: Sheet) -> ResultsLevel:
    return evolve(
        its,
        objectives=tuple(
            evolve(each, contribution=_contribution(each.contribution, str(each.objective), sheet)) for each in its.objectives
        ),
    )


def _contribution(its: Contribution, objective: str, sheet: Sheet) -> Contribution:
    """Counts of work are counts of what its owners did."""
    return evolve(
        its,
        problems=_count(sheet, "problems", objective, its.problems),
        actions=_count(sheet, "steps", objective, its.actions),
        achieved=_count(sheet, "steps", objective, its.achieved),
    )


def _cases(its: SuccessCases) -> SuccessCases:
    """How many of the steps under a claim were done says something of the few who took them."""

    def unnumbered(case: Any) -> Any:
        return evolve(case, actions=None, achieved=None) if isinstance(case, ClaimCase) else case

    strongest, weakest = tuple(map(unnumbered, its.strongest)), tuple(map(unnumbered, its.weakest))
    return evolve(its, strongest=strongest, weakest=weakest)


def money_for_sponsor(its: Money, sheet: Sheet) -> Money:
    """What was paid and came back, as it is; what is divided by how often people came, rounded."""
    return evolve(
        its,
        cost_per_attendance=sheet.metric("costs", its.cost_per_attendance),
        cost_per_participant_day=sheet.metric("costs", its.cost_per_participant_day),
        comparator_saving=sheet.metric("costs", its.comparator_saving, Scale.SHARE),
    )


# Impact, comparison, brief


def impact_for_sponsor(view: Impact, sheet: Sheet) -> Impact:
    """The thread without whose it is: of problems and steps what was released, and how many, where enough people did them."""
    return evolve(
        view,
        objectives=tuple(
            evolve(
                each,
                problems=(),
                claims=tuple(evolve(claim, actions=()) for claim in each.claims),
                contribution=_contribution(each.contribution, str(each.objective.id), sheet),
            )
            for each in view.objectives
        ),
        money=money_for_sponsor(view.money, sheet),
        figures=figures_for_sponsor(view.figures, sheet),
    )


def compared_for_sponsor(each: ComparedProgramme, sheet: Sheet) -> ComparedProgramme:
    """One programme of a comparison, by its own sheet."""
    return evolve(
        each,
        members=_count(sheet, "members", "", each.members),
        figures=figures_for_sponsor(each.figures, sheet),
        money=money_for_sponsor(each.money, sheet),
    )


def brief_for_sponsor(view: Brief, sheet: Sheet) -> Brief:
    """The brief, with the hours of an organisation and help between two only where enough people are behind them."""
    return evolve(
        view,
        endorsements=tuple(evolve(each, by=_named(each.by, view.sponsor)) for each in view.endorsements),
        time=tuple(_time(each, sheet) for each in view.time),
        reviews=tuple(map(_unnamed, view.reviews)),
        found={level: tuple(map(_unnamed, found)) for level, found in view.found.items()},
        help=tuple(edges_for_sponsor(view.help, sheet)),
    )


def edges_for_sponsor(edges: Iterable[HelpEdge], sheet: Sheet) -> Iterator[HelpEdge]:
    """Help between those of two organisations, where there are enough at both ends; its kinds are counted, rounded."""
    for edge in edges:
        name = edge_name(edge.helper, edge.owner)
        n, helped = sheet.count("help_given", name, edge.n), sheet.count("help_had", name, edge.helped)
        if n is not None and helped is not None:
            yield evolve(
                edge,
                questions=sheet.people(edge.questions),
                challenges=sheet.people(edge.challenges),
                reviews=sheet.people(edge.reviews),
                perspectives=sheet.people(edge.perspectives),
                encouragements=sheet.people(edge.encouragements),
                n=n,
                helped=helped,
            )


def _time(its: TimeGiven, sheet: Sheet) -> TimeGiven:
    used = sheet.count("hours", its.organisation, int(its.used or 0))
    share = sheet.metric("hours", its.share, Scale.SHARE) if its.share.behind else its.share
    return evolve(its, used=None if used is None else Fraction(used), share=share)


def _count(sheet: Sheet, measure: str, name: str, counted: int | None) -> int | None:
    return None if counted is None else sheet.count(measure, name, counted)


def _unnamed(found: Found) -> Found:
    return evolve(found, by=Person(found.by.id))


def _named(person: Person, sponsor: Person) -> Person:
    return person if person.id == sponsor.id else Person(person.id)
