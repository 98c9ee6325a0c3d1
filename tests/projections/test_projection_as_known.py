"""Whatever comes after: a view as known at a position is the view of a journal that ends there."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import attrs
import pytest
from by_hand import ADVISER, PROGRAMME, SET, Chronicle, named, on, said
from hypothesis import given, settings
from hypothesis import strategies as st
from laws_of_views import known_and_cut, of_all_and_of_wanted
from thinking import ANN, BEN, CAT, OF_ANN, two_organisations, whole

from actionlearning.domain.problem.events import OutcomeReopened, OutcomeReviewed, QuestionReclassified
from actionlearning.domain.set.events import AdviserHandedOver, SlotClosed, SlotOpened
from actionlearning.domain.set.practice_events import AttendanceCorrected, SlotMinutesCorrected
from actionlearning.domain.values import QuestionForm, QuestionFunction
from actionlearning.projections.facilitation import Facilitation, SetFacilitation
from actionlearning.projections.figures import ProgrammeMetrics, SetMetrics
from actionlearning.projections.help_edges import HelpEdges
from actionlearning.projections.learning_history import LearningHistory
from actionlearning.projections.member_actions import MemberActions
from actionlearning.projections.projection import View
from actionlearning.projections.responsibility import Responsibility
from actionlearning.projections.set_overview import SetOverview

VIEWS: list[tuple[type[View], dict[str, Any]]] = [
    (SetMetrics, {"set": SET}),
    (ProgrammeMetrics, {"programme": PROGRAMME}),
    (LearningHistory, {"member": ANN}),
    (Responsibility, {"member": ANN}),
    (Facilitation, {"member": ADVISER}),
    (Facilitation, {"member": BEN}),
    (SetFacilitation, {"set": SET}),
    (HelpEdges, {"programme": PROGRAMME}),
    (SetOverview, {"set": SET}),
    (MemberActions, {"member": ANN}),
]
ASK = next(r.version for r in whole().recorded if r.stream == OF_ANN and type(r.event).__name__ == "QuestionAsked")
MORE: list[tuple[Any, object]] = [
    (SET, AttendanceCorrected(1, BEN, present=False)),
    (SET, AttendanceCorrected(2, CAT, present=True)),
    (SET, SlotOpened(1, ANN, OF_ANN)),
    (SET, SlotClosed(1, 15)),
    (SET, SlotMinutesCorrected(1, OF_ANN, 20)),
    (SET, SlotMinutesCorrected(1, OF_ANN, 35)),
    (SET, AdviserHandedOver(ADVISER, CAT)),
    (OF_ANN, QuestionReclassified(ASK, QuestionForm.CLOSED, QuestionFunction.CLARIFYING)),
    (OF_ANN, QuestionReclassified(ASK, QuestionForm.MULTIPLE, QuestionFunction.SUPPORTIVE)),
    (OF_ANN, OutcomeReopened(named("ask"), said("too soon", "Ann"))),
    (OF_ANN, OutcomeReviewed(named("ask"), 2, (BEN,), (), said("effect", "Ann"))),
]
TIMES = st.integers(0, 120).map(lambda days: on("2025-01-10") + timedelta(days=days))


@st.composite
def chronicles(draw: st.DrawFn) -> Chronicle:
    """The set of two organisations, followed by anything that changes it, in any order and timed anyhow."""
    it = whole()
    for stream, event in draw(st.lists(st.sampled_from(MORE), max_size=12)):
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
@given(it=chronicles(), which=st.sampled_from(VIEWS))
def test_a_view_wants_every_event_that_it_reads(it: Chronicle, which: tuple[type[View], dict[str, Any]]) -> None:
    full, narrow = of_all_and_of_wanted(*which, it.recorded)
    assert full == narrow


@pytest.mark.parametrize(("view", "ids"), VIEWS)
def test_what_is_known_changes_every_view(view: type[View], ids: dict[str, Any]) -> None:
    """The control: the property above would hold of a view that looks at nothing."""
    it, begun = whole(), len(two_organisations().recorded)
    before, after = (view.fold(it.history(known=known), **ids) for known in (begun, len(it.recorded)))
    assert after != attrs.evolve(before, position=len(it.recorded))  # type: ignore[misc]  # every view is an attrs class
