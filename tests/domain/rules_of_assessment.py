"""The hard rules of being judged for a qualification, said a second time over what was recorded."""

from __future__ import annotations

from uuid import UUID

from candidacy import RULES
from recorded import Breaches, Log, day
from recorded_of_candidates import (
    CRITERIA,
    KINDS,
    Facts,
    candidacies,
    evidence,
    is_verified,
    judgements,
    member_of,
    open_appeals,
    referred,
    steps,
    those,
)

from actionlearning.domain.candidate import events as c
from actionlearning.domain.values import SetKind

OF_SOMEBODY_ELSE = (
    c.CapabilityConfirmed, c.RegistrationExtended, c.PracticeObserved, c.CPDPlanAgreed, c.CriterionJudged, c.WorkReferred,
    c.DecisionVerified, c.ModerationRecorded, c.AppealDecided, c.CreditAwarded,
)  # fmt: skip


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
