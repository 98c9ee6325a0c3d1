"""What was recorded of one candidacy, read fact by fact: which judgement stands, what was referred, and until when it runs."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date, datetime
from uuid import UUID

from candidacy import RULES
from recorded import Log, day
from world import Fact

from actionlearning.domain.candidate import events as c
from actionlearning.domain.candidate.specification import EvidenceSource

Facts = Sequence[Fact]


KINDS = {each.kind: each for each in RULES.evidence}
CRITERIA = {each.number: each for each in RULES.criteria}


def candidacies(log: Log) -> dict[UUID, list[Fact]]:
    found: dict[UUID, list[Fact]] = {}
    for fact in log:
        if fact.kind == "candidate":
            found.setdefault(fact.stream, []).append(fact)
    return found


def steps(facts: Facts, *kinds: type) -> Iterator[tuple[Facts, Fact]]:
    """Each fact of these kinds, with what was recorded before it."""
    for index, fact in enumerate(facts):
        if isinstance(fact.event, kinds):
            yield facts[:index], fact


def those(facts: Facts, *kinds: type, by: datetime | None = None) -> list[Fact]:
    return [fact for fact in facts if isinstance(fact.event, kinds) and (by is None or fact.at <= by)]


def months_after(start: date, months: int) -> date:
    """So many months later, found by trying: the same day, else the day before that, until there is one."""
    year, month, number = start.year, start.month, start.day
    for _ in range(months):
        year, month = (year, month + 1) if month < 12 else (year + 1, 1)
    while True:
        try:
            return date(year, month, number)
        except ValueError:
            number -= 1


def member_of(facts: Facts) -> UUID:
    return facts[0].event.member


def judgements(facts: Facts) -> dict[int, Fact]:
    """The judgement of each criterion that stands."""
    standing: dict[int, Fact] = {}
    for fact in those(facts, c.CriterionJudged, c.AppealDecided):
        if isinstance(fact.event, c.CriterionJudged):
            standing[fact.event.criterion] = fact
        elif fact.event.upheld:
            standing.pop(fact.event.criterion, None)
    return standing


def referred(facts: Facts) -> dict[int, Fact]:
    """The referral of each criterion that stands: until it is met, or the judgement is set aside."""
    standing: dict[int, Fact] = {}
    for fact in those(facts, c.WorkReferred, c.CriterionJudged, c.AppealDecided):
        match fact.event:
            case c.WorkReferred(criteria=criteria):
                standing.update(dict.fromkeys(criteria, fact))
            case c.CriterionJudged(criterion=criterion, judgement=c.Judgement.MET):
                standing.pop(criterion, None)
            case c.AppealDecided(criterion=criterion, upheld=True):
                standing.pop(criterion, None)
    return standing


def open_appeals(facts: Facts) -> set[int]:
    still: set[int] = set()
    for fact in those(facts, c.AppealLodged, c.AppealDecided):
        (still.add if isinstance(fact.event, c.AppealLodged) else still.discard)(fact.event.criterion)
    return still


def is_verified(facts: Facts) -> bool:
    decided = those(facts, c.DecisionVerified, c.ModerationRecorded)
    return bool(decided) and getattr(decided[-1].event, "moderation", None) is not c.Moderation.RETURNED


def has_expired(facts: Facts) -> bool:
    changes = [
        fact
        for fact in those(facts, c.RegistrationExpired, c.RegistrationExtended)
        if getattr(fact.event, "deadline", None) is not c.Deadline.ASSIGNMENT
    ]
    return bool(changes) and isinstance(changes[-1].event, c.RegistrationExpired)


def expires_on(facts: Facts, at: datetime) -> date:
    given = [those(facts, c.CandidateRegistered)[0].event.expires_on]
    extended = those(facts, c.RegistrationExtended, by=at)
    given += [fact.event.until for fact in extended if fact.event.deadline is c.Deadline.REGISTRATION]
    return given[-1]


def assignment_due(facts: Facts, at: datetime) -> date | None:
    extended = [
        fact.event.until for fact in those(facts, c.RegistrationExtended, by=at) if fact.event.deadline is c.Deadline.ASSIGNMENT
    ]
    if extended:
        return extended[-1]
    first_covered = {
        (required.number, topic): min(
            (
                fact.at
                for fact in those(facts, c.WorkshopDayAttended, by=at)
                if fact.event.day == required.number and topic in fact.event.topics
            ),
            default=None,
        )
        for required in RULES.days
        for topic in required.topics
    }
    moments = list(first_covered.values())
    return None if None in moments else months_after(day(max(moments)), RULES.assignment_months)


def evidence(facts: Facts, kind: str, by: datetime) -> list[Fact]:
    match KINDS[kind].source:
        case EvidenceSource.OBSERVED:
            return those(facts, c.PracticeObserved, by=by)
        case EvidenceSource.DRAFTED:
            return those(facts, c.ProjectBriefDrafted, by=by)
        case EvidenceSource.SUBMITTED:
            return [fact for fact in those(facts, c.EvidenceSubmitted, by=by) if fact.event.kind == kind]
