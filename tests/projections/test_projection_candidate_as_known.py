"""The record of a candidate as it was known, and what it still tells without the file of its qualification."""

from __future__ import annotations

from datetime import timedelta

import pytest
from attrs import evolve
from by_hand import SET, day, holding, on, said
from laws_of_views import of_all_and_of_wanted
from qualifying import HELEN, LOADED, OF_RAVI, RULES, begun, credited
from records import record

from actionlearning.domain.candidate.events import (
    CapabilityConfirmed,
    Deadline,
    Judgement,
    RegistrationExtended,
    SpecificationRef,
)
from actionlearning.domain.candidate.specification import Specification
from actionlearning.domain.values import SetKind
from actionlearning.projections.candidacies import Qualification, RulesState
from actionlearning.projections.candidate_deadlines import DeadlineState
from actionlearning.projections.candidate_record import CandidateRecord

# As known at


def test_what_is_recorded_late_is_there_on_its_day_once_it_is_known() -> None:
    it = begun()
    it.attend(1, "2025-01-20", "method", "questions")
    position = len(it.recorded)
    it.add(OF_RAVI, RegistrationExtended(Deadline.REGISTRATION, day("2026-02-01"), HELEN, said("ill", "Ravi")),
           on("2025-02-01"), by=HELEN, recorded=on("2025-04-01"))  # fmt: skip
    it.stint(SET, 5, SetKind.WORKPLACE, "2025-01-21")
    assert [1, 0] == [len(record(it, "2025-02-01", known=known).sessions) for known in (None, position)]
    assert (1, 0) == tuple(len(record(it, known=at).extensions) for at in (on("2025-04-01"), on("2025-03-31")))


@pytest.mark.parametrize("as_at", [None, "2025-03-01", "2025-06-10", "2025-06-30", "2025-12-31"])
def test_as_known_at_a_position_equals_the_record_of_a_journal_cut_there(as_at: str | None) -> None:
    it = credited()
    first = next(r.position for r in it.recorded if isinstance(r.event, CapabilityConfirmed))
    for position in range(first, len(it.recorded) + 1):
        cut = holding(it.recorded[:position])
        assert record(cut, as_at) == record(it, as_at, known=position)


def test_as_at_a_day_equals_the_record_of_what_had_happened_by_then() -> None:
    it = credited()
    for days in range(0, 200, 7):
        at = on("2025-01-06", "23:00") + timedelta(days=days)
        until = holding(each for each in it.recorded if each.occurred_at <= at)
        expected = CandidateRecord.fold(until.history(now=at), candidate=OF_RAVI, specifications=LOADED)
        assert evolve(expected, position=len(it.recorded)) == record(it, at)


def test_a_record_wants_every_event_that_it_reads() -> None:
    whole, narrow = of_all_and_of_wanted(CandidateRecord, {"candidate": OF_RAVI, "specifications": LOADED}, credited().recorded)
    assert narrow == whole


# Without the specification


CHANGED = evolve(RULES, ref=SpecificationRef("small", 1, "0" * 64), criteria=RULES.criteria[:1])


@pytest.mark.parametrize(
    ("specifications", "state"),
    [((), RulesState.NOT_LOADED), ((evolve(RULES, ref=SpecificationRef("small", 2, "f" * 64)),), RulesState.NOT_LOADED),
     ((CHANGED,), RulesState.CHANGED)],
)  # fmt: skip
def test_without_the_very_file_the_record_tells_what_the_journal_knows_and_says_so(
    specifications: tuple[Specification, ...], state: RulesState
) -> None:
    whole, view = record(credited()), record(credited(), specifications=specifications)
    assert Qualification(id="small", version=1, sha256="f" * 64, rules=state) == view.qualification
    assert (None, ()) == (view.missing, view.practice)
    assert (whole.stage, whole.trail, whole.credit, whole.sessions) == (view.stage, view.trail, view.credit, view.sessions)
    assert [(1, Judgement.MET), (2, Judgement.MET), (3, Judgement.MET)] == [
        (each.number, each.judged.judgement if each.judged else None) for each in view.criteria
    ]
    assert {(None, ())} == {(each.ability, tuple(each.evidence)) for each in view.criteria}
    assert ["observed", "drafted", "report", "diary"] == [each.kind for each in view.evidence]
    assert {None} == {each.standing for each in view.evidence}
    assert whole.evidence[0].pieces == view.evidence[2].pieces
    assert whole.prework == view.prework
    assert [("method", "questions"), ("review",)] == [each.topics for each in view.days]
    assert [DeadlineState.MET, DeadlineState.UNKNOWN, DeadlineState.UNKNOWN] == [each.state for each in view.deadlines]
    assert [day("2026-01-06"), None, day("2025-06-30")] == [each.last_day for each in view.deadlines]
