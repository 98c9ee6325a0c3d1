"""Who took part, what drifted, and how responsible people felt, against values worked out by hand."""

from __future__ import annotations

from fractions import Fraction

from by_hand import ADVISER, SET, Chronicle, named, on
from vale import calder_vale

from actionlearning.domain.member.events import SelfRatingGiven
from actionlearning.domain.problem.events import AlignmentConfirmed, QuestionAsked
from actionlearning.domain.values import Instrument, QuestionForm, QuestionFunction, RatingPhase, SessionKind
from actionlearning.projections.figures import Figures, SetMetrics
from actionlearning.projections.metric import Change, Metric

DAYS = {1: "2025-02-03", 2: "2025-03-03", 3: "2025-04-07"}


def begun() -> Chronicle:
    it = Chronicle()
    it.set("Ann", "Ben", "Cat", at=on("2025-01-01"))
    for member in ("Ann", "Ben", "Cat"):
        it.problem(member, on("2025-01-02"))
    return it


def figures(it: Chronicle) -> Figures:
    return SetMetrics.fold(it.history(), set=SET).figures


def ask(it: Chronicle, by: object, session: int) -> None:
    event = QuestionAsked(session, by, QuestionForm.OPEN, QuestionFunction.PROBING)  # type: ignore[arg-type]  # an id
    it.add(named("problem of Ann"), event, on(DAYS[session], "14:30"))


def test_those_spread_who_asked_or_presented_of_those_checked_in() -> None:
    it = begun()
    it.session(1, DAYS[1], ["Ann", "Ben", "Cat"])
    it.slot(1, DAYS[1], "Ann", 30)
    ask(it, named("Ben"), 1)
    ask(it, named("Ben"), 1)
    ask(it, ADVISER, 1)  # no member, so neither above nor below
    it.session(2, DAYS[2], ["Ann", "Cat"])
    ask(it, named("Cat"), 2)
    it.session(3, DAYS[3], ["Ann", "Ben", "Cat"], SessionKind.FOLLOW_UP)
    ask(it, named("Cat"), 3)
    # session 1: Ann and Ben of three; session 2: Cat of two; the follow-up does not count
    assert Metric(3, 5, 3) == figures(it).participation_spread


def test_nobody_took_part_in_what_nobody_came_to() -> None:
    it = begun()
    assert figures(it).participation_spread.value is None
    it.session(1, DAYS[1], ["Ann"])
    assert Metric(0, 1, 1) == figures(it).participation_spread


def presented(it: Chronicle, sessions: int) -> None:
    for number in range(1, sessions + 1):
        it.session(number, DAYS[number], ["Ann", "Ben", "Cat"])
        it.slot(number, DAYS[number], "Ann", 30)


def confirm(it: Chronicle, at: str) -> None:
    it.add(named("problem of Ann"), AlignmentConfirmed(still_matters=True), on(at))


def test_a_problem_presented_once_cannot_drift() -> None:
    it = begun()
    presented(it, 1)
    assert figures(it).drift.value is None


def test_a_problem_drifts_unless_confirmed_since_the_last_presentation_but_one() -> None:
    shares = []
    for confirmed in ("2025-01-20", "2025-02-10", "2025-03-10", "2025-04-10"):
        it = begun()
        presented(it, 3)
        confirm(it, confirmed)
        shares.append(figures(it).drift)
    assert [Metric(1, 1, 1)] * 2 + [Metric(0, 1, 1)] * 2 == shares


def test_a_problem_drifts_again_once_it_was_presented_again() -> None:
    it = begun()
    presented(it, 3)
    confirm(it, "2025-02-10")
    assert [Metric(0, 1, 1), Metric(1, 1, 1)] == [
        SetMetrics.fold(it.history(as_at), set=SET).figures.drift for as_at in (DAYS[2], DAYS[3])
    ]


def test_somebody_says_that_it_does_not_matter_any_more_and_so_it_does_not_drift() -> None:
    it = begun()
    presented(it, 2)
    it.add(named("problem of Ann"), AlignmentConfirmed(still_matters=False), on("2025-02-10"))
    assert Metric(0, 1, 1) == figures(it).drift


def test_taking_responsibility_is_told_before_and_after() -> None:
    it = begun()
    for member, before, after in (("Ann", 3, 7), ("Ben", 5, 6)):
        for phase, score in ((RatingPhase.BEFORE, before), (RatingPhase.AFTER, after)):
            event = SelfRatingGiven(Instrument.TAKES_RESPONSIBILITY, phase, score)
            it.add(named(member), event, on("2025-02-03"))
    assert Change(Fraction(4), Fraction(13, 2), 2) == figures(it).takes_responsibility


def test_calder_vale_spread_and_drifted() -> None:
    shown = figures(calder_vale())
    # Sessions 1 to 6 had 6, 6, 5, 6, 5 and 6 members. Questions are in the tables of the first and the last only, where
    # everybody else asked the presenter: 6 of 6. In the others the three presenters count: 6 + 3 + 3 + 3 + 3 + 6 = 24.
    assert Metric(24, 34, 7) == shown.participation_spread
    # All but M6, who left after one, presented at least twice; these tables hold no confirmation at all.
    assert Metric(6, 6, 6) == shown.drift
