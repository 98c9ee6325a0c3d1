"""Between sessions: problems are brought, steps are taken or not, outcomes reported, and things thought over."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta
from heapq import heappop, heappush

from actionlearning.application import members, problems, sets
from actionlearning.domain.values import AssumptionVerdict, MemberId
from actionlearning.simulation import words as said
from actionlearning.simulation.chance import Mix
from actionlearning.simulation.group import Brought, Group
from actionlearning.simulation.story import Process, Promise

__all__ = ["between_sessions", "end"]

VERDICTS = Mix({AssumptionVerdict.REVISED: 0.6, AssumptionVerdict.CONFIRMED: 0.4})
ENDINGS = Mix({"resolved": 0.6, "unresolved": 0.15, "parked": 0.15, "withdrawn": 0.1})
PUZZLE = 0.09
ENOUGH = 2
"""After so many presentations an owner may find that it is over."""

REPORTED = 0.62
"""How many actions are reported before the session that takes them up."""


def between_sessions(group: Group, number: int, until: datetime) -> Process:
    """All that goes on before a session, side by side, and over before it begins."""
    chance, last = group.story.chance, until - timedelta(minutes=1)
    going_on: list[Process] = [_promise(group, promise, last) for promise in group.promises]
    for member in group.members:
        if member in group.working_on:
            going_on.append(_work(group, member, number, last))
        elif chance.happens(0.85 if number < group.sessions else 0.0):
            going_on.append(_bring(group, member, number, last))
    going_on += [_test(group, last) for _ in group.doubts if chance.happens(0.6)]
    if group.story.learnt and chance.happens(0.6):
        going_on.append(_apply(group, last))
    yield from _side_by_side(going_on, last)


def _side_by_side(going_on: Iterable[Process], last: datetime) -> Process:
    """Several things at once, each woken when it is due, at ``last`` at the latest."""
    waiting: list[tuple[datetime, int, Process]] = []
    for number, process in enumerate(going_on):
        _wait(waiting, number, process, last)
    while waiting:
        at, number, process = heappop(waiting)
        yield at
        _wait(waiting, number, process, last)


def _wait(waiting: list[tuple[datetime, int, Process]], number: int, process: Process, last: datetime) -> None:
    wakes = next(process, None)
    if wakes is not None:
        heappush(waiting, (min(wakes, last), number, process))


def _some_day(group: Group, last: datetime) -> datetime:
    """Some moment in the time that is left."""
    story = group.story
    left = max(timedelta(0), last - story.now)
    return (story.now + left * story.chance.random.random()).replace(microsecond=0)


def _bring(group: Group, member: MemberId, number: int, last: datetime) -> Process:
    """A member brings a problem; now and then it is a puzzle, comes back with the reason, and is brought again as it is."""
    story, chance, words = group.story, group.story.chance, group.story.words
    topic = words.topic()
    yield _some_day(group, last)
    brought = _raised(group, member, topic)
    yield story.in_minutes(60, 4000)
    if chance.happens(PUZZLE):
        story.do(
            problems.return_, group.adviser, problem=brought.id, reason="There is a right answer, and somebody who has it."
        )
        if chance.happens(0.5):
            return
        yield story.in_minutes(100, 3000)
        brought = _raised(group, member, topic, returned=brought)
        yield story.in_minutes(60, 1000)
    if chance.happens(0.04):
        story.do(problems.withdraw, member, problem=brought.id, reason=words.one_of(said.REASONS))
        return
    story.do(problems.accept, group.adviser, problem=brought.id)
    group.working_on[member] = brought
    yield story.in_minutes(5, 600)
    if story.objectives and chance.happens(0.68):
        for objective in chance.some(story.objectives, 1, 1 if chance.happens(0.9) else 2):
            story.do(problems.link_objective, member, problem=brought.id, objective=objective)
    if chance.happens(0.45):
        who = {"knows": "Those who do it every night", "cares": "The families", "can": "My director, and I"}
        told = dict(chance.some(who.items(), 1, 3))
        story.do(problems.map_stakeholders, member, problem=brought.id, **told)
    yield _some_day(group, last)
    _bid(group, member, brought, number)


def _raised(group: Group, member: MemberId, topic: str, *, returned: Brought | None = None) -> Brought:
    words = group.story.words
    problem = group.story.do(
        problems.bring,
        member,
        set=group.id,
        title=words.trouble(topic),
        stake="My weekends, and theirs" if returned else "What my team thinks of me",
        authority_to_act="It is in my budget and on my rota",
        resubmission_of=returned.id if returned else None,
    )
    return Brought(problem, topic)


def _bid(group: Group, member: MemberId, brought: Brought, number: int) -> None:
    regular = number <= group.sessions
    if regular and group.story.chance.happens(0.6):
        group.story.do(sets.bid_for_airtime, member, set=group.id, session=number, problem=brought.id)


def _work(group: Group, member: MemberId, number: int, last: datetime) -> Process:
    """A member works on their problem: decides, is encouraged, has it come to an end, or asks for airtime again."""
    story, chance, words = group.story, group.story.chance, group.story.words
    brought = group.working_on[member]
    yield _some_day(group, last)
    if brought.presented and chance.happens(0.22):
        considered = chance.number(0, 4)
        alternatives = "To wait, or to ask for more people" if considered and chance.happens(0.6) else None
        story.do(
            problems.decide,
            member,
            problem=brought.id,
            decision=words.step(brought.topic),
            reasons=words.one_of(said.INSIGHTS),
            alternatives=alternatives,
            considered=considered,
        )
    if chance.happens(0.15):
        peer = chance.pick(group.peers_of(member))
        story.do(problems.encourage, peer, problem=brought.id, action=None, words="You said it better than you think.")
    if brought.presented and chance.happens(0.04):
        insights = story.desk.insights(brought.id)
        released = {place.version for place in story.desk.problem(brought.id).released}
        for version in insights[:1]:
            if version not in released:
                story.do(problems.release_to_sponsor, member, problem=brought.id, version=version, label="insight")
    yield _some_day(group, last)
    has_open = any(promise.problem == brought.id for promise in group.promises)
    if brought.presented >= ENOUGH and not has_open and chance.happens(0.5):
        end(group, member, brought)
    else:
        _bid(group, member, brought, number)


def end(group: Group, member: MemberId, brought: Brought) -> None:
    """The owner declares it over, one way or another."""
    story, reason = group.story, group.story.words.one_of(said.REASONS)
    del group.working_on[member]
    match story.chance.of_mix(ENDINGS):
        case "resolved":
            how = "By asking those who do the work" if story.chance.happens(0.7) else None
            story.do(problems.declare_resolved, member, problem=brought.id, how=how)
        case "unresolved":
            story.do(problems.leave_unresolved, member, problem=brought.id, reason=reason)
        case "parked":
            story.do(problems.park, member, problem=brought.id, reason=reason)
        case _:
            story.do(problems.withdraw, member, problem=brought.id, reason=reason)


def _promise(group: Group, promise: Promise, last: datetime) -> Process:
    """What becomes of one action before the set meets: progress, barriers, an outcome in time or late, or its release."""
    story, chance, words = group.story, group.story.chance, group.story.words
    began, about = story.now, {"problem": promise.problem, "action": promise.action}
    if promise.reported:
        return
    yield _some_day(group, last)
    if chance.happens(0.25):
        story.do(problems.report_progress, promise.owner, **about, note=words.one_of(said.PROGRESS))
    if chance.happens(0.14):
        story.do(problems.name_barrier, promise.owner, **about, barrier=words.one_of(said.BARRIERS))
        if chance.happens(0.4):
            peer = chance.pick(group.peers_of(promise.owner))
            story.do(problems.encourage, peer, **about, words="Begin with the smallest part.")
    if chance.happens(0.05):
        yield _some_day(group, last)
        story.do(problems.release_action, promise.owner, **about, reason=words.one_of(said.REASONS))
        group.promises.remove(promise)
        return
    if not chance.happens(REPORTED):
        return
    days_late = chance.pick((-6, -4, -2, -1, 0, 0, 1, 3))
    yield max(story.now, story.moment(promise.due + timedelta(days=days_late), chance.number(9 * 60, 17 * 60)))
    told_at = max(began, story.now - timedelta(hours=chance.number(3, 60))) if chance.happens(0.15) else story.now
    group.report(promise, told_at)
    if chance.happens(0.5):
        yield story.in_minutes(5, 300)
        group.learn_from(promise, story.now)
    if chance.happens(0.03):  # what was hoped for was not so: it is said again
        yield story.in_minutes(300, 3000)
        group.report(promise, story.now)


def _test(group: Group, last: datetime) -> Process:
    """An owner puts a challenged assumption to the test."""
    yield _some_day(group, last)
    if not group.doubts:
        return
    brought, owner, assumption = group.doubts.pop(0)
    if owner in group.members:
        story = group.story
        verdict, how = story.chance.of_mix(VERDICTS), "I asked, and counted" if story.chance.happens(0.5) else None
        story.do(problems.test_assumption, owner, problem=brought.id, assumption=assumption, verdict=verdict, how=how)


def _apply(group: Group, last: datetime) -> Process:
    """Somebody finds that what they learnt helped elsewhere, and what became of how they chose to learn."""
    yield _some_day(group, last)
    story, chance = group.story, group.story.chance
    theirs = [each for each in story.learnt if each[0] in group.members]
    if not theirs:
        return
    who, learning, source = chance.pick(theirs)
    others = [brought.id for brought in group.working_on.values() if brought.id != source]
    if others:
        how = story.words.one_of(said.USES)
        story.do(members.apply_learning, who, learning=learning, problem=chance.pick(others), how=how)
    if story.desk.member(who).approach_chosen_at is not None and chance.happens(0.4):
        keep = chance.happens(0.7)
        review = "It holds" if keep else "I need somebody to ask me"
        story.do(members.review_learning_approach, who, keep=keep, review=review)
    if chance.happens(0.3):
        story.do(members.rate_motivation, who, score=chance.score(7))
