"""Every figure that a sponsor is shown of the demo, one by one: what it is told as, and what is left in no view."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import attrs
import pytest
from sheets import LATE, sheet_of

from actionlearning import ActionLearning
from actionlearning.application.access import NotForReader, Reader
from actionlearning.application.names import Names
from actionlearning.domain.personal import Personal
from actionlearning.projections.comparison import Comparison
from actionlearning.projections.disclosure import SCALES
from actionlearning.projections.disclosure_cells import Disclosure
from actionlearning.projections.evaluation import Evaluation
from actionlearning.projections.for_sponsors import ComparisonForSponsors, ProgrammeForSponsor
from actionlearning.projections.impact import Impact
from actionlearning.projections.metric import Change, Metric, Telling
from actionlearning.projections.sentences import Person

Told = ProgrammeForSponsor


@pytest.fixture(scope="module")
def told(vale: ActionLearning) -> Told:
    return vale.view(ProgrammeForSponsor, as_at=LATE, programme=Names(vale.journal).id("calder-vale"))


SHOWN: list[tuple[str, Callable[[Told], Any], Any]] = [
    ("members", lambda it: it.evaluation.members, 5),
    ("attendance", lambda it: it.figures.attendance, "95 %"),
    ("follow_through", lambda it: it.figures.follow_through, "85 %"),
    ("on_time", lambda it: it.figures.on_time, "80 %"),
    ("loop_closure", lambda it: it.figures.loop_closure, "100 %"),
    ("prompt_review", lambda it: it.figures.prompt_review, "90 %"),
    ("slippage", lambda it: it.figures.slippage, 1.4),
    ("talk_to_action", lambda it: it.figures.talk_to_action, "100 %"),
    ("resolution_rate", lambda it: it.figures.resolution_rate, "45 %"),
    ("participation_spread", lambda it: it.figures.participation_spread, "70 %"),
    ("ownership_index", lambda it: it.figures.ownership_index, "90 %"),
    ("airtime_gini", lambda it: it.figures.airtime_gini, "10 %"),
    ("open_share", lambda it: it.figures.open_share, "65 %"),
    ("advice_rate", lambda it: it.figures.advice_rate, "10 %"),
    ("learning_yield", lambda it: it.figures.learning_yield, "85 %"),
    ("transfer", lambda it: it.figures.transfer, "20 %"),
    ("alignment", lambda it: it.figures.alignment, "100 %"),
    ("drift", lambda it: it.figures.drift, "0 %"),
    ("less_isolated", lambda it: it.figures.less_isolated, (4.5, 7.5)),
    ("self_efficacy", lambda it: it.figures.self_efficacy, (5.0, 7.0)),
    ("takes_responsibility", lambda it: it.figures.takes_responsibility, (5.0, 8.0)),
    ("safety", lambda it: it.evaluation.reaction.safety.overall, 7.0),
    ("challenge", lambda it: it.evaluation.reaction.challenge.last, 9.0),
    ("support", lambda it: it.evaluation.reaction.support.first, 6.0),
    ("energy", lambda it: it.evaluation.reaction.energy_out, 7.5),
    ("worth", lambda it: it.evaluation.reaction.worth, 8.5),
    ("recommend", lambda it: it.evaluation.reaction.recommend, 9.0),
    ("learnings", lambda it: it.evaluation.learning.learners, 5),
    ("learnings", lambda it: it.evaluation.learning.by_kind, {}),
    ("learnings", lambda it: [*it.evaluation.learning.by_loop.values()], [10, 5]),
    ("applied", lambda it: it.evaluation.behaviour.applied, "withheld"),
    ("problems", lambda it: {each.contribution.problems for each in it.impact.objectives}, {None}),
    ("steps", lambda it: {each.contribution.actions for each in it.evaluation.results.objectives}, {None}),
    ("steps", lambda it: {each.contribution.achieved for each in it.impact.objectives}, {None}),
    ("costs", lambda it: it.impact.money.cost_per_attendance, 260.0),
    ("costs", lambda it: it.impact.money.cost_per_participant_day, 550.0),
    ("costs", lambda it: it.evaluation.roi.money.comparator_saving, "35 %"),
    ("hours", lambda it: [each.used for each in it.brief.time], [100]),
    ("help_given", lambda it: [each.n for each in it.help.within], [10]),
    ("help_had", lambda it: [each.helped for each in it.help.within], [5]),
]


@pytest.mark.parametrize(("measure", "figure", "shown"), SHOWN, ids=[f"{n}-{each[0]}" for n, each in enumerate(SHOWN)])
def test_what_a_sponsor_is_told_of_calder_vale(told: Told, measure: str, figure: Callable[[Told], Any], shown: Any) -> None:
    assert measure in SCALES
    match found := figure(told):
        case Metric(telling=Telling.WITHHELD):
            assert shown == "withheld"
        case Metric() if isinstance(shown, str):
            assert (shown, Telling.ROUNDED) == (f"{float(found.value or 0) * 100:.0f} %", found.telling)
        case Metric():
            assert (shown, Telling.ROUNDED) == (float(found.value or 0), found.telling)
        case Change():
            assert shown == (float(found.before or 0), float(found.after or 0))
        case _:
            assert shown == found


def test_every_measure_that_can_be_told_stands_in_this_table() -> None:
    assert set(SCALES) == {measure for measure, _, _ in SHOWN}


def metrics_in(value: Any) -> list[Metric | Change]:
    """Every figure in a view, however deep."""
    if isinstance(value, Metric | Change):
        return [value]
    if isinstance(value, dict):
        return [found for each in value.values() for found in metrics_in(each)]
    if isinstance(value, list | tuple):
        return [found for each in value for found in metrics_in(each)]
    if attrs.has(type(value)):
        return [found for field in attrs.fields(type(value)) for found in metrics_in(getattr(value, field.name))]
    return []


def test_no_exact_figure_about_people_is_left_in_any_view_for_a_sponsor(told: Told, vale: ActionLearning) -> None:
    views = (told.impact, told.evaluation, told.brief, told.figures, told.help)
    exact = [each for view in views for each in metrics_in(view) if each.telling is Telling.EXACT and each.value is not None]
    assert [] == [each for each in exact if each.behind or each.n]
    assert exact, "what is about an organisation stays as it is"
    programme = Names(vale.journal).id("calder-vale")
    inside = [vale.view(Evaluation, as_at=LATE, programme=programme), vale.view(Impact, as_at=LATE, programme=programme)]
    assert [each for view in inside for each in metrics_in(view) if each.behind], "the control"


def test_a_view_for_a_sponsor_can_be_handed_over_and_its_sheet_cannot(told: Told, vale: ActionLearning) -> None:
    """No member's id stands anywhere in it, nor who is behind a figure."""
    names = Names(vale.journal)
    members = {str(names.id(f"M{number}")) for number in range(1, 8)}
    shown = "".join(map(repr, (told.settled, told.figures, told.evaluation, told.brief, told.help, told.impact.figures)))
    assert [] == [member for member in members if member in shown]
    views = (told.impact, told.evaluation, told.brief, told.figures, told.help)
    assert [] == [each for view in views for each in metrics_in(view) if each.behind]
    sheet = repr(sheet_of(vale))
    assert all(member in sheet for member in members), "the control"


def test_a_sponsor_may_ask_for_it_and_for_no_exact_view(vale: ActionLearning) -> None:
    names = Names(vale.journal)
    programme, sponsor = names.id("calder-vale"), names.id("sponsor")
    reading = vale.reading_as(Reader.person(sponsor))
    assert reading.view(ProgrammeForSponsor, programme=programme).title
    for view in (Evaluation, Impact, Disclosure):
        with pytest.raises(NotForReader):
            reading.view(view, programme=programme)


def test_what_is_about_the_organisation_is_told_as_it_is(told: Told, vale: ActionLearning) -> None:
    whole_ = vale.view(Impact, as_at=LATE, programme=Names(vale.journal).id("calder-vale"))
    for name in ("costs", "cash", "cash_and_economic"):
        assert getattr(whole_.money, name) == getattr(told.impact.money, name)
    assert [each.progress for each in whole_.objectives] == [each.progress for each in told.impact.objectives]
    assert [each.contribution.benefit for each in whole_.objectives] == [
        each.contribution.benefit for each in told.impact.objectives
    ]


def test_nobody_and_nothing_that_was_said_in_a_set_is_in_a_view_for_a_sponsor(told: Told) -> None:
    assert {()} == {each.problems for each in told.impact.objectives}
    assert {()} == {claim.actions for each in told.impact.objectives for claim in each.claims}
    cases = [*told.evaluation.success_cases.strongest, *told.evaluation.success_cases.weakest]
    assert cases
    assert not [case for case in cases if isinstance(getattr(case, "title", None), Personal | None)], "no step was released"
    assert {None} == {found.by.name for level in told.evaluation.found.values() for found in level}
    assert isinstance(told.brief.sponsor, Person)


def test_what_one_view_withholds_no_other_tells(told: Told, vale: ActionLearning) -> None:
    compared = vale.view(ComparisonForSponsors, as_at=LATE, programmes=[told.programme])
    (ours,) = compared.comparison.programmes
    assert (told.figures, told.evaluation.members, told.impact.money) == (ours.figures, ours.members, ours.money)
    assert told.evaluation.roi.money == told.impact.money
    assert told.impact.figures == told.figures
    assert told.evaluation.behaviour.follow_through == told.figures.follow_through


def test_each_programme_of_a_comparison_has_a_sheet_of_its_own(vale: ActionLearning) -> None:
    told = vale.view(ComparisonForSponsors, as_at=LATE)
    whole_ = vale.view(Comparison, as_at=LATE)
    assert [each.programme for each in whole_.programmes] == [each.programme for each in told.comparison.programmes]
    assert 2 == len(told.settled)
    assert Telling.WITHHELD is told.comparison.programmes[1].figures.follow_through.telling, "too few had steps due"


def test_a_threshold_above_the_size_of_a_programme_leaves_nothing_about_its_people(vale: ActionLearning) -> None:
    told = vale.view(ProgrammeForSponsor, as_at=LATE, programme=Names(vale.journal).id("calder-vale"), fewest=12)
    assert () == told.settled.shown
    assert {Telling.WITHHELD} == {each.telling for each in told.figures.named().values()}
    assert (None, None) == (told.evaluation.members, told.evaluation.learning.learners)
    assert ([None], ()) == ([each.used for each in told.brief.time], told.help.within)
    assert (0, 1) == (len(told.help.between), told.left_out)
