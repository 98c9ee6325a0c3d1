"""The figures of the domain's table, by plain arithmetic over recorded events: no projection, no fold, no decider is asked."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Sequence
from datetime import date, datetime
from fractions import Fraction
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from reckoning import Figure, Log, ratio, until, zone_of


class Told:
    """What the events of one set come to, as plain lists."""

    def __init__(self, log: Log, which: UUID, as_at: date | datetime | None, now: datetime) -> None:
        self.zone = zone_of(log, which)
        self.log = until(log, as_at, self.zone)
        self.which = which
        self.whole = [each for each in log if each.stream == which]
        self.named: dict[tuple[UUID, str], list[Any]] = defaultdict(list)
        for each in self.log:
            self.named[each.stream, each.name].append(each)
        asked = as_at or now
        self.today = self.day(asked) if isinstance(asked, datetime) else asked
        self.joined = self.its("set.member-joined")
        self.scheduled = {each.event.session: each.event for each in self.its("set.session-scheduled")}
        self.held = sorted(self.its("set.session-opened"), key=lambda each: each.occurred_at)
        self.problems = {
            each.stream: each for each in self.log if each.name == "problem.raised" and each.event.set == self.which
        }
        self.actions = [self._action(each) for each in self.about("problem.action-committed")]

    def day(self, at: datetime) -> date:
        return at.astimezone(ZoneInfo(self.zone)).date()

    def its(self, name: str) -> list[Any]:
        """The events of the set of one name."""
        return self.named.get((self.which, name), [])

    def about(self, name: str) -> list[Any]:
        """The events of its problems of one name."""
        found = [each for problem in self.problems for each in self.named.get((problem, name), ())]
        return sorted(found, key=lambda each: (each.occurred_at, each.position))

    def owner(self, each: Any) -> UUID:
        owner: UUID = self.problems[each.stream].event.owner
        return owner

    @property
    def regular(self) -> list[Any]:
        return [each for each in self.held if self.scheduled[each.event.session].kind.value == "regular"]

    def present(self, session: int) -> set[UUID]:
        came = {each.event.member for each in self.its("set.checked-in") if each.event.session == session}
        for each in sorted(self.its("set.attendance-corrected"), key=lambda each: each.position):
            if each.event.session == session:
                (came.add if each.event.present else came.discard)(each.event.member)
        return came

    def members_at(self, at: datetime) -> set[UUID]:
        left = self.its("set.member-left")
        found = set()
        for each in self.joined:
            began = (each.occurred_at, each.position)
            ends = [(end.occurred_at, end.position) for end in left if end.event.member == each.event.member]
            end = min((at for at, position in ends if (at, position) > began), default=None)
            if each.occurred_at <= at and (end is None or at < end):
                found.add(each.event.member)
        return found

    def session_slots(self) -> list[tuple[UUID, bool, int]]:
        """Each member who was expected in a regular session, whether they came, and how long it was to be."""
        found = []
        for opened in self.regular:
            session = opened.event.session
            present = self.present(session)
            expected = self.members_at(opened.occurred_at) | present
            found += [(member, member in present, self.scheduled[session].minutes) for member in expected]
        return found

    def slots(self) -> list[tuple[UUID, UUID, int]]:
        """Each slot of a regular session: presenter, problem and minutes, 0 while it is open."""
        minutes = {opened.version: closed.event.minutes for opened, closed in _over(self.log, self.which)}
        minutes |= {version: right for version, right in self._corrected().items() if version in minutes}
        regular = [opened.event.session for opened in self.regular]
        found = [each for session in regular for each in self.its("set.slot-opened") if each.event.session == session]
        return [(each.event.presenter, each.event.problem, minutes.get(each.version, 0)) for each in found]

    def _corrected(self) -> dict[int, int]:
        """Minutes that were put right, of the last slot that a problem had had in the session when that was recorded."""
        found: dict[int, int] = {}
        for each in sorted(self.its("set.slot-minutes-corrected"), key=lambda each: each.position):
            before = [e for e in self.whole if e.position < each.position]
            about = (each.event.session, each.event.problem)
            over = [opened for opened, _ in _over(before, self.which) if (opened.event.session, opened.event.problem) == about]
            last = max(over, key=lambda opened: (opened.occurred_at, opened.version))
            found[last.version] = each.event.minutes
        return found

    def took_part(self) -> list[tuple[UUID, bool]]:
        """Everybody who came to a regular session, and whether they asked or presented there."""
        found = []
        for opened in self.regular:
            session = opened.event.session
            active = {each.event.by for each in self.about("problem.question-asked") if each.event.session == session}
            active |= {each.event.presenter for each in self.its("set.slot-opened") if each.event.session == session}
            found += [(member, member in active) for member in self.present(session)]
        return found

    def drifting(self) -> list[tuple[UUID, bool]]:
        """The owner of each problem presented twice or more, and whether nobody said since the last but one if it matters."""
        found = []
        for problem, raised in self.problems.items():
            presented = self.named.get((problem, "problem.presented"), [])
            if len(presented) > 1:
                since = presented[-2].occurred_at, presented[-2].position
                said = self.named.get((problem, "problem.alignment-confirmed"), [])
                found.append((raised.event.owner, not any((e.occurred_at, e.position) > since for e in said)))
        return found

    def _action(self, committed: Any) -> dict[str, Any]:
        action = committed.event.action

        def those(name: str) -> list[Any]:
            return [each for each in self.about(name) if each.event.action == action]

        moved = those("problem.action-renegotiated")
        released = those("problem.action-released")
        life = [*those("problem.outcome-reviewed"), *those("problem.outcome-reopened")]
        life.sort(key=lambda each: (each.occurred_at, each.position))
        review = life[-1] if life and life[-1].name == "problem.outcome-reviewed" else None
        reports = those("problem.outcome-reported")
        report = reports[-1].event if reports else None
        dues = [committed.event.due, *(each.event.due for each in moved)]
        ends = [self.day(each.occurred_at) for each in (*moved, *released[-1:])]
        in_force = [due <= self.today and (not later or due < later[0]) for due, later in _with_next(dues, ends)]
        achieved = report is not None and report.result.value == "achieved"
        return {
            "ref": (committed.stream, action),
            "owner": self.owner(committed),
            "session": committed.event.session,
            "own": committed.event.origin.value == "self",
            "slipped": (dues[-1] - dues[0]).days,
            "due": any(in_force),
            "achieved": achieved,
            "on_time": achieved and report.done_on <= dues[0],
            "reviewed": review is not None,
            "promptly": self._promptly(dues[0], [*moved, *([review] if review else [])]),
        }

    def _promptly(self, due: date, taken_up: list[Any]) -> bool:
        """Whether it was taken up no later than in the first session after the due date."""
        in_sessions = {each.event.session for each in taken_up}
        for opened in self.held:
            if opened.event.session in in_sessions:
                return True
            if self.day(opened.occurred_at) > due:
                return False
        return False

    def learnings(self) -> list[Any]:
        """What anybody learnt from its actions, an adviser too."""
        own = {each["ref"] for each in self.actions}
        captured = [each for each in self.log if each.name == "member.learning-captured"]
        return [each for each in captured if (each.event.source.problem, each.event.source.action) in own]

    def rating(self, member: UUID, instrument: str, phase: str) -> int | None:
        given = [each.event for each in self.log if each.stream == member and each.name == "member.self-rating-given"]
        those = [each.score for each in given if (each.instrument.value, each.phase.value) == (instrument, phase)]
        return those[-1] if those else None


def _over(log: Log, which: UUID) -> list[tuple[Any, Any]]:
    """Each slot of a set that is over, with its end: one at a time, in the order in which they were recorded."""
    found = []
    slots = [e for e in log if e.stream == which and e.name in ("set.slot-opened", "set.slot-closed")]
    running: dict[int, Any] = {}
    for each in sorted(slots, key=lambda e: e.version):
        if each.name == "set.slot-opened":
            running[each.event.session] = each
        elif each.event.session in running:
            found.append((running.pop(each.event.session), each))
    return found


def _with_next(dues: list[date], ends: list[date]) -> list[tuple[date, list[date]]]:
    return [(due, ends[number : number + 1]) for number, due in enumerate(dues)]


def figures(told: Sequence[Told]) -> dict[str, Figure]:
    """Every figure of one set, or of several with numerators and denominators added up."""
    slots = [(t.which, *each) for t in told for each in t.session_slots()]
    actions = [each for t in told for each in t.actions]
    due = [each for each in actions if each["due"]]
    presented = [(t, each) for t in told for each in t.about("problem.presented")]
    questions = [(t, each.event) for t in told for each in t.about("problem.question-asked")]
    advice = [each.event for t in told for each in t.about("problem.advice-given")]
    accepted = [(t, each) for t in told for each in t.about("problem.accepted")]
    resolved = {each.stream for t in told for each in t.about("problem.resolved")}
    learnings = [(t, each) for t in told for each in t.learnings()]
    applied = {each.event.learning for t in told for each in t.log if each.name == "member.learning-applied"}
    fruitful = {(each.event.source.problem, each.event.source.action) for _, each in learnings}
    reviewed = [each for each in actions if each["reviewed"]]
    linked = {each.stream for t in told for each in t.about("problem.objective-linked")}
    minutes = [each for t in told for each in t.slots()]
    forms = [_form(t, each) for t in told for each in t.about("problem.question-asked")]

    took_part = [each for t in told for each in t.took_part()]
    drifting = [each for t in told for each in t.drifting()]

    def of_due(what: str) -> Figure:
        return ratio(sum(each[what] for each in due), len(due), (each["owner"] for each in due))

    owners = [each["owner"] for each in actions]
    return {
        "attendance": ratio(sum(came for _, _, came, _ in slots), len(slots), (member for _, member, _, _ in slots)),
        "follow_through": of_due("achieved"),
        "on_time": of_due("on_time"),
        "loop_closure": of_due("reviewed"),
        "prompt_review": of_due("promptly"),
        "slippage": ratio(sum(each["slipped"] for each in actions), len(actions), owners),
        "talk_to_action": ratio(
            sum(any(a["ref"][0] == p.stream and a["session"] == p.event.session for a in t.actions) for t, p in presented),
            len(presented),
            (t.owner(each) for t, each in presented),
        ),
        "resolution_rate": ratio(
            sum(each.stream in resolved for _, each in accepted), len(accepted), (t.owner(each) for t, each in accepted)
        ),
        "ownership_index": ratio(sum(each["own"] for each in actions), len(actions), owners),
        "airtime_gini": gini(told),
        "open_share": ratio(sum(form == "open" for form in forms), len(forms), (each.by for _, each in questions)),
        "advice_rate": ratio(
            len(advice), len(advice) + len(questions), [*(each.by for each in advice), *(each.by for _, each in questions)]
        ),
        "learning_yield": ratio(
            sum(each["ref"] in fruitful for each in reviewed), len(reviewed), (each["owner"] for each in reviewed)
        ),
        "transfer": ratio(
            sum(each.event.learning in applied for _, each in learnings), len(learnings), (each.stream for _, each in learnings)
        ),
        "participation_spread": ratio(sum(active for _, active in took_part), len(took_part), (who for who, _ in took_part)),
        "drift": ratio(sum(drifts for _, drifts in drifting), len(drifting), (owner for owner, _ in drifting)),
        "alignment": ratio(sum(m for _, problem, m in minutes if problem in linked), sum(m for *_, m in minutes)),
    }


def _form(told: Told, asked: Any) -> str:
    """The form of a question, as it was put right last."""
    form = asked.event.form.value
    for each in sorted(told.about("problem.question-reclassified"), key=lambda each: each.position):
        if each.stream == asked.stream and each.event.question == asked.version:
            form = each.event.form.value
    return str(form)


def gini(told: Sequence[Told]) -> Figure:
    """Over all ordered pairs of members, Σ|x - y| ÷ (2 n Σx), where x is minutes ÷ sessions."""
    sessions = Counter((t.which, member) for t in told for member, *_ in t.session_slots())
    minutes: Counter[Any] = Counter()
    for t in told:
        for presenter, _, spent in t.slots():
            minutes[t.which, presenter] += spent
    x = [Fraction(minutes[key], count) for key, count in sessions.items()]
    apart = sum((abs(one - two) for one in x for two in x), Fraction())
    return ratio(apart, 2 * len(x) * sum(x, Fraction()), (member for _, member in sessions))


def changes(told: Sequence[Told], instrument: str) -> tuple[Fraction | None, int]:
    """The mean change of a self-rating over matched pairs, and how many pairs."""
    members = {each.event.member: t for t in told for each in t.joined}
    pairs = [(t.rating(m, instrument, "before"), t.rating(m, instrument, "after")) for m, t in members.items()]
    moved = [after - before for before, after in pairs if before is not None and after is not None]
    return (Fraction(sum(moved), len(moved)) if moved else None), len(moved)
