"""A small qualification and candidacies for it written by hand, for the records and ledgers to be told of."""

from __future__ import annotations

from decimal import Decimal
from typing import Any
from uuid import UUID

from attrs import evolve
from by_hand import SET, Chronicle, day, named, on, said

from actionlearning.domain.candidate.events import (
    AdviserStintRecorded,
    AwardClaimed,
    CandidateRegistered,
    CapabilityConfirmed,
    CPDPlanAgreed,
    CreditAwarded,
    CriterionJudged,
    DayReviewed,
    DecisionVerified,
    EvidenceSubmitted,
    Judgement,
    Moderation,
    ModerationRecorded,
    PracticeObserved,
    PreworkCompleted,
    ProjectBriefDrafted,
    SpecificationRef,
    WorkReferred,
    WorkshopDayAttended,
)
from actionlearning.domain.candidate.specification import (
    Criterion,
    EvidenceKind,
    EvidenceSource,
    Practice,
    Specification,
    WorkshopDay,
)
from actionlearning.domain.member.events import MemberRegistered
from actionlearning.domain.policies import SetPolicy
from actionlearning.domain.set.events import SetFormed
from actionlearning.domain.values import SetKind

RAVI, HELEN, GWEN, ODA, TOM, IDA, MORAG, BEN = (
    named(name) for name in ("Ravi", "Helen", "Gwen", "Oda", "Tom", "Ida", "Morag", "Ben")
)
PEOPLE = ("Ravi", "Helen", "Gwen", "Oda", "Tom", "Ida", "Morag", "Ben")
OF_RAVI, AGAIN, OF_BEN = named("candidacy of Ravi"), named("another candidacy of Ravi"), named("candidacy of Ben")
TRAINING = named("training set")

RULES = Specification(
    ref=SpecificationRef("small", 1, "f" * 64),
    title="A small qualification",
    awarding_body="Nobody",
    level=5,
    unit="1",
    credits=6,
    registration_months=12,
    assignment_months=3,
    prework=("reading",),
    days=(
        WorkshopDay(number=1, part=1, topics=("method", "questions")),
        WorkshopDay(number=2, part=2, topics=("review",)),
    ),
    evidence=(
        EvidenceKind(kind="report", title="Report", source=EvidenceSource.SUBMITTED, assignment=True),
        EvidenceKind(kind="diary", title="Diary", source=EvidenceSource.SUBMITTED),
        EvidenceKind(kind="brief", title="Brief", source=EvidenceSource.DRAFTED),
        EvidenceKind(kind="practice", title="Practice", source=EvidenceSource.OBSERVED),
    ),
    criteria=(
        Criterion(number=1, title="Explain", evidence=("report",), views=("history",)),
        Criterion(number=2, title="Evaluate", evidence=("report", "practice"), views=("evaluate", "impact")),
        Criterion(number=3, title="Plan", evidence=("brief", "diary")),
    ),
    practice=Practice(stints=2, observed=1, outside_training=1),
    cpd_plan=True,
    awards={"award": 6, "diploma": 13},
)
SEVEN = evolve(RULES, ref=SpecificationRef("other", 1, "e" * 64), title="Another qualification", unit="2", credits=7)
LOADED = (RULES, SEVEN)


class Centre(Chronicle):
    """Events of candidacies, each said in one line; times are noon in UTC unless told."""

    def people(self, *names: str) -> None:
        for name in names:
            event = MemberRegistered("A trust", "manager", None, said(name, name), said("role", name))
            self.add(named(name), event, on("2024-12-01"), by=named(name))
        for which, kind in ((SET, SetKind.WORKPLACE), (TRAINING, SetKind.TRAINING)):
            formed = SetFormed(named("programme"), f"A {kind.value} set", "to learn", kind, "Europe/London", SetPolicy())
            self.add(which, formed, on("2024-12-01"))

    def begin(
        self,
        which: UUID = OF_RAVI,
        member: UUID = RAVI,
        *,
        rules: Specification = RULES,
        zone: str = "Europe/London",
        when: str = "2025-01-06",
    ) -> None:
        """Confirmed and registered on one day, for a year."""
        self.add(which, CapabilityConfirmed(member, HELEN, said("able", "Ravi")), on(when, "09:00"), by=HELEN)
        until = day(when).replace(year=day(when).year + 1)
        self.add(which, CandidateRegistered(rules.ref, until, zone), on(when), by=HELEN)

    def attend(self, number: int, when: str, *topics: str, which: UUID = OF_RAVI, clock: str = "12:00") -> None:
        self.add(which, WorkshopDayAttended(number, Decimal("6.50"), topics), on(when, clock), by=HELEN)

    def hand_in(self, kind: str, when: str, digit: str = "5", *, which: UUID = OF_RAVI, authentic: bool = True) -> None:
        self.add(which, EvidenceSubmitted(kind, digit * 64, authentic), on(when), by=RAVI)

    def stint(self, which_set: UUID, session: int, setting: SetKind, when: str, *, observed: bool = False) -> None:
        self.add(OF_RAVI, AdviserStintRecorded(which_set, session, setting), on(when), by=RAVI)
        if observed:
            self.add(OF_RAVI, PracticeObserved(which_set, session, MORAG, said("calm", "Ravi")), on(when, "13:00"), by=MORAG)

    def gather(self, which: UUID = OF_RAVI) -> None:
        """Everything that verification asks for but for the judgements; the assignment is due by 24 May."""
        self.add(which, PreworkCompleted("reading"), on("2025-01-13"), by=RAVI)
        self.attend(1, "2025-01-20", "method", "questions", which=which)
        self.add(which, DayReviewed(1, said("I asked", "Ravi")), on("2025-01-20", "18:00"), by=RAVI)
        self.attend(2, "2025-02-24", "review", which=which)
        for which_set, session, setting in ((TRAINING, 1, SetKind.TRAINING), (SET, 5, SetKind.WORKPLACE)):
            self.add(which, AdviserStintRecorded(which_set, session, setting), on("2025-03-10"), by=RAVI)
        self.add(which, PracticeObserved(SET, 5, MORAG, said("calm", "Ravi")), on("2025-03-10", "13:00"), by=MORAG)
        self.add(which, ProjectBriefDrafted((RAVI, BEN), "b" * 64), on("2025-02-25"), by=RAVI)
        self.hand_in("report", "2025-05-20", which=which)
        self.hand_in("diary", "2025-05-21", "d", which=which)
        self.add(which, CPDPlanAgreed(HELEN, said("go on", "Ravi")), on("2025-05-22"), by=HELEN)

    def judge(
        self,
        criterion: int,
        when: str,
        judgement: Judgement = Judgement.MET,
        *,
        by: UUID = GWEN,
        which: UUID = OF_RAVI,
        why: str = "shown",
    ) -> None:
        self.add(which, CriterionJudged(criterion, judgement, by, said(why, "Ravi")), on(when), by=by)

    def refer(self, criterion: int, when: str, resubmit_by: str) -> None:
        self.add(OF_RAVI, WorkReferred((criterion,), day(resubmit_by), GWEN), on(when, "13:00"), by=GWEN)

    def credit(self, when: str, number: int = 6, which: UUID = OF_RAVI) -> None:
        """Verified, moderated and credited on one day, an hour apart."""
        self.add(which, DecisionVerified(TOM), on(when, "13:00"), by=TOM)
        self.add(which, ModerationRecorded(IDA, Moderation.UPHELD), on(when, "14:00"), by=IDA)
        self.add(which, CreditAwarded(number), on(when, "15:00"), by=HELEN)

    def claim(self, award: str, when: str, *counting: Any, which: UUID = OF_RAVI) -> None:
        self.add(which, AwardClaimed(award, counting), on(when, "16:00"), by=RAVI)


def begun() -> Centre:
    it = Centre()
    it.people(*PEOPLE)
    it.begin()
    return it


def gathered() -> Centre:
    it = begun()
    it.gather()
    return it


def referred() -> Centre:
    """Two criteria met on 6 June and the first given back, to be handed in again by 30 June."""
    it = gathered()
    it.judge(1, "2025-06-06", Judgement.NOT_YET, why="thin")
    it.judge(2, "2025-06-06")
    it.judge(3, "2025-06-06")
    it.refer(1, "2025-06-06", "2025-06-30")
    return it


def credited() -> Centre:
    """Handed in again on 20 June, met on 27 June, credited on 1 July, claimed on 14 July."""
    it = referred()
    it.hand_in("report", "2025-06-20", "6")
    it.judge(1, "2025-06-27", why="now it is")
    it.credit("2025-07-01")
    it.claim("award", "2025-07-14")
    return it
