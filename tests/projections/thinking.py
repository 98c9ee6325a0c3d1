"""A small set of two organisations that does everything a set can do in a session, written by hand."""

from __future__ import annotations

from typing import Any

from by_hand import ADVISER, PROGRAMME, SET, Chronicle, named, on, said

from actionlearning.domain.member.events import (
    ConsentGiven,
    ConsentWithdrawn,
    DevelopmentGoalSet,
    LearningApproachChosen,
    LearningApproachReviewed,
    LearningStyleProfiled,
    MemberRegistered,
    MotivationRated,
    PersonalValueElicited,
    SelfRatingGiven,
    ValueTensionNoted,
)
from actionlearning.domain.problem.events import (
    AdviceGiven,
    BarrierNamed,
    EncouragementGiven,
    ProblemPresented,
    QuestionAsked,
)
from actionlearning.domain.problem.thinking_events import (
    AssumptionChallenged,
    AssumptionTested,
    ClarityRated,
    DecisionMade,
    FeelingVoiced,
    NotKnowingVoiced,
    OptionGenerated,
    PerspectiveGained,
    StakeholdersMapped,
    SupportRated,
)
from actionlearning.domain.programme.events import OrganisationalValueElicited
from actionlearning.domain.set.practice_events import GroundRuleBreachNoted, InterventionMade
from actionlearning.domain.values import (
    AssumptionVerdict,
    ConsentScope,
    Feeling,
    Instrument,
    InterventionKind,
    Origin,
    QuestionForm,
    QuestionFunction,
    RatingPhase,
)

ANN, BEN, CAT = named("Ann"), named("Ben"), named("Cat")
OF_ANN, OF_BEN = named("problem of Ann"), named("problem of Ben")
HOME = {"Ann": "North", "Ben": "South", "Cat": "South", "adviser": "North"}
DAYS = {1: "2025-02-03", 2: "2025-03-03"}


def two_organisations() -> Chronicle:
    """Ann of North, Ben and Cat of South, who meet twice; Ann thinks, decides and acts."""
    it = Chronicle()
    start = on("2025-01-01")
    it.programme(start)
    for who, organisation in HOME.items():
        it.add(named(who), MemberRegistered(organisation, None, None, said(who, who), said("role", who)), start)
    it.set("Ann", "Ben", "Cat", at=start)
    for owner in ("Ann", "Ben"):
        it.problem(owner, on("2025-01-02"))
    it.session(1, DAYS[1], ["Ann", "Ben", "Cat"])
    it.slot(1, DAYS[1], "Ann", 40)
    it.session(2, DAYS[2], ["Ann", "Ben"])
    return it


def ask(it: Chronicle, by: Any, form: QuestionForm, session: int = 1, problem: Any = OF_ANN) -> None:
    event = QuestionAsked(session, by, form, QuestionFunction.PROBING, said("why", "Ben"))
    it.add(problem, event, on(DAYS[session], "14:30"), by=by)


def advise(it: Chronicle, by: Any, session: int = 1, problem: Any = OF_ANN) -> None:
    it.add(problem, AdviceGiven(session, by, said("do it", "Ben")), on(DAYS[session], "14:31"), by=by)


def intervene(it: Chronicle, kind: InterventionKind, session: int = 1) -> None:
    it.add(SET, InterventionMade(session, ADVISER, kind), on(DAYS[session], "14:35"))


def break_a_rule(it: Chronicle, rule: int, session: int = 1) -> None:
    it.add(SET, GroundRuleBreachNoted(session, rule), on(DAYS[session], "14:36"))


def whole() -> Chronicle:
    """The same with everything said and written."""
    it = two_organisations()
    for event in (
        StakeholdersMapped(said("nobody", "Ann"), None, None),
        StakeholdersMapped(said("the wards", "Ann"), said("the matron", "Ann"), said("the board", "Ann")),
    ):
        it.add(OF_ANN, event, on("2025-01-20"), by=ANN)
    ask(it, BEN, QuestionForm.OPEN)
    ask(it, CAT, QuestionForm.CLOSED)
    ask(it, ADVISER, QuestionForm.OPEN)
    ask(it, ANN, QuestionForm.LEADING, problem=OF_BEN)
    advise(it, CAT)
    intervene(it, InterventionKind.SILENCE)
    intervene(it, InterventionKind.SILENCE)
    intervene(it, InterventionKind.FOCUS)
    break_a_rule(it, 3)
    _think(it)
    _act(it)
    _write(it)
    return it


def _think(it: Chronicle) -> None:
    now = on(DAYS[1], "14:40")
    for event in (
        AssumptionChallenged(named("assumption"), 1, BEN, said("must it?", "Ben")),
        FeelingVoiced(1, ANN, Feeling.DOUBT, said("I doubt it", "Ann")),
        FeelingVoiced(1, BEN, Feeling.UNEASE, said("it worries me", "Ben")),
        NotKnowingVoiced(1, ANN, said("I do not know", "Ann")),
        PerspectiveGained(1, CAT, said("as a night nurse", "Ann")),
        OptionGenerated(1, said("ask them", "Ann")),
        OptionGenerated(1, said("wait", "Ann")),
        ClarityRated(1, 8),
        SupportRated(1, ANN, 6, 9),
        EncouragementGiven(BEN, None, said("go on", "Ben")),
    ):
        it.add(OF_ANN, event, now, by=ANN)
    it.add(OF_ANN, ProblemPresented(2, 3), on(DAYS[2], "14:20"), by=ANN)
    it.add(OF_ANN, ClarityRated(2, 7), on(DAYS[2], "14:50"), by=ANN)
    for verdict, day in ((AssumptionVerdict.CONFIRMED, "2025-02-10"), (AssumptionVerdict.REVISED, "2025-02-20")):
        it.add(OF_ANN, AssumptionTested(named("assumption"), verdict), on(day), by=ANN)
    decided = [("first", on("2025-02-11")), ("second", on("2025-02-25"))]
    for words, at in reversed(decided):
        it.add(OF_ANN, DecisionMade(3, said(words, "Ann"), said("because", "Ann"), said("others", "Ann")), at, by=ANN)


def _act(it: Chronicle) -> None:
    it.commit("Ann", "ask", "2025-02-20", on(DAYS[1], "16:00"))
    it.commit("Ann", "wait", "2025-02-28", on(DAYS[1], "16:01"), origin=Origin.ADVISER)
    it.commit("Ben", "other", "2025-02-20", on(DAYS[1], "16:02"))
    it.add(OF_ANN, BarrierNamed(named("ask"), said("no time", "Ann")), on("2025-02-05"), by=ANN)
    it.add(OF_ANN, EncouragementGiven(CAT, named("ask"), None), on("2025-02-06"), by=CAT)
    it.report("Ann", "ask", on("2025-02-19"), "2025-02-19")
    it.review("Ann", "ask", 2, on(DAYS[2], "14:10"))
    it.renegotiate("Ann", "wait", "2025-03-10", 2, on(DAYS[2], "14:12"))


def _write(it: Chronicle) -> None:
    own, theirs = named("own value"), named("organisational value")
    it.add(PROGRAMME, OrganisationalValueElicited(theirs, "North", said("thrift", "sponsor")), on("2025-01-15"))
    for event, day in (
        (PersonalValueElicited(own, said("care", "Ann")), "2025-01-16"),
        (ValueTensionNoted(own, PROGRAMME, theirs, said("care costs", "Ann")), "2025-01-17"),
        (LearningStyleProfiled(4, 16, 9, 12), "2025-01-18"),
        (DevelopmentGoalSet(said("listening", "Ann")), "2025-01-19"),
        (LearningApproachChosen(said("a diary", "Ann")), "2025-01-20"),
        (LearningApproachReviewed(keep=True, review=said("it helps", "Ann")), "2025-02-10"),
        (LearningApproachChosen(said("a mentor", "Ann")), "2025-02-20"),
        (LearningApproachReviewed(keep=False, review=said("too far", "Ann")), "2025-03-05"),
        (MotivationRated(7), "2025-01-21"),
        (ConsentGiven(ConsentScope.SPONSOR), "2025-01-22"),
        (ConsentGiven(ConsentScope.RESEARCH), "2025-01-22"),
        (ConsentWithdrawn(ConsentScope.SPONSOR), "2025-02-22"),
        (SelfRatingGiven(Instrument.TAKES_RESPONSIBILITY, RatingPhase.BEFORE, 4), "2025-01-23"),
        (SelfRatingGiven(Instrument.TAKES_RESPONSIBILITY, RatingPhase.AFTER, 8), "2025-03-06"),
    ):
        it.add(ANN, event, on(day), by=ANN)
