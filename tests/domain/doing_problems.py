"""What is done with a problem, at random, from bringing it to its end; and what people write about themselves."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID

from world import TIME_ZONE, World, said

from actionlearning.domain.problem import aggregate as problems
from actionlearning.domain.values import (
    ActionId,
    ActionKind,
    ActionRef,
    InsightLevel,
    Instrument,
    LearningKind,
    Loop,
    Origin,
    OutcomeResult,
    QuestionForm,
    QuestionFunction,
    RatingPhase,
)


def bring(w: World) -> None:
    owner = w.somebody(*w.in_the_set())
    raised = problems.raise_problem(
        set_id=w.set_id,
        home=w.set,
        owner=owner,
        title=said(owner),
        stake=said(owner),
        authority_to_act=said(owner),
        resubmission_of=None,
        at=w.at,
    )
    w.record("problem", w.new_id(), raised, by=owner)


def accept(w: World) -> None:
    raised = [problem for problem in w.of("problem") if w.problem(problem).stage is problems.ProblemStage.RAISED]
    problem = w.mostly(w.pick(raised or w.of("problem")), w.of("problem"))
    w.record("problem", problem, w.problem(problem).accept(at=w.at))


def give_back(w: World) -> None:
    problem = w.pick(w.of("problem"))
    if w.rarely():
        w.record("problem", problem, w.problem(problem).give_back(reason=said(), at=w.at))


def link(w: World) -> None:
    problem, objective = w.pick(w.of("problem")), w.pick(w.programme.objectives)
    w.programme.must_pursue(objective, w.at)
    w.record("problem", problem, w.problem(problem).link(objective))


def confirm_alignment(w: World) -> None:
    problem = w.pick(w.of("problem"))
    by = w.somebody(w.problem(problem).owner)
    w.record("problem", problem, w.problem(problem).confirm_alignment(still_matters=True, by=by), by=by)


def _under_discussion(w: World) -> tuple[UUID, int]:
    """A problem with airtime and the session that is held, most often."""
    number, every = w.held(), w.of("problem")
    those = [problem for problem in w.set.sessions[number].airtime if w.problem(problem).is_live]
    return w.mostly(w.pick(those or every), every), number


def present(w: World) -> None:
    problem, number = _under_discussion(w)
    by = w.somebody(w.problem(problem).owner)
    presented = w.problem(problem).present(roster=w.roster(number), clarity_before=3, by=by, at=w.at)
    w.record("set", w.set_id, w.meeting(number).open_slot(problem, by=by, at=w.at), by=by)
    w.record("problem", problem, presented, by=by)


def ask(w: World) -> None:
    problem, number = _under_discussion(w)
    by = w.somebody(*w.present(number), *w.set.advisers)
    asked = w.problem(problem).ask(
        roster=w.roster(number), asker=by, form=w.pick(QuestionForm), function=w.pick(QuestionFunction), text=None, at=w.at
    )
    w.record("problem", problem, asked, by=by)


def advise(w: World) -> None:
    problem, number = _under_discussion(w)
    by = w.somebody(*w.present(number), *w.set.advisers)
    w.record("problem", problem, w.problem(problem).hear_advice(roster=w.roster(number), giver=by, text=None, at=w.at), by=by)


def see(w: World) -> None:
    problem, number = _under_discussion(w)
    by = w.somebody(w.problem(problem).owner)
    it, roster = w.problem(problem), w.roster(number)
    if w.choices.number(1):
        w.record("problem", problem, it.reframe(roster=roster, level=w.pick(InsightLevel), now=said(by), by=by, at=w.at), by=by)
    else:
        w.record(
            "problem",
            problem,
            it.record_insight(roster=roster, level=w.pick(InsightLevel), insight=said(by), by=by, at=w.at),
            by=by,
        )


def commit(w: World) -> None:
    problem, number = _under_discussion(w)
    by = w.somebody(w.problem(problem).owner)
    decided = w.problem(problem).commit(
        ActionId(w.new_id()),
        roster=w.roster(number),
        what=said(by),
        success_measure=said(by),
        due=w.today() + timedelta(days=w.choices.number(25) - 1),
        origin=w.pick(Origin),
        kind=ActionKind.STEP,
        continues=None,
        by=by,
        at=w.at,
    )
    w.record("problem", problem, decided, by=by)


def an_action(w: World) -> tuple[UUID, UUID]:
    every = [(problem, action) for problem in w.of("problem") for action in w.problem(problem).actions]
    still_open = [(problem, action) for problem, action in every if w.problem(problem).actions[action].is_open]
    return w.mostly(w.pick(still_open or every), every)


def renegotiate(w: World) -> None:
    (problem, action), number = an_action(w), w.held()
    by = w.somebody(w.problem(problem).owner)
    due = w.today() + timedelta(days=w.choices.number(25) - 1)
    decided = w.problem(problem).action(action).renegotiate(due=due, reason=said(by), roster=w.roster(number), by=by, at=w.at)
    w.record("problem", problem, decided, by=by)


def release(w: World) -> None:
    problem, action = an_action(w)
    by = w.somebody(w.problem(problem).owner)
    if w.rarely():
        w.record("problem", problem, w.problem(problem).action(action).release(reason=said(by), by=by, at=w.at), by=by)


def report_progress(w: World) -> None:
    problem, action = an_action(w)
    by = w.somebody(w.problem(problem).owner)
    w.record("problem", problem, w.problem(problem).action(action).report_progress(note=said(by), by=by, at=w.at), by=by)


def report_outcome(w: World) -> None:
    problem, action = an_action(w)
    it = w.problem(problem)
    by = w.somebody(it.owner)
    done_on = w.mostly(w.today() - timedelta(days=w.choices.number(1)), [None, w.today() + timedelta(days=1)])
    result = w.pick(OutcomeResult)
    decided = it.action(action).report_outcome(result, done_on=done_on, evidence=None, time_zone=TIME_ZONE, by=by, at=w.at)
    w.record("problem", problem, decided, by=by)


def review(w: World) -> None:
    every = [(problem, action) for problem in w.of("problem") for action in w.problem(problem).actions]
    reported = [
        (problem, action)
        for problem, action in every
        if w.problem(problem).actions[action].is_open and w.problem(problem).actions[action].reported
    ]
    problem, action = w.mostly(w.pick(reported or every), every)
    number = w.held()
    captured = w.member(w.problem(problem).owner).learnt_from(ActionId(action))
    learning = tuple(sorted(captured)) or tuple(w.new_id() for _ in range(w.rarely()))
    decided = (
        w.problem(problem)
        .action(action)
        .review(
            roster=w.roster(number),
            peers=tuple(w.somebody(*w.present(number)) for _ in range(w.choices.number(3))),
            learning=learning,
            none_yet=not w.rarely(),
            captured=captured,
            organisational_effect=said(),
            next_step=None,
            at=w.at,
        )
    )
    w.record("problem", problem, decided, by=w.problem(problem).owner)


def finish(w: World) -> None:
    through = [each for each in w.of("problem") if w.problem(each).actions and not w.problem(each).open_actions(w.at)]
    problem = w.pick(through or w.of("problem"))
    it = w.problem(problem)
    by = w.somebody(it.owner)
    endings = (
        lambda: it.resolve(how=None, by=by, at=w.at),
        lambda: it.resolve(how=said(by), by=by, at=w.at),
        lambda: it.leave_unresolved(reason=said(by), by=by, at=w.at),
        lambda: it.park(reason=said(by), by=by, at=w.at),
        lambda: it.withdraw(reason=said(by), by=by, at=w.at),
    )
    if (it.actions and not it.open_actions(w.at)) or w.rarely():
        w.record("problem", problem, w.pick(endings)(), by=by)


# What people write about themselves


def capture(w: World) -> None:
    problem, action = an_action(w)
    member = w.mostly(w.problem(problem).owner, w.people)
    by = w.somebody(member)
    source = ActionRef(problem, action)
    w.record(
        "member",
        member,
        w.member(member).capture(
            w.new_id(),
            what=said(by),
            kind=LearningKind.SKILL,
            loop=w.pick(Loop),
            source=source,
            committed_at=w.problem(problem).actions[ActionId(action)].committed_at,
            by=by,
            at=w.at,
        ),
        by=by,
    )


def use(w: World) -> None:
    member = w.pick([m for m in w.people if w.member(m).learnings] or w.people)
    learning = w.pick(w.member(member).learnings or [w.new_id()])
    by = w.somebody(member)
    w.record(
        "member", member, w.member(member).use(learning, problem=w.pick(w.of("problem")), how=said(by), by=by, at=w.at), by=by
    )


def rate(w: World) -> None:
    member = w.pick(w.people)
    by = w.somebody(member)
    w.record(
        "member",
        member,
        w.member(member).rate(
            Instrument.SELF_EFFICACY, phase=w.pick(RatingPhase), score=1 + w.choices.number(9), by=by, at=w.at
        ),
        by=by,
    )
