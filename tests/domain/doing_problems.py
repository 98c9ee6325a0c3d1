"""What is done with a problem, at random, from bringing it to its end; and what people write about themselves."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID

from world import TIME_ZONE, World, said

from actionlearning.domain.problem import aggregate as problems
from actionlearning.domain.problem.action import Action
from actionlearning.domain.problem.parts import ProblemStage
from actionlearning.domain.values import (
    ActionId,
    ActionKind,
    ActionRef,
    Instrument,
    LearningKind,
    Loop,
    Origin,
    OutcomeResult,
    RatingPhase,
)


def a_problem(w: World, *stages: ProblemStage) -> UUID:
    """A problem, most often one at these stages."""
    every = w.of("problem")
    return w.rather((problem for problem in every if w.problem(problem).stage in stages), every)


def bring(w: World) -> None:
    raise_one(w, w.somebody(*w.in_the_set()))


def bring_again(w: World) -> None:
    problem = a_problem(w, ProblemStage.RETURNED)
    raise_one(w, w.somebody(w.problem(problem).owner), again=problem)


def raise_one(w: World, owner: UUID, *, again: UUID | None = None) -> UUID:
    """A problem of that owner's, new or brought again."""
    raised = problems.raise_problem(
        set_id=w.set_id,
        home=w.set,
        owner=owner,
        title=said(owner),
        stake=said(owner),
        authority_to_act=said(owner),
        resubmission_of=None if again is None else (again, w.problem(again)),
        at=w.at,
    )
    problem = w.new_id()
    w.record("problem", problem, raised, by=owner)
    return problem


def accept(w: World) -> None:
    problem = a_problem(w, ProblemStage.RAISED)
    w.set.must_not_have_closed("take on a problem", w.at)
    w.record("problem", problem, w.problem(problem).accept(at=w.at))


def give_back(w: World) -> None:
    problem = a_problem(w, ProblemStage.RAISED)
    if w.choices.number(3) == 3:
        w.record("problem", problem, w.problem(problem).give_back(reason=said(), at=w.at))


def link(w: World) -> None:
    problem, objective = w.pick(w.of("problem")), w.pick(w.programme.objectives)
    w.programme.must_pursue(objective, w.at)
    w.record("problem", problem, w.problem(problem).link(objective, at=w.at))


def confirm_alignment(w: World) -> None:
    problem = w.pick(w.of("problem"))
    by = w.somebody(w.problem(problem).owner)
    w.record("problem", problem, w.problem(problem).confirm_alignment(still_matters=True, by=by, at=w.at), by=by)


def present(w: World) -> None:
    number = w.held()
    airtime = [problem for problem in w.set.sessions[number].airtime if w.problem(problem).is_live]
    there = [problem for problem in airtime if w.problem(problem).owner in w.present(number)]
    problem = w.rather(there or airtime, w.of("problem"))
    by = w.somebody(w.problem(problem).owner)
    presented = w.problem(problem).present(roster=w.roster(number), clarity_before=3, by=by, at=w.at)
    w.record("set", w.set_id, w.meeting(number).open_slot(problem, by=by, at=w.at), by=by)
    w.record("problem", problem, presented, by=by)


def under_discussion(w: World) -> tuple[UUID, int]:
    """A problem and the session that is held; most often one that was presented, and whose owner is there."""
    number, every = w.held(), w.of("problem")
    heard = [problem for problem in every if w.problem(problem).presented_at and w.problem(problem).is_live]
    there = [problem for problem in heard if w.problem(problem).owner in w.present(number)]
    return w.rather(there or heard, every), number


def commit(w: World) -> None:
    problem, number = under_discussion(w)
    by = w.somebody(w.problem(problem).owner)
    own = w.problem(problem).actions if w.choices.number(1) else ()
    continues = w.mostly(w.pick(own or (None,)), (action.id for _, action in actions(w)))
    decided = w.problem(problem).commit(
        ActionId(w.new_id()),
        roster=w.roster(number),
        what=said(by),
        success_measure=said(by),
        due=w.today() + timedelta(days=w.choices.number(25) - 1),
        origin=w.pick(Origin),
        kind=ActionKind.STEP,
        continues=continues,
        by=by,
        at=w.at,
    )
    w.record("problem", problem, decided, by=by)


def actions(w: World) -> list[tuple[UUID, Action]]:
    return [(problem, action) for problem in w.of("problem") for action in w.problem(problem).actions.values()]


def an_action(w: World) -> tuple[UUID, UUID]:
    """The ids of an action and its problem; most often of one that is open."""
    every = actions(w)
    problem, action = w.rather([each for each in every if each[1].is_open], every)
    return problem, action.id


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


def name_barrier(w: World) -> None:
    problem, action = an_action(w)
    by = w.somebody(w.problem(problem).owner)
    w.record("problem", problem, w.problem(problem).action(action).name_barrier(barrier=said(by), by=by, at=w.at), by=by)


def report_outcome(w: World) -> None:
    every = actions(w)
    problem, action = w.rather([each for each in every if each[1].is_open and not each[1].reported], every)
    by = w.somebody(action.owner)
    done_on = w.mostly(w.today() - timedelta(days=w.choices.number(1)), [None, w.today() + timedelta(days=1)])
    result = w.pick(OutcomeResult)
    decided = action.report_outcome(result, done_on=done_on, evidence=None, time_zone=TIME_ZONE, by=by, at=w.at)
    w.record("problem", problem, decided, by=by)


def review(w: World) -> None:
    number, every = w.held(), actions(w)
    reported = [each for each in every if each[1].is_open and each[1].reported]
    ripe = [each for each in reported if each[1].session != number and each[1].owner in w.present(number)]
    problem, action = w.rather(ripe or reported, every)
    captured = w.member(action.owner).learnt_from(action.id)
    learning = tuple(sorted(captured)) or tuple(w.new_id() for _ in range(w.rarely()))
    decided = action.review(
        roster=w.roster(number),
        peers=tuple(w.somebody(*w.present(number)) for _ in range(w.choices.number(3))),
        learning=learning,
        none_yet=not w.rarely(),
        captured=captured,
        organisational_effect=said(),
        next_step=None,
        at=w.at,
    )
    w.record("problem", problem, decided, by=action.owner)


def finish(w: World) -> None:
    through = [each for each in w.of("problem") if w.problem(each).actions and not w.problem(each).open_actions(w.at)]
    problem = w.pick(through or w.of("problem"))
    it = w.problem(problem)
    by = w.somebody(it.owner)

    def as_a_member(decided: object) -> object:
        w.set.must_have(it.owner, w.at)
        return decided

    endings = (
        lambda: as_a_member(it.resolve(how=None, by=by, at=w.at)),
        lambda: as_a_member(it.resolve(how=said(by), by=by, at=w.at)),
        lambda: as_a_member(it.leave_unresolved(reason=said(by), by=by, at=w.at)),
        lambda: it.park(reason=said(by), by=by, at=w.at),
        lambda: it.withdraw(reason=said(by), by=by, at=w.at),
    )
    if (it.actions and not it.open_actions(w.at)) or w.choices.number(4) == 4:
        w.record("problem", problem, w.pick(endings)(), by=by)


def withdraw(w: World) -> None:
    problem = a_problem(w, ProblemStage.RAISED)
    by = w.somebody(w.problem(problem).owner)
    if w.choices.number(3) == 3:
        w.record("problem", problem, w.problem(problem).withdraw(reason=said(by), by=by, at=w.at), by=by)


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
