"""The hard rules of a qualification as laws over what a journal holds; its specification is read as the plain file it is."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from itertools import zip_longest
from typing import Any

from candidacy_log import ASSESSING, Candidacy, candidacies
from journal_log import Log

Breaches = Iterator[str]

NOT_BY_THEMSELF = (
    "candidate.capability-confirmed", "candidate.registration-extended", "candidate.practice-observed",
    "candidate.cpd-plan-agreed", "candidate.criterion-judged", "candidate.work-referred", "candidate.decision-verified",
    "candidate.moderation-recorded", "candidate.appeal-decided", "candidate.credit-awarded",
)  # fmt: skip
BY_THEMSELF = (
    "candidate.day-reviewed", "candidate.evidence-submitted", "candidate.appeal-lodged", "candidate.award-claimed",
    "candidate.withdrew",
)  # fmt: skip
DECISIONS = (
    "candidate.criterion-judged", "candidate.work-referred", "candidate.appeal-lodged", "candidate.appeal-decided",
    "candidate.decision-verified", "candidate.moderation-recorded", "candidate.credit-awarded",
)  # fmt: skip


def nobody_judges_themself_and_nobody_else_writes_for_them(log: Log) -> Breaches:
    for it in candidacies(log):
        for each in it.named(*NOT_BY_THEMSELF):
            if each.actor == it.member:
                yield f"{each.event} by the candidate"
        for each in it.named(*BY_THEMSELF):
            if each.actor != it.member:
                yield f"{each.event} by {each.actor}, who is not the candidate"
        for each in it.named("candidate.project-brief-drafted"):
            if it.member not in each.event.authors or len(set(each.event.authors)) < 2:
                yield f"{each.event} by no group of theirs"


def a_candidate_is_registered_once_and_withdraws_for_good(log: Log) -> Breaches:
    for it in candidacies(log):
        if len(it.named("candidate.registered")) > 1:
            yield f"{it.stream} was registered twice"
        withdrew = next(iter(it.named("candidate.withdrew")), None)
        for each in (e for e in log if e.stream == it.stream):
            if each.name in ("candidate.capability-confirmed", "candidate.registered", "candidate.withdrew"):
                continue
            if it.registered is None or each.occurred_at < it.registered.occurred_at:
                yield f"{each.event} before registration"
            if withdrew is not None and (each.occurred_at, each.position) > (withdrew.occurred_at, withdrew.position):
                yield f"{each.event} after they withdrew"


def nothing_is_decided_while_a_registration_has_expired(log: Log) -> Breaches:
    for it in candidacies(log):
        expiry = it.named("candidate.registration-expired", "candidate.registration-extended")
        expiry = [e for e in expiry if getattr(e.event, "deadline", None) is None or e.event.deadline.value == "registration"]
        for each, after in zip_longest(expiry, expiry[1:]):
            if each.name != "candidate.registration-expired":
                continue
            if it.day(each.occurred_at) <= it.expires_on(each):
                yield f"{each.event} at {each.occurred_at}, before the last day had passed"
            for late in it.named(*DECISIONS, "candidate.evidence-submitted"):
                until = after and after.occurred_at
                if late.position > each.position and each.occurred_at <= late.occurred_at < (until or late.recorded_at):
                    yield f"{late.event} at {late.occurred_at}, while expired"


def nothing_is_handed_in_late(log: Log) -> Breaches:
    """Not after expiry, unless it was extended; not after the assignment's deadline, nor after that of a referral."""
    for it in candidacies(log):
        for each in it.named("candidate.evidence-submitted"):
            assert it.spec is not None
            today = it.day(each.occurred_at)
            if today > it.expires_on(each):
                yield f"{each.event} on {today}, after expiry on {it.expires_on(each)}"
            (kind,) = (kind for kind in it.spec["evidence"] if kind["kind"] == each.event.kind)
            bears_on = [c["number"] for c in it.spec["criteria"] if kind["kind"] in c["evidence"]]
            given_back = [r.event.resubmit_by for n, r in it.referred(each).items() if n in bears_on]
            first = min((r.occurred_at for r in it.named("candidate.work-referred", before=each)), default=None)
            if first is not None and each.occurred_at < max(r.occurred_at for r in it.named(*DECISIONS, before=each)):
                continue  # told late, of a time before what was decided since: the account judges that
            due = max(given_back) if given_back else it.assignment_due(each) if kind.get("assignment") else None
            if due is not None and today > due:
                yield f"{each.event} on {today}, due on {due}"


def who_assessed_never_verifies(log: Log) -> Breaches:
    """Nor who observed, or decided an appeal; and who verified or moderated never assesses, whatever they do by then."""
    for it in candidacies(log):
        for each in it.named("candidate.decision-verified"):
            took_part = it.named(*ASSESSING, "candidate.practice-observed", "candidate.appeal-decided")
            for other in took_part:
                if other.actor == each.actor and (other.position < each.position or other.name in ASSESSING):
                    yield f"{each.event} by {each.actor}, who took part: {other.event}"
        for each in it.named("candidate.moderation-recorded"):
            if any(o.actor == each.actor for o in it.named(*ASSESSING, "candidate.decision-verified")):
                yield f"{each.event} by {each.actor}, who took part"
        for each in it.named("candidate.appeal-decided"):
            if any(o.actor == each.actor for o in it.named(ASSESSING[0], before=each, criterion=each.event.criterion)):
                yield f"{each.event} by who judged that criterion"


def nothing_is_verified_with_something_missing(log: Log) -> Breaches:
    for it in candidacies(log):
        for each in it.named("candidate.decision-verified"):
            assert it.spec is not None
            standing = it.standing(each)
            for criterion in it.spec["criteria"]:
                judged = standing.get(criterion["number"])
                if judged is None or judged.event.judgement.value != "met":
                    yield f"{each.event}, and criterion {criterion['number']} is not met"
            lodged = [e.event.criterion for e in it.named("candidate.appeal-lodged", before=each)]
            decided = [e.event.criterion for e in it.named("candidate.appeal-decided", before=each)]
            if sorted(lodged) != sorted(decided):
                yield f"{each.event} with an appeal open"
            yield from (f"{each.event} without {what}" for what in _not_there(it, each))


def _not_there(it: Candidacy, verified: Any) -> Iterator[str]:
    assert it.spec is not None

    def by_then(name: str) -> list[Any]:
        return [e for e in it.named(name, before=verified) if e.occurred_at <= verified.occurred_at]

    there = {"observed": by_then("candidate.practice-observed"), "drafted": by_then("candidate.project-brief-drafted")}
    for kind in it.spec["evidence"]:
        handed_in = [e for e in by_then("candidate.evidence-submitted") if e.event.kind == kind["kind"]]
        handed_in.sort(key=lambda e: (e.occurred_at, e.position))
        if not (handed_in[-1].event.authentic if handed_in else there.get(kind["source"])):
            yield str(kind["kind"])
    done = [e.event.kind for e in by_then("candidate.prework-completed")]
    yield from (each for each in it.spec["prework"] if each not in done)
    for day in it.spec["days"]:
        attended = [e.event.topics for e in by_then("candidate.workshop-day-attended") if e.event.day == day["number"]]
        yield from (topic for topic in day["topics"] if topic not in {t for topics in attended for t in topics})
    stints = {(e.event.set, e.event.session): e for e in by_then("candidate.adviser-stint-recorded")}
    observed = {(e.event.set, e.event.session) for e in there["observed"]} & stints.keys()
    outside = [e for e in stints.values() if e.event.setting.value != "training"]
    for what, count in (("stints", stints), ("observed", observed), ("outside_training", outside)):
        if len(count) < it.spec["practice"][what]:
            yield f"enough {what}"
    if it.spec["cpd_plan"] and not by_then("candidate.cpd-plan-agreed"):
        yield "an agreed CPD plan"


BEFORE = {
    "candidate.criterion-judged": "judging",
    "candidate.work-referred": "judging",
    "candidate.decision-verified": "judging",
    "candidate.moderation-recorded": "verified",
    "candidate.credit-awarded": "moderated",
}
"""How far a candidacy must have come, before something is decided."""


def credit_follows_verification_and_moderation_once(log: Log) -> Breaches:
    for it in candidacies(log):
        stage, last = "judging", None
        for each in it.named(*DECISIONS):
            if last is not None and each.occurred_at < last:
                yield f"{each.event} at {each.occurred_at}, before the last decision"
            last = each.occurred_at
            if BEFORE.get(each.name, stage) != stage or stage == "credited":
                yield f"{each.event} while {stage}"
            if each.name == "candidate.decision-verified":
                stage = "verified"
            elif each.name == "candidate.moderation-recorded":
                stage = "moderated" if each.event.moderation.value == "upheld" else "judging"
            elif each.name == "candidate.credit-awarded":
                stage = "credited"


def an_award_takes_credits_of_ones_own(log: Log) -> Breaches:
    every = candidacies(log)
    for it in every:
        for each in it.named("candidate.award-claimed"):
            assert it.spec is not None
            counted = [it, *(other for other in every if other.stream in each.event.counting)]
            credits_ = [e.event.credits for c in counted for e in c.named("candidate.credit-awarded", before=each)]
            if len(credits_) < len(counted) or sum(credits_) < it.spec["awards"][each.event.award]:
                yield f"{each.event} on {credits_}"
            if {c.member for c in counted} != {it.member} or len({id(c.spec) for c in counted}) < len(counted):
                yield f"{each.event} on somebody else's credits, or on one unit twice"


def a_stint_is_the_candidates_own_session(log: Log) -> Breaches:
    for it in candidacies(log):
        for each in it.named("candidate.adviser-stint-recorded"):
            opened = log.opening(each.event.set, each.event.session)
            if opened.event.adviser != it.member or each.occurred_at < opened.occurred_at:
                yield f"{each.event}, which {it.member} did not advise by then"
            if each.event.setting != log.named("set.formed", within=each.event.set)[0].event.kind:
                yield f"{each.event} in a set of another kind"


def what_was_referred_is_met_by_something_handed_in_since(log: Log) -> Breaches:
    for it in candidacies(log):
        for each in it.named("candidate.criterion-judged"):
            standing = it.referred(each).get(each.event.criterion)
            if standing is not None and each.event.judgement.value == "met" and not _resubmitted(it, standing, each):
                yield f"{each.event}, and nothing was handed in since it was referred"


def _resubmitted(it: Candidacy, referred: Any, judged: Any) -> bool:
    """Whether anything that the criterion is judged by came about after it was referred."""
    assert it.spec is not None
    names = {"submitted": "evidence-submitted", "drafted": "project-brief-drafted", "observed": "practice-observed"}
    (wanted,) = (c["evidence"] for c in it.spec["criteria"] if c["number"] == judged.event.criterion)
    for kind in (kind for kind in it.spec["evidence"] if kind["kind"] in wanted):
        for each in it.named(f"candidate.{names[kind['source']]}", before=judged):
            its_kind = getattr(each.event, "kind", kind["kind"]) == kind["kind"]
            if its_kind and referred.occurred_at < each.occurred_at <= judged.occurred_at:
                return True
    return False


LAWS: tuple[Callable[[Log], Breaches], ...] = (
    nobody_judges_themself_and_nobody_else_writes_for_them,
    a_candidate_is_registered_once_and_withdraws_for_good,
    nothing_is_decided_while_a_registration_has_expired,
    nothing_is_handed_in_late,
    who_assessed_never_verifies,
    nothing_is_verified_with_something_missing,
    credit_follows_verification_and_moderation_once,
    an_award_takes_credits_of_ones_own,
    a_stint_is_the_candidates_own_session,
    what_was_referred_is_met_by_something_handed_in_since,
)
