"""Whatever comes after: a view of programmes as known at a position is the view of a journal that ends there."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import attrs
import pytest
from by_hand import NOW, PROGRAMME, SET, Chronicle, day, named, on, said
from hypothesis import given, settings
from hypothesis import strategies as st
from laws_of_views import known_and_cut, of_all_and_of_wanted
from test_projection_comparison import FAR, FAR_SET, two

from actionlearning.domain.problem.events import ObjectiveLinked
from actionlearning.domain.programme.events import (
    AdvocacyLogged,
    BenefitClaimed,
    BenefitRejected,
    BenefitValidated,
    CostIncurred,
    CostReversed,
    DisbenefitRecorded,
    IntegrationMapped,
    MeasureBaselined,
    MeasureObserved,
    ObjectiveRetired,
    ObjectiveRevised,
    ObjectiveSet,
    OrganisationalValueElicited,
    ProgrammeClosed,
    ProgrammeEvaluated,
    ProgrammeReviewed,
    ReadinessAssessed,
    SetReplicated,
    SponsorEndorsed,
    TimeReleased,
)
from actionlearning.domain.set.events import CheckedOut, ProcessReviewed
from actionlearning.domain.set.practice_events import AttendanceCorrected, SetEvaluated
from actionlearning.domain.values import (
    ActionRef,
    BenefitKind,
    CostCategory,
    Direction,
    EvaluationLevel,
    Initiative,
    ReadinessAspect,
)
from actionlearning.projections.brief import Brief
from actionlearning.projections.comparison import Comparison
from actionlearning.projections.evaluation import Evaluation
from actionlearning.projections.projection import History, NothingKnown, View

VIEWS: list[tuple[type[View], dict[str, Any]]] = [
    (Evaluation, {"programme": PROGRAMME}),
    (Brief, {"programme": PROGRAMME}),
    (Comparison, {}),
    (Comparison, {"programmes": [FAR]}),
]
GOAL, ANN, OF_ANN = named("goal"), named("Ann"), named("problem of Ann")
WHY = said("why", "Helen")


def begun() -> Chronicle:
    """Two programmes; in the first Ann acts on a problem linked to an objective, and something is claimed of it."""
    it = two()
    start = on("2025-01-02")
    it.problem("Ann", start)
    it.add(PROGRAMME, ObjectiveSet(GOAL, "goal", "unit", Direction.RISE, Decimal(100), day("2025-12-31")), start)
    it.add(PROGRAMME, MeasureBaselined(GOAL, Decimal(50), day("2025-01-02")), start)
    it.add(OF_ANN, ObjectiveLinked(GOAL), start)
    it.commit("Ann", "step", "2025-02-20", on("2025-02-03", "16:00"))
    it.commit("Ann", "other", "2025-02-20", on("2025-02-03", "16:01"))
    it.report("Ann", "step", on("2025-02-19"), "2025-02-19")
    it.add(PROGRAMME, CostIncurred(named("cost"), CostCategory.VENUE, Decimal(100)), start)
    claim = BenefitClaimed(
        named("claim"),
        named("Helen"),
        GOAL,
        "saved",
        "saved",
        (ActionRef(OF_ANN, named("step")),),
        BenefitKind.CASH,
        Decimal(300),
        Decimal("0.5"),
        Decimal(1),
        WHY,
    )
    it.add(PROGRAMME, claim, on("2025-03-01"), by=named("Helen"))
    return it


MORE: list[tuple[Any, object]] = [
    (PROGRAMME, MeasureObserved(GOAL, Decimal(75), day("2025-02-28"), "report")),
    (PROGRAMME, MeasureObserved(GOAL, Decimal(120), day("2025-02-28"), "put right")),
    (PROGRAMME, ObjectiveRevised(GOAL, Decimal(150), day("2026-06-30"), WHY)),
    (PROGRAMME, ObjectiveRevised(GOAL, Decimal(50), day("2026-06-30"), WHY)),
    (PROGRAMME, ObjectiveRetired(GOAL, WHY)),
    (PROGRAMME, CostReversed(named("cost"), WHY)),
    (PROGRAMME, CostIncurred(named("second cost"), CostCategory.OTHER, Decimal(30))),
    (PROGRAMME, CostReversed(named("second cost"), WHY)),
    (PROGRAMME, BenefitValidated(named("claim"))),
    (PROGRAMME, BenefitRejected(named("claim"), WHY)),
    (PROGRAMME, DisbenefitRecorded(named("worse"), GOAL, "overtime", BenefitKind.CASH, Decimal(20))),
    (PROGRAMME, SponsorEndorsed(WHY)),
    (PROGRAMME, TimeReleased("A trust", Decimal(40))),
    (PROGRAMME, OrganisationalValueElicited(named("value"), "A trust", WHY)),
    (PROGRAMME, IntegrationMapped(Initiative.TALENT, "Talent", "the same people")),
    (PROGRAMME, ReadinessAssessed("A trust", ReadinessAspect.TIME, 3, "rosters")),
    (PROGRAMME, ReadinessAssessed("A trust", ReadinessAspect.TIME, 7, "keep it")),
    (PROGRAMME, ProgrammeReviewed(WHY)),
    (PROGRAMME, ProgrammeEvaluated(EvaluationLevel.RESULTS, WHY)),
    (PROGRAMME, AdvocacyLogged("care", "a talk")),
    (PROGRAMME, ProgrammeClosed()),
    (FAR, SetReplicated(FAR_SET, SET)),
    (FAR, IntegrationMapped(Initiative.CHANGE, "Change", "the same weeks")),
    (FAR, ProgrammeClosed()),
    (SET, ProcessReviewed(1, 5, 6, 7)),
    (SET, CheckedOut(1, ANN, 8)),
    (SET, SetEvaluated(ANN, 6, 7)),
    (SET, SetEvaluated(ANN, 9, 10)),
    (SET, AttendanceCorrected(1, ANN, present=False)),
]
TIMES = st.integers(0, 120).map(lambda days: on("2025-01-10") + timedelta(days=days))


@st.composite
def chronicles(draw: st.DrawFn) -> Chronicle:
    """The two programmes, followed by anything that changes them, in any order and timed anyhow."""
    it = begun()
    for stream, event in draw(st.lists(st.sampled_from(MORE), max_size=15)):
        it.add(stream, event, draw(TIMES))
    return it


@settings(max_examples=150, deadline=None)
@given(data=st.data(), it=chronicles(), as_at=st.none() | st.dates(date(2025, 1, 1), date(2025, 6, 1)))
def test_as_known_at_a_position_equals_the_view_of_a_journal_cut_there(
    data: st.DataObject, it: Chronicle, as_at: date | None
) -> None:
    view, ids = data.draw(st.sampled_from(VIEWS))
    position = data.draw(st.integers(0, len(it.recorded)))
    known, cut = known_and_cut(view, ids, it.recorded, position=position, as_at=as_at)
    assert cut == known


@settings(max_examples=40, deadline=None)
@given(it=chronicles(), which=st.sampled_from(VIEWS), seed=st.randoms(use_true_random=False))
def test_the_order_in_which_a_journal_is_handed_over_does_not_matter(
    it: Chronicle, which: tuple[type[View], dict[str, Any]], seed: Any
) -> None:
    view, ids = which
    shuffled = list(it.recorded)
    seed.shuffle(shuffled)
    assert view.fold(it.history(), **ids) == view.fold(History.select(shuffled, now=NOW), **ids)


@settings(max_examples=40, deadline=None)
@given(it=chronicles(), which=st.sampled_from(VIEWS))
def test_a_view_wants_every_event_that_it_reads(it: Chronicle, which: tuple[type[View], dict[str, Any]]) -> None:
    whole, narrow = of_all_and_of_wanted(*which, it.recorded)
    assert whole == narrow


@settings(max_examples=40, deadline=None)
@given(it=chronicles(), which=st.sampled_from(VIEWS), as_at=st.dates(date(2025, 1, 10), date(2025, 6, 1)))
def test_what_happens_after_as_at_changes_nothing_unless_it_puts_something_right(
    it: Chronicle, which: tuple[type[View], dict[str, Any]], as_at: date
) -> None:
    view, ids = which
    later = Chronicle()
    for each in it.recorded:
        later.add(each.stream, each.event, each.occurred_at, by=each.actor)
    before = view.fold(later.history(as_at), **ids)
    for stream, event in MORE:
        if not isinstance(event, CostReversed | AttendanceCorrected):
            later.add(stream, event, on("2025-06-03"))
    after = view.fold(later.history(as_at), **ids)
    assert attrs.evolve(before, position=0) == attrs.evolve(after, position=0)  # type: ignore[misc]  # every view is an attrs class


@pytest.mark.parametrize(("view", "ids"), VIEWS)
def test_what_is_known_changes_every_view(view: type[View], ids: dict[str, Any]) -> None:
    """The control: the properties above would hold of a view that looks at nothing."""
    it, first = begun(), len(begun().recorded)
    for stream, event in MORE:
        it.add(stream, event, on("2025-03-02"))
    before, after = (view.fold(it.history(known=known), **ids) for known in (first, None))
    assert after != attrs.evolve(before, position=len(it.recorded))  # type: ignore[misc]  # every view is an attrs class


@pytest.mark.parametrize("view", [Evaluation, Brief])
def test_a_programme_that_history_does_not_know_is_said_to_be_unknown(view: type[View]) -> None:
    for as_at, which in ((None, named("stranger")), ("2024-12-31", PROGRAMME)):
        with pytest.raises(NothingKnown) as raised:
            view.fold(begun().history(as_at), programme=which)
        assert NothingKnown(kind="programme", id=which) == raised.value
