"""Random programmes, played through the library's own face: the log tells the state, and no rule is broken by any sequence."""

from __future__ import annotations

import random
from collections.abc import Callable
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

import pytest
from company import DUE, FIRST_DAY, NOW, SESSION_1, SESSION_2, Company, counting, opened
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from actionlearning import ActionLearning, members, problems, sets
from actionlearning.application.acting import CommandIdReused
from actionlearning.application.work import MEMBER, PROBLEM, PROGRAMME, SET, Work
from actionlearning.domain.errors import BadInput, Refused
from actionlearning.domain.policies import PolicyBreachNoted
from actionlearning.domain.problem.events import ActionCommitted, OutcomeReported, OutcomeReviewed, QuestionAsked
from actionlearning.domain.set.events import CheckedIn, SessionOpened, SlotClosed, SlotOpened

KINDS = {"programme": PROGRAMME, "set": SET, "problem": PROBLEM, "member": MEMBER}
MOMENTS = [
    FIRST_DAY + timedelta(hours=1),
    *(start + timedelta(minutes=minutes) for start in (SESSION_1, SESSION_2) for minutes in (0, 10, 20, 30, 60, 170)),
    SESSION_1 + timedelta(days=2),
    SESSION_2 + timedelta(days=2),
    NOW,
    NOW + timedelta(days=1),
]

WHAT = {"what": "Ask ten leavers", "success_measure": "Ten answers"}


class Play:
    """A company that does whatever comes up, with chance from a seeded generator."""

    def __init__(self, al: ActionLearning, chance: random.Random) -> None:
        self.al = al
        self.chance = chance
        self.it = Company(al)
        self.people = [*self.it.members, self.it.adviser, self.it.sponsor]
        self.actions: list[tuple[UUID, UUID]] = []
        self.commands: list[tuple[UUID, Any, Callable[..., Any], dict[str, Any], datetime, Any]] = []
        self.outcomes: dict[str, int] = {"recorded": 0, "refused": 0, "repeated": 0}
        self.moment = 0
        self.states = {recorded.stream: None for recorded in al.journal.read_all()}
        self.folded = 0
        self.fold()

    def fold(self) -> None:
        """Fold in what has been recorded since, event by event."""
        for recorded in self.al.journal.read_all(after=self.folded):
            kind = KINDS[self.al.kind_of(recorded.stream)]
            before = self.states.get(recorded.stream)
            self.states[recorded.stream] = kind.apply(before, recorded.event, recorded.occurred_at)
            self.folded = recorded.position

    def step(self) -> None:
        if self.commands and self.chance.random() < 0.08:
            self.retry()
            return
        if self.chance.random() < 0.05:
            self.move_on()
        at = MOMENTS[self.moment if self.chance.random() < 0.9 else self.chance.randrange(len(MOMENTS))]
        use_case, actor, arguments = self.something()
        self.do(self.fresh(), actor, use_case, arguments, at)

    def move_on(self) -> None:
        """Time passes, and the adviser sees to it that sessions begin and end."""
        self.moment = min(self.moment + 1, len(MOMENTS) - 1)
        for begins, ends, session in ((1, 7, 1), (7, 13, 2)):
            about = {"set": self.it.set, "session": session}
            if self.moment == ends:
                self.do(self.fresh(), self.it.adviser, sets.close_slot, about, MOMENTS[ends - 1])
                self.do(self.fresh(), self.it.adviser, sets.close_session, about, MOMENTS[ends - 1])
            if self.moment == begins:
                self.do(self.fresh(), self.it.adviser, sets.open_session, about, MOMENTS[begins])

    def fresh(self) -> UUID:
        return UUID(int=self.chance.getrandbits(128), version=4)

    def do(self, command: UUID, actor: Any, use_case: Any, arguments: dict[str, Any], at: datetime) -> None:
        position = self.al.journal.position()
        try:
            answer = self.al.acting_as(actor, at=at, command_id=command).do(use_case, **arguments)
        except (Refused, BadInput):
            self.outcomes["refused"] += 1
            assert position == self.al.journal.position()
            return
        self.outcomes["recorded"] += 1
        assert position < self.al.journal.position()
        self.commands.append((command, actor, use_case, arguments, at, answer))
        if use_case is problems.commit_action:
            self.actions.append((arguments["problem"], answer))
        self.fold()

    def retry(self) -> None:
        """The same command again, or the same id by somebody else."""
        command, actor, use_case, arguments, at, answer = self.chance.choice(self.commands)
        position = self.al.journal.position()
        assert answer == self.al.acting_as(actor, at=at, command_id=command).do(use_case, **arguments)
        somebody = next(person for person in self.people if person != actor)
        with pytest.raises(CommandIdReused):
            self.al.acting_as(somebody, at=at, command_id=command).do(use_case, **arguments)
        self.outcomes["repeated"] += 1
        assert position == self.al.journal.position()

    def something(self) -> tuple[Any, Any, dict[str, Any]]:
        """A use case, who tries it (mostly who may), and its arguments."""
        pick, it = self.chance.choice, self.it
        member = pick(it.members)
        problem = it.problems[member]
        session = (1 if self.moment < 7 else 2) if self.chance.random() < 0.85 else pick((1, 2, 3))
        on_set: dict[str, Any] = {"set": it.set, "session": session}
        on_problem: dict[str, Any] = {"problem": problem, "session": session}
        owner = member if self.chance.random() < 0.85 else pick(self.people)
        adviser = it.adviser if self.chance.random() < 0.85 else pick(self.people)
        action_of, action = pick(self.actions) if self.actions else (problem, problem)
        owner_of = next(who for who, what in it.problems.items() if what == action_of)
        on_action: dict[str, Any] = {"problem": action_of, "action": action}
        tries: list[tuple[Any, Any, dict[str, Any]]] = [
            (sets.open_session, adviser, on_set),
            (sets.check_in, owner, on_set),
            (sets.check_in, owner, on_set),
            (sets.allocate_airtime, adviser, {**on_set, "problem": problem, "minutes": 40}),
            (sets.allocate_airtime, adviser, {**on_set, "problem": problem, "minutes": 40}),
            (problems.present, owner, on_problem),
            (problems.present, owner, on_problem),
            (sets.close_slot, adviser, on_set),
            (problems.ask_question, pick(self.people), {**on_problem, "form": "open", "function": "probing", "text": "Who?"}),
            (problems.ask_question, adviser, {**on_problem, "form": "closed", "function": "clarifying", "asker": member}),
            (problems.commit_action, owner, {**on_problem, **WHAT, "due": DUE}),
            (problems.commit_action, owner, {**on_problem, **WHAT, "due": date(2025, 6, 1)}),
            (problems.report_outcome, owner_of, {**on_action, "result": "partial"}),
            (problems.report_outcome, owner_of, {**on_action, "result": "partial"}),
            (
                problems.review_outcome,
                adviser,
                {**on_action, "session": session, "peers": (pick(it.members), pick(it.members)), "learning": "none yet",
                 "organisational_effect": "Some"},
            ),
            (problems.release_action, owner_of, {**on_action, "reason": "Enough"}),
            (sets.close_session, adviser, on_set),
            (sets.leave, member, {"set": it.set, "member": member, "reason": "Moved on"}),
            (members.rate_oneself, owner, {"instrument": "less_isolated", "phase": "before", "score": pick(range(1, 11))}),
            (sets.close, adviser, {"set": it.set}),
        ]  # fmt: skip
        tries += [tries[14]] * 3  # a review is possible late and seldom
        rare = (sets.close, sets.leave, sets.close_session, problems.release_action)
        chosen = pick(tries)
        return chosen if chosen[0] not in rare or self.chance.random() < 0.2 else pick(tries[:13])


def check(play: Play) -> None:
    """What must hold of the log, read afresh: state = fold of log, dense versions, and rules that no sequence breaks."""
    al = play.al
    for stream, state in play.states.items():
        work = Work(al.journal, actor=None, at=NOW, new_id=al.new_id)
        assert state == work._read(KINDS[al.kind_of(stream)], stream)
        versions = [recorded.version for recorded in al.journal.read(stream)]
        assert list(range(1, len(versions) + 1)) == versions
    log = [(recorded.stream, recorded.event, recorded.occurred_at) for recorded in al.journal.read_all()]
    one_slot_at_a_time(log)
    questions_come_from_who_is_there(log)
    reviews_follow_reports_and_have_a_peer(log, {problem: owner for owner, problem in play.it.problems.items()})


Log = list[tuple[UUID, Any, datetime]]


def one_slot_at_a_time(log: Log) -> None:
    taken: set[int] = set()
    for _, event, _ in log:
        match event:
            case SlotOpened(session=session):
                assert session not in taken
                taken.add(session)
            case SlotClosed(session=session):
                taken.remove(session)


def questions_come_from_who_is_there(log: Log) -> None:
    there: dict[int, dict[Any, datetime]] = {}
    for _, event, at in log:
        match event:
            case SessionOpened(session=session, adviser=adviser):
                there.setdefault(session, {})[adviser] = at
            case CheckedIn(session=session, member=member):
                arrived = there.setdefault(session, {})
                arrived[member] = min(at, arrived.get(member, at))
            case QuestionAsked(session=session, by=asker):
                assert there[session][asker] <= at


def reviews_follow_reports_and_have_a_peer(log: Log, owners: dict[Any, Any]) -> None:
    committed: dict[Any, int] = {}
    reported: set[Any] = set()
    reviewed: set[Any] = set()
    for problem, event, _ in log:
        match event:
            case ActionCommitted(action=action, session=session):
                committed[action] = session
            case OutcomeReported(action=action):
                assert action not in reviewed
                reported.add(action)
            case OutcomeReviewed(action=action, session=session, peers=peers):
                assert action in reported - reviewed
                assert session != committed[action]
                assert set(peers) - {owners[problem]}
                reviewed.add(action)


def played(url: str, seed: int, steps: int) -> Play:
    with opened(url, new_id=counting()) as al:
        play = Play(al, random.Random(seed))
        for _ in range(steps):
            play.step()
        check(play)
    return play


@settings(max_examples=20, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck))
@given(seed=st.integers(0, 2**32))
def test_no_sequence_breaks_a_rule_in_memory(seed: int) -> None:
    played("memory:", seed, 300)


@pytest.mark.parametrize("seed", range(3))
def test_no_sequence_breaks_a_rule_on_a_journal(url: str, seed: int) -> None:
    play = played(url, seed, 350)
    assert play.outcomes["recorded"] > 25, play.outcomes
    assert play.outcomes["refused"] > 25, play.outcomes


def test_the_random_programmes_get_far_enough_to_try_the_rules() -> None:
    happened: dict[str, int] = {}
    for seed in range(8):
        with opened("memory:", new_id=counting()) as al:
            play = Play(al, random.Random(seed))
            for _ in range(400):
                play.step()
            for recorded in al.journal.read_all():
                name = type(recorded.event).__name__
                happened[name] = happened.get(name, 0) + 1
    for wanted in (SlotOpened, SlotClosed, QuestionAsked, ActionCommitted, OutcomeReported, OutcomeReviewed, PolicyBreachNoted):
        assert happened.get(wanted.__name__, 0) > 0, (wanted, happened)


def test_the_checks_of_the_log_see_a_rule_that_is_broken() -> None:
    opened_twice: Log = [(UUID(int=1), SlotOpened(1, UUID(int=2), UUID(int=3)), NOW)] * 2
    with pytest.raises(AssertionError):
        one_slot_at_a_time(opened_twice)
    asked_from_outside: Log = [(UUID(int=1), QuestionAsked(1, UUID(int=2), None, None, None), NOW)]
    with pytest.raises(KeyError):
        questions_come_from_who_is_there(asked_from_outside)
    unreported: Log = [(UUID(int=1), OutcomeReviewed(UUID(int=2), 2, (UUID(int=3),), (), None, None), NOW)]
    with pytest.raises(AssertionError):
        reviews_follow_reports_and_have_a_peer(unreported, {UUID(int=1): UUID(int=4)})
