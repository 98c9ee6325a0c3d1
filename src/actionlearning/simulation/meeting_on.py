"""Meeting on: the life of a simulated set once it has formed, from its first session to its close."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime, timedelta

from actionlearning.application import members, sets
from actionlearning.domain.values import AttendanceMode, Instrument, MemberId, RatingPhase, SessionKind, SetKind
from actionlearning.simulation import words as said
from actionlearning.simulation.between import between_sessions, end
from actionlearning.simulation.chance import Mix
from actionlearning.simulation.forming import admit, form, populate, propose
from actionlearning.simulation.group import Group
from actionlearning.simulation.putting_right import put_right
from actionlearning.simulation.sitting import Sitting, Steps, as_it_goes, written_up
from actionlearning.simulation.story import Process, Story
from actionlearning.simulation.talk import airtime

__all__ = ["SESSIONS", "set_life"]

SESSIONS = Mix({5: 0.1, 6: 0.3, 7: 0.2, 8: 0.2, 9: 0.1, 10: 0.06, 12: 0.04})
FOUR_WEEKS = timedelta(days=28)
MODES = Mix({AttendanceMode.IN_PERSON: 0.55, AttendanceMode.ONLINE: 0.3, AttendanceMode.HYBRID: 0.15})
FIRST_CHANGE = 3
"""Before its third session a set stays as it began."""

SMALLEST, LARGEST = 4, 8
HALFWAY = 0.5
WRITTEN_UP = 0.22
"""How many sessions are recorded afterwards."""


def set_life(story: Story, kind: SetKind, *, joined: Callable[[Group], None] = lambda _: None) -> Process:
    """From forming to closing; ``joined`` is told of the set once everybody is in it."""
    chance = story.chance
    group = form(story, kind, chance.of_mix(SESSIONS))
    yield from populate(group)
    joined(group)
    diary = _diary(group)
    for number, (day, minutes) in enumerate(diary, start=1):
        regular = number <= group.sessions
        story.do(
            sets.schedule_session,
            group.adviser,
            set=group.id,
            session=number,
            starts_at=story.moment(day, minutes),
            kind=SessionKind.REGULAR if regular else SessionKind.FOLLOW_UP,
            mode=chance.of_mix(MODES),
        )
    for number, (day, minutes) in enumerate(diary, start=1):
        group.far = min(1.0, (number - 1) / max(1, group.sessions - 1))
        starts = story.moment(day, minutes)
        following = diary[number][0] if number < len(diary) else day + FOUR_WEEKS
        yield from _change(group, number)
        yield from between_sessions(group, number, starts)
        if 1 < number <= group.sessions and chance.happens(0.03):
            story.do(sets.cancel_session, group.adviser, set=group.id, session=number)
            continue
        yield max(starts, story.now)
        yield from _session(group, number, starts, following)
        story.progress = max(story.progress, group.far)
        story.sessions_to_pay += 1
        yield from put_right(group, number)
    yield from _close(group)
    story.going_on -= 1


def _diary(group: Group) -> list[tuple[date, int]]:
    """The day and the minute of each session: every four weeks, and a follow-up some weeks after the last."""
    story, chance = group.story, group.story.chance
    first = story.today + timedelta(days=chance.number(6, 14))
    first += timedelta(days=max(0, first.weekday() - 4) and 7 - first.weekday())
    minutes = chance.pick((9 * 60, 9 * 60 + 30, 13 * 60, 14 * 60))
    regular = [(first + FOUR_WEEKS * n, minutes) for n in range(group.sessions)]
    return [*regular, (regular[-1][0] + FOUR_WEEKS * chance.number(1, 2), minutes)]


def _session(group: Group, number: int, starts: datetime, following: date) -> Process:
    """One session, recorded as it goes or on the evening or the morning after."""
    story, chance = group.story, group.story.chance
    adviser = _who_advises(group, number)
    late = timedelta(minutes=chance.number(0, 6))
    sitting = Sitting(group=group, number=number, adviser=adviser, at=starts + late, meets_again=following)
    steps = _steps(sitting, number)
    if chance.happens(WRITTEN_UP):
        yield from written_up(steps, starts + timedelta(hours=chance.pick((5, 6, 20, 22, 44)), minutes=chance.number(0, 50)))
    else:
        yield sitting.at
        yield from as_it_goes(steps)
    if adviser == group.guest or group.kind is SetKind.TRAINING:
        story.stints.append((adviser, group.id, number))
    group.guest = None
    yield story.in_minutes(1, 5)


def _steps(sitting: Sitting, number: int) -> Steps:
    group, chance = sitting.group, sitting.story.chance
    yield from sitting.gather()
    yield from sitting.take_up()
    if number <= group.sessions:
        may = [each for each in sitting.present if each != sitting.adviser and each in group.working_on]
        presenters = chance.some(may, 2, 3)
        airtimes = session_airtime(sitting, presenters)
        for _ in airtimes:
            yield sitting.after(0, 1)
        for owner in presenters:
            if sitting.others(owner):
                yield from airtime(sitting, owner, group.working_on[owner])
    yield from sitting.part()


def session_airtime(sitting: Sitting, presenters: list[MemberId]) -> Steps:
    """Each presenter's minutes are protected."""
    chance, group = sitting.story.chance, sitting.group
    minutes = chance.pick((30, 35, 40, 45)) if chance.happens(0.95) else 90
    for owner in presenters:
        about = {"set": group.id, "session": sitting.number, "problem": group.working_on[owner].id}
        sitting.do(sets.allocate_airtime, sitting.adviser, minutes=minutes, **about)
        yield sitting.at


def _who_advises(group: Group, number: int) -> MemberId:
    """The appointed adviser, a member in turn, or a candidate who was appointed to learn it."""
    chance = group.story.chance
    if group.rota:
        return group.rota[number % len(group.rota)]
    if group.kind is SetKind.TRAINING and number > 1:
        return group.members[number % len(group.members)] if chance.happens(0.7) else group.adviser
    return group.guest or group.adviser


def _change(group: Group, number: int) -> Process:
    """Now and then something about the set changes before it meets: who advises it, who belongs to it, or what it agreed."""
    story, chance = group.story, group.story.chance
    if group.kind is SetKind.WORKPLACE and story.wanting_a_stint and not group.rota:
        group.guest = story.wanting_a_stint.pop(0)
        story.do(sets.appoint_adviser, group.adviser, set=group.id, adviser=group.guest)
        yield story.in_minutes(2, 30)
    if not FIRST_CHANGE <= number <= group.sessions:
        return
    if chance.happens(0.02) and len(group.members) < LARGEST:
        yield from admit(group)
    elif chance.happens(0.02) and len(group.members) > SMALLEST:
        _leave(group, chance.pick(group.members))
    elif chance.happens(0.02):
        yield from propose(group)
    elif chance.happens(0.02) and len(story.advisers) > 1 and not group.rota:
        successor = next(each for each in story.advisers if each != group.adviser)
        story.do(sets.hand_over, group.adviser, set=group.id, successor=successor)
        group.adviser = successor
    elif group.far > HALFWAY and chance.happens(0.06) and not group.rota and group.kind is SetKind.WORKPLACE:
        group.rota = chance.some(group.members, 3, 4)
        story.do(sets.become_self_facilitating, group.adviser, set=group.id, rota=tuple(group.rota))


def _leave(group: Group, leaver: MemberId) -> None:
    reason = group.story.chance.pick(("A new post elsewhere.", "No time for it now.", "Parental leave."))
    group.story.do(sets.leave, leaver, set=group.id, member=leaver, reason=reason, releasing="I am leaving the set.")
    group.members.remove(leaver)
    group.working_on.pop(leaver, None)
    group.promises = [each for each in group.promises if each.owner != leaver]
    group.rota = [each for each in group.rota if each != leaver]


def _close(group: Group) -> Process:
    """Problems come to an end or not, everybody looks back, what was not reviewed is released, and the set closes."""
    story, chance = group.story, group.story.chance
    for member in group.members:
        yield story.days_on(0, 3)
        brought = group.working_on.get(member)
        if brought is not None and brought.presented and not group.promises_of(member) and chance.happens(0.75):
            end(group, member, brought)
        for instrument in Instrument:
            if chance.happens(0.7):
                story.do(members.rate_oneself, member, instrument=instrument, phase=RatingPhase.AFTER, score=chance.score(7))
        if chance.happens(0.6):
            note = story.words.one_of(said.NOTES) if chance.happens(0.4) else None
            ratings = {"worth": chance.score(7.5), "recommend": chance.score(8)}
            story.do(sets.evaluate, member, set=group.id, note=note, **ratings)
    yield story.days_on(2, 9)
    releasing = story.words.one_of(said.REASONS) if group.promises else None
    group.promises.clear()
    story.do(sets.close, group.adviser, set=group.id, releasing=releasing)
    if chance.happens(0.02):
        yield story.days_on(10, 30)
        story.do(members.request_erasure, chance.pick(group.members))
    elif chance.happens(0.02):
        held = {"member": chance.pick(group.members), "reason": "A claim before the tribunal"}
        story.do(members.place_legal_hold, group.adviser, **held)
        yield story.days_on(30, 60)
        story.do(members.lift_legal_hold, group.adviser, **{**held, "reason": "The claim was settled"})
