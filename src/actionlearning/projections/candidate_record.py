"""The record of a candidate, as an external moderator reads it: evidence against criteria, deadlines, and who judged what."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date, datetime
from decimal import Decimal
from typing import ClassVar, Self

from attrs import frozen

from actionlearning.domain.candidate.aggregate import CandidateStage
from actionlearning.domain.candidate.events import (
    AppealDecided,
    AppealLodged,
    AwardClaimed,
    CreditAwarded,
    CriterionJudged,
    DecisionVerified,
    ModerationRecorded,
    WorkReferred,
)
from actionlearning.domain.candidate.parts import PracticeCount
from actionlearning.domain.candidate.specification import Specification
from actionlearning.domain.times import day_of
from actionlearning.domain.values import CandidateId, SetKind
from actionlearning.projections.assessment_facts import Appeal, Claim, Credit, Moderated, Verified
from actionlearning.projections.candidacies import FACTS_OF_CANDIDATES, Candidacies, Candidacy, Qualification
from actionlearning.projections.candidate_deadlines import DeadlineRecord, deadlines_of
from actionlearning.projections.candidate_facts import (
    CandidateFacts,
    Confirmation,
    ExtensionGiven,
    Observation,
    Plan,
    Review,
    Withdrawal,
)
from actionlearning.projections.candidate_matrix import CriterionRecord, EvidenceRecord, criteria_of, evidence_of
from actionlearning.projections.projection import History
from actionlearning.projections.sentences import Person, Thing, Titles
from actionlearning.projections.set_history import Entry, entries_of

__all__ = ["AdvisedSession", "CandidateRecord", "DayRecord", "Observed", "PreworkRecord"]

JUDGEMENTS = (
    CriterionJudged,
    WorkReferred,
    AppealLodged,
    AppealDecided,
    DecisionVerified,
    ModerationRecorded,
    CreditAwarded,
    AwardClaimed,
)
"""What belongs to the trail: everything that somebody decided about the work."""


@frozen
class PreworkRecord:
    """Something that comes before the workshops, and when it was done; None while it is not."""

    kind: str
    done_at: datetime | None


@frozen(kw_only=True)
class DayRecord:
    """A workshop day; without the specification, only what was attended of it is known."""

    number: int
    part: int | None
    topics: tuple[str, ...]
    """All that belong to it; without the specification, those that were covered."""
    uncovered: tuple[str, ...]
    attended_on: tuple[date, ...]
    hours: Decimal
    complete_on: date | None
    reviews: tuple[Review, ...]


@frozen
class Observed:
    """Who watched a session that the candidate advised, and what they said of it."""

    by: Person
    observation: Observation


@frozen(kw_only=True)
class AdvisedSession:
    """A session that the candidate advised: in a training set, or in one at work."""

    at: datetime
    set: Thing
    session: int
    setting: SetKind
    observed: tuple[Observed, ...]


@frozen(kw_only=True)
class CandidateRecord:
    """Everything about one candidacy. It holds handles of what was said; only a keyring turns them into text."""

    wants: ClassVar[tuple[type, ...]] = FACTS_OF_CANDIDATES

    as_at: date | datetime
    position: int
    candidate: CandidateId
    member: Person
    time_zone: str
    today: date
    """The as-at date in their time zone, by which deadlines are judged."""
    stage: CandidateStage
    qualification: Qualification | None
    """What they were registered for; None before that."""
    confirmation: Confirmation
    confirmed_by: Person
    registered_at: datetime | None
    deadlines: tuple[DeadlineRecord, ...]
    extensions: tuple[ExtensionGiven, ...]
    withdrawal: Withdrawal | None
    prework: tuple[PreworkRecord, ...]
    days: tuple[DayRecord, ...]
    practice: tuple[PracticeCount, ...]
    """How many stints it takes and how many there are; empty without the specification."""
    sessions: tuple[AdvisedSession, ...]
    evidence: tuple[EvidenceRecord, ...]
    cpd_plan: Plan | None
    """The plan for further development, as agreed last."""
    criteria: tuple[CriterionRecord, ...]
    missing: tuple[str, ...] | None
    """All that stands between the candidate and verification, by the rule that verification itself goes by; None where the
    specification is not loaded, and before registration."""
    verified: tuple[Verified, ...]
    moderated: tuple[Moderated, ...]
    appeals: tuple[Appeal, ...]
    credit: Credit | None
    claims: tuple[Claim, ...]
    trail: tuple[Entry, ...]
    """Every judgement and decision about the work, in order: when, who, what, and why in a handle."""

    @classmethod
    def fold(cls, history: History, /, *, candidate: CandidateId, specifications: Iterable[Specification]) -> Self:
        """The record of a candidacy, by the very specification it began under, if that is one of ``specifications``.

        Those that a library has loaded are ``al.specifications.all()``. Raises ``NothingKnown``.
        """
        it = Candidacies(history, specifications).of(candidate)
        facts, assessed, titles = it.facts, it.facts.assessment, Titles(history)
        decided = [r for r in history.until_as_at(it.time_zone) if r.stream == candidate and isinstance(r.event, JUDGEMENTS)]
        return cls(
            as_at=history.asked,
            position=history.position,
            candidate=facts.id,
            member=titles.person(facts.member),
            time_zone=it.time_zone,
            today=it.today,
            stage=it.state.stage,
            qualification=it.qualification,
            confirmation=facts.confirmation,
            confirmed_by=titles.person(facts.confirmation.by),
            registered_at=facts.registration.at if facts.registration else None,
            deadlines=deadlines_of(it),
            extensions=facts.extensions,
            withdrawal=facts.withdrawal,
            prework=_prework(it),
            days=tuple(_days(it)),
            practice=() if it.assessment is None else it.assessment.practice(it.moment),
            sessions=_sessions(facts, titles),
            evidence=evidence_of(it, titles),
            cpd_plan=facts.plans[-1] if facts.plans else None,
            criteria=criteria_of(it, titles),
            missing=None if it.assessment is None else tuple(it.assessment.missing(it.moment)),
            verified=assessed.verified,
            moderated=assessed.moderated,
            appeals=assessed.appeals,
            credit=assessed.credit,
            claims=assessed.claims,
            trail=entries_of(decided, history, it.time_zone),
        )

    def day(self, at: datetime) -> date:
        """The date of a moment in their time zone."""
        return day_of(at, self.time_zone)


def _prework(it: Candidacy) -> tuple[PreworkRecord, ...]:
    done = {each.kind: each.at for each in it.facts.prework}
    asked = done if it.rules is None else it.rules.prework
    return tuple(PreworkRecord(kind, done.get(kind)) for kind in asked)


def _days(it: Candidacy) -> Iterator[DayRecord]:
    attended = {each.day: tuple(dict.fromkeys(_topics(it.facts, each.day))) for each in it.facts.attendances}
    asked = [(number, None, attended[number]) for number in sorted(attended)]
    for number, part, topics in asked if it.rules is None else [(day.number, day.part, day.topics) for day in it.rules.days]:
        complete = None if it.rules is None else it.state.completed_at(number, topics, it.moment)
        there = [each for each in it.facts.attendances if each.day == number]
        yield DayRecord(
            number=number,
            part=part,
            topics=topics,
            uncovered=it.state.uncovered(number, topics, it.moment),
            attended_on=tuple(dict.fromkeys(it.day(each.at) for each in there)),
            hours=sum((each.hours for each in there), Decimal(0)),
            complete_on=None if complete is None else it.day(complete),
            reviews=tuple(each for each in it.facts.reviews if each.day == number),
        )


def _topics(facts: CandidateFacts, day: int) -> Iterator[str]:
    return (topic for each in facts.attendances if each.day == day for topic in each.topics)


def _sessions(facts: CandidateFacts, titles: Titles) -> tuple[AdvisedSession, ...]:
    return tuple(
        AdvisedSession(
            at=stint.at,
            set=titles.thing("set", stint.set),
            session=stint.session,
            setting=stint.setting,
            observed=tuple(
                Observed(titles.person(each.by), each)
                for each in facts.observations
                if (each.set, each.session) == (stint.set, stint.session)
            ),
        )
        for stint in facts.stints
    )
