"""Calder Vale's year as facts built by hand from its tables."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal

from by_hand import PROGRAMME, SET, Chronicle, day, named, on, said

from actionlearning.domain.member.events import LearningApplied, LearningCaptured, MemberRegistered, SelfRatingGiven
from actionlearning.domain.policies import Policy, PolicyBreachNoted
from actionlearning.domain.problem.events import (
    AdviceGiven,
    ObjectiveLinked,
    ProblemLeftUnresolved,
    ProblemParked,
    ProblemResolved,
    QuestionAsked,
)
from actionlearning.domain.programme.events import (
    BenefitClaimed,
    BenefitRejected,
    BenefitValidated,
    ComparatorRecorded,
    CostIncurred,
    DisbenefitRecorded,
    MeasureBaselined,
    MeasureObserved,
)
from actionlearning.domain.set.events import AbsenceRecorded, MemberJoined, MemberLeft, SetClosed
from actionlearning.domain.values import (
    ActionRef,
    BenefitKind,
    CostCategory,
    Instrument,
    LearningKind,
    Loop,
    Origin,
    OutcomeResult,
    QuestionForm,
    QuestionFunction,
    RatingPhase,
    SessionKind,
)

SESSIONS = {
    1: ("2025-01-14", ["M1", "M2", "M3"]),
    2: ("2025-02-11", ["M4", "M5", "M6"]),
    3: ("2025-03-11", ["M1", "M2", "M5"]),
    4: ("2025-04-08", ["M3", "M4", "M7"]),
    5: ("2025-05-06", ["M5", "M2", "M1"]),
    6: ("2025-06-03", ["M7", "M3", "M4"]),
}
FOLLOW_UP = "2025-09-02"
OBJECTIVE_OF = {"M1": "O1", "M2": "O2", "M3": "O3", "M4": "O4", "M5": "O2", "M6": "O1", "M7": "O3"}
# action: owner, committed in, due, done on, reviewed in
ACTIONS = {
    "A01": ("M1", 1, "2025-02-07", "2025-02-05", 2),
    "A02": ("M2", 1, "2025-02-10", "2025-02-10", 2),
    "A03": ("M3", 1, "2025-01-31", None, 2),
    "A04": ("M4", 2, "2025-03-10", "2025-03-04", 4),
    "A05": ("M5", 2, "2025-03-07", "2025-03-06", 3),
    "A06": ("M6", 2, "2025-03-10", "2025-03-07", 3),
    "A07": ("M3", 2, "2025-03-10", "2025-03-03", 3),
    "A08": ("M1", 3, "2025-04-04", "2025-04-04", 4),
    "A09": ("M2", 3, "2025-04-07", "2025-04-07", 4),
    "A10": ("M5", 3, "2025-05-02", None, 5),
    "A11": ("M6", 3, "2025-04-04", None, None),
    "A12": ("M3", 4, "2025-05-02", "2025-04-30", 6),
    "A13": ("M4", 4, "2025-05-02", "2025-05-01", 5),
    "A14": ("M7", 4, "2025-05-02", "2025-05-29", 6),
    "A15": ("M5", 5, "2025-05-16", "2025-05-14", 6),
    "A16": ("M2", 5, "2025-05-30", "2025-05-28", 6),
    "A17": ("M1", 5, "2025-05-30", None, 6),
    "A18": ("M7", 6, "2025-06-30", "2025-06-26", 7),
    "A19": ("M3", 6, "2025-07-31", "2025-07-31", 7),
    "A20": ("M4", 6, "2025-07-31", "2025-07-24", 7),
}
RESULTS = {"A03": OutcomeResult.PARTIAL, "A10": OutcomeResult.NOT_ACHIEVED, "A17": OutcomeResult.PARTIAL}
ORIGINS = {"A07": Origin.SET, "A11": Origin.ADVISER}
MEASURES = {
    "O1": ("148", "118", "124"),
    "O2": ("64", "48", "54"),
    "O3": ("16.2", "13.5", "15.6"),
    "O4": ("58", "85", "88"),
}
BEFORE = {"M1": 4, "M2": 5, "M3": 3, "M4": 4, "M5": 5, "M6": 6, "M7": 5}
AFTER = {"M1": 8, "M2": 7, "M3": 7, "M4": 8, "M5": 7, "M7": 7}


def calder_vale() -> Chronicle:
    it = Chronicle()
    _begin(it)
    for number in SESSIONS:
        _session(it, number)
    _follow_up(it)
    _money(it)
    _end(it)
    # a journal holds history in the order of recording, which here is that of happening
    events = sorted(it.recorded, key=lambda r: (r.occurred_at, r.position))
    ordered = Chronicle()
    for each in events:
        ordered.add(each.stream, each.event, each.occurred_at, by=each.actor)
    return ordered


def members(number: int) -> list[str]:
    return [m for m in BEFORE if (m != "M7" or number >= 4) and (m != "M6" or number <= 3)]


def _begin(it: Chronicle) -> None:
    start = on("2025-01-06", "09:00")
    it.programme(start)
    for objective, (baseline, target, _) in MEASURES.items():
        it.objective(objective, target, start)
        it.add(PROGRAMME, MeasureBaselined(named(objective), Decimal(baseline), day("2025-01-06")), start)
    for member in BEFORE:
        event = MemberRegistered("Calder Vale", "manager", None, said(f"Name of {member}", member), said("role", member))
        it.add(named(member), event, start)
    it.set(*members(1), at=start)
    it.add(SET, MemberJoined(named("M7")), on("2025-04-01", "09:00"))
    for member, score in BEFORE.items():
        joined = on("2025-04-01", "10:00") if member == "M7" else start
        it.add(named(member), SelfRatingGiven(Instrument.LESS_ISOLATED, RatingPhase.BEFORE, score), joined, by=named(member))
        it.problem(member, joined)
        it.add(named(f"problem of {member}"), ObjectiveLinked(named(OBJECTIVE_OF[member])), joined)
    left = on("2025-03-20", "12:00")
    it.add(named("problem of M6"), ProblemParked(said("secondment", "M6")), left + timedelta(minutes=1))
    it.add(SET, MemberLeft(named("M6"), said("secondment", "M6")), left + timedelta(minutes=1))


def _session(it: Chronicle, number: int) -> None:  # noqa: C901  # one session, told from top to bottom
    when, presenters = SESSIONS[number]
    absent = {3: "M4", 5: "M3"}.get(number)
    it.session(number, when, [m for m in members(number) if m != absent])
    if absent:
        it.add(SET, AbsenceRecorded(number, named(absent), apology=number == 3), on(when, "14:02"))
    for order, presenter in enumerate(presenters):
        it.slot(number, when, presenter, 40, f"{14 + order}:20")
    if number in (1, 6):
        _talk(it, number, when, presenters[0])
    for action, (_, session, *_rest) in ACTIONS.items():
        if session == number:
            _action(it, action, when)
    for action, (owner, _, _, _, reviewed) in ACTIONS.items():
        if reviewed == number:
            it.review(owner, action, number, on(when, "14:12"))
    if number == 5:
        it.renegotiate("M7", "A14", "2025-05-30", 5, on(when, "14:13"))
    if number == 6:
        for member, score in AFTER.items():
            event = SelfRatingGiven(Instrument.LESS_ISOLATED, RatingPhase.AFTER, score)
            it.add(named(member), event, on(when, "16:50"), by=named(member))


def _action(it: Chronicle, action: str, when: str) -> None:
    owner, number, due, done, _ = ACTIONS[action]
    ref = it.commit(owner, action, due, on(when, "16:55"), number, ORIGINS.get(action, Origin.SELF))
    if action == "A10":
        breach = PolicyBreachNoted(Policy.DUE, "due 2025-05-02, next session 2025-04-08")
        it.add(ref.problem, breach, on(when, "16:55"))
    if action == "A11":
        it.release(owner, action, on("2025-03-20", "12:00"))
        return
    result = RESULTS.get(action, OutcomeResult.ACHIEVED)
    at = on(done or due, "18:00") if action != "A10" else on("2025-04-19", "18:00")
    it.report(owner, action, at, done, result)
    if action in ("A01", "A10"):
        loop = Loop.DOUBLE if action == "A10" else Loop.SINGLE
        learning = LearningCaptured(named(f"learning {action}"), LearningKind.INSIGHT, loop, ref, said("learnt", owner))
        it.add(named(owner), learning, at + timedelta(hours=1), by=named(owner))
    if action == "A10":
        applied = LearningApplied(named("learning A10"), named("problem of M2"), said("asked first", owner))
        it.add(named(owner), applied, on("2025-05-20"), by=named(owner))


def _talk(it: Chronicle, number: int, when: str, owner: str) -> None:
    problem = named(f"problem of {owner}")
    open_ones, advice = {1: (22, 11), 6: (41, 2)}[number]
    askers = [m for m in members(number) if m != owner]
    for count in range(50):
        form = QuestionForm.OPEN if count < open_ones else QuestionForm.CLOSED
        by = named(askers[count % len(askers)])
        it.add(problem, QuestionAsked(number, by, form, QuestionFunction.PROBING), on(when, "14:30"), by=by)
    for count in range(advice):
        by = named(askers[count % len(askers)])
        it.add(problem, AdviceGiven(number, by), on(when, "14:31"), by=by)


def _follow_up(it: Chronicle) -> None:
    it.schedule(7, FOLLOW_UP, on("2025-06-03", "16:40"), SessionKind.FOLLOW_UP)
    it.open(7, FOLLOW_UP, members(7))
    for action, (owner, _, _, _, reviewed) in ACTIONS.items():
        if reviewed == 7:
            it.review(owner, action, 7, on(FOLLOW_UP, "14:12"))
    it.close(7, FOLLOW_UP)


def _money(it: Chronicle) -> None:
    for objective, (_, _, observed) in MEASURES.items():
        reading = MeasureObserved(named(objective), Decimal(observed), day("2025-06-30"), "board report")
        it.add(PROGRAMME, reading, on("2025-06-30"))
    spent = on("2025-07-31")
    for cost, (category, amount) in enumerate(
        {"adviser": 3900, "member_time": 3264, "management": 672, "venue": 720, "sponsor": 240, "qualification": 250}.items()
    ):
        it.add(PROGRAMME, CostIncurred(named(f"cost {cost}"), CostCategory(category), Decimal(amount)), spent)
    it.add(PROGRAMME, ComparatorRecorded("course day", Decimal(815), Decimal(6)), spent)
    claims = {
        "B1": ("O1", ["A01", "A08"], BenefitKind.CASH, "74400", "0.5", "0.8"),
        "B2": ("O2", ["A02", "A09"], BenefitKind.ECONOMIC, "182000", "0.2", "0.6"),
        "B3": ("O4", ["A04", "A13"], BenefitKind.INTANGIBLE, None, "0.5", "0.5"),
        "B4": ("O3", ["A14"], BenefitKind.ECONOMIC, "10000", "0.3", "0.5"),
    }
    manager, director = named("Helen"), named("finance director")
    for claim, (objective, actions, kind, amount, attribution, confidence) in claims.items():
        event = BenefitClaimed(
            named(claim),
            manager,
            named(objective),
            claim,
            f"effect {claim}",
            tuple(ref_of(action) for action in actions),
            kind,
            Decimal(amount) if amount else None,
            Decimal(attribution),
            Decimal(confidence),
            said("ledger", "Helen"),
        )
        it.add(PROGRAMME, event, spent, by=manager)
    against = DisbenefitRecorded(named("B5"), named("O2"), "pilot overtime", BenefitKind.CASH, Decimal(2304))
    it.add(PROGRAMME, against, spent, by=manager)
    judged = on("2025-08-29")
    it.add(PROGRAMME, BenefitValidated(named("B1")), judged, by=director)
    it.add(PROGRAMME, BenefitValidated(named("B2")), judged, by=director)
    it.add(PROGRAMME, BenefitRejected(named("B4"), said("no trend yet", "Helen")), judged, by=director)


def ref_of(action: str) -> ActionRef:
    return ActionRef(named(f"problem of {ACTIONS[action][0]}"), named(action))


def _end(it: Chronicle) -> None:
    end = on(FOLLOW_UP, "17:10")
    for member in ("M1", "M2", "M4"):
        it.add(named(f"problem of {member}"), ProblemResolved(), end, by=named(member))
    for member in ("M3", "M5", "M7"):
        it.add(named(f"problem of {member}"), ProblemLeftUnresolved(said("goes on", member)), end, by=named(member))
    it.add(SET, SetClosed(), on(FOLLOW_UP, "17:20"))
