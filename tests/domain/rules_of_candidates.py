"""The hard rules of a qualification, said a second time: over what was recorded, without asking the code that decided it.

Every rule looks at one candidacy, fact by fact in the order of recording; "so far" is what was known when a fact was decided.
Those of being judged are in ``rules_of_assessment``.
"""

from __future__ import annotations

import itertools
from collections.abc import Callable
from typing import Any
from uuid import UUID

from candidacy import RULES
from doing_candidates import SETS, sessions
from recorded import Breaches, day
from recorded_of_candidates import (
    CRITERIA,
    KINDS,
    Facts,
    assignment_due,
    candidacies,
    expires_on,
    has_expired,
    is_verified,
    member_of,
    months_after,
    referred,
    steps,
    those,
)
from rules_of_assessment import (
    OF_SOMEBODY_ELSE,
    a_judgement_rests_on_evidence_and_what_was_referred_on_something_new,
    a_verified_decision_is_whole,
    an_award_rests_on_credits,
    credit_follows_verification_and_moderation_once,
    only_what_is_not_met_yet_is_referred_or_appealed,
    roles_are_kept_apart_by_history,
    what_was_set_aside_is_judged_anew_by_somebody_else,
)
from world import World

from actionlearning.domain.candidate import events as c
from actionlearning.domain.candidate.specification import EvidenceSource

CHANGES = (
    c.CandidateRegistered, c.RegistrationExtended, c.CriterionJudged, c.WorkReferred, c.DecisionVerified,
    c.ModerationRecorded, c.AppealLodged, c.AppealDecided, c.CreditAwarded, c.AwardClaimed, c.RegistrationExpired,
    c.CandidateWithdrew,
)  # fmt: skip
OF_THE_CANDIDATE = (c.DayReviewed, c.EvidenceSubmitted, c.AppealLodged, c.AwardClaimed, c.CandidateWithdrew)


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
