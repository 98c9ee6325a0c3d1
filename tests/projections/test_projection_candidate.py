"""The record of a candidate: evidence against criteria, deadlines, what is missing, and who judged what, as at any day."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import uuid4

import pytest
from attrs import evolve
from by_hand import NOW, SET, Chronicle, day, named, on, said
from qualifying import (
    BEN,
    GWEN,
    HELEN,
    IDA,
    LOADED,
    MORAG,
    ODA,
    OF_BEN,
    OF_RAVI,
    RAVI,
    RULES,
    TOM,
    TRAINING,
    Centre,
    begun,
    credited,
    gathered,
    referred,
)

from actionlearning.domain.candidate.aggregate import CandidateStage
from actionlearning.domain.candidate.assessment import Assessment
from actionlearning.domain.candidate.errors import NotComplete
from actionlearning.domain.candidate.events import (
    AppealDecided,
    AppealLodged,
    CandidateWithdrew,
    CapabilityConfirmed,
    Deadline,
    Judgement,
    Moderation,
    ModerationRecorded,
    ProjectBriefDrafted,
    RegistrationExpired,
    RegistrationExtended,
    SpecificationRef,
)
from actionlearning.domain.candidate.parts import EvidenceStanding, PracticeCount
from actionlearning.domain.candidate.specification import EvidenceSource, Specification
from actionlearning.domain.values import SetKind
from actionlearning.projections.assessment_facts import Appeal, AppealDecision, Credit, Judged
from actionlearning.projections.candidacies import Candidacies, Qualification, RulesState
from actionlearning.projections.candidate_deadlines import DeadlineOf, DeadlineRecord, DeadlineState
from actionlearning.projections.candidate_facts import Withdrawal
from actionlearning.projections.candidate_record import CandidateRecord, Observed, PreworkRecord
from actionlearning.projections.projection import NothingKnown
from actionlearning.projections.sentences import Person, Thing
from actionlearning.projections.set_history import CandidateHistory, MemberHistory

THERE, MISSING, NOT_AUTHENTIC = EvidenceStanding
REGISTRATION, ASSIGNMENT, RESUBMISSION = DeadlineOf


def record(
    it: Chronicle,
    as_at: date | datetime | str | None = None,
    *,
    which: Any = OF_RAVI,
    known: datetime | int | None = None,
    specifications: tuple[Specification, ...] = LOADED,
) -> CandidateRecord:
    return CandidateRecord.fold(it.history(as_at, known), candidate=which, specifications=specifications)


def deadline(it: Chronicle, of: DeadlineOf, as_at: Any = None) -> DeadlineRecord:
    (found,) = [each for each in record(it, as_at).deadlines if each.of is of]
    return found


def stands(it: Chronicle, of: DeadlineOf, as_at: Any = None) -> tuple[DeadlineState, date | None, int | None]:
    found = deadline(it, of, as_at)
    return found.state, found.done_on, found.days_left


def person(name: str) -> Person:
    return Person(named(name), said(name, name))


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


# The matrix


def test_the_matrix_tells_of_each_criterion_the_kinds_that_bear_on_it_and_the_judgement_that_stands() -> None:
    first, second, third = record(credited()).criteria
    assert ("Explain", {"report": THERE}, ("history",)) == (first.ability, first.evidence, first.views)
    assert ({"report": THERE, "practice": THERE}, ("evaluate", "impact")) == (second.evidence, second.views)
    assert ({"diary": THERE, "brief": THERE}, ()) == (third.evidence, third.views)
    assert Judged(on("2025-06-27"), 1, Judgement.MET, GWEN, said("now it is", "Ravi")) == first.judged
    assert person("Gwen") == first.assessor
    assert [(Judgement.NOT_YET, said("thin", "Ravi"))] == [(each.judgement, each.reason) for each in first.before]
    assert () == second.before


def test_a_criterion_waits_for_the_kinds_that_bear_on_it() -> None:
    it = begun()
    it.hand_in("report", "2025-05-20")
    first, second, third = record(it).criteria
    assert [{"report": THERE}, {"report": THERE, "practice": MISSING}, {"diary": MISSING, "brief": MISSING}] == [
        first.evidence, second.evidence, third.evidence,
    ]  # fmt: skip
    assert [(None, None)] * 3 == [(each.judged, each.assessor) for each in (first, second, third)]


def test_what_was_given_back_says_until_when_and_whether_it_came_in_again() -> None:
    it = referred()
    waiting = record(it, "2025-06-19").criteria[0]
    assert (Judgement.NOT_YET, day("2025-06-30"), None) == (
        waiting.judged.judgement if waiting.judged else None, waiting.resubmit_by, waiting.handed_in_again,
    )  # fmt: skip
    it.hand_in("diary", "2025-06-18", "7")
    assert record(it).criteria[0].handed_in_again is None, "the diary does not bear on it"
    it.hand_in("report", "2025-06-20", "6")
    assert day("2025-06-20") == record(it).criteria[0].handed_in_again
    it.judge(1, "2025-06-27")
    assert (None, None) == (record(it).criteria[0].resubmit_by, record(it).criteria[0].handed_in_again)


def test_a_group_drafts_together_and_each_is_judged_alone() -> None:
    it = begun()
    it.begin(OF_BEN, BEN)
    for which, by in ((OF_RAVI, RAVI), (OF_BEN, BEN)):
        it.add(which, ProjectBriefDrafted((RAVI, BEN), "b" * 64), on("2025-02-25"), by=by)
    it.judge(3, "2025-06-06")
    of_ravi, of_ben = record(it), record(it, which=OF_BEN)
    assert of_ravi.evidence[2].pieces == of_ben.evidence[2].pieces
    assert (person("Ravi"), person("Ben")) == of_ben.evidence[2].pieces[0].by
    assert [True, False] == [view.criteria[2].judged is not None for view in (of_ravi, of_ben)]
    assert [1, 0] == [len(view.trail) for view in (of_ravi, of_ben)]


# Appeals


def appealed(*, upheld: bool | None) -> Centre:
    it = referred()
    it.add(OF_RAVI, AppealLodged(1, said("it is in it", "Ravi")), on("2025-06-10"), by=RAVI)
    if upheld is not None:
        decided = AppealDecided(1, upheld=upheld, by=HELEN, reason=said("read it again", "Ravi"))
        it.add(OF_RAVI, decided, on("2025-06-12"), by=HELEN)
    return it


def test_an_open_appeal_stands_beside_the_judgement_it_is_against() -> None:
    view = record(appealed(upheld=None))
    assert (CandidateStage.APPEALED, True) == (view.stage, view.criteria[0].is_appealed)
    assert [(1, said("it is in it", "Ravi"), None)] == [(a.criterion, a.grounds, a.decision) for a in view.appeals]
    assert "the appeal on criterion 1 is open" in (view.missing or ())


def test_an_upheld_appeal_sets_the_judgement_aside_and_lifts_what_was_asked_for() -> None:
    it = appealed(upheld=True)
    first = record(it).criteria[0]
    assert (None, None, [Judgement.NOT_YET], False) == (
        first.judged, first.resubmit_by, [each.judgement for each in first.before], first.is_appealed,
    )  # fmt: skip
    assert (DeadlineState.LIFTED, None, None) == stands(it, RESUBMISSION)
    assert (DeadlineState.RUNNING, None, 19) == stands(it, RESUBMISSION, "2025-06-11")
    decision = AppealDecision(on("2025-06-12"), HELEN, upheld=True, reason=said("read it again", "Ravi"))
    assert [Appeal(on("2025-06-10"), 1, said("it is in it", "Ravi"), decision)] == list(record(it).appeals)
    it.judge(1, "2025-06-20", by=ODA)
    anew = record(it).criteria[0]
    assert (person("Oda"), 1) == (anew.assessor, len(anew.before))


def test_a_dismissed_appeal_leaves_everything_as_it_was() -> None:
    view = record(appealed(upheld=False))
    assert (CandidateStage.REFERRED, day("2025-06-30")) == (view.stage, view.criteria[0].resubmit_by)
    assert record(referred()).criteria == view.criteria


def test_each_appeal_has_its_own_decision() -> None:
    it = appealed(upheld=False)
    it.judge(1, "2025-06-14", Judgement.NOT_YET)
    it.add(OF_RAVI, AppealLodged(1, said("still", "Ravi")), on("2025-06-15"), by=RAVI)
    it.add(OF_RAVI, AppealLodged(2, said("other", "Ravi")), on("2025-06-15"), by=RAVI)
    it.add(OF_RAVI, AppealDecided(1, upheld=True, by=ODA, reason=said("yes", "Ravi")), on("2025-06-16"), by=ODA)
    assert [(1, False), (1, True), (2, None)] == [
        (each.criterion, each.decision.upheld if each.decision else None) for each in record(it).appeals
    ]


# Deadlines


def test_the_assignment_is_due_three_calendar_months_after_the_last_workshop_day() -> None:
    it = begun()
    assert (DeadlineState.NOT_SET, None, None) == stands(it, ASSIGNMENT)
    it.attend(2, "2025-02-24", "review")
    it.attend(1, "2025-11-30", "method", "questions")
    assert (day("2026-02-28"), DeadlineState.RUNNING) == (
        deadline(it, ASSIGNMENT).last_day, deadline(it, ASSIGNMENT).state,
    )  # fmt: skip
    assert DeadlineState.NOT_SET is deadline(it, ASSIGNMENT, "2025-11-29").state


@pytest.mark.parametrize(
    ("as_at", "expected"),
    [
        ("2025-05-19", (DeadlineState.RUNNING, None, 5)),
        ("2025-05-20", (DeadlineState.MET, day("2025-05-20"), None)),
        (None, (DeadlineState.MET, day("2025-05-20"), None)),
    ],
)
def test_an_assignment_is_met_on_the_day_the_last_of_it_was_handed_in(as_at: Any, expected: Any) -> None:
    assert expected == stands(gathered(), ASSIGNMENT, as_at)


@pytest.mark.parametrize(
    ("as_at", "expected"),
    [
        ("2025-05-23", (DeadlineState.RUNNING, None, 1)),
        ("2025-05-24", (DeadlineState.RUNNING, None, 0)),
        ("2025-05-25", (DeadlineState.PAST, None, None)),
        (datetime(2025, 5, 24, 22, 59, tzinfo=UTC), (DeadlineState.RUNNING, None, 0)),
        (datetime(2025, 5, 24, 23, 0, tzinfo=UTC), (DeadlineState.PAST, None, None)),
    ],
)
def test_a_deadline_lasts_to_the_end_of_its_day_where_the_candidate_is(as_at: Any, expected: Any) -> None:
    """The last minute in London in May is 22:59 in UTC."""
    it = begun()
    it.attend(1, "2025-01-20", "method", "questions")
    it.attend(2, "2025-02-24", "review")
    assert expected == stands(it, ASSIGNMENT, as_at)


def test_the_days_are_those_of_the_candidates_time_zone() -> None:
    it = Centre()
    it.people("Ravi", "Helen")
    it.begin(zone="Pacific/Auckland")
    it.attend(1, "2025-01-20", "method", "questions")
    it.attend(2, "2025-02-24", "review", clock="11:30")  # past midnight there
    it.hand_in("report", "2025-05-25")
    found = deadline(it, ASSIGNMENT)
    assert (day("2025-05-25"), DeadlineState.LATE, day("2025-05-26")) == (found.last_day, found.state, found.done_on)
    assert (day("2025-02-25"),) == record(it).days[1].attended_on
    assert MISSING is record(it, "2025-05-25").evidence[0].standing, "noon in UTC is the next day there"


def test_extensions_move_a_deadline_from_when_they_were_given_and_the_first_day_stays_visible() -> None:
    it = begun()
    it.attend(1, "2025-01-20", "method", "questions")
    it.attend(2, "2025-02-24", "review")
    for what, until, when in (
        (Deadline.ASSIGNMENT, "2025-06-30", "2025-05-20"),
        (Deadline.REGISTRATION, "2026-03-01", "2025-06-01"),
    ):
        it.add(OF_RAVI, RegistrationExtended(what, day(until), HELEN, said("ill", "Ravi")), on(when), by=HELEN)
    assert day("2025-05-24") == deadline(it, ASSIGNMENT, "2025-05-19").last_day
    assert (day("2025-06-30"), day("2025-05-24")) == (deadline(it, ASSIGNMENT).last_day, deadline(it, ASSIGNMENT).first)
    assert day("2026-01-06") == deadline(it, REGISTRATION, "2025-05-31").last_day
    assert (day("2026-03-01"), day("2026-01-06")) == (deadline(it, REGISTRATION).last_day, deadline(it, REGISTRATION).first)
    assert [(HELEN, said("ill", "Ravi"))] * 2 == [(each.by, each.reason) for each in record(it).extensions]
    it.hand_in("report", "2025-06-30")
    assert (DeadlineState.MET, day("2025-06-30"), None) == stands(it, ASSIGNMENT)


def test_a_registration_runs_to_the_end_of_its_last_day_whether_or_not_anybody_says_that_it_expired() -> None:
    it = begun()
    assert (DeadlineState.RUNNING, None, 0) == stands(it, REGISTRATION, "2026-01-06")
    assert (DeadlineState.PAST, None, None) == stands(it, REGISTRATION, "2026-01-07")
    assert CandidateStage.REGISTERED is record(it, "2026-01-07").stage
    it.add(OF_RAVI, RegistrationExpired(), on("2026-01-08"), by=HELEN)
    assert CandidateStage.EXPIRED is record(it, "2026-01-08").stage
    again = RegistrationExtended(Deadline.REGISTRATION, day("2026-02-01"), HELEN, said("ill", "Ravi"))
    it.add(OF_RAVI, again, on("2026-01-20"), by=HELEN)
    assert CandidateStage.EXPIRED is record(it, "2026-01-19").stage
    assert (CandidateStage.REGISTERED, (DeadlineState.RUNNING, None, 12)) == (
        record(it, "2026-01-20").stage, stands(it, REGISTRATION, "2026-01-20"),
    )  # fmt: skip


def test_a_registration_has_served_once_the_credits_are_awarded() -> None:
    assert (DeadlineState.MET, day("2025-07-01"), None) == stands(credited(), REGISTRATION)
    assert (DeadlineState.RUNNING, None, 190) == stands(credited(), REGISTRATION, "2025-06-30")


@pytest.mark.parametrize(
    ("as_at", "expected"),
    [
        ("2025-06-19", (DeadlineState.RUNNING, None, 11)),
        ("2025-06-20", (DeadlineState.MET, day("2025-06-20"), None)),
        ("2025-07-15", (DeadlineState.MET, day("2025-06-20"), None)),
    ],
)
def test_a_resubmission_is_met_when_what_bears_on_it_came_in_again(as_at: str, expected: Any) -> None:
    assert expected == stands(credited(), RESUBMISSION, as_at)
    assert ((1,), day("2025-06-30")) == (
        deadline(credited(), RESUBMISSION).criteria, deadline(credited(), RESUBMISSION).last_day,
    )  # fmt: skip


def test_a_resubmission_that_did_not_come_is_past_and_a_second_one_has_its_own_day() -> None:
    it = referred()
    assert (DeadlineState.PAST, None, None) == stands(it, RESUBMISSION, "2025-07-01")
    it.judge(1, "2025-07-02", Judgement.NOT_YET)
    it.refer(1, "2025-07-02", "2025-07-31")
    it.hand_in("report", "2025-07-20", "6")
    first, second = [each for each in record(it).deadlines if each.of is RESUBMISSION]
    assert (DeadlineState.LATE, day("2025-06-30")) == (first.state, first.last_day)
    assert (DeadlineState.MET, day("2025-07-31"), day("2025-07-20")) == (second.state, second.last_day, second.done_on)


def test_nothing_is_due_from_somebody_who_withdrew() -> None:
    it = begun()
    it.add(OF_RAVI, CandidateWithdrew(said("another job", "Ravi")), on("2025-03-01"), by=RAVI)
    view = record(it)
    assert (CandidateStage.WITHDRAWN, {DeadlineState.LIFTED}) == (view.stage, {each.state for each in view.deadlines})
    assert Withdrawal(on("2025-03-01"), said("another job", "Ravi")) == view.withdrawal
    assert record(it, "2025-02-28").withdrawal is None


# What is missing, by the rule of the decision itself


@pytest.mark.parametrize(
    "as_at", ["2025-01-06", "2025-02-24", "2025-03-10", "2025-05-20", "2025-05-22", "2025-06-06", "2025-06-20", "2025-06-27"]
)
def test_what_is_missing_is_what_verification_would_be_refused_for(as_at: str) -> None:
    it = credited()
    then = Candidacies(it.history(as_at), LOADED).of(OF_RAVI)
    missing = record(it, as_at).missing or ()
    if missing:
        with pytest.raises(NotComplete) as refused:
            Assessment(then.state, RULES).verify(by=TOM, at=then.moment)
        assert NotComplete(missing=missing) == refused.value
    else:
        assert "2025-06-27" == as_at
        Assessment(then.state, RULES).verify(by=TOM, at=then.moment)


def test_what_moderation_returned_is_missing_a_new_judgement() -> None:
    it = credited()
    back = it.recorded.index(next(r for r in it.recorded if isinstance(r.event, ModerationRecorded)))
    del it.recorded[back:]
    it.add(OF_RAVI, ModerationRecorded(IDA, Moderation.RETURNED, said("unclear", "Ravi")), on("2025-07-08"), by=IDA)
    view = record(it)
    assert (CandidateStage.ASSESSED, ("nothing was judged since moderation returned it",)) == (view.stage, view.missing)
    assert [(TOM, on("2025-07-01", "13:00"))] == [(each.by, each.at) for each in view.verified]
    assert [(IDA, Moderation.RETURNED, said("unclear", "Ravi"))] == [(m.by, m.moderation, m.reason) for m in view.moderated]


# The trail


def test_the_trail_tells_in_order_who_decided_what_and_why() -> None:
    trail = record(credited()).trail
    assert [
        (GWEN, "candidate.criterion-judged"), (GWEN, "candidate.criterion-judged"), (GWEN, "candidate.criterion-judged"),
        (GWEN, "candidate.work-referred"), (GWEN, "candidate.criterion-judged"), (TOM, "candidate.decision-verified"),
        (IDA, "candidate.moderation-recorded"), (HELEN, "candidate.credit-awarded"), (RAVI, "candidate.award-claimed"),
    ] == [(entry.actor.id, entry.name) for entry in trail]  # fmt: skip
    assert said("thin", "Ravi") == trail[0].event.reason
    assert "a member gave back the work on criterion 1, to be handed in again by 30 Jun 2025" == str(trail[3].sentence)
    assert sorted(entry.occurred_at for entry in trail) == [entry.occurred_at for entry in trail]
    assert len(record(credited(), "2025-06-06").trail) == 4


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
        cut = Centre()
        cut.recorded = it.recorded[:position]
        assert record(cut, as_at) == record(it, as_at, known=position)


def test_as_at_a_day_equals_the_record_of_what_had_happened_by_then() -> None:
    it = credited()
    for days in range(0, 200, 7):
        at = on("2025-01-06", "23:00") + timedelta(days=days)
        until = Centre()
        until.recorded = [each for each in it.recorded if each.occurred_at <= at]
        expected = CandidateRecord.fold(until.history(now=at), candidate=OF_RAVI, specifications=LOADED)
        assert evolve(expected, position=len(it.recorded)) == record(it, at)


def test_a_record_wants_every_event_that_it_reads() -> None:
    it = credited()
    narrow = Centre()
    narrow.recorded = [each for each in it.recorded if isinstance(each.event, CandidateRecord.wants)]
    assert evolve(record(narrow), position=len(it.recorded)) == record(it)


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


def test_an_extension_of_the_assignment_is_in_the_journal_itself() -> None:
    it = gathered()
    extended = RegistrationExtended(Deadline.ASSIGNMENT, day("2025-06-30"), HELEN, said("ill", "Ravi"))
    it.add(OF_RAVI, extended, on("2025-05-23"), by=HELEN)
    (assignment,) = [each for each in record(it, specifications=()).deadlines if each.of is ASSIGNMENT]
    assert (day("2025-06-30"), DeadlineState.UNKNOWN) == (assignment.last_day, assignment.state)


# Histories


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


def test_the_clock_says_how_many_days_are_left_where_no_day_is_asked_for() -> None:
    it = begun()
    view = CandidateRecord.fold(it.history(now=NOW), candidate=OF_RAVI, specifications=LOADED)
    assert (day("2026-01-01"), [5]) == (view.today, [each.days_left for each in view.deadlines if each.days_left is not None])


def test_a_session_that_was_observed_names_the_observer_and_the_set() -> None:
    (_, at_work) = record(gathered()).sessions
    assert Thing("set", SET, "A workplace set") == at_work.set
    assert [Observed(person("Morag"), at_work.observed[0].observation)] == list(at_work.observed)
