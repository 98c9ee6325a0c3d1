"""What is done with a set: form it, contract, meet session by session, let people in and out, and close it."""

from __future__ import annotations

from collections.abc import Iterable

from actionlearning.application.inputs import Minutes, Moment, Score, SessionNumber, Title, Words
from actionlearning.application.work import SET, Work
from actionlearning.domain.personal import Personal
from actionlearning.domain.policies import SetPolicy
from actionlearning.domain.set import practice
from actionlearning.domain.set.aggregate import Set
from actionlearning.domain.set.aggregate import form as decide_form
from actionlearning.domain.times import in_utc
from actionlearning.domain.values import (
    AttendanceMode,
    MemberId,
    ProblemId,
    ProgrammeId,
    SessionKind,
    SetId,
    SetKind,
)

__all__ = [
    "agree_contract",
    "allocate_airtime",
    "appoint_adviser",
    "become_self_facilitating",
    "bid_for_airtime",
    "cancel_session",
    "check_in",
    "check_out",
    "close",
    "close_session",
    "close_slot",
    "consent_to_newcomer",
    "evaluate",
    "form",
    "hand_over",
    "invite",
    "join",
    "leave",
    "open_session",
    "open_the_past",
    "propose_contract",
    "record_absence",
    "review_process",
    "schedule_session",
    "start",
]

# ruff: noqa: A002  # `set` is the word of the domain, and arguments are named as a script writes them


def form(
    work: Work,
    *,
    programme: ProgrammeId,
    title: Title,
    purpose: Title,
    time_zone: str,
    kind: SetKind = SetKind.WORKPLACE,
    policy: SetPolicy = SetPolicy(),  # noqa: B008  # frozen, so one instance serves all
) -> SetId:
    """Form a set within a programme, with the policies it goes by."""
    work.programme(programme).must_be_going_on(work.at)
    new = SetId(work.new_id())
    event = decide_form(programme=programme, title=title, purpose=purpose, kind=kind, time_zone=time_zone, policy=policy)
    work.begin(SET, new, event)
    return new


def invite(work: Work, *, set: SetId, member: MemberId, level_band: Title) -> None:
    """Ask somebody to join as a peer."""
    work.member(member)
    work.record(set, work.set(set).invite(member, level_band=level_band, at=work.at))


def consent_to_newcomer(work: Work, *, set: SetId, newcomer: MemberId) -> None:
    """Agree that somebody joins one's set after it has started."""
    work.record(set, work.set(set).consent(newcomer, by=work.actor, at=work.at))


def open_the_past(work: Work, *, set: SetId, newcomer: MemberId) -> None:
    """Let one who joined later read what was said in one's set before; they may once everybody there has said so."""
    work.record(set, practice.open_the_past(work.set(set), newcomer, by=work.actor, at=work.at))


def join(work: Work, *, set: SetId) -> None:
    """Become a member of a set one was invited to."""
    it = work.set(set)
    people = it.members(work.at) | {adviser for adviser in it.advisers if it.is_adviser(adviser, work.at)}
    others = [work.member(person) for person in people if person != work.actor]
    work.record(set, it.join(work.member(work.actor), others=others, at=work.at))


def leave(work: Work, *, set: SetId, member: MemberId, reason: Words, releasing: Words | None = None) -> None:
    """Record that a member leaves, which parks those of their open problems that were ever given airtime.

    It is refused while they have open actions, unless ``releasing`` gives the reason why these are released: by the
    leaver, or by the set's adviser.
    """
    it = work.set(set)
    why = work.words(reason, member)
    theirs = [problem for problem in it.problems if work.problem(problem).owner == member]
    if releasing is not None:
        _release(work, it, theirs, work.words(releasing))
    still_open = [action for problem in theirs for action in work.problem(problem).open_actions(work.at)]
    work.record(set, it.leave(member, reason=why, open_actions=still_open, at=work.at))
    for problem in theirs:
        if work.problem(problem).is_live:
            work.record(problem, work.problem(problem).park_for_leaver(reason=why, at=work.at))


def appoint_adviser(work: Work, *, set: SetId, adviser: MemberId) -> None:
    """Appoint somebody who may act as set adviser from now on."""
    it = work.set(set)
    members = [work.member(member) for member in it.members(work.at)]
    work.record(set, it.appoint_adviser(work.member(adviser), members=members, at=work.at))


def hand_over(work: Work, *, set: SetId, successor: MemberId, adviser: MemberId | None = None) -> None:
    """Let an adviser, whoever acts unless named, make way for a successor."""
    it = work.set(set)
    members = [work.member(member) for member in it.members(work.at)]
    leaving = adviser or work.actor
    work.record(set, practice.hand_over(it, work.member(successor), adviser=leaving, members=members, at=work.at))


def become_self_facilitating(work: Work, *, set: SetId, rota: tuple[MemberId, ...]) -> None:
    """Go on without an adviser: from now on these members take turns."""
    work.record(set, practice.become_self_facilitating(work.set(set), rota, at=work.at))


def propose_contract(
    work: Work,
    *,
    set: SetId,
    version: SessionNumber,
    rules: tuple[Title, ...],
    confidentiality_limits: Title,
    quorum: SessionNumber | None = None,
) -> None:
    """Put ground rules to the set; versions count from 1, and the quorum is the policy's unless given."""
    it = work.set(set)
    event = it.propose_contract(
        version=version,
        rules=rules,
        quorum=it.policy.quorum if quorum is None else quorum,
        confidentiality_limits=confidentiality_limits,
        at=work.at,
    )
    work.record(set, event)


def agree_contract(work: Work, *, set: SetId, version: SessionNumber) -> None:
    """Agree to the current version of the contract; anyone invited may."""
    work.record(set, work.set(set).agree_contract(version=version, by=work.actor, at=work.at))


def start(work: Work, *, set: SetId) -> None:
    """End contracting and begin to meet."""
    work.record(set, work.set(set).start(at=work.at))


def schedule_session(
    work: Work,
    *,
    set: SetId,
    session: SessionNumber,
    starts_at: Moment,
    minutes: Minutes | None = None,
    kind: SessionKind = SessionKind.REGULAR,
    mode: AttendanceMode = AttendanceMode.IN_PERSON,
) -> None:
    """Put a session in the diary."""
    it = work.set(set)
    event = it.schedule(session, kind=kind, starts_at=in_utc(starts_at), minutes=minutes, mode=mode, at=work.at)
    work.record(set, event)


def cancel_session(work: Work, *, set: SetId, session: SessionNumber) -> None:
    """Take a session out of the diary."""
    work.record(set, work.set(set).session(session).cancel(at=work.at))


def open_session(work: Work, *, set: SetId, session: SessionNumber, adviser: MemberId | None = None) -> None:
    """Begin a session with one adviser, who is whoever acts unless named."""
    work.record(set, work.meeting(set, session).open(adviser=adviser or work.actor, at=work.at))


def check_in(
    work: Work, *, set: SetId, session: SessionNumber, member: MemberId | None = None, energy: Score | None = None
) -> None:
    """A member arrives, whoever acts unless named; energy on 1 to 10."""
    meeting = work.meeting(set, session)
    work.record(set, meeting.check_in(member or work.actor, energy=energy, at=work.at))


def record_absence(work: Work, *, set: SetId, session: SessionNumber, member: MemberId, apology: bool = False) -> None:
    """Record that a member did not come."""
    work.record(set, work.meeting(set, session).record_absence(member, apology=apology, at=work.at))


def check_out(
    work: Work, *, set: SetId, session: SessionNumber, member: MemberId | None = None, energy: Score | None = None
) -> None:
    """A member leaves the session; energy on 1 to 10."""
    meeting = work.meeting(set, session)
    leaving = member or work.actor
    acts = [at for problem in meeting.set.problems for at in work.problem(problem).last_acts_in(session, leaving)]
    work.record(set, meeting.check_out(leaving, energy=energy, last_acts=acts, at=work.at))


def bid_for_airtime(work: Work, *, set: SetId, session: SessionNumber, problem: ProblemId) -> None:
    """Ask for airtime for a problem of one's own."""
    owner = work.problem(problem).owner_for_airtime(problem, home=set)
    meeting = work.meeting(set, session)
    work.record(set, meeting.bid(work.actor, problem=problem, owner=owner, at=work.at))


def allocate_airtime(work: Work, *, set: SetId, session: SessionNumber, problem: ProblemId, minutes: Minutes) -> None:
    """Give the owner of a problem protected minutes in a session."""
    owner = work.problem(problem).owner_for_airtime(problem, home=set)
    meeting = work.meeting(set, session)
    work.record(set, meeting.allocate(owner, problem=problem, owner=owner, minutes=minutes, at=work.at))


def close_slot(work: Work, *, set: SetId, session: SessionNumber, minutes: Minutes | None = None) -> None:
    """End the presenter's airtime; the minutes are read off the clock unless given."""
    work.record(set, work.meeting(set, session).close_slot(minutes=minutes, at=work.at))


def review_process(
    work: Work,
    *,
    set: SetId,
    session: SessionNumber,
    safety: Score,
    challenge: Score,
    support: Score,
    note: Words | None = None,
) -> None:
    """Record how the set found it worked: safety, challenge and support on 1 to 10."""
    said: Personal | None = work.words_if(note)
    event = work.meeting(set, session).review_process(
        safety=safety, challenge=challenge, support=support, note=said, at=work.at
    )
    work.record(set, event)


def close_session(work: Work, *, set: SetId, session: SessionNumber) -> None:
    """End a session, after all that happened in it."""
    meeting = work.meeting(set, session)
    acts = [at for problem in meeting.set.problems for at in work.problem(problem).last_acts_in(session)]
    work.record(set, meeting.close(last_acts=acts, at=work.at))


def evaluate(work: Work, *, set: SetId, worth: Score, recommend: Score, note: Words | None = None) -> None:
    """Say what the set was worth to oneself, and whether one would recommend it, on 1 to 10; the later word counts."""
    said = work.words_if(note)
    event = practice.evaluate(work.set(set), worth=worth, recommend=recommend, note=said, by=work.actor, at=work.at)
    work.record(set, event)


def close(work: Work, *, set: SetId, releasing: Words | None = None) -> None:
    """Close a set with no action open; ``releasing`` is the reason why those that still are get released."""
    it = work.set(set)
    if releasing is not None:
        _release(work, it, it.problems, work.words(releasing))
    still_open = [action for problem in it.problems for action in work.problem(problem).open_actions(work.at)]
    work.record(set, it.close(open_actions=still_open, at=work.at))


def _release(work: Work, it: Set, problems: Iterable[ProblemId], reason: Personal) -> None:
    """Release all open actions of these problems, as their owner or as an adviser of the set."""
    adviser = it.is_adviser(work.actor, work.at)
    for problem in problems:
        state = work.problem(problem)
        for action in (each.id for each in state.actions.values() if each.is_open):
            released = state.action(action).release(reason=reason, by=work.actor, parting_adviser=adviser, at=work.at)
            work.record(problem, released)
