"""The hard rules of a qualification, said a second time: over what was recorded, without asking the code that decided it.

Every rule looks at one candidacy, fact by fact in the order of recording; "so far" is what was known when a fact was decided.
"""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterator, Sequence
from datetime import date, datetime
from typing import Any
from uuid import UUID

from candidacy import RULES
from doing_candidates import SETS, sessions
from recorded import Breaches, Log, day
from world import Fact, World

from actionlearning.domain.candidate import events as c
from actionlearning.domain.candidate.specification import EvidenceSource
from actionlearning.domain.values import SetKind

Facts = Sequence[Fact]

CHANGES = (
    c.CandidateRegistered, c.RegistrationExtended, c.CriterionJudged, c.WorkReferred, c.DecisionVerified,
    c.ModerationRecorded, c.AppealLodged, c.AppealDecided, c.CreditAwarded, c.AwardClaimed, c.RegistrationExpired,
    c.CandidateWithdrew,
)  # fmt: skip
OF_THE_CANDIDATE = (c.DayReviewed, c.EvidenceSubmitted, c.AppealLodged, c.AwardClaimed, c.CandidateWithdrew)
OF_SOMEBODY_ELSE = (
    c.CapabilityConfirmed, c.RegistrationExtended, c.PracticeObserved, c.CPDPlanAgreed, c.CriterionJudged, c.WorkReferred,
    c.DecisionVerified, c.ModerationRecorded, c.AppealDecided, c.CreditAwarded,
)  # fmt: skip

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


# The rules


def capability_comes_before_registration_and_both_come_once(facts: Facts) -> Breaches:
    if not isinstance(facts[0].event, c.CapabilityConfirmed) or len(those(facts, c.CapabilityConfirmed)) > 1:
        yield "a candidacy begins with the check of capability, once"
    registered = those(facts, c.CandidateRegistered)
    if len(registered) > 1:
        yield "registered twice"
    for fact in registered:
        if fact.at < facts[0].at:
            yield "registered before capability was confirmed"
        if fact.event.expires_on != months_after(day(fact.at), RULES.registration_months):
            yield f"registered on {day(fact.at)} until {fact.event.expires_on}"


def nothing_happens_before_registration_nor_after_the_end(facts: Facts) -> Breaches:
    registered = those(facts, c.CandidateRegistered)
    for before, fact in steps(facts, *(type(each.event) for each in facts)):
        beginning = isinstance(fact.event, (c.CapabilityConfirmed, c.CandidateRegistered, c.CandidateWithdrew))
        if not beginning and not (registered and registered[0] in before and registered[0].at <= fact.at):
            yield f"{fact.event} came before registration"
        if those(before, c.CandidateWithdrew, by=fact.at):
            yield f"{fact.event} came after the withdrawal"
        known = [each for each in before if each.at <= fact.at]
        reviving = isinstance(fact.event, (c.RegistrationExtended, c.CandidateWithdrew))
        if has_expired(known) and not reviving:
            yield f"{fact.event} came after the expiry"
    for before, fact in steps(facts, c.CandidateWithdrew, c.RegistrationExpired):
        if any(each.at > fact.at for each in before):
            yield f"{fact.event} is timed before something that was done"


def changes_come_in_order(facts: Facts) -> Breaches:
    changes = those(facts, *CHANGES)
    for earlier, later in itertools.pairwise(changes):
        if later.at < earlier.at:
            yield f"{later.event} is timed before {earlier.event}"


def the_candidate_and_the_centre_each_do_their_part(facts: Facts) -> Breaches:
    for fact in those(facts, *OF_THE_CANDIDATE):
        if fact.actor != member_of(facts):
            yield f"{fact.actor} did for the candidate: {fact.event}"
    for fact in those(facts, *OF_SOMEBODY_ELSE):
        if fact.actor == member_of(facts):
            yield f"the candidate did to themself: {fact.event}"
        said = getattr(fact.event, "by", getattr(fact.event, "assessor", fact.actor))
        if said != fact.actor:
            yield f"{fact.actor} did it in the name of {said}: {fact.event}"


def roles_are_kept_apart_by_history(facts: Facts) -> Breaches:
    for before, fact in steps(facts, *OF_SOMEBODY_ELSE):
        assessed = {each.actor for each in those(before, c.CriterionJudged, c.WorkReferred)}
        verified = {each.actor for each in those(before, c.DecisionVerified)}
        watched = {each.actor for each in those(before, c.PracticeObserved)}
        decided = {each.actor for each in those(before, c.AppealDecided)}
        moderated = {each.actor for each in those(before, c.ModerationRecorded)}
        barred: set[UUID] = set()
        match fact.event:
            case c.CriterionJudged() | c.WorkReferred():
                barred = verified | moderated
            case c.PracticeObserved():
                barred = verified
            case c.DecisionVerified():
                barred = assessed | watched | decided | moderated
            case c.ModerationRecorded():
                barred = assessed | verified
            case c.AppealDecided(criterion=criterion):
                barred = {each.actor for each in those(before, c.CriterionJudged) if each.event.criterion == criterion}
        if fact.actor in barred:
            yield f"{fact.actor} took another part before: {fact.event}"


def what_was_set_aside_is_judged_anew_by_somebody_else(facts: Facts) -> Breaches:
    for before, fact in steps(facts, c.CriterionJudged):
        for earlier, decided in steps(before, c.AppealDecided):
            if decided.event.upheld and decided.event.criterion == fact.event.criterion:
                aside = judgements(earlier).get(fact.event.criterion)
                if aside is not None and aside.actor == fact.actor:
                    yield f"{fact.actor} judged again what an appeal had set aside"


def prework_is_done_once_and_days_are_reviewed_after_they_were_attended(facts: Facts) -> Breaches:
    done = [fact.event.kind for fact in those(facts, c.PreworkCompleted)]
    if len(done) > len(set(done)) or not set(done) <= set(RULES.prework):
        yield f"prework: {done}"
    for before, fact in steps(facts, c.DayReviewed):
        if not any(each.event.day == fact.event.day for each in those(before, c.WorkshopDayAttended, by=fact.at)):
            yield f"day {fact.event.day} was reviewed by {fact.at} and not attended"


def practice_is_a_session_the_candidate_advised(facts: Facts, w: World) -> Breaches:
    stints: set[tuple[UUID, int]] = set()
    for fact in those(facts, c.AdviserStintRecorded, c.PracticeObserved):
        key = (fact.event.set, fact.event.session)
        session = sessions(w)[key]
        if session.adviser != member_of(facts) or fact.at < session.opened_at:
            yield f"{fact.event} at {fact.at} is about {session}"
        if isinstance(fact.event, c.AdviserStintRecorded):
            if key in stints or fact.event.setting is not SETS[key[0]]:
                yield f"{fact.event} was recorded twice, or in another setting"
            stints.add(key)
        elif key not in stints:
            yield f"{fact.event} observed no stint"


def a_brief_is_drafted_by_a_group(facts: Facts) -> Breaches:
    for fact in those(facts, c.ProjectBriefDrafted):
        authors = fact.event.authors
        if member_of(facts) not in authors or len(set(authors)) < 2 or len(set(authors)) != len(authors):
            yield f"drafted by {authors}"


def evidence_is_handed_in_in_time(facts: Facts) -> Breaches:
    for before, fact in steps(facts, c.EvidenceSubmitted):
        known = [each for each in before if each.at <= fact.at]
        kind = KINDS[fact.event.kind]
        if kind.source is not EvidenceSource.SUBMITTED:
            yield f"{kind.kind} was handed in"
        if is_verified(known):
            yield f"{kind.kind} was handed in under a verified decision"
        if day(fact.at) > expires_on(before, fact.at):
            yield f"{kind.kind} was handed in on {day(fact.at)}, after the registration"
        again_by = [
            referral.event.resubmit_by for number, referral in referred(known).items() if kind.kind in CRITERIA[number].evidence
        ]
        due = max(again_by) if again_by else assignment_due(before, fact.at) if kind.assignment else None
        if due is not None and day(fact.at) > due:
            yield f"{kind.kind} was handed in on {day(fact.at)} and due by {due}"


def extensions_give_more_time_and_expiry_takes_its_own(facts: Facts) -> Breaches:
    for before, fact in steps(facts, c.RegistrationExtended):
        of_assignment = fact.event.deadline is c.Deadline.ASSIGNMENT
        due = assignment_due(before, fact.at) if of_assignment else expires_on(before, fact.at)
        if due is None or fact.event.until <= due or fact.event.until < day(fact.at):
            yield f"{fact.event} on {day(fact.at)} while {due} was in force"
        if those(before, c.CreditAwarded):
            yield "extended after the credit"
    for before, fact in steps(facts, c.RegistrationExpired):
        if day(fact.at) <= expires_on(before, fact.at) or those(before, c.CreditAwarded):
            yield f"expired on {day(fact.at)}, good until {expires_on(before, fact.at)}"


def a_judgement_rests_on_evidence_and_what_was_referred_on_something_new(facts: Facts) -> Breaches:
    for before, fact in steps(facts, c.CriterionJudged):
        number = fact.event.criterion
        moments = [each.at for kind in CRITERIA[number].evidence for each in evidence(before, kind, fact.at)]
        if not moments:
            yield f"criterion {number} was judged on nothing"
        if number in open_appeals(before):
            yield f"criterion {number} was judged under appeal"
        if is_verified(before) or those(before, c.CreditAwarded):
            yield f"criterion {number} was judged after verification"
        referral = referred(before).get(number)
        if referral and fact.event.judgement is c.Judgement.MET and not any(at > referral.at for at in moments):
            yield f"criterion {number} was met with nothing handed in since {referral.at}"


def only_what_is_not_met_yet_is_referred_or_appealed(facts: Facts) -> Breaches:
    for before, fact in steps(facts, c.WorkReferred):
        if not fact.event.criteria or fact.event.resubmit_by < day(fact.at):
            yield f"{fact.event} on {day(fact.at)}"
        for number in fact.event.criteria:
            last = judgements(before).get(number)
            since = before[before.index(last) :] if last else ()
            again = any(number in each.event.criteria for each in those(since, c.WorkReferred))
            if last is None or last.event.judgement is not c.Judgement.NOT_YET or again:
                yield f"criterion {number} was referred on {last}"
    for before, fact in steps(facts, c.AppealLodged):
        last = judgements(before).get(fact.event.criterion)
        if last is None or last.event.judgement is not c.Judgement.NOT_YET:
            yield f"an appeal on criterion {fact.event.criterion} against {last}"
        if fact.event.criterion in open_appeals(before):
            yield f"two appeals on criterion {fact.event.criterion}"
    for before, fact in steps(facts, c.AppealDecided):
        if fact.event.criterion not in open_appeals(before):
            yield f"no appeal on criterion {fact.event.criterion} was open"


def a_verified_decision_is_whole(facts: Facts) -> Breaches:
    for before, fact in steps(facts, c.DecisionVerified):
        known = [each for each in before if each.at <= fact.at]
        standing = judgements(before)
        if any(number not in standing or standing[number].event.judgement is not c.Judgement.MET for number in CRITERIA):
            yield "verified with a criterion not met"
        for kind in KINDS:
            there = sorted(evidence(before, kind, fact.at), key=lambda each: each.at)
            if not there or not getattr(there[-1].event, "authentic", True):
                yield f"verified without authentic {kind}"
        covered = {(each.event.day, topic) for each in those(known, c.WorkshopDayAttended) for topic in each.event.topics}
        if not {(each.number, topic) for each in RULES.days for topic in each.topics} <= covered:
            yield "verified with days missing"
        stints = {(each.event.set, each.event.session): each.event.setting for each in those(known, c.AdviserStintRecorded)}
        watched = {(each.event.set, each.event.session) for each in those(known, c.PracticeObserved)} & stints.keys()
        outside = [setting for setting in stints.values() if setting is SetKind.WORKPLACE]
        numbers = (len(stints), len(watched), len(outside))
        wanted = (RULES.practice.stints, RULES.practice.observed, RULES.practice.outside_training)
        if any(there < least for there, least in zip(numbers, wanted, strict=True)):
            yield f"verified with practice {numbers}"
        if {each.event.kind for each in those(known, c.PreworkCompleted)} != set(RULES.prework):
            yield "verified with prework missing"
        if not those(known, c.CPDPlanAgreed) or open_appeals(before) or is_verified(before):
            yield "verified without a CPD plan, under appeal, or twice"
        returned = those(before, c.ModerationRecorded)
        if returned and not those(before[before.index(returned[-1]) :], c.CriterionJudged):
            yield "verified again with nothing judged since it was returned"


def credit_follows_verification_and_moderation_once(facts: Facts) -> Breaches:
    for before, _ in steps(facts, c.ModerationRecorded):
        decided = those(before, c.DecisionVerified, c.ModerationRecorded)
        if not decided or not isinstance(decided[-1].event, c.DecisionVerified):
            yield "moderated without a verification, or twice"
    for before, fact in steps(facts, c.CreditAwarded):
        decided = those(before, c.DecisionVerified, c.ModerationRecorded)
        if not decided or getattr(decided[-1].event, "moderation", None) is not c.Moderation.UPHELD:
            yield "credit without an upheld moderation"
        if those(before, c.CreditAwarded) or fact.event.credits != RULES.credits:
            yield "credit twice, or of another size"


def an_award_rests_on_credits(facts: Facts, log: Log) -> Breaches:
    claimed: set[str] = set()
    for fact in those(facts, c.AwardClaimed):
        until = log.index(fact)
        counted = {fact.stream, *fact.event.counting}
        total = 0
        units = [those(candidacies(log)[stream], c.CandidateRegistered)[0].event.specification.id for stream in counted]
        if len(units) > len(set(units)):
            yield f"{fact.event} counts a unit twice"
        for stream in counted:
            theirs = candidacies(log[:until])[stream]
            credited = those(theirs, c.CreditAwarded, by=fact.at)
            if member_of(theirs) != member_of(facts) or not credited:
                yield f"{fact.event} counts a candidacy that does not count"
            total += sum(each.event.credits for each in credited)
        if total < RULES.awards[fact.event.award] or fact.event.award in claimed or len(counted) <= len(fact.event.counting):
            yield f"{fact.event} on {total} credits"
        claimed.add(fact.event.award)


OF_ONE: tuple[Callable[[Facts], Breaches], ...] = (
    capability_comes_before_registration_and_both_come_once,
    nothing_happens_before_registration_nor_after_the_end,
    changes_come_in_order,
    the_candidate_and_the_centre_each_do_their_part,
    roles_are_kept_apart_by_history,
    what_was_set_aside_is_judged_anew_by_somebody_else,
    prework_is_done_once_and_days_are_reviewed_after_they_were_attended,
    a_brief_is_drafted_by_a_group,
    evidence_is_handed_in_in_time,
    extensions_give_more_time_and_expiry_takes_its_own,
    a_judgement_rests_on_evidence_and_what_was_referred_on_something_new,
    only_what_is_not_met_yet_is_referred_or_appealed,
    a_verified_decision_is_whole,
    credit_follows_verification_and_moderation_once,
)
RULES_OF_CANDIDATES: tuple[Callable[..., Any], ...] = (
    *OF_ONE,
    practice_is_a_session_the_candidate_advised,
    an_award_rests_on_credits,
)


def breaches(w: World) -> list[str]:
    """Everything in a history that breaks a rule, each beginning with the rule's name."""
    found: list[str] = []
    for facts in candidacies(w.log).values():
        for rule in OF_ONE:
            found += [f"{rule.__name__}: {breach}" for breach in rule(facts)]
        name = practice_is_a_session_the_candidate_advised.__name__
        found += [f"{name}: {breach}" for breach in practice_is_a_session_the_candidate_advised(facts, w)]
        found += [f"{an_award_rests_on_credits.__name__}: {breach}" for breach in an_award_rests_on_credits(facts, w.log)]
    return found
