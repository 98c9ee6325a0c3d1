"""What is done for a qualification, at random: register, gather, judge, verify, moderate, appeal, award."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import timedelta
from decimal import Decimal
from uuid import UUID

from attrs import evolve
from candidacy import DIGEST, RULES
from world import FIRST_DAY, TIME_ZONE, Choices, World, found, said

from actionlearning.domain.candidate.aggregate import Candidate, confirm_capability
from actionlearning.domain.candidate.assessment import Assessment
from actionlearning.domain.candidate.events import Deadline, Judgement, Moderation, SpecificationRef
from actionlearning.domain.candidate.gathering import Gathering
from actionlearning.domain.set.session import Session
from actionlearning.domain.values import SessionKind, SetId, SetKind

SETS = {SetId(UUID(int=901)): SetKind.TRAINING, SetId(UUID(int=902)): SetKind.WORKPLACE}
PEOPLE = 9
KINDS = [each.kind for each in RULES.evidence]
CRITERIA = [each.number for each in RULES.criteria]


def sessions(w: World) -> dict[tuple[SetId, int], Session]:
    """Three sessions of each set: two that the first person advised, and one of the second's, each a week after the other."""
    return {
        (set_id, number): Session(
            number=number,
            kind=SessionKind.REGULAR,
            starts_at=FIRST_DAY,
            minutes=180,
            scheduled_at=FIRST_DAY,
            adviser=w.people[number == 3],
            opened_at=FIRST_DAY + timedelta(weeks=number),
        )
        for set_id in SETS
        for number in (1, 2, 3)
    }


UNITS = tuple(evolve(RULES, ref=SpecificationRef(unit, 1, "f" * 64)) for unit in ("small", "other", "third"))
"""The same rules three times, for credits of different units count together."""


def it(w: World, candidate: UUID) -> Candidate:
    state = w.states["candidate", candidate]
    assert isinstance(state, Candidate)
    return state


def one(w: World) -> UUID:
    return w.pick(w.of("candidate"))


def gathering(w: World, candidate: UUID) -> Gathering:
    return Gathering(it(w, candidate), RULES)


def assessment(w: World, candidate: UUID) -> Assessment:
    state = it(w, candidate)
    return Assessment(state, next((rules for rules in UNITS if rules.ref == state.specification), RULES))


def not_yet(w: World, candidate: UUID) -> int:
    """A criterion, most often one that does not stand at met."""
    judged = it(w, candidate).judged
    those = [number for number, each in judged.items() if each.judgement is Judgement.NOT_YET]
    return w.mostly(w.pick(those or CRITERIA), CRITERIA)


def themself(w: World, candidate: UUID) -> UUID:
    return w.mostly(it(w, candidate).member, w.people)


# Beginning and ending


def confirm(w: World) -> None:
    member, by = w.mostly(w.people[0], w.people), w.mostly(w.people[8], w.people)
    confirmed = confirm_capability(member=member, basis=said(member), by=by)
    w.record("candidate", w.new_id(), confirmed, by=by)


def register(w: World) -> None:
    candidate = one(w)
    rules = w.pick(UNITS)
    w.record("candidate", candidate, it(w, candidate).register(rules, time_zone=TIME_ZONE, at=w.at), by=w.people[8])


def extend(w: World) -> None:
    candidate, by = one(w), w.mostly(w.people[8], w.people)
    until = w.today() + timedelta(days=w.choices.number(300))
    decided = it(w, candidate).extend(w.pick(Deadline), until=until, reason=said(by), rules=RULES, by=by, at=w.at)
    w.record("candidate", candidate, decided, by=by)


def expire(w: World) -> None:
    candidate = one(w)
    w.record("candidate", candidate, it(w, candidate).expire(at=w.at), by=w.people[8])


def withdraw(w: World) -> None:
    if w.rarely():
        candidate = one(w)
        by = themself(w, candidate)
        w.record("candidate", candidate, it(w, candidate).withdraw(reason=None, by=by, at=w.at), by=by)


# Gathering


def gather_the_rest(w: World) -> None:
    """All that is still missing but for the judgements, in one command."""
    candidate = one(w)
    member = it(w, candidate).member
    for kind in RULES.prework:
        if kind not in it(w, candidate).prework:
            w.record("candidate", candidate, gathering(w, candidate).complete_prework(kind, at=w.at), by=member)
    for day in RULES.days:
        if missing := it(w, candidate).uncovered(day.number, day.topics, w.at):
            attended = gathering(w, candidate).attend(day.number, hours=Decimal(6), topics=missing, at=w.at)
            w.record("candidate", candidate, attended, by=member)
    for (set_id, number), session in sessions(w).items():
        if session.adviser == member and session.opened_at <= w.at and (set_id, number) not in it(w, candidate).stints:
            stint = gathering(w, candidate).record_stint(set_id, session, setting=SETS[set_id], at=w.at)
            w.record("candidate", candidate, stint, by=member)
            observed = gathering(w, candidate).observe(set_id, session, feedback=said(member), by=w.people[6], at=w.at)
            w.record("candidate", candidate, observed, by=w.people[6])
    drafted = gathering(w, candidate).draft_brief((member, w.people[7]), sha256=DIGEST, at=w.at)
    w.record("candidate", candidate, drafted, by=member)
    agreed = gathering(w, candidate).agree_cpd_plan(plan=None, by=w.people[8], at=w.at)
    w.record("candidate", candidate, agreed, by=w.people[8])
    for kind in ("report", "diary"):
        handed_in = gathering(w, candidate).submit(kind, sha256=DIGEST, authentic=True, by=member, at=w.at)
        w.record("candidate", candidate, handed_in, by=member)


def complete_prework(w: World) -> None:
    candidate = one(w)
    decided = gathering(w, candidate).complete_prework(w.mostly("reading", ["jogging"]), at=w.at)
    w.record("candidate", candidate, decided, by=it(w, candidate).member)


def attend(w: World) -> None:
    candidate = one(w)
    day = w.pick(RULES.days)
    topics = day.topics[: 1 + w.choices.number(len(day.topics) - 1)]
    decided = gathering(w, candidate).attend(day.number, hours=Decimal(3), topics=topics, at=w.at)
    w.record("candidate", candidate, decided, by=it(w, candidate).member)


def review_day(w: World) -> None:
    candidate = one(w)
    by = themself(w, candidate)
    decided = gathering(w, candidate).review(w.pick(RULES.days).number, review=said(by), by=by, at=w.at)
    w.record("candidate", candidate, decided, by=by)


def record_stint(w: World) -> None:
    candidate = one(w)
    set_id, number = w.pick(sessions(w))
    session = sessions(w)[set_id, number]
    decided = gathering(w, candidate).record_stint(set_id, session, setting=SETS[set_id], at=w.at)
    w.record("candidate", candidate, decided, by=it(w, candidate).member)


def observe(w: World) -> None:
    candidate, by = one(w), w.mostly(w.people[6], w.people)
    set_id, number = w.pick(sessions(w))
    session = sessions(w)[set_id, number]
    decided = gathering(w, candidate).observe(set_id, session, feedback=said(by), by=by, at=w.at)
    w.record("candidate", candidate, decided, by=by)


def draft(w: World) -> None:
    candidate = one(w)
    authors = tuple(w.pick(w.people) for _ in range(1 + w.choices.number(2)))
    by = it(w, candidate).member
    w.record("candidate", candidate, gathering(w, candidate).draft_brief((by, *authors), sha256=DIGEST, at=w.at), by=by)


def submit(w: World) -> None:
    candidate = one(w)
    by = themself(w, candidate)
    kind = w.mostly(w.pick(["report", "diary"]), KINDS)
    decided = gathering(w, candidate).submit(kind, sha256=DIGEST, authentic=not w.rarely(), by=by, at=w.at)
    w.record("candidate", candidate, decided, by=by)


def agree_plan(w: World) -> None:
    candidate, by = one(w), w.mostly(w.people[8], w.people)
    w.record("candidate", candidate, gathering(w, candidate).agree_cpd_plan(plan=None, by=by, at=w.at), by=by)


# Judging


def judge(w: World) -> None:
    candidate, by = one(w), w.mostly(w.pick(w.people[1:4]), w.people)
    judgement = w.pick(Judgement)
    decided = assessment(w, candidate).judge(w.pick(CRITERIA), judgement=judgement, reason=said(by), by=by, at=w.at)
    w.record("candidate", candidate, decided, by=by)


def judge_the_rest(w: World) -> None:
    """Every criterion that is not met, met."""
    candidate, by = one(w), w.mostly(w.pick(w.people[1:4]), w.people)
    for criterion in CRITERIA:
        known = it(w, candidate).judged.get(criterion)
        if known is None or known.judgement is not Judgement.MET:
            decided = assessment(w, candidate).judge(criterion, judgement=Judgement.MET, reason=said(by), by=by, at=w.at)
            w.record("candidate", candidate, decided, by=by)


def refer(w: World) -> None:
    candidate, by = one(w), w.mostly(w.pick(w.people[1:4]), w.people)
    criteria = tuple(not_yet(w, candidate) for _ in range(w.mostly(1, (0, 2))))
    resubmit_by = w.today() + timedelta(days=w.choices.number(40) - 2)
    w.record("candidate", candidate, assessment(w, candidate).refer(criteria, resubmit_by=resubmit_by, by=by, at=w.at), by=by)


def verify(w: World) -> None:
    candidate, by = one(w), w.mostly(w.pick(w.people[4:6]), w.people)
    w.record("candidate", candidate, assessment(w, candidate).verify(by=by, at=w.at), by=by)


def moderate(w: World) -> None:
    candidate, by = one(w), w.mostly(w.pick(w.people[4:6]), w.people)
    moderation = w.pick([Moderation.UPHELD, Moderation.RETURNED])
    w.record("candidate", candidate, assessment(w, candidate).moderate(moderation, reason=None, by=by, at=w.at), by=by)


def appeal(w: World) -> None:
    candidate = one(w)
    by = themself(w, candidate)
    decided = assessment(w, candidate).lodge_appeal(not_yet(w, candidate), grounds=said(by), by=by, at=w.at)
    w.record("candidate", candidate, decided, by=by)


def decide_appeal(w: World) -> None:
    candidate, by = one(w), w.mostly(w.people[7], w.people)
    criterion = w.mostly(w.pick(it(w, candidate).appeals or CRITERIA), CRITERIA)
    upheld = w.choices.number(1) == 1
    decided = assessment(w, candidate).decide_appeal(criterion, upheld=upheld, reason=said(by), by=by, at=w.at)
    w.record("candidate", candidate, decided, by=by)


def award(w: World) -> None:
    candidate, by = one(w), w.mostly(w.people[8], w.people)
    w.record("candidate", candidate, assessment(w, candidate).award_credit(by=by, at=w.at), by=by)


def claim(w: World) -> None:
    candidate = one(w)
    by = themself(w, candidate)
    credited = [other for other in w.of("candidate") if it(w, other).credits is not None] if w.choices.number(1) else []
    chosen = credited if not w.rarely() else w.of("candidate")
    others = {other: it(w, other) for other in chosen if other != candidate}
    wanted = w.mostly("award", RULES.awards)
    w.record("candidate", candidate, assessment(w, candidate).claim(wanted, others=others, by=by, at=w.at), by=by)


Command = Callable[[World], None]

COMMANDS: Sequence[Command] = (
    *[gather_the_rest] * 3, *[judge_the_rest] * 2, *[verify] * 4, *[moderate] * 3, *[judge] * 5, *[submit] * 4, *[refer] * 4,
    *[appeal] * 2, *[decide_appeal] * 2, *[observe] * 2, *[award] * 3, *[claim] * 3, *[attend] * 2, *[register] * 3,
    *[expire] * 2, extend, confirm, withdraw, complete_prework, review_day, record_stint, draft, agree_plan,
)  # fmt: skip


def live_as_candidates(choices: Choices, *, steps: int) -> World:
    """One history: so many commands, a day or two apart, and one time in eight at an earlier moment."""
    w = found(choices, people=PEOPLE)
    for _ in range(steps):
        w.tick()
        if choices.number(7) == 7:
            w.look_back()
        command = confirm if not w.of("candidate") or (len(w.of("candidate")) < 3 and w.rarely()) else w.pick(COMMANDS)
        if command is confirm and len(w.of("candidate")) >= 3:
            continue
        before = dict(w.states)
        if not w.attempt(command.__name__, command):
            assert before == w.states, "a refusal changed something"
    return w
