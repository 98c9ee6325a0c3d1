"""What is done with a set, at random: invite, contract, meet, let people in and out, close."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import timedelta
from uuid import UUID

from world import World, said

from actionlearning.domain.set import corrections, practice
from actionlearning.domain.set.session import SessionStage
from actionlearning.domain.values import (
    AttendanceMode,
    InterventionKind,
    SessionKind,
)


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
    by = w.somebody(*sorted(w.set.invited.keys() | w.set.members(w.at)))
    current = w.set.contracts[-1].version if w.set.contracts else 1
    w.record("set", w.set_id, w.set.agree_contract(version=w.mostly(current, [1, 2, 3]), by=by, at=w.at), by=by)


def everybody_agrees(w: World) -> None:
    contract = w.set.contract(w.at)
    for by in sorted(w.set.invited.keys() | w.set.members(w.at)):
        if by not in contract.agreed:
            w.record("set", w.set_id, w.set.agree_contract(version=contract.version, by=by, at=w.at), by=by)


def join(w: World) -> None:
    joining = w.somebody(*sorted(w.set.invited))
    others = [w.member(each) for each in (w.set.members(w.at) | w.set.advisers) - {joining}]
    w.record("set", w.set_id, w.set.join(w.member(joining), others=others, at=w.at), by=joining)


def leave(w: World) -> None:
    if len(w.set.members(w.at)) < 4 and not w.rarely():
        return
    owing = sorted({w.problem(problem).owner for problem in w.set.problems if w.problem(problem).open_actions(w.at)})
    member = w.somebody(*(owing or w.in_the_set()))
    actor = w.pick([member, *sorted(w.set.advisers)])
    theirs = [problem for problem in w.set.problems if w.problem(problem).owner == member]
    if w.choices.number(1):
        _release(w, theirs, actor)
    still_open = [action for problem in theirs for action in w.problem(problem).open_actions(w.at)]
    w.record("set", w.set_id, w.set.leave(member, reason=said(member), open_actions=still_open, at=w.at), by=actor)
    for problem in theirs:
        if w.problem(problem).is_live:
            w.record("problem", problem, w.problem(problem).park_for_leaver(reason=said(member), at=w.at), by=actor)


def _release(w: World, those: Iterable[UUID], actor: UUID) -> None:
    adviser = w.set.is_adviser(actor, w.at)
    for problem in those:
        for action in [each for each in w.problem(problem).actions.values() if each.is_open]:
            released = action.release(reason=said(actor), by=actor, parting_adviser=adviser, at=w.at)
            w.record("problem", problem, released, by=actor)


def appoint(w: World) -> None:
    peers = [w.member(member) for member in w.set.members(w.at)]
    w.record("set", w.set_id, w.set.appoint_adviser(w.member(w.pick(w.people)), members=peers, at=w.at))


def hand_over(w: World) -> None:
    adviser, successor = w.somebody(*sorted(w.set.advisers)), w.pick(w.people)
    peers = [w.member(member) for member in w.set.members(w.at)]
    decided = practice.hand_over(w.set, w.member(successor), adviser=adviser, members=peers, at=w.at)
    w.record("set", w.set_id, decided, by=adviser)


def become_self_facilitating(w: World) -> None:
    rota = tuple(w.somebody(*w.in_the_set()) for _ in range(w.choices.number(2)))
    w.record("set", w.set_id, practice.become_self_facilitating(w.set, rota, at=w.at))


def evaluate(w: World) -> None:
    by = w.somebody(*w.in_the_set())
    w.record("set", w.set_id, practice.evaluate(w.set, worth=8, recommend=9, note=None, by=by, at=w.at), by=by)


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
        w.set.schedule(
            number, kind=kind, starts_at=starts_at, minutes=w.pick([None, 30, 90]), mode=AttendanceMode.ONLINE, at=w.at
        ),
    )


def cancel(w: World) -> None:
    w.record("set", w.set_id, w.set.session(w.session(SessionStage.SCHEDULED)).cancel(at=w.at))


def open_session(w: World) -> None:
    number = w.session(SessionStage.SCHEDULED)
    adviser = w.somebody(*_who_may_advise(w))
    w.record("set", w.set_id, w.meeting(number).open(adviser=adviser, at=w.at), by=adviser)
    if w.choices.number(1):
        _arrive(w, number)


def _who_may_advise(w: World) -> list[UUID]:
    in_turn = [member for member in w.set.members(w.at) if w.set.may_advise_as_a_member(member, w.at)]
    return sorted(in_turn if in_turn and w.choices.number(1) else w.set.advisers)


def check_in(w: World) -> None:
    number = w.held()
    waiting = [member for member in w.in_the_set() if member not in w.set.sessions[number].present]
    w.record("set", w.set_id, w.meeting(number).check_in(w.somebody(*waiting), energy=None, at=w.at))


def everybody_checks_in(w: World) -> None:
    _arrive(w, w.held())


def _arrive(w: World, number: int) -> None:
    for member in sorted(w.set.members(w.at)):
        session = w.set.sessions[number]
        if member not in session.present and member not in session.absent and w.set.contract(w.at).agreed_by(member, w.at):
            w.record("set", w.set_id, w.meeting(number).check_in(member, energy=7, at=w.at))


def record_absence(w: World) -> None:
    w.record("set", w.set_id, w.meeting(w.held()).record_absence(w.somebody(*w.in_the_set()), apology=True, at=w.at))


def check_out(w: World) -> None:
    if w.choices.number(1):
        return  # most people stay to the end
    number = w.held()
    leaving = w.somebody(*w.present(number))
    acts = [at for problem in w.set.problems for at in w.problem(problem).last_acts_in(number, leaving)]
    w.record("set", w.set_id, w.meeting(number).check_out(leaving, energy=8, last_acts=acts, at=w.at))


def _owner(w: World, problem: UUID) -> UUID:
    return w.problem(problem).owner_for_airtime(problem, home=w.set_id)


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
    meeting = w.meeting(w.session(SessionStage.OPEN if w.in_session else SessionStage.SCHEDULED))
    w.record("set", w.set_id, meeting.allocate(owner, problem=problem, owner=owner, minutes=10 + w.choices.number(40), at=w.at))


def close_slot(w: World) -> None:
    w.record("set", w.set_id, w.meeting(w.held()).close_slot(minutes=w.pick([None, 20, 45]), at=w.at))


def review_process(w: World) -> None:
    w.record("set", w.set_id, w.meeting(w.held()).review_process(safety=8, challenge=7, support=9, note=None, at=w.at))


def intervene(w: World) -> None:
    number = w.held()
    adviser = w.set.sessions[number].adviser
    by = w.somebody(*([adviser] if adviser else []))
    w.record("set", w.set_id, w.meeting(number).intervene(w.pick(InterventionKind), note=None, by=by, at=w.at), by=by)


def note_breach(w: World) -> None:
    number = w.held()
    by = w.somebody(*w.present(number))
    w.record("set", w.set_id, w.meeting(number).note_breach(w.mostly(1, [0, 1, 2]), note=None, by=by, at=w.at), by=by)


def correct_attendance(w: World) -> None:
    number = w.pick(w.set.sessions)
    member = w.somebody(*w.in_the_set())
    acts = [at for problem in w.set.problems for at in w.problem(problem).last_acts_in(number, member)]
    present = w.mostly(member not in w.set.sessions[number].present, [True, False])
    w.record(
        "set",
        w.set_id,
        corrections.correct_attendance(w.meeting(number), member, present=present, last_acts=acts, at=w.at),
    )


def correct_slot_minutes(w: World) -> None:
    over = [(number, slot.problem) for number, held in w.set.sessions.items() for slot in held.slots if slot.interval.end]
    number, problem = w.pick(over)
    problem = w.mostly(problem, w.of("problem"))
    minutes = w.pick([10, 20, 25, 200])
    w.record("set", w.set_id, corrections.correct_slot_minutes(w.meeting(number), problem, minutes=minutes, at=w.at))


def close_session(w: World) -> None:
    number = w.session(SessionStage.OPEN)
    acts = [at for problem in w.set.problems for at in w.problem(problem).last_acts_in(number)]
    w.record("set", w.set_id, w.meeting(number).close(last_acts=acts, at=w.at))


def close_set(w: World) -> None:
    if sum(session.closed_at is not None for session in w.set.sessions.values()) < 3 or w.choices.number(2):
        return
    actor = w.somebody(*sorted(w.set.advisers))
    if w.choices.number(1):
        _release(w, w.set.problems, actor)
    still_open = [action for problem in w.set.problems for action in w.problem(problem).open_actions(w.at)]
    w.record("set", w.set_id, w.set.close(open_actions=still_open, at=w.at), by=actor)
