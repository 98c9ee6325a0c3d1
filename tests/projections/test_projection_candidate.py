"""The record of a candidate: how far they have come, what they gathered, and the story of it, as at any day."""

from __future__ import annotations

from typing import Any
from uuid import uuid4

import pytest
from by_hand import SET, day, on, said
from qualifying import GWEN, HELEN, MORAG, OF_RAVI, RAVI, TRAINING, begun, credited, gathered
from records import MISSING, NOT_AUTHENTIC, THERE, person, record

from actionlearning.domain.candidate.aggregate import CandidateStage
from actionlearning.domain.candidate.parts import PracticeCount
from actionlearning.domain.candidate.specification import EvidenceSource
from actionlearning.domain.values import SetKind
from actionlearning.projections.assessment_facts import Credit
from actionlearning.projections.candidacies import Qualification, RulesState
from actionlearning.projections.candidate_record import Observed, PreworkRecord
from actionlearning.projections.projection import NothingKnown
from actionlearning.projections.sentences import Thing
from actionlearning.projections.set_history import CandidateHistory, MemberHistory

# Who, for what, and how far


def test_a_record_says_who_works_for_what_and_how_far_they_have_come() -> None:
    view = record(credited())
    assert (OF_RAVI, person("Ravi"), "Europe/London") == (view.candidate, view.member, view.time_zone)
    assert Qualification(
        id="small", version=1, sha256="f" * 64, rules=RulesState.LOADED, title="A small qualification",
        awarding_body="Nobody", level=5, unit="1", credits=6,
    ) == view.qualification  # fmt: skip
    assert (person("Helen"), said("able", "Ravi")) == (view.confirmed_by, view.confirmation.basis)
    assert Credit(on("2025-07-01", "15:00"), 6, HELEN) == view.credit
    assert [("award", ())] == [(claim.award, claim.counting) for claim in view.claims]


@pytest.mark.parametrize(
    ("as_at", "stage"),
    [
        ("2025-01-06", CandidateStage.REGISTERED),
        ("2025-01-13", CandidateStage.GATHERING),
        ("2025-06-05", CandidateStage.GATHERING),
        ("2025-06-06", CandidateStage.REFERRED),
        ("2025-06-20", CandidateStage.REFERRED),
        ("2025-06-27", CandidateStage.ASSESSED),
        (on("2025-07-01", "13:30"), CandidateStage.VERIFIED),
        (on("2025-07-01", "14:30"), CandidateStage.MODERATED),
        ("2025-07-01", CandidateStage.CREDITED),
        (None, CandidateStage.CREDITED),
    ],
)
def test_a_candidate_is_as_far_as_they_were_on_the_day_asked_for(as_at: Any, stage: CandidateStage) -> None:
    assert stage is record(credited(), as_at).stage


def test_before_registration_there_is_a_check_of_capability_and_nothing_to_be_late_for() -> None:
    view = record(begun(), on("2025-01-06", "10:00"))
    assert (CandidateStage.CONFIRMED, None, None, ()) == (view.stage, view.qualification, view.registered_at, view.deadlines)
    assert view.missing is None
    with pytest.raises(NothingKnown) as raised:
        record(begun(), "2025-01-05")
    assert NothingKnown(kind="candidate", id=OF_RAVI) == raised.value


def test_what_is_no_candidacy_is_not_known() -> None:
    for stranger in (uuid4(), RAVI, SET):
        with pytest.raises(NothingKnown):
            record(begun(), which=stranger)


# What was gathered


def test_prework_days_and_reviews_are_told_with_what_is_not_done() -> None:
    it = begun()
    it.attend(1, "2025-01-20", "questions")
    view = record(it)
    assert (PreworkRecord("reading", None),) == view.prework
    first, second = view.days
    assert (1, 1, ("method", "questions"), ("method",), (day("2025-01-20"),), None) == (
        first.number, first.part, first.topics, first.uncovered, first.attended_on, first.complete_on,
    )  # fmt: skip
    assert ((), ("review",)) == (second.attended_on, second.uncovered)
    it.attend(1, "2025-01-27", "method")
    made_up = record(it).days[0]
    assert (13, (day("2025-01-20"), day("2025-01-27")), day("2025-01-27"), ()) == (
        made_up.hours, made_up.attended_on, made_up.complete_on, made_up.uncovered,
    )  # fmt: skip
    whole = record(gathered())
    assert (PreworkRecord("reading", on("2025-01-13")),) == whole.prework
    assert [[said("I asked", "Ravi")], []] == [[review.words for review in each.reviews] for each in whole.days]


def test_a_stint_in_a_training_set_counts_and_one_of_them_is_at_work() -> None:
    it = begun()
    it.stint(TRAINING, 1, SetKind.TRAINING, "2025-02-03", observed=True)
    it.stint(TRAINING, 2, SetKind.TRAINING, "2025-02-04")
    view = record(it)
    assert [2, 1, 0] == [count.there for count in view.practice]
    assert "there are 0 of 1 stints outside a training set" in (view.missing or ())
    it.stint(SET, 5, SetKind.WORKPLACE, "2025-05-06")
    view = record(it)
    assert (
        PracticeCount("stints as set adviser", 3, 2),
        PracticeCount("observed stints", 1, 1),
        PracticeCount("stints outside a training set", 1, 1),
    ) == view.practice
    assert [("A training set", 1), ("A training set", 2), ("A workplace set", 5)] == [
        (each.set.title, each.session) for each in view.sessions
    ]
    assert [SetKind.TRAINING, SetKind.TRAINING, SetKind.WORKPLACE] == [each.setting for each in view.sessions]
    watched, *others = [each.observed for each in view.sessions]
    assert [(person("Morag"), said("calm", "Ravi"))] == [(each.by, each.observation.feedback) for each in watched]
    assert [(), ()] == others


def test_evidence_is_known_by_its_kind_its_hash_and_whose_work_it_is() -> None:
    report, diary, brief, practice = record(credited()).evidence
    assert [("5" * 64, True), ("6" * 64, True)] == [(piece.sha256, piece.authentic) for piece in report.pieces]
    assert ("Report", EvidenceSource.SUBMITTED, True, THERE) == (
        report.title, report.source, report.assignment, report.standing,
    )  # fmt: skip
    assert [((person("Ravi"), person("Ben")), "b" * 64, None)] == [(e.by, e.sha256, e.authentic) for e in brief.pieces]
    assert [((person("Morag"),), None, None)] == [(e.by, e.sha256, e.authentic) for e in practice.pieces]
    assert [(person("Ravi"),)] == [piece.by for piece in diary.pieces]


def test_what_was_handed_in_last_says_whether_it_is_their_own_work() -> None:
    it = gathered()
    it.hand_in("diary", "2025-05-23", authentic=False)
    assert [THERE, NOT_AUTHENTIC, THERE, THERE] == [each.standing for each in record(it).evidence]
    assert THERE is record(it, "2025-05-22").evidence[1].standing
    assert [MISSING] * 4 == [each.standing for each in record(begun()).evidence]


def test_a_session_that_was_observed_names_the_observer_and_the_set() -> None:
    (_, at_work) = record(gathered()).sessions
    assert Thing("set", SET, "A workplace set") == at_work.set
    assert [Observed(person("Morag"), at_work.observed[0].observation)] == list(at_work.observed)


def test_the_history_of_a_candidacy_tells_all_of_it_and_that_of_the_person_has_it_too() -> None:
    it = credited()
    its = CandidateHistory.fold(it.history(), candidate=OF_RAVI)
    assert [each.position for each in it.recorded if each.stream == OF_RAVI] == sorted(e.position for e in its.entries)
    assert (person("Ravi"), "Europe/London") == (its.name, its.time_zone)
    around = MemberHistory.fold(it.history(), member=RAVI)
    assert {each.position for each in its.entries} <= {each.position for each in around.entries}
    assert {"candidate.criterion-judged", "candidate.work-referred"} <= {
        each.name for each in MemberHistory.fold(it.history(), member=GWEN).entries
    }
    assert MORAG not in {each.actor.id for each in MemberHistory.fold(it.history("2025-03-09"), member=RAVI).entries}
    with pytest.raises(NothingKnown):
        CandidateHistory.fold(it.history(), candidate=RAVI)
