"""A short history in which everything happens once: every event that the tables for people want."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from by_hand import ADVISER, PROGRAMME, SET, Chronicle, day, named, on, said

from actionlearning.domain.candidate import events as c
from actionlearning.domain.member import events as m
from actionlearning.domain.policies import Policy, PolicyBreachNoted, SetPolicy
from actionlearning.domain.problem import events as p
from actionlearning.domain.problem import thinking_events as t
from actionlearning.domain.programme import events as g
from actionlearning.domain.set import events as s
from actionlearning.domain.set import practice_events as e
from actionlearning.domain.values import (
    ActionRef,
    AssumptionVerdict,
    BenefitKind,
    ConsentScope,
    CostCategory,
    EvaluationLevel,
    Feeling,
    Initiative,
    InsightLevel,
    Instrument,
    InterventionKind,
    LearningKind,
    Loop,
    QuestionForm,
    QuestionFunction,
    RatingPhase,
    ReadinessAspect,
    SetKind,
)
from actionlearning.journal.port import Recorded

START = on("2025-01-06", "09:00")
FIRST, SECOND = "2025-01-14", "2025-02-11"
LATER = on("2025-03-01")
CANDIDATE = named("candidate")
WORDS = said("words", "M1")


def everything() -> list[Recorded[Any]]:
    """The events, in the order of their recording."""
    it = Chronicle()
    _people(it)
    _programme(it)
    _set(it)
    _first_session(it)
    _between(it)
    _second_session(it)
    _ends(it)
    _brought(it)
    _candidacy(it)
    return it.recorded


def _people(it: Chronicle) -> None:
    for person in ("M1", "M2", "M3"):
        it.add(named(person), m.MemberRegistered("Calder Vale", "band 7", None, name=WORDS, role=WORDS), START)
    one = named("M1")
    for event in (
        m.ConsentGiven(ConsentScope.RESEARCH),
        m.ConsentWithdrawn(ConsentScope.RESEARCH),
        m.SelfRatingGiven(Instrument.LESS_ISOLATED, RatingPhase.BEFORE, 4),
        m.MotivationRated(7),
    ):
        it.add(one, event, START, by=one)


def _programme(it: Chronicle) -> None:
    it.programme(START)
    objective = it.objective("O1", "118", START)
    for event in (
        g.MeasureBaselined(objective, Decimal(148), day("2025-01-06")),
        g.ObjectiveRevised(objective, Decimal(120), day("2025-11-30"), WORDS),
        g.MeasureObserved(objective, Decimal(124), day("2025-02-28"), "report"),
        g.CostIncurred(named("cost"), CostCategory.VENUE, Decimal("720.50")),
        g.CostIncurred(named("mistake"), CostCategory.VENUE, Decimal(1)),
        g.CostReversed(named("mistake"), WORDS),
        g.ComparatorRecorded("course day", Decimal(815), Decimal(6)),
        g.SponsorEndorsed(),
        g.TimeReleased("Calder Vale", Decimal(12)),
        g.OrganisationalValueElicited(named("value"), "Calder Vale", WORDS),
        g.IntegrationMapped(Initiative.TALENT, "Talent review", "Its questions are asked there"),
        g.ReadinessAssessed("Calder Vale", ReadinessAspect.TRUST, 6, "Begin small"),
        g.ProgrammeReviewed(WORDS),
        g.ProgrammeEvaluated(EvaluationLevel.REACTION, WORDS),
        g.AdvocacyLogged("health", "A talk"),
        g.SetReplicated(SET, named("another set")),
    ):
        it.add(PROGRAMME, event, LATER)


def _set(it: Chronicle) -> None:
    it.add(SET, s.SetFormed(PROGRAMME, "A set", "to learn", SetKind.WORKPLACE, "Europe/London", SetPolicy()), START)
    for event in (
        s.MemberInvited(named("M1"), "band 7"),
        s.ContractProposed(1, ("Be there",), 3, "Danger to somebody"),
        s.ContractAgreed(named("M1"), 1),
        *(s.MemberJoined(named(member)) for member in ("M1", "M2", "M3")),
        s.AdviserAppointed(ADVISER),
        s.SetStarted(),
        PolicyBreachNoted(Policy.SIZE, "3 members, agreed 4 to 8"),
    ):
        it.add(SET, event, START)
    for member in ("M1", "M2", "M3"):
        it.problem(member, START)
    it.add(named("problem of M1"), p.ObjectiveLinked(named("O1")), START)


def _first_session(it: Chronicle) -> None:
    one, problem = named("M1"), named("problem of M1")
    it.schedule(1, FIRST, START)
    for event in (s.AirtimeBid(1, one, problem), s.AirtimeAllocated(1, one, problem, 40)):
        it.add(SET, event, START)
    it.open(1, FIRST, ["M1", "M2"])
    it.add(SET, s.AbsenceRecorded(1, named("M3"), apology=False), on(FIRST, "14:05"))
    it.slot(1, FIRST, "M1", 40)
    for event in (
        p.QuestionAsked(1, named("M2"), QuestionForm.CLOSED, QuestionFunction.PROBING),
        p.AdviceGiven(1, named("M2")),
        p.InsightRecorded(1, InsightLevel.SELF, WORDS),
        p.ProblemReframed(1, InsightLevel.TEAM, WORDS),
        t.AssumptionChallenged(named("assumption"), 1, named("M2"), WORDS),
        t.FeelingVoiced(1, named("M2"), Feeling.UNEASE),
        t.NotKnowingVoiced(1, named("M2")),
        t.PerspectiveGained(1, named("M2"), WORDS),
        t.OptionGenerated(1, WORDS),
        t.SupportRated(1, one, 7, 8),
        t.ClarityRated(1, 6),
    ):
        it.add(problem, event, on(FIRST, "14:30"))
    for action in ("A1", "A2"):
        it.commit("M1", action, "2025-02-07", on(FIRST, "16:00"))
    it.add(SET, e.InterventionMade(1, ADVISER, InterventionKind.FOCUS), on(FIRST, "15:00"))
    it.add(SET, e.GroundRuleBreachNoted(1, 1), on(FIRST, "15:01"))
    it.add(SET, s.ProcessReviewed(1, 7, 8, 9), on(FIRST, "16:40"))
    it.add(SET, s.CheckedOut(1, one, 8), on(FIRST, "16:50"))
    it.close(1, FIRST)


def _between(it: Chronicle) -> None:
    problem, version = named("problem of M1"), 0
    for each in it.recorded:
        if isinstance(each.event, p.QuestionAsked):
            version = each.version
    it.add(SET, e.AttendanceCorrected(1, named("M3"), present=True), on("2025-01-20"))
    it.add(SET, e.SlotMinutesCorrected(1, problem, 35), on("2025-01-20"))
    for event in (
        p.QuestionReclassified(version, QuestionForm.OPEN, QuestionFunction.PROBING),
        p.AlignmentConfirmed(still_matters=True),
        t.AssumptionTested(named("assumption"), AssumptionVerdict.REVISED),
        t.DecisionMade(2, decision=WORDS, reasons=WORDS),
        p.ProgressReported(named("A1"), WORDS),
        p.BarrierNamed(named("A1"), WORDS),
        p.EncouragementGiven(named("M2")),
    ):
        it.add(problem, event, on("2025-01-21"))
    it.report("M1", "A1", on("2025-02-06"), "2025-02-05")


def _second_session(it: Chronicle) -> None:
    one, problem = named("M1"), named("problem of M1")
    it.session(2, SECOND, ["M1", "M2", "M3"])
    it.review("M1", "A1", 2, on(SECOND, "14:30"))
    it.renegotiate("M1", "A2", "2025-03-07", 2, on(SECOND, "14:40"))
    learning = m.LearningCaptured(named("learning"), LearningKind.INSIGHT, Loop.DOUBLE, ActionRef(problem, named("A1")), WORDS)
    it.add(one, learning, on(SECOND, "18:00"), by=one)
    it.add(one, m.LearningApplied(named("learning"), named("problem of M2"), WORDS), on("2025-02-20"), by=one)
    it.add(problem, p.OutcomeReopened(named("A1"), WORDS), on("2025-02-20"))
    it.release("M1", "A2", on("2025-02-21"))


def _ends(it: Chronicle) -> None:
    it.schedule(3, "2025-04-08", LATER)
    for event in (
        s.SessionCancelled(3),
        s.AdviserHandedOver(ADVISER, named("M2")),
        s.BecameSelfFacilitating((named("M1"), named("M2"))),
        e.SetEvaluated(named("M1"), 9, 10),
        s.MemberLeft(named("M3"), WORDS),
        s.SetClosed(),
    ):
        it.add(SET, event, LATER)
    it.add(named("problem of M1"), p.ProblemResolved(), LATER)
    it.add(named("problem of M2"), p.ProblemLeftUnresolved(WORDS), LATER)
    it.add(named("problem of M3"), p.ProblemParked(WORDS), LATER)
    for other, event in (("M4", p.ProblemReturned(WORDS)), ("M5", p.ProblemWithdrawn(WORDS))):
        it.add(named(f"problem of {other}"), p.ProblemRaised(SET, named("M1"), WORDS, WORDS, WORDS), START)
        it.add(named(f"problem of {other}"), event, LATER)
    it.add(named("M3"), m.ErasureRequested(), LATER)
    it.add(named("M3"), m.PersonalDataErased(), LATER)


def _brought(it: Chronicle) -> None:
    claim = g.BenefitClaimed(
        named("B1"), named("Helen"), named("O1"), "Less agency", "agency", (ActionRef(named("problem of M1"), named("A1")),),
        BenefitKind.CASH, Decimal("74400.00"), Decimal("0.5"), Decimal("0.8"), WORDS,
    )  # fmt: skip
    for event in (
        claim,
        g.BenefitRejected(named("B1"), WORDS),
        g.BenefitValidated(named("B1")),
        g.DisbenefitRecorded(named("B2"), named("O1"), "Overtime", BenefitKind.CASH, Decimal(2304)),
        g.ObjectiveRetired(named("O1"), WORDS),
        g.ProgrammeClosed(),
    ):
        it.add(PROGRAMME, event, LATER)


def _candidacy(it: Chronicle) -> None:
    centre = named("centre")
    for event in (
        c.CapabilityConfirmed(named("M2"), centre, WORDS),
        c.CandidateRegistered(c.SpecificationRef("cmi", 1, "0" * 64), day("2026-01-06"), "Europe/London"),
        c.PreworkCompleted("reading"),
        c.WorkshopDayAttended(1, Decimal("6.5"), ("history", "process")),
        c.DayReviewed(1, WORDS),
        c.AdviserStintRecorded(SET, 2, SetKind.WORKPLACE),
        c.PracticeObserved(SET, 2, centre, WORDS),
        c.ProjectBriefDrafted((named("M2"), named("M1")), "1" * 64),
        c.EvidenceSubmitted("reflections", "2" * 64, authentic=True),
        c.CPDPlanAgreed(centre),
        c.CriterionJudged(3, c.Judgement.NOT_YET, centre, WORDS),
        c.WorkReferred((3,), day("2025-06-30"), centre),
        c.RegistrationExpired(),
        c.RegistrationExtended(c.Deadline.REGISTRATION, day("2026-06-06"), centre, WORDS),
        c.AppealLodged(3, WORDS),
        c.AppealDecided(3, True, named("decider"), WORDS),
        c.CriterionJudged(3, c.Judgement.MET, named("other"), WORDS),
        c.DecisionVerified(named("verifier")),
        c.ModerationRecorded(named("body"), c.Moderation.RETURNED),
        c.ModerationRecorded(named("body"), c.Moderation.UPHELD),
        c.CreditAwarded(6),
        c.AwardClaimed("Certificate", ()),
        c.CandidateWithdrew(),
    ):
        it.add(CANDIDATE, event, LATER, by=centre)
