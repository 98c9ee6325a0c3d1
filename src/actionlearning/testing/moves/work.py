"""What usually happens to problems, actions and learning, in a session and between sessions."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import Any
from uuid import UUID

from actionlearning.application import members, problems
from actionlearning.domain.values import ActionId, ActionRef, ProblemId
from actionlearning.testing.account.book import Action, Problem
from actionlearning.testing.account.peers import Session
from actionlearning.testing.moves.move import Move, Scene, move

__all__ = ["actions_to_review", "bringing", "doing", "ending", "learning", "reporting", "reviewing"]

Open = tuple[UUID, Problem, UUID, Action]

ENDINGS: tuple[Callable[..., None], ...] = (
    problems.declare_resolved,
    problems.leave_unresolved,
    problems.park,
    problems.withdraw,
)


def _open_actions(scene: Scene, which: UUID) -> list[Open]:
    return [
        (problem, it, action, each)
        for problem, it in scene.problems_of(which)
        for action, each in it.actions.items()
        if each.state == "open"
    ]


def actions_to_review(scene: Scene, which: UUID, session: Session) -> bool:
    """Whether an action of an earlier session waits for this one."""
    return any(action.session != session.number for *_, action in _open_actions(scene, which))


def bringing(scene: Scene, which: UUID) -> Iterator[Move]:
    """A problem is brought, judged, and linked to an objective."""
    its, chance = scene.book.sets[which], scene.chance
    raised = [problem for problem, it in scene.problems_of(which) if it.stage == "raised"]
    live = [(problem, it) for problem, it in scene.problems_of(which) if it.live]
    if raised and chance.happens(0.7):
        judged = problems.accept if chance.happens(0.85) else problems.return_
        reason = {"reason": scene.words()} if judged is problems.return_ else {}
        yield move(judged, scene.adviser(its), problem=chance.pick(raised), **reason)
    elif live and chance.happens(0.6):
        problem, it = chance.pick(live)
        objectives = list(scene.book.programmes[its.programme].objectives)
        if objectives and chance.happens(0.6):
            yield move(problems.link_objective, it.owner, problem=problem, objective=chance.pick(objectives))
        else:
            yield move(problems.confirm_alignment, it.owner, problem=problem, still_matters=chance.happens(0.8))
    else:
        returned = [problem for problem, it in scene.problems_of(which) if it.stage == "returned"]
        earlier = returned or list(scene.book.problems)
        again = earlier and chance.happens(0.6 if returned else 0.1)
        options: dict[str, Any] = {"resubmission_of": chance.pick(earlier)} if again else {}
        owner = chance.pick(its.members(scene.now) or [scene.company.people[0]])
        owner = scene.book.problems[options["resubmission_of"]].owner if options and chance.happens(0.8) else owner
        yield move(
            problems.bring, owner, set=which, title=scene.words(), stake=scene.words(), authority_to_act="Mine", **options
        )


def doing(scene: Scene, which: UUID) -> Iterator[Move]:
    """Something happens to an action between sessions."""
    chance = scene.chance
    if not (found := _open_actions(scene, which)):
        return
    problem, it, action, each = chance.pick(found)
    on_it = {"problem": problem, "action": action}
    if chance.happens(0.15):
        yield move(problems.release_action, it.owner, **on_it, reason=scene.words())
    elif chance.happens(0.2):
        yield move(problems.report_progress, it.owner, **on_it, note=scene.words())
    else:
        yield from reporting(scene, problem, it, action, each)


def reporting(scene: Scene, problem: UUID, it: Problem, action: UUID, each: Action) -> Iterator[Move]:
    """The owner says what an action brought."""
    chance, its = scene.chance, scene.book.sets[it.set]
    first, last = its.day(each.committed), its.day(scene.now)
    span = max(0, (last - first).days)
    done = first + timedelta(days=chance.pick((0, span, span, chance.number(0, span))))
    result = chance.pick(("achieved", "achieved", "partial", "not_achieved", "not_achieved"))
    options = {"done_on": done} if result == "achieved" or chance.happens(0.3) else {}
    yield move(problems.report_outcome, it.owner, problem=problem, action=action, result=result, **options)


def reviewing(scene: Scene, which: UUID, session: Session) -> Iterator[Move]:
    """An outcome is reviewed in a session, or the action renegotiated there; reported first where it has to be."""
    chance = scene.chance
    if not (found := [each for each in _open_actions(scene, which) if each[3].session != session.number]):
        return
    reported = [each for each in found if each[3].result is not None]
    problem, it, action, each = chance.pick(reported or found)
    if chance.happens(0.2):
        due = scene.book.sets[which].day(scene.now) + timedelta(days=chance.number(0, 40))
        on_it = {"problem": problem, "action": action, "session": session.number}
        yield move(problems.renegotiate_action, it.owner, **on_it, due=due, reason=scene.words())
        return
    if each.result is None:
        yield from reporting(scene, problem, it, action, each)
    captured = scene.book.people[it.owner].learnings
    if chance.happens(0.4):
        yield _capturing(scene, problem, it.owner, action)
    learnt = tuple(learning for learning, (_, source, _) in captured.items() if source == action)
    peers = tuple(chance.some([who for who in session.present if who != it.owner], 3))
    yield move(
        problems.review_outcome,
        chance.pick((it.owner, session.adviser or it.owner)),
        problem=problem,
        action=action,
        session=session.number,
        peers=peers,
        learning=learnt or "none yet",
        organisational_effect=scene.words(),
    )


def learning(scene: Scene) -> Iterator[Move]:
    """People put into words what they learnt, use it elsewhere, and rate themselves."""
    chance = scene.chance
    book = scene.book
    actions = [(problem, it.owner, action) for problem, it in book.problems.items() for action in it.actions]
    learnt = [(who, each) for who, person in book.people.items() for each in person.learnings]
    if learnt and chance.happens(0.35):
        who, each = chance.pick(learnt)
        yield move(members.apply_learning, who, learning=each, problem=chance.pick(list(book.problems)), how=scene.words())
    elif actions and chance.happens(0.7):
        problem, owner, action = chance.pick(actions)
        yield _capturing(scene, problem, owner, action)
    else:
        instrument, phase = (
            chance.pick(("less_isolated", "self_efficacy", "takes_responsibility")),
            chance.pick(("before", "after")),
        )
        who = chance.pick(scene.company.people)
        yield move(members.rate_oneself, who, instrument=instrument, phase=phase, score=scene.score())


def _capturing(scene: Scene, problem: UUID, owner: UUID, action: UUID) -> Move:
    source = ActionRef(ProblemId(problem), ActionId(action))
    kinds = {"kind": scene.chance.pick(("skill", "insight")), "loop": scene.chance.pick(("single", "double"))}
    return move(members.capture_learning, owner, source=source, what=scene.words(), **kinds)


def ending(scene: Scene, which: UUID) -> Iterator[Move]:
    """An owner declares a problem over, one way or another."""
    chance = scene.chance
    going_on = [(problem, it) for problem, it in scene.problems_of(which) if it.live or it.stage == "raised"]
    if going_on:
        problem, it = chance.pick(going_on)
        how = chance.pick(ENDINGS)
        words = {"how": scene.words()} if how is problems.declare_resolved else {"reason": scene.words()}
        yield move(how, it.owner, problem=problem, **words)
