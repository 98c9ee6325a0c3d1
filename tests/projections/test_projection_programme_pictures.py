"""The pictures of programmes in a terminal: everything is told, in eighty columns."""

from __future__ import annotations

from by_hand import PROGRAMME, on
from test_projection_pictures import TELL, printed
from test_projection_programme_changes import GOAL, WHY, begun, revise

from actionlearning.cli.pictures import impact_of
from actionlearning.domain.programme.events import ObjectiveRetired
from actionlearning.projections.impact import Impact

# Impact


def test_the_thread_of_a_revised_and_retired_objective_says_so() -> None:
    it = begun()
    assert "50 → 100, now 75" in printed(impact_of(Impact.fold(it.history(), programme=PROGRAMME), TELL))
    revise(it, "150", "2026-06-30", "2025-05-01")
    it.add(PROGRAMME, ObjectiveRetired(GOAL, WHY), on("2025-06-01"))
    told = printed(impact_of(Impact.fold(it.history(), programme=PROGRAMME), TELL))
    assert "50 → 150 (first 100), now 75" in told
    assert "retired on 01 Jun: “two wards closed”" in told
