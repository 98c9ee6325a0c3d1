"""What is done around a programme and by people about themselves, at random, beside its measures and money."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date, timedelta
from decimal import Decimal
from uuid import UUID

from doing_programmes import FIGURES, baseline, claim, incur_cost, judge, observe, set_objective
from world import FIRST_DAY, Choices, World, found, said

from actionlearning.domain.member import reflection
from actionlearning.domain.programme import spending, support
from actionlearning.domain.values import (
    BenefitKind,
    ConsentScope,
    EvaluationLevel,
    Initiative,
    Instrument,
    ProgrammeId,
    RatingPhase,
    ReadinessAspect,
    SetId,
    ValueId,
)

ORGANISATIONS = ("Calder Vale", "Elsewhere")
SETS = tuple(SetId(UUID(int=900 + number)) for number in range(4))
"""Made on four days in turn; the last is of another programme."""

FORMED = {which: FIRST_DAY + timedelta(days=10 * number) for number, which in enumerate(SETS)}


def of_it(w: World, decided: object, *, by: UUID | None = None) -> None:
    w.record("programme", w.programme_id, decided, by=by)


def revise(w: World) -> None:
    objective, by = w.pick(w.programme.objectives), date(2025, 12, 30) + timedelta(days=w.choices.number(1))
    of_it(w, w.programme.revise_objective(objective, target=w.pick(FIGURES), by=by, reason=said(), at=w.at))


def retire(w: World) -> None:
    of_it(w, w.programme.retire_objective(w.pick(w.programme.objectives), reason=said(), at=w.at))


def link(w: World) -> None:
    """A problem, of no further interest here, is linked to an objective."""
    w.programme.must_pursue(w.pick(w.programme.objectives), w.at)


def reverse(w: World) -> None:
    of_it(w, spending.reverse(w.programme, w.pick(w.programme.costs), reason=said(), at=w.at))


def compare(w: World) -> None:
    of_it(w, spending.compare(w.programme, what="Course", unit_cost=Decimal(800), hours_per_day=Decimal(6), at=w.at))


def worsen(w: World) -> None:
    objective, kind = w.pick(w.programme.objectives), BenefitKind.CASH
    of_it(w, w.programme.record_disbenefit(w.new_id(), objective=objective, title="T", kind=kind, amount=Decimal(5), at=w.at))


def endorse(w: World) -> None:
    by = w.somebody(w.programme.sponsor)
    of_it(w, support.endorse(w.programme, statement=said(by), by=by, at=w.at), by=by)


def release_time(w: World) -> None:
    of_it(w, support.release_time(w.programme, w.pick(ORGANISATIONS), hours=Decimal(8), at=w.at))


def elicit_of_an_organisation(w: World) -> None:
    value = ValueId(w.new_id())
    of_it(w, support.elicit_value(w.programme, value, organisation=w.pick(ORGANISATIONS), words=said(), at=w.at))


def tie_in(w: World) -> None:
    of_it(w, support.map_integration(w.programme, w.pick(Initiative), title="Plan", how="Both", at=w.at))


def assess_readiness(w: World) -> None:
    decided = support.assess_readiness(
        w.programme, w.pick(ORGANISATIONS), aspect=w.pick(ReadinessAspect), score=5, advice="More", at=w.at
    )
    of_it(w, decided)


def advocate(w: World) -> None:
    of_it(w, support.advocate(w.programme, sector="Health", activity="Talk", at=w.at))


def replicate(w: World) -> None:
    made, example = w.pick(SETS), w.pick(SETS)
    decided = support.replicate(
        w.programme, made, from_set=example, is_its_own=made != SETS[-1], example_formed_at=FORMED[example], at=w.at
    )
    of_it(w, decided)


def review(w: World) -> None:
    of_it(w, w.programme.review(finding=said(), at=w.at))


def evaluate(w: World) -> None:
    of_it(w, w.programme.evaluate(w.pick(EvaluationLevel), finding=said(), at=w.at))


def close(w: World) -> None:
    w.pick([True] if w.choices.number(14) == 14 else [])  # seldom: what comes after it is mostly refused
    of_it(w, w.programme.close(at=w.at))


# People


def _writing(w: World) -> tuple[UUID, UUID]:
    """Whose record, and who writes; most often the same."""
    member = w.pick(w.people)
    return member, w.somebody(member)


def consent(w: World) -> None:
    member, by = _writing(w)
    decide = reflection.give_consent if w.choices.number(1) else reflection.withdraw_consent
    w.record("member", member, decide(w.member(member), w.pick(ConsentScope), by=by, at=w.at), by=by)


def elicit(w: World) -> None:
    member, by = _writing(w)
    value = ValueId(w.new_id())
    w.record("member", member, reflection.elicit_value(w.member(member), value, words=said(by), by=by, at=w.at), by=by)


def note_tension(w: World) -> None:
    member, by = _writing(w)
    own = w.pick([value for each in w.people for value in w.member(each).values])
    theirs = w.pick(w.programme.values)
    decided = reflection.note_tension(
        w.member(member),
        own,
        programme=ProgrammeId(w.programme_id),
        organisational=theirs,
        elicited_at=w.programme.values[theirs],
        tension=said(by),
        by=by,
        at=w.at,
    )
    w.record("member", member, decided, by=by)


def reflect(w: World) -> None:
    """Styles, goals, approaches, motivation, and how they rate themself."""
    member, by = _writing(w)
    it = w.member(member)
    decisions: Sequence[Callable[[], object]] = (
        lambda: reflection.profile_style(it, activist=9, reflector=9, theorist=9, pragmatist=9, by=by, at=w.at),
        lambda: reflection.set_goal(it, goal=said(by), by=by, at=w.at),
        lambda: reflection.choose_approach(it, approach=said(by), by=by, at=w.at),
        lambda: reflection.review_approach(it, keep=True, review=said(by), by=by, at=w.at),
        lambda: reflection.rate_motivation(it, score=7, by=by, at=w.at),
        lambda: it.rate(Instrument.SELF_EFFICACY, phase=RatingPhase.AFTER, score=7, by=by, at=w.at),
    )
    w.record("member", member, w.pick(decisions)(), by=by)


def ask_to_be_forgotten(w: World) -> None:
    member, by = _writing(w)
    w.pick([True] if w.choices.number(9) == 9 else [])
    w.record("member", member, w.member(member).request_erasure(by=by, at=w.at), by=by)


def erase(w: World) -> None:
    member = w.pick(w.people)
    w.record("member", member, w.member(member).erase(at=w.at))


COMMANDS: Sequence[Callable[[World], None]] = (
    *[set_objective] * 2, *[revise] * 6, *[retire] * 2, *[baseline] * 2, observe, claim, judge, *[incur_cost] * 2,
    *[reverse] * 2, compare, worsen, link, *[endorse] * 2, *[release_time] * 2, *[elicit_of_an_organisation] * 2, tie_in,
    assess_readiness, advocate, *[replicate] * 3, review, evaluate, close,
    *[consent] * 6, *[elicit] * 3, *[note_tension] * 4, *[reflect] * 8, *[ask_to_be_forgotten] * 2, *[erase] * 2,
)  # fmt: skip


def live_around_a_set(choices: Choices, *, steps: int) -> World:
    """One history: so many commands, each at the next moment or, one time in six, at an earlier one."""
    w = found(choices)
    for _ in range(steps):
        command = w.pick(COMMANDS)
        w.tick()
        if w.choices.number(5) == 5:
            w.look_back()
        before = dict(w.states)
        if not w.attempt(command.__name__, command):
            assert before == w.states, "a refusal changed something"
    return w
