"""A small world in which people decide at random: every command asks the real decisions, as the use cases do.

What is random comes from a ``Choices``, which Hypothesis or a seeded generator can give. Nothing here knows the rules: wrong
actors, wrong moments and late records are tried on purpose, and a refusal leaves everything as it was.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from random import Random
from typing import Any, Protocol, TypeVar
from uuid import UUID

from attrs import define, field, frozen

from actionlearning.domain.errors import Refused
from actionlearning.domain.member import aggregate as members
from actionlearning.domain.personal import Personal
from actionlearning.domain.policies import SetPolicy
from actionlearning.domain.problem import aggregate as problems
from actionlearning.domain.programme import aggregate as programmes
from actionlearning.domain.programme.events import CostIncurred
from actionlearning.domain.set import aggregate as sets
from actionlearning.domain.set.errors import NotAMember, NotTheirProblem
from actionlearning.domain.set.meeting import Meeting, Roster
from actionlearning.domain.set.session import SessionStage
from actionlearning.domain.times import day_of
from actionlearning.domain.values import (
    ActionId,
    ActionKind,
    ActionRef,
    AttendanceMode,
    BenefitKind,
    CostCategory,
    Direction,
    InsightLevel,
    Instrument,
    LearningKind,
    Loop,
    Origin,
    OutcomeResult,
    QuestionForm,
    QuestionFunction,
    RatingPhase,
    SessionKind,
    SetKind,
)

T = TypeVar("T")

FIRST_DAY = datetime(2025, 1, 6, 9, tzinfo=UTC)
TIME_ZONE = "Pacific/Auckland"
"""Far from UTC, so that a date taken in the wrong zone is a wrong date."""

FOLDS: dict[str, Callable[[Any, Any, datetime], Any]] = {
    "set": sets.apply,
    "problem": problems.apply,
    "member": members.apply,
    "programme": programmes.apply,
}


class Choices(Protocol):
    """Where chance comes from."""

    def number(self, most: int) -> int:
        """A number from 0 to ``most``."""


@frozen
class Seeded:
    """Chance from a seed, the same in every run."""

    random: Random

    def number(self, most: int) -> int:
        return self.random.randint(0, most)


@frozen
class Fact:
    """What was recorded: by which command, in which stream, by whom, and when it happened."""

    command: int
    kind: str
    stream: UUID
    event: Any
    at: datetime
    actor: UUID


@define
class World:
    """One programme, one set, its people and their problems, and the log of all that was recorded."""

    choices: Choices
    now: datetime = FIRST_DAY
    at: datetime = FIRST_DAY
    commands: int = 0
    states: dict[tuple[str, UUID], Any] = field(factory=dict)
    log: list[Fact] = field(factory=list)
    done: Counter[str] = field(factory=Counter)
    refused: Counter[str] = field(factory=Counter)
    _ids: int = 0
    _pending: list[Fact] = field(factory=list)
    _undo: dict[tuple[str, UUID], Any] = field(factory=dict)

    # Chance

    def pick(self, among: Iterable[T]) -> T:
        those = list(among)
        if not those:
            raise Refused  # there is nobody or nothing to do it with
        return those[self.choices.number(len(those) - 1)]

    def mostly(self, usual: T, among: Iterable[T]) -> T:
        """The usual one, and one time in ten any."""
        return self.pick(among) if self.choices.number(9) == 9 else usual

    def rarely(self) -> bool:
        return self.choices.number(9) == 9

    def new_id(self) -> UUID:
        self._ids += 1
        return UUID(int=self._ids)

    # Recording, all or nothing

    def begin(self, kind: str, event: Any, *, stream: UUID | None = None) -> UUID:
        made = stream or self.new_id()
        self.record(kind, made, event)
        return made

    def record(self, kind: str, stream: UUID, decided: Any, *, by: UUID | None = None) -> None:
        actor = by or stream
        for event in decided if isinstance(decided, tuple) else (decided,):
            self._undo.setdefault((kind, stream), self.states.get((kind, stream)))
            self.states[kind, stream] = FOLDS[kind](self.states.get((kind, stream)), event, self.at)
            self._pending.append(Fact(self.commands, kind, stream, event, self.at, actor))

    def attempt(self, name: str, command: Callable[[World], None]) -> bool:
        """Run one command: all that it decided is recorded, or none of it."""
        self.commands += 1
        self._pending, self._undo = [], {}
        try:
            command(self)
        except Refused as refusal:
            for key, before in self._undo.items():
                if before is None:
                    del self.states[key]
                else:
                    self.states[key] = before
            self.refused[type(refusal).__name__] += 1
            return False
        self.log += self._pending
        if self._pending:
            self.done[name] += 1
        return True

    # What there is

    def of(self, kind: str) -> list[UUID]:
        return [stream for each, stream in self.states if each == kind]

    @property
    def programme_id(self) -> UUID:
        return self.of("programme")[0]

    @property
    def programme(self) -> programmes.Programme:
        return self.states["programme", self.programme_id]

    @property
    def set_id(self) -> UUID:
        return self.of("set")[0]

    @property
    def set(self) -> sets.Set:
        return self.states["set", self.set_id]

    def problem(self, problem: UUID) -> problems.Problem:
        return self.states["problem", problem]

    def member(self, member: UUID) -> members.Member:
        return self.states["member", member]

    @property
    def people(self) -> list[UUID]:
        return self.of("member")

    def somebody(self, *preferred: UUID) -> UUID:
        return self.mostly(self.pick(preferred) if preferred else self.pick(self.people), self.people)

    def in_the_set(self) -> list[UUID]:
        return sorted(self.set.members(self.at)) or self.people

    def session(self, *stages: SessionStage) -> int:
        """A session, most often one at these stages."""
        every = list(self.set.sessions)
        those = [number for number, session in self.set.sessions.items() if session.stage in stages]
        return self.mostly(self.pick(those or every), every)

    def held(self) -> int:
        """The session that was held at this moment, most often."""
        every = list(self.set.sessions)
        those = [
            number
            for number, session in self.set.sessions.items()
            if session.opened_at
            and session.opened_at <= self.at
            and (session.closed_at is None or self.at <= session.closed_at)
        ]
        return self.mostly(self.pick(those or every), every)

    def present(self, session: int) -> list[UUID]:
        return sorted(self.set.sessions[session].present) or self.people

    @property
    def in_session(self) -> bool:
        return any(session.stage is SessionStage.OPEN for session in self.set.sessions.values())

    def meeting(self, session: int) -> Meeting:
        return Meeting.of(self.set, session)

    def roster(self, session: int) -> Roster:
        return self.meeting(session).roster(self.at)

    def today(self) -> date:
        return day_of(self.at, TIME_ZONE)

    # Time goes forward, and now and then somebody writes down what happened earlier

    def tick(self) -> None:
        step = timedelta(minutes=self.choices.number(12)) if self.in_session else timedelta(hours=self.choices.number(60))
        self.now += step
        self.at = self.now

    def look_back(self) -> None:
        """A moment of the past, at or around something that happened."""
        moment = self.pick(self.log[-40:]).at + timedelta(minutes=self.choices.number(10) - 5)
        self.at = min(max(moment, FIRST_DAY), self.now)


def said(*subjects: UUID) -> Personal:
    return Personal(*subjects, text="words")  # type: ignore[arg-type]  # any id will do here


# ruff: noqa: E501  # a command is a line a decision: who, what, and the figures at random

# What is done with a set


def invite(w: World) -> None:
    w.record("set", w.set_id, w.set.invite(w.pick(w.people), level_band=w.mostly("band 2", ["band 1", "band 2"]), at=w.at))


def consent(w: World) -> None:
    newcomer = w.mostly(w.pick(w.set.invited or w.people), w.people)
    by = w.somebody(*w.in_the_set())
    w.record("set", w.set_id, w.set.consent(newcomer, by=by, at=w.at), by=by)


def everybody_consents(w: World) -> None:
    newcomer = w.pick(w.set.invited)
    for peer in sorted(w.set.members(w.at)):
        w.record("set", w.set_id, w.set.consent(newcomer, by=peer, at=w.at), by=peer)


def agree(w: World) -> None:
    by = w.somebody(*sorted(w.set.invited | w.set.members(w.at)))
    current = w.set.contracts[-1].version if w.set.contracts else 1
    w.record("set", w.set_id, w.set.agree_contract(version=w.mostly(current, [1, 2, 3]), by=by, at=w.at), by=by)


def everybody_agrees(w: World) -> None:
    contract = w.set.contract(w.at)
    for by in sorted(w.set.invited | w.set.members(w.at)):
        if by not in contract.agreed:
            w.record("set", w.set_id, w.set.agree_contract(version=contract.version, by=by, at=w.at), by=by)


def join(w: World) -> None:
    joining = w.somebody(*sorted(w.set.invited))
    others = [w.member(each) for each in (w.set.members(w.at) | w.set.advisers.keys()) - {joining}]
    w.record("set", w.set_id, w.set.join(w.member(joining), others=others, at=w.at), by=joining)


def leave(w: World) -> None:
    if len(w.set.members(w.at)) < 4 and not w.rarely():
        return
    member = w.somebody(*w.in_the_set())
    actor = w.pick([member, *w.set.advisers])
    theirs = [problem for problem in w.set.problems if w.problem(problem).owner == member]
    if w.choices.number(1):
        _release(w, theirs, actor)
    still_open = [action for problem in theirs for action in w.problem(problem).open_actions]
    w.record("set", w.set_id, w.set.leave(member, reason=said(member), open_actions=still_open, at=w.at), by=actor)
    for problem in theirs:
        if w.problem(problem).is_live:
            w.record("problem", problem, w.problem(problem).park_for_leaver(reason=said(member), at=w.at), by=actor)


def _release(w: World, those: Iterable[UUID], actor: UUID) -> None:
    adviser = w.set.is_adviser(actor, w.at)
    for problem in those:
        for action in w.problem(problem).open_actions:
            released = w.problem(problem).action(action).release(reason=said(actor), by=actor, parting_adviser=adviser, at=w.at)
            w.record("problem", problem, released, by=actor)


def appoint(w: World) -> None:
    peers = [w.member(member) for member in w.set.members(w.at)]
    w.record("set", w.set_id, w.set.appoint_adviser(w.member(w.pick(w.people)), members=peers))


def propose(w: World) -> None:
    known = w.set.contracts[-1].version if w.set.contracts else 0
    version = w.mostly(known + 1, [1, 2, 3])
    w.record(
        "set",
        w.set_id,
        w.set.propose_contract(
            version=version, rules=("no advice",), quorum=w.pick([2, 3, 4]), confidentiality_limits="harm", at=w.at
        ),
    )


def start(w: World) -> None:
    w.record("set", w.set_id, w.set.start(at=w.at))


def schedule(w: World) -> None:
    number = w.mostly(len(w.set.sessions) + 1, [1, 2])
    kind = w.mostly(SessionKind.REGULAR, SessionKind)
    starts_at = w.now + timedelta(days=w.choices.number(30))
    w.record(
        "set",
        w.set_id,
        w.set.schedule(number, kind=kind, starts_at=starts_at, minutes=w.pick([None, 30, 90]), mode=AttendanceMode.ONLINE),
    )


def cancel(w: World) -> None:
    w.record("set", w.set_id, w.set.session(w.session(SessionStage.SCHEDULED)).cancel())


def open_session(w: World) -> None:
    adviser = w.somebody(*w.set.advisers)
    w.record("set", w.set_id, w.set.open_session(w.session(SessionStage.SCHEDULED), adviser=adviser, at=w.at), by=adviser)


def check_in(w: World) -> None:
    number = w.held()
    waiting = [member for member in w.in_the_set() if member not in w.set.sessions[number].present]
    w.record("set", w.set_id, w.meeting(number).check_in(w.somebody(*waiting), energy=None, at=w.at))


def everybody_checks_in(w: World) -> None:
    number = w.held()
    for member in sorted(w.set.members(w.at)):
        session = w.set.sessions[number]
        if member not in session.present and member not in session.absent and w.set.contract(w.at).agreed_by(member, w.at):
            w.record("set", w.set_id, w.meeting(number).check_in(member, energy=7, at=w.at))


def record_absence(w: World) -> None:
    w.record("set", w.set_id, w.meeting(w.held()).record_absence(w.somebody(*w.in_the_set()), apology=True, at=w.at))


def check_out(w: World) -> None:
    number = w.held()
    w.record("set", w.set_id, w.meeting(number).check_out(w.somebody(*w.present(number)), energy=8, at=w.at))


def _owner(w: World, problem: UUID) -> UUID:
    it = w.problem(problem)
    it.must_be_live("give it airtime")
    if it.set != w.set_id:
        raise NotTheirProblem(member=it.owner, problem=problem)
    return it.owner


def bid(w: World) -> None:
    problem = w.pick(w.of("problem"))
    by = w.somebody(w.problem(problem).owner)
    w.record(
        "set",
        w.set_id,
        w.meeting(w.session(SessionStage.SCHEDULED, SessionStage.OPEN)).bid(
            by, problem=problem, owner=_owner(w, problem), at=w.at
        ),
        by=by,
    )


def allocate(w: World) -> None:
    problem = w.pick([problem for problem in w.of("problem") if w.problem(problem).is_live])
    owner = _owner(w, problem)
    meeting = w.meeting(w.session(SessionStage.OPEN, SessionStage.SCHEDULED))
    w.record("set", w.set_id, meeting.allocate(owner, problem=problem, owner=owner, minutes=10 + w.choices.number(40), at=w.at))


def close_slot(w: World) -> None:
    w.record("set", w.set_id, w.meeting(w.held()).close_slot(minutes=w.pick([None, 20]), at=w.at))


def review_process(w: World) -> None:
    w.record("set", w.set_id, w.meeting(w.held()).review_process(safety=8, challenge=7, support=9, note=None, at=w.at))


def close_session(w: World) -> None:
    number = w.session(SessionStage.OPEN)
    facts = [w.problem(problem).last_facts.get(number) for problem in w.set.problems]
    w.record("set", w.set_id, w.meeting(number).close(last_facts=[fact for fact in facts if fact is not None], at=w.at))


def close_set(w: World) -> None:
    if len(w.set.sessions) < 4 or w.choices.number(2):
        return
    actor = w.somebody(*w.set.advisers)
    if w.choices.number(1):
        _release(w, w.set.problems, actor)
    still_open = [action for problem in w.set.problems for action in w.problem(problem).open_actions]
    w.record("set", w.set_id, w.set.close(open_actions=still_open, at=w.at), by=actor)


# What is done with a problem


def bring(w: World) -> None:
    owner = w.somebody(*w.in_the_set())
    if not w.set.is_member(owner, w.at):
        raise NotAMember(member=owner, at=w.at)
    raised = problems.raise_problem(
        set_id=w.set_id, owner=owner, title=said(owner), stake=said(owner), authority_to_act=said(owner), resubmission_of=None
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
    problem = w.pick(w.of("problem"))
    w.record("problem", problem, w.problem(problem).link(w.pick(w.programme.objectives)))


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


def _action(w: World) -> tuple[UUID, UUID]:
    every = [(problem, action) for problem in w.of("problem") for action in w.problem(problem).actions]
    still_open = [(problem, action) for problem, action in every if w.problem(problem).actions[action].is_open]
    return w.mostly(w.pick(still_open or every), every)


def renegotiate(w: World) -> None:
    (problem, action), number = _action(w), w.held()
    by = w.somebody(w.problem(problem).owner)
    due = w.today() + timedelta(days=w.choices.number(25) - 1)
    decided = w.problem(problem).action(action).renegotiate(due=due, reason=said(by), roster=w.roster(number), by=by, at=w.at)
    w.record("problem", problem, decided, by=by)


def release(w: World) -> None:
    problem, action = _action(w)
    by = w.somebody(w.problem(problem).owner)
    if w.rarely():
        w.record("problem", problem, w.problem(problem).action(action).release(reason=said(by), by=by, at=w.at), by=by)


def report_progress(w: World) -> None:
    problem, action = _action(w)
    by = w.somebody(w.problem(problem).owner)
    w.record("problem", problem, w.problem(problem).action(action).report_progress(note=said(by), by=by, at=w.at), by=by)


def report_outcome(w: World) -> None:
    problem, action = _action(w)
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
    through = [each for each in w.of("problem") if w.problem(each).actions and not w.problem(each).open_actions]
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
    if (it.actions and not it.open_actions) or w.rarely():
        w.record("problem", problem, w.pick(endings)(), by=by)


# What people write about themselves


def capture(w: World) -> None:
    problem, action = _action(w)
    member = w.mostly(w.problem(problem).owner, w.people)
    by = w.somebody(member)
    source = ActionRef(problem, action)
    w.record(
        "member",
        member,
        w.member(member).capture(
            w.new_id(), what=said(by), kind=LearningKind.SKILL, loop=w.pick(Loop), source=source, by=by, at=w.at
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


# What is done with a programme

FIGURES = [Decimal(value) for value in ("0", "4", "5", "5.0", "9.5")]
SHARES = [Decimal(value) for value in ("0", "0.3", "0.5", "0.7", "1")]


def set_objective(w: World) -> None:
    w.record(
        "programme",
        w.programme_id,
        w.programme.set_objective(
            w.new_id(), title="gaps", unit="%", direction=Direction.FALL, target=w.pick(FIGURES), by=date(2025, 12, 31)
        ),
    )


def baseline(w: World) -> None:
    w.record(
        "programme", w.programme_id, w.programme.baseline(w.pick(w.programme.objectives), value=w.pick(FIGURES), on=w.today())
    )


def observe(w: World) -> None:
    w.record(
        "programme",
        w.programme_id,
        w.programme.observe(
            w.pick(w.programme.objectives),
            value=w.pick(FIGURES),
            on=w.today() - timedelta(days=w.choices.number(1)),
            source="survey",
        ),
    )


def incur_cost(w: World) -> None:
    w.record("programme", w.programme_id, CostIncurred(w.new_id(), CostCategory.VENUE, Decimal(100)))


def claim(w: World) -> None:
    by, kind = w.pick(w.people), w.pick(BenefitKind)
    actions = tuple(
        ActionRef(*_action(w)) for _ in range(1 if any(w.problem(problem).actions for problem in w.of("problem")) else 0)
    )
    decided = w.programme.claim(
        w.new_id(),
        objective=w.pick(w.programme.objectives),
        title="saved",
        effect=w.pick(["fewer gaps", "less agency staff"]),
        actions=actions,
        kind=kind,
        amount=w.mostly(None if kind is BenefitKind.INTANGIBLE else Decimal(1000), [None, Decimal(5)]),
        attribution=w.pick(SHARES),
        confidence=w.pick(SHARES),
        evidence=said(by),
        by=by,
    )
    w.record("programme", w.programme_id, decided, by=by)


def judge(w: World) -> None:
    benefit, by = w.pick(w.programme.claims), w.pick(w.people)
    if w.choices.number(1):
        w.record("programme", w.programme_id, w.programme.validate(benefit, by=by, at=w.at), by=by)
    else:
        w.record("programme", w.programme_id, w.programme.reject(benefit, reason=said(by), by=by, at=w.at), by=by)


Command = Callable[[World], None]

IN_A_SESSION: Sequence[Command] = (
    everybody_agrees, everybody_checks_in, everybody_checks_in, everybody_checks_in, check_in, record_absence, allocate, bid, present, present,
    present, ask, ask, advise, see, commit, commit, commit, report_outcome, review, review, review, review, renegotiate, capture, close_slot, close_slot,
    review_process, check_out, close_session,
)  # fmt: skip
BETWEEN_SESSIONS: Sequence[Command] = (
    schedule, schedule, *[open_session] * 6, bring, accept, accept, allocate, invite, everybody_consents, everybody_agrees, everybody_agrees, join,
    leave, appoint, propose, start, report_progress, *[report_outcome] * 6, capture, capture, use, release, finish, finish, close_set, link,
)  # fmt: skip
EVER: Sequence[Command] = (
    *IN_A_SESSION, *BETWEEN_SESSIONS, consent, cancel, give_back, confirm_alignment, rate, set_objective, baseline, observe, incur_cost,
    claim, claim, judge, judge,
)  # fmt: skip
MEASURING: Sequence[Command] = (
    set_objective,
    baseline,
    baseline,
    observe,
    incur_cost,
    claim,
    claim,
    claim,
    judge,
    judge,
    judge,
)


def found(choices: Choices, people: int = 6) -> World:
    """A world with a programme, its people, and a set that is only just formed."""
    w = World(choices)

    def begin(w: World) -> None:
        for number in range(people):
            person = w.new_id()
            manager = w.people[0] if number == 5 else None  # one of them manages another
            w.begin(
                "member",
                members.register(
                    organisation="Calder Vale", level_band="band 2", line_manager=manager, name=said(person), role=said(person)
                ),
                stream=person,
            )
        sponsor = w.people[-1]
        chartered = programmes.charter(
            title="Programme",
            organisations=("Calder Vale",),
            sponsor=sponsor,
            theory_of_change="…",
            currency="GBP",
            time_zone=TIME_ZONE,
        )
        programme = w.begin("programme", chartered)
        formed = sets.form(
            programme=programme,
            title="Set",
            purpose="learn",
            kind=SetKind.WORKPLACE,
            time_zone=TIME_ZONE,
            policy=SetPolicy(smallest=3, quorum=3),
        )
        w.begin("set", formed)

    assert w.attempt("found", begin)
    return w


def convene(w: World) -> None:
    """Bring the set to where it meets: four people join, agree a contract and appoint an adviser."""

    def begin(w: World) -> None:
        for person in w.people[:5]:
            w.record("set", w.set_id, w.set.invite(person, level_band="band 2", at=w.at))
        propose(w)
        everybody_agrees(w)
        for person in w.people[:4]:
            w.record("set", w.set_id, w.set.join(w.member(person), others=(), at=w.at), by=person)
        w.record("set", w.set_id, w.set.appoint_adviser(w.member(w.people[5]), members=()))
        start(w)
        for owner in w.people[:2]:
            raised = problems.raise_problem(
                set_id=w.set_id,
                owner=owner,
                title=said(owner),
                stake=said(owner),
                authority_to_act=said(owner),
                resubmission_of=None,
            )
            problem = w.new_id()
            w.record("problem", problem, raised, by=owner)
            w.record("problem", problem, w.problem(problem).accept(at=w.at))

    w.attempt("convene", begin)


def live(choices: Choices, *, steps: int) -> World:
    """One history: so many commands, each at the next moment or, one time in eight, at an earlier one."""
    w = found(choices)
    if choices.number(9) < 9:
        convene(w)
    for _ in range(steps):
        mood = choices.number(11)
        if mood == 0:
            continue  # nothing happens; what a shrunk history is made of
        usual = IN_A_SESSION if w.in_session else BETWEEN_SESSIONS
        command = w.pick(MEASURING if mood == 9 else EVER if mood > 9 else usual)
        w.tick()
        if choices.number(7) == 7:
            w.look_back()
        before = dict(w.states)
        if not w.attempt(command.__name__, command):
            assert before == w.states, "a refusal changed something"
    return w
