"""One candidacy from the check of capability to the award, through the library's own face."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest
from attrs import define
from company import FIRST_DAY, NOW, Clock, Company, Wrapped, log, names, once, opened, refused

from actionlearning import ActionLearning, candidates
from actionlearning.application.access import KEEPER
from actionlearning.application.candidates import NotADigest, NotHours
from actionlearning.application.inputs import WrongInput
from actionlearning.application.work import NothingThere
from actionlearning.domain.candidate.errors import (
    NotComplete,
    NotCounted,
    NotModerated,
    NotRegistered,
    NotTheirSession,
    OnlyTheCandidate,
    TookPart,
    TooLate,
    WrongCandidateStage,
)
from actionlearning.domain.candidate.events import AdviserStintRecorded, CandidateRegistered, ProjectBriefDrafted
from actionlearning.domain.values import SetKind

CLOCK = datetime(2026, 6, 1, 12, tzinfo=NOW.tzinfo)
DIGEST = "0123456789abcdef" * 4
WORKSHOPS = [FIRST_DAY + timedelta(days=days) for days in (14, 15, 16, 49, 50)]
"""The last on 25 February: the assignment is due by 25 May."""

HANDED_IN = datetime(2025, 5, 23, 9, tzinfo=NOW.tzinfo)
JUDGED = datetime(2025, 6, 6, 9, tzinfo=NOW.tzinfo)
JULY = datetime(2025, 7, 1, 9, tzinfo=NOW.tzinfo)
KINDS = ("project-brief", "reflections-and-cpd-plan")


@define
class Centre:
    """A company whose set adviser is a candidate; an assessor, a verifier and a moderator who have no other part."""

    it: Company
    assessor: Any
    verifier: Any
    moderator: Any
    candidate: Any

    @classmethod
    def of(cls, al: ActionLearning) -> Centre:
        it = Company(al)
        assessor, verifier, moderator = (it.person(name) for name in ("Gwen", "Tom", "Ida"))
        by = it.by(it.sponsor, FIRST_DAY)
        candidate = by.do(candidates.confirm_capability, member=it.adviser, basis="She has led change")
        made = cls(it, assessor, verifier, moderator, candidate)
        made.do(it.sponsor, FIRST_DAY, candidates.register, specification="cmi-l5-5019", time_zone="Europe/London")
        return made

    def do(self, actor: Any, at: datetime, use_case: Callable[..., Any], **arguments: Any) -> Any:
        return self.it.by(actor, at).do(use_case, candidate=self.candidate, **arguments)

    def gather(self) -> None:
        """Everything but the assignment."""
        it, own = self.it, self.it.adviser
        rules = it.al.specifications.latest("cmi-l5-5019")
        for kind in rules.prework:
            self.do(own, FIRST_DAY, candidates.complete_prework, kind=kind)
        for day, at in zip(rules.days, WORKSHOPS, strict=True):
            self.do(own, at, candidates.attend_day, day=day.number, hours=Decimal("6.5"), topics=day.topics)
            self.do(own, at, candidates.review_day, day=day.number, review="I asked more than I told")
        *_, later = it.in_the_follow_up(it.a)
        for session in (1, 2):
            self.do(own, later, candidates.record_stint, set=it.set, session=session)
        self.do(it.b, later, candidates.observe_practice, set=it.set, session=2, feedback="Long silences, well held")
        self.do(own, WORKSHOPS[-1], candidates.draft_brief, authors=(own, it.c), sha256=DIGEST)
        self.do(it.sponsor, HANDED_IN, candidates.agree_cpd_plan, plan="Advise a second set")

    def hand_in(self, at: datetime = HANDED_IN) -> None:
        for kind in KINDS:
            self.do(self.it.adviser, at, candidates.submit_evidence, kind=kind, sha256=DIGEST)

    def judge(self, actor: Any, at: datetime, criterion: int, judgement: str = "met") -> None:
        self.do(actor, at, candidates.judge_criterion, criterion=criterion, judgement=judgement, reason="Shown")

    def assessed(self) -> None:
        self.gather()
        self.hand_in()
        for criterion in range(1, 11):
            self.judge(self.assessor, JUDGED, criterion)


@pytest.fixture
def centre() -> Centre:
    return Centre.of(opened(clock=Clock(CLOCK)))


def test_a_candidate_comes_from_the_check_of_capability_to_the_award(url: str) -> None:
    with opened(url, clock=Clock(CLOCK)) as al:
        it = Centre.of(al)
        own = it.it.adviser
        it.assessed()
        it.judge(it.assessor, JUDGED, 3, "not_yet")
        it.do(it.assessor, JUDGED, candidates.refer_work, criteria=(3,), resubmit_by=date(2025, 6, 30))
        it.do(own, JUDGED + timedelta(days=14), candidates.submit_evidence, kind="project-brief", sha256=DIGEST[::-1])
        it.judge(it.assessor, JUDGED + timedelta(days=21), 3)
        it.do(it.verifier, JULY, candidates.verify)
        it.do(it.moderator, JULY + timedelta(days=7), candidates.record_moderation, moderation="upheld")
        it.do(it.it.sponsor, JULY + timedelta(days=9), candidates.award_credit)
        it.do(own, JULY + timedelta(days=13), candidates.claim_award, award="award")
        assert [
            "candidate.criterion-judged", "candidate.work-referred", "candidate.evidence-submitted",
            "candidate.criterion-judged", "candidate.decision-verified", "candidate.moderation-recorded",
            "candidate.credit-awarded", "candidate.award-claimed",
        ] == names(al)[-8:]  # fmt: skip
        assert "candidate" == al.kind_of(it.candidate)


def test_what_is_recorded_is_what_was_decided_and_personal_text_is_about_the_candidate(centre: Centre) -> None:
    it = centre.it
    centre.gather()
    events = {type(recorded.event): recorded.event for recorded in log(it.al) if recorded.stream == centre.candidate}
    ref = it.al.specifications.latest("cmi-l5-5019").ref
    assert CandidateRegistered(ref, date(2026, 1, 6), "Europe/London") == events[CandidateRegistered]
    assert AdviserStintRecorded(it.set, 2, SetKind.WORKPLACE) == events[AdviserStintRecorded]
    assert ProjectBriefDrafted((it.adviser, it.c), DIGEST) == events[ProjectBriefDrafted]
    texts = [getattr(each, name) for each in events.values() for name in ("basis", "feedback", "plan") if hasattr(each, name)]
    assert [(it.adviser,)] * 3 == [text.subjects for text in texts]
    reveal = it.al.reading_as(KEEPER).reveal
    assert {"She has led change", "Long silences, well held", "Advise a second set"} == {reveal(text) for text in texts}


def test_nothing_but_its_beginning_and_end_is_recorded_without_a_registration(centre: Centre) -> None:
    it = centre.it
    unregistered = it.by(it.sponsor).do(candidates.confirm_capability, member=it.a, basis="He asks well")
    for use_case, arguments in (
        (candidates.complete_prework, {"kind": "pre-reading"}),
        (candidates.extend, {"deadline": "registration", "until": date(2026, 1, 1), "reason": "Ill"}),
        (candidates.verify, {}),
        (candidates.award_credit, {}),
    ):
        lost = refused(lambda u=use_case, a=arguments: it.by(it.sponsor, CLOCK).do(u, candidate=unregistered, **a))
        assert isinstance(lost, NotRegistered)
    it.by(it.a, CLOCK).do(candidates.withdraw, candidate=unregistered, reason="Another job")


def test_late_work_needs_an_extension_first(centre: Centre) -> None:
    centre.gather()
    late = HANDED_IN + timedelta(days=3)
    assert TooLate(kind="project-brief", on=date(2025, 5, 26), deadline=date(2025, 5, 25)) == refused(
        lambda: centre.hand_in(late)
    )
    centre.do(centre.it.sponsor, late, candidates.extend, deadline="assignment", until=date(2025, 6, 8), reason="Ill")
    centre.hand_in(late)


def test_an_expired_registration_is_extended_and_goes_on(centre: Centre) -> None:
    it = centre.it
    january, soon_after = datetime(2026, 1, 7, 9, tzinfo=NOW.tzinfo), datetime(2026, 1, 20, 9, tzinfo=NOW.tzinfo)
    centre.do(it.sponsor, january, candidates.expire)

    def read() -> None:
        centre.do(it.adviser, soon_after, candidates.complete_prework, kind="pre-reading")

    assert WrongCandidateStage(wanted="complete prework", stage="expired") == refused(read)
    centre.do(it.sponsor, january, candidates.extend, deadline="registration", until=date(2026, 3, 1), reason="Ill")
    read()


def test_an_appeal_is_decided_and_the_criterion_judged_anew_by_somebody_else(centre: Centre) -> None:
    centre.assessed()
    centre.judge(centre.assessor, JUDGED, 1, "not_yet")
    centre.do(centre.it.adviser, JULY, candidates.lodge_appeal, criterion=1, grounds="The brief answers it")
    centre.do(centre.it.d, JULY, candidates.decide_appeal, criterion=1, upheld=True, reason="It does")
    assert isinstance(refused(lambda: centre.judge(centre.assessor, JULY, 1)), TookPart)
    centre.judge(centre.it.c, JULY, 1)
    centre.do(centre.verifier, JULY, candidates.verify)


def test_a_stint_is_in_a_session_that_the_candidate_advised(centre: Centre) -> None:
    it = centre.it
    other = it.by(it.sponsor, FIRST_DAY).do(candidates.confirm_capability, member=it.a, basis="He asks well")
    by = it.by(it.sponsor)
    by.do(candidates.register, candidate=other, specification="cmi-l5-5019", version=1, time_zone="Europe/London")
    it.meet(1)
    stint = {"candidate": other, "set": it.set, "session": 1}
    assert NotTheirSession(member=it.a, session=1) == refused(lambda: by.do(candidates.record_stint, **stint))


def test_an_award_counts_other_candidacies_once_each_and_never_its_own(centre: Centre) -> None:
    it = centre.it
    centre.assessed()
    centre.do(centre.verifier, JULY, candidates.verify)
    assert isinstance(refused(lambda: centre.do(it.sponsor, JULY, candidates.award_credit)), NotModerated)
    centre.do(centre.moderator, JULY, candidates.record_moderation, moderation="upheld", reason="Fair")
    centre.do(it.sponsor, JULY, candidates.award_credit)
    other = it.by(it.sponsor, FIRST_DAY).do(candidates.confirm_capability, member=it.adviser, basis="As before")

    def claim(*counting: Any) -> Any:
        return refused(lambda: centre.do(it.adviser, JULY, candidates.claim_award, award="certificate", counting=counting))

    assert NotCounted(candidate=centre.candidate, why="it counts already") == claim(centre.candidate)
    assert NotCounted(candidate=other, why="it counts already") == claim(other, other)
    assert NotCounted(candidate=other, why="they were not awarded by then") == claim(other)
    assert OnlyTheCandidate(by=it.a, member=it.adviser, wanted="claim an award") == refused(
        lambda: centre.do(it.a, JULY, candidates.claim_award, award="award")
    )


def test_a_verification_does_not_stand_on_a_judgement_that_was_replaced_meanwhile(centre: Centre) -> None:
    centre.assessed()
    Wrapped(centre.it.al).before = once(lambda: centre.judge(centre.assessor, JUDGED, 1, "not_yet"))
    assert NotComplete(missing=("criterion 1 is not met yet",)) == refused(
        lambda: centre.do(centre.verifier, JULY, candidates.verify)
    )


@pytest.mark.parametrize("sha256", ["", "abc", DIGEST.upper(), DIGEST + "0", DIGEST + "\n", "g" * 64])
def test_evidence_is_named_by_a_sha256(centre: Centre, sha256: str) -> None:
    position = centre.it.al.journal.position()
    for actor, use_case, arguments in (
        (centre.it.adviser, candidates.submit_evidence, {"kind": "project-brief"}),
        (centre.it.adviser, candidates.draft_brief, {"authors": (centre.it.adviser, centre.it.a)}),
    ):
        error = refused(lambda a=actor, u=use_case, w=arguments: centre.do(a, NOW, u, sha256=sha256, **w))
        assert error == NotADigest(sha256=sha256)
    assert position == centre.it.al.journal.position()


@pytest.mark.parametrize("hours", ["0", "-1", "24.5", "NaN", "Infinity"])
def test_nobody_attends_a_day_for_longer_than_it_is(centre: Centre, hours: str) -> None:
    def attend(hours: str) -> None:
        centre.do(centre.it.adviser, NOW, candidates.attend_day, day=2, hours=Decimal(hours), topics=("review",))

    assert isinstance(refused(lambda: attend(hours)), NotHours)
    attend("24")


def test_a_day_is_attended_for_something(centre: Centre) -> None:
    lost = refused(lambda: centre.do(centre.it.adviser, NOW, candidates.attend_day, day=2, hours=Decimal(6), topics=()))
    assert isinstance(lost, WrongInput)


def test_everybody_named_is_registered_and_an_id_names_a_candidacy(centre: Centre) -> None:
    it = centre.it
    authors = (it.adviser, it.set)
    lost = refused(lambda: centre.do(it.adviser, NOW, candidates.draft_brief, authors=authors, sha256=DIGEST))
    assert NothingThere(kind="member", id=it.set) == lost
    by = it.by(it.sponsor)
    assert NothingThere(kind="candidate", id=it.set) == refused(lambda: by.do(candidates.verify, candidate=it.set))
    assert NothingThere(kind="member", id=it.set) == refused(
        lambda: by.do(candidates.confirm_capability, member=it.set, basis="Who?")
    )
