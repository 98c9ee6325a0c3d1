"""Every figure that a sponsor is shown, one by one: what it is, to which step it is told, and when it is withheld."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from fractions import Fraction
from typing import Any
from uuid import UUID

import attrs
import pytest
from acro_says import flagged
from crowds import singled_out

from actionlearning import ActionLearning
from actionlearning.application.access import NotForReader, Reader
from actionlearning.application.names import Names
from actionlearning.application.releasing import NothingToRelease, release
from actionlearning.domain.disclosure import FEWEST, Group, Ledger, people_in, whole
from actionlearning.domain.personal import Personal
from actionlearning.domain.programme.events import FiguresReleased
from actionlearning.domain.programme.releasing import groups_told
from actionlearning.domain.values import Instrument, MemberId, RatingPhase
from actionlearning.projections.comparison import Comparison
from actionlearning.projections.disclosure import (
    SCALES,
    Cell,
    NotDeclared,
    Rules,
    Scale,
    Sheet,
    TooFewAsked,
    decide,
    rounded,
)
from actionlearning.projections.disclosure_cells import Disclosure
from actionlearning.projections.evaluation import Evaluation
from actionlearning.projections.facts import Facts
from actionlearning.projections.for_sponsors import ComparisonForSponsors, ProgrammeForSponsor
from actionlearning.projections.help_edges import edge_name
from actionlearning.projections.impact import Impact
from actionlearning.projections.metric import Change, Metric, Telling
from actionlearning.projections.projection import History
from actionlearning.projections.sentences import Person

PEOPLE = [MemberId(UUID(int=number)) for number in range(1, 31)]
LATE = date(2025, 9, 30)

Told = ProgrammeForSponsor


@pytest.fixture(scope="module")
def told(vale: ActionLearning) -> Told:
    return vale.view(ProgrammeForSponsor, as_at=LATE, programme=Names(vale.journal).id("calder-vale"))


# Rounding


@pytest.mark.parametrize(
    ("scale", "exact", "shown"),
    [
        (Scale.COUNT, 5, 5),
        (Scale.COUNT, 7, 5),
        (Scale.COUNT, 8, 10),
        (Scale.COUNT, 2, 0),
        (Scale.COUNT, 34, 35),
        (Scale.SHARE, Fraction(16, 19), Fraction(17, 20)),
        (Scale.SHARE, Fraction(1, 40), Fraction(1, 20)),
        (Scale.SHARE, 0, 0),
        (Scale.SHARE, 1, 1),
        (Scale.SCORE, Fraction(26, 6), Fraction(9, 2)),
        (Scale.SCORE, Fraction(44, 6), Fraction(15, 2)),
        (Scale.AMOUNT, Fraction(9046, 34), 260),
        (Scale.AMOUNT, Fraction(9046, 17), 550),
        (Scale.AMOUNT, Fraction(28, 20), Fraction(14, 10)),
        (Scale.AMOUNT, 0, 0),
        (Scale.AMOUNT, -96, -95),
        (Scale.AMOUNT, 1000, 1000),
    ],
)
def test_a_figure_is_told_to_the_nearest_step_of_its_scale(scale: Scale, exact: Any, shown: Any) -> None:
    assert Fraction(shown) == rounded(scale, Fraction(exact))


def test_a_count_of_people_that_may_be_told_is_never_nought() -> None:
    assert 5 == min(rounded(Scale.COUNT, Fraction(n)) for n in range(FEWEST, 50))


def test_one_person_more_or_less_is_mostly_not_seen_at_all() -> None:
    seen = [n for n in range(5, 105) if rounded(Scale.COUNT, Fraction(n)) != rounded(Scale.COUNT, Fraction(n + 1))]
    assert 20 == len(seen)


# The sheet


def sheet_about(*sizes: int, fewest: int = 5) -> Any:
    cells = [Cell("attendance", f"part {number}", whole(PEOPLE[:size])) for number, size in enumerate(sizes)]
    return decide(cells, Ledger(), Rules(fewest))


@pytest.mark.parametrize(
    ("sizes", "fewest", "may"),
    [
        ((5,), 5, [True]),
        ((4,), 5, [False]),
        ((20, 10), 5, [True, True]),
        ((20, 16), 5, [True, False]),
        ((20, 16, 10), 5, [True, False, True]),
        ((10, 10), 10, [True, True]),
        ((20, 11), 10, [True, False]),
        ((0,), 5, [True]),
    ],
)
def test_the_whole_comes_before_its_parts_and_a_part_that_gives_the_rest_away_is_withheld(
    sizes: tuple[int, ...], fewest: int, may: list[bool]
) -> None:
    sheet = sheet_about(*sizes, fewest=fewest)
    assert may == [sheet.may_tell("attendance", whole(PEOPLE[:size])) for size in sizes]


def test_only_what_is_declared_can_be_asked_for() -> None:
    sheet = sheet_about(20, 10)
    with pytest.raises(NotDeclared, match="not broken down"):
        sheet.may_tell("attendance", whole(PEOPLE[:9]))
    with pytest.raises(NotDeclared):
        sheet.count("attendance", "part 9", 3)
    with pytest.raises(NotDeclared):
        decide([Cell("shoe_size", "", whole(PEOPLE))], Ledger(), Rules())


def test_two_edges_of_help_never_have_one_name_whatever_organisations_are_called() -> None:
    names = ["A", "B", "A → B", "B → C", "C", '"A', 'A" → "B', '"A → B"']
    edges = [edge_name(helper, owner) for helper in names for owner in names]
    assert len(edges) == len(set(edges))
    assert "Ward → Board" == edge_name("Ward", "Board")


def test_the_threshold_is_not_lowered() -> None:
    with pytest.raises(TooFewAsked, match="fewer than 5"):
        Rules(4)
    assert 12 == Rules(12).fewest


@pytest.mark.parametrize(
    ("figure", "shown"),
    [
        (Metric.over(16, 19, whole(PEOPLE[:20])), Metric(Fraction(17, 20), 1, 20, telling=Telling.ROUNDED)),
        (Metric.over(16, 19, whole(PEOPLE[:16])), Metric(None, None, telling=Telling.WITHHELD)),
        (Metric(16, 19), Metric(16, 19)),
        (Metric.over(0, 0, frozenset()), Metric(0, 0, 0)),
    ],
    ids=["rounded", "withheld", "about nobody", "not available"],
)
def test_a_metric_is_rounded_withheld_or_left_as_it_is(figure: Metric, shown: Metric) -> None:
    assert shown == sheet_about(20, 16).metric("attendance", figure)


def test_what_is_withheld_says_so_to_a_machine_and_no_more() -> None:
    sheet = sheet_about(20, 16)
    nothing = {"value": None, "numerator": None, "denominator": None, "n": None, "withheld": True}
    assert nothing == sheet.metric("attendance", Metric.over(16, 19, whole(PEOPLE[:16]))).to_json()
    rough = {"value": 0.85, "numerator": None, "denominator": None, "n": 20, "rounded": True}
    assert rough == sheet.metric("attendance", Metric.over(16, 19, whole(PEOPLE[:20]))).to_json()
    assert {"value": 0.5, "numerator": 1, "denominator": 2, "n": None} == Metric(1, 2).to_json(), "others as ever"


# Calder Vale, figure by figure


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


# What was released before


def test_a_figure_is_withheld_once_another_about_all_but_one_of_the_same_people_was_released(again: ActionLearning) -> None:
    names = Names(again.journal)
    programme, manager = names.id("calder-vale"), names.id("manager")
    spring = date(2025, 4, 8)
    before = again.view(ProgrammeForSponsor, as_at=LATE, programme=programme)
    assert Telling.ROUNDED is before.figures.follow_through.telling
    made, sheet = release(again.acting_as(manager), programme, as_at=spring)
    after = again.view(ProgrammeForSponsor, as_at=LATE, programme=programme)
    behind = {size: len(people_in(group)) for size, group in sheet.all_told() if size == "follow_through"}
    assert {"follow_through": 6} == behind, "and seven by September"
    assert Telling.WITHHELD is after.figures.follow_through.telling
    assert Telling.ROUNDED is after.figures.attendance.telling, "the same seven"
    assert ("follow_through", "") in after.settled.withheld
    assert [made] == [each.id for each in after.releases]
    then = again.view(ProgrammeForSponsor, as_at=spring, programme=programme)
    assert 0 == then.settled.fresh, "what was released may be shown again"
    assert (
        before.figures == again.view(ProgrammeForSponsor, as_at=LATE, as_known_at=before.position, programme=programme).figures
    ), "a page made before stays what it was"


def test_releasing_the_same_figures_again_is_recorded_and_changes_nothing(again: ActionLearning) -> None:
    names = Names(again.journal)
    programme, acting = names.id("calder-vale"), again.acting_as(names.id("manager"))
    first, once = release(acting, programme, as_at=LATE)
    second, twice = release(acting, programme, as_at=LATE)
    assert first != second
    assert once.all_told() == twice.all_told()
    told = again.view(ProgrammeForSponsor, as_at=LATE, programme=programme)
    assert (2, 0) == (len(told.releases), told.settled.fresh)


@pytest.mark.parametrize(
    "days",
    [
        ["2025-03-12", "2025-04-08", "2025-06-03", "2025-09-30"],
        ["2025-09-30", "2025-04-08", "2025-02-12", "2025-06-03"],
        ["2025-02-12", "2025-02-12", "2025-05-07"],
    ],
)
def test_figures_of_the_demo_released_month_after_month_single_nobody_out(again: ActionLearning, days: list[str]) -> None:
    programme, manager = (Names(again.journal).id(alias) for alias in ("calder-vale", "manager"))
    for day in days:
        release(again.acting_as(manager), programme, as_at=date.fromisoformat(day))
    told: dict[str, list[Group]] = {}
    for recorded in again.journal.read(programme):
        if isinstance(recorded.event, FiguresReleased):
            for measure, group in groups_told(recorded.event.figures):
                told.setdefault(measure, []).append(group)
    assert len(told) > 15
    assert {} == {
        measure: found for measure, groups in told.items() if (found := singled_out(list(dict.fromkeys(groups)), most=3))
    }


def test_a_programme_of_four_has_nothing_to_release(again: ActionLearning) -> None:
    names = Names(again.journal)
    with pytest.raises(NothingToRelease, match="nothing was released"):
        release(again.acting_as(names.id("manager")), names.id("calder-vale"), as_at=date(2025, 1, 1))


# What another checker says of it


def ratings(al: ActionLearning) -> dict[Instrument, list[tuple[str, int]]]:
    """What the members of Calder Vale who rated themselves twice gave, one record for each phase."""
    programme = Names(al.journal).id("calder-vale")
    facts = Facts(History.select(al.journal.read_all(), now=al.clock(), position=al.journal.position()))
    given: dict[Instrument, list[tuple[str, int]]] = {}
    for its in facts.sets_of(programme):  # type: ignore[arg-type]  # the id of a programme
        for member in its.members:
            for instrument in Instrument:
                both = [(phase.value, member.rating(instrument, phase)) for phase in RatingPhase]
                if all(score is not None for _, score in both):
                    given.setdefault(instrument, []).extend((phase, score) for phase, score in both if score is not None)
    return given


def test_acro_finds_nothing_left_to_suppress_in_the_means_of_the_demo(vale: ActionLearning) -> None:
    sheet = sheet_of(vale)
    for instrument, given in ratings(vale).items():
        phases, scores = [phase for phase, _ in given], [score for _, score in given]
        suppressed = flagged(5, phases, ["rated"] * len(given), scores)
        assert set() == suppressed, instrument
        assert any(measure == instrument.value for measure, _ in sheet.all_told())
        alone = [(phase, score) for phase, score in given[:8]]
        assert flagged(5, [phase for phase, _ in alone], ["rated"] * 8, [score for _, score in alone]), "four people"


def test_acro_finds_nothing_left_to_suppress_in_what_was_learnt_in_the_demo(vale: ActionLearning) -> None:
    """A record for each person and kind, as what is told is about people."""
    sheet = sheet_of(vale)
    behind = sheet.named["learnings", ""]
    parts = sorted({(person, *part.split(", ")) for person, part in behind})
    loops = flagged(5, [loop for _, _, loop in parts], ["all"] * len(parts))
    kinds = flagged(5, [kind for _, kind, _ in parts], ["all"] * len(parts))
    told = {name for (measure, name), who in sheet.named.items() if measure == "learnings" and sheet.may_tell(measure, who)}
    assert set() == told & ({f"{loop} loop" for loop, _ in loops} | {kind for kind, _ in kinds})
    assert {"", "single loop", "double loop"} == told
    assert kinds, "it would suppress the kinds, which are withheld"


def sheet_of(al: ActionLearning) -> Sheet:
    return al.view(Disclosure, programme=Names(al.journal).id("calder-vale")).sheet()
