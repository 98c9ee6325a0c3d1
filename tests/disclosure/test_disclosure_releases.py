"""Figures are held against all that was released before, so that month after month nobody is singled out."""

from __future__ import annotations

from datetime import date

import pytest
from crowds import singled_out
from sheets import LATE

from actionlearning import ActionLearning
from actionlearning.application.names import Names
from actionlearning.application.releasing import NothingToRelease, release
from actionlearning.domain.disclosure import Group, people_in
from actionlearning.domain.programme.events import FiguresReleased
from actionlearning.domain.programme.releasing import groups_told
from actionlearning.projections.for_sponsors import ProgrammeForSponsor
from actionlearning.projections.metric import Telling


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
