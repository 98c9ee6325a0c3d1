"""Two threads race for the same thing: one wins, the other gets the right refusal, and the rule holds in the log."""

from __future__ import annotations

import threading
from collections.abc import Callable
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from company import Company, log, names, tips

from actionlearning import ActionLearning, problems, sets
from actionlearning.domain.errors import ActionLearningError
from actionlearning.domain.personal import Personal
from actionlearning.domain.problem.errors import ActionNotOpen, WrongProblemStage
from actionlearning.domain.problem.events import ActionCommitted, ActionReleased, OutcomeReviewed
from actionlearning.domain.set.errors import ActionsStillOpen, AlreadyAMember, SlotTaken
from actionlearning.domain.set.events import MemberLeft
from actionlearning.domain.values import ActionId, MemberId, ProblemId

TIMES = 25


def race(*contenders: Callable[[], object]) -> list[ActionLearningError | None]:
    """Let them go at once; what each was refused with, None for who won."""
    barrier = threading.Barrier(len(contenders))
    results: list[Any] = ["still running"] * len(contenders)

    def run(place: int, contender: Callable[[], object]) -> None:
        barrier.wait()
        try:
            contender()
            results[place] = None
        except ActionLearningError as error:
            results[place] = error

    threads = [threading.Thread(target=run, args=each) for each in enumerate(contenders)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return results


def test_two_presenters_who_race_for_one_slot(al: ActionLearning) -> None:
    it = Company(al)
    start = it.meet()
    for number in range(TIMES):
        at = start + timedelta(minutes=number)
        one, other = (
            lambda who=who, at=at: it.by(who, at).do(problems.present, problem=it.problems[who], session=1)
            for who in (it.a, it.b)
        )
        results = race(one, other)
        winner = it.a if results[0] is None else it.b
        assert [SlotTaken(session=1, problem=it.problems[winner])] == [each for each in results if each is not None]
        it.by(it.adviser, at + timedelta(seconds=30)).do(sets.close_slot, set=it.set, session=1)
    tips(al)
    slots = [name for name in names(al) if name.startswith("set.slot")]
    assert ["set.slot-opened", "set.slot-closed"] * TIMES == slots
    assert TIMES == names(al).count("problem.presented")


def test_two_who_race_to_join_as_the_same_member(al: ActionLearning) -> None:
    it = Company(al)
    for _ in range(TIMES):
        newcomer = it.person("Grace")
        it.by(it.sponsor).do(sets.invite, set=it.set, member=newcomer, level_band="manager")
        it.by(newcomer).do(sets.agree_contract, set=it.set, version=1)
        for member in it.members:
            it.by(member).do(sets.consent_to_newcomer, set=it.set, newcomer=newcomer)
        results = race(*[lambda newcomer=newcomer: it.by(newcomer).do(sets.join, set=it.set)] * 2)
        assert [AlreadyAMember(member=newcomer)] == [each for each in results if each is not None]
        it.by(newcomer).do(sets.leave, set=it.set, member=newcomer, reason="Only passing through")
    tips(al)
    assert TIMES + len(it.members) == names(al).count("set.member-joined")


def test_a_release_that_races_a_review_of_the_same_action(al: ActionLearning) -> None:
    it = Company(al)
    first, committed, at = it.in_the_follow_up(it.a)
    problem = it.problems[it.a]
    ended: list[str] = []
    for number in range(TIMES):
        action = first if number == 0 else it.reported(it.a, committed)
        release = lambda action=action: it.by(it.a).do(  # noqa: E731  # read beside its use
            problems.release_action, problem=problem, action=action, reason="Enough"
        )
        review = lambda action=action: it.by(it.b, at).do(  # noqa: E731  # read beside its use
            problems.review_outcome,
            problem=problem,
            action=action,
            session=2,
            peers=(it.b,),
            learning="none yet",
            organisational_effect="None yet",
        )
        released, reviewed = race(release, review)
        assert (released is None) != (reviewed is None)
        if released is None:
            assert isinstance(reviewed, ActionNotOpen)
            assert reviewed.state == "released"
        else:
            assert ActionNotOpen(action=action, wanted="release it", state="reviewed") == released
        ended.append("problem.action-released" if released is None else "problem.outcome-reviewed")
    tips(al)
    assert ended == [r.name for r in log(al) if r.name in ("problem.action-released", "problem.outcome-reviewed")]


def test_a_commitment_that_races_its_owners_leaving(al: ActionLearning) -> None:
    it = Company(al)
    at = it.meet()
    for member in it.members:
        it.by(member, at).do(problems.present, problem=it.problems[member], session=1)
        it.by(it.adviser, at).do(sets.close_slot, set=it.set, session=1)
    it.by(it.adviser, at).do(sets.close_session, set=it.set, session=1)
    later = at + timedelta(hours=1)
    for member in it.members:
        for _ in range(TIMES):
            committed, left = race(
                lambda member=member: it.commit(member, at),
                lambda member=member: it.by(member, later).do(sets.leave, set=it.set, member=member, reason="Secondment"),
            )
            if left is None:  # the leaver won, once and for all
                assert isinstance(committed, WrongProblemStage)
                break
            assert committed is None
            assert isinstance(left, ActionsStillOpen)
            for action in left.actions:
                it.by(member, later).do(problems.release_action, problem=it.problems[member], action=action, reason="Again")
    tips(al)
    for member in it.members:
        assert_nobody_left_with_an_action_open(told(al), it.problems[member], member)


def assert_nobody_left_with_an_action_open(recorded: list[tuple[UUID, Any]], problem: ProblemId, owner: MemberId) -> None:
    """In the order of recording: once the owner has left, no action on their problem is open."""
    still_open: set[ActionId] = set()
    left = False
    for stream, event in recorded:
        match event:
            case ActionCommitted(action=action) if stream == problem:
                still_open.add(action)
            case ActionReleased(action=action) | OutcomeReviewed(action=action):
                still_open.discard(action)
            case MemberLeft(member=member) if member == owner:
                left = True
        assert not (left and still_open)


def test_the_check_of_the_log_sees_an_action_left_open(al: ActionLearning) -> None:
    it = Company(al)
    at = it.meet()
    it.by(it.a, at).do(problems.present, problem=it.problems[it.a], session=1)
    it.commit(it.a, at)
    left = (it.set, MemberLeft(it.a, Personal(it.a, text="Secondment")))
    assert_nobody_left_with_an_action_open(told(al), it.problems[it.a], it.a)
    with pytest.raises(AssertionError):
        assert_nobody_left_with_an_action_open([*told(al), left], it.problems[it.a], it.a)


def told(al: ActionLearning) -> list[tuple[UUID, Any]]:
    return [(recorded.stream, recorded.event) for recorded in log(al)]
