"""A candidate is judged: the matrix of criteria and evidence, appeals, what is missing, and the trail of who decided what."""

from __future__ import annotations

import pytest
from by_hand import day, on, said
from qualifying import BEN, GWEN, HELEN, IDA, LOADED, ODA, OF_BEN, OF_RAVI, RAVI, RULES, TOM, Centre, begun, credited, referred
from records import MISSING, RESUBMISSION, THERE, person, record, stands

from actionlearning.domain.candidate.aggregate import CandidateStage
from actionlearning.domain.candidate.assessment import Assessment
from actionlearning.domain.candidate.errors import NotComplete
from actionlearning.domain.candidate.events import (
    AppealDecided,
    AppealLodged,
    Judgement,
    Moderation,
    ModerationRecorded,
    ProjectBriefDrafted,
)
from actionlearning.projections.assessment_facts import Appeal, AppealDecision, Judged
from actionlearning.projections.candidacies import Candidacies
from actionlearning.projections.candidate_deadlines import DeadlineState

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
