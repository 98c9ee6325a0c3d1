"""A candidacy: a member of a training set works for the qualification, from the first check to the award, or gives up."""

from __future__ import annotations

from collections.abc import Generator
from datetime import date, datetime, timedelta
from decimal import Decimal

from actionlearning.application import candidates, members
from actionlearning.application.specifications import Specifications
from actionlearning.domain.candidate.events import Deadline, Judgement, Moderation
from actionlearning.domain.candidate.specification import Specification
from actionlearning.domain.values import CandidateId, MemberId, SetKind
from actionlearning.simulation.group import Group
from actionlearning.simulation.story import Process, Story

__all__ = ["qualify"]

UNIT = "cmi-l5-5019"
ASSIGNMENT = ("project-brief", "reflections-and-cpd-plan")
CENTRE = ("assessor", "second assessor", "verifier", "moderator")
Centre = tuple[MemberId, MemberId, MemberId, MemberId]
"""Who assesses, who assesses what an appeal set aside, who verifies, and who moderates."""

A_YEAR = 365
STINTS = 2


def qualify(group: Group) -> None:
    """Let everybody in a training set, or most of them, begin to work for the qualification."""
    story = group.story
    one, two, verifier, moderator = (_of_the_centre(story, role) for role in CENTRE)
    centre = (one, two, verifier, moderator)
    group_of = [member for member in group.members if story.chance.happens(0.85)]
    for member in group_of if len(group_of) > 1 else group.members:
        story.going_on += 1
        story.start(_candidacy(story, member, tuple(group.members), centre))


def _of_the_centre(story: Story, role: str) -> MemberId:
    name = story.words.name()
    return story.do(members.register, story.manager, name=name, role=role, organisation="Assessment centre")


def _candidacy(story: Story, member: MemberId, group: tuple[MemberId, ...], centre: Centre) -> Process:
    chance, do = story.chance, story.do
    assessor, _, verifier, moderator = centre
    rules = Specifications.shipped().latest(UNIT)
    yield story.days_on(1, 9)
    candidate = do(candidates.confirm_capability, assessor, member=member, basis="An interview, and two years of managing.")
    yield story.days_on(1, 6)
    do(candidates.register, assessor, candidate=candidate, specification=UNIT, time_zone=story.time_zone)
    expires = story.today + timedelta(days=A_YEAR)
    story.wanting_a_stint.append(member)
    yield from _workshops(story, candidate, member, rules)
    if chance.happens(0.07):
        if member in story.wanting_a_stint:
            story.wanting_a_stint.remove(member)
        do(candidates.withdraw, member, candidate=candidate, reason="My new post leaves no room for it.")
    else:
        do(candidates.draft_brief, assessor, candidate=candidate, authors=group, sha256=chance.digest())
        yield from _assignment(story, candidate, member, assessor)
        if (yield from _practice(story, candidate, member, assessor, expires - timedelta(days=100))):
            yield from _assessed(story, candidate, member, centre, rules)
            yield from _credited(story, candidate, member, verifier, moderator)
        else:
            yield story.moment(expires + timedelta(days=5), 9 * 60)
            do(candidates.expire, assessor, candidate=candidate)
    story.going_on -= 1


def _workshops(story: Story, candidate: CandidateId, member: MemberId, rules: Specification) -> Process:
    """What comes before, and five days in two parts."""
    for kind in rules.prework:
        yield story.days_on(1, 5)
        story.do(candidates.complete_prework, member, candidate=candidate, kind=kind)
    first = story.today + timedelta(days=story.chance.number(7, 20))
    part = rules.days[0].part
    for day in rules.days:
        if day.part != part:
            part, first = day.part, story.today + timedelta(days=42)
        yield story.moment(first, 16 * 60 + 40)
        about = {"candidate": candidate, "day": day.number}
        story.do(candidates.attend_day, member, hours=Decimal("7.5"), topics=day.topics, **about)
        if story.chance.happens(0.7):
            yield story.in_minutes(60, 300)
            story.do(candidates.review_day, member, review="I asked too much at once, and heard it.", **about)
        first = story.today + timedelta(days=1)


def _assignment(story: Story, candidate: CandidateId, member: MemberId, assessor: MemberId) -> Process:
    """The assignment within three months of the last day, a few of them only after an extension."""
    late = story.chance.happens(0.1)
    yield story.days_on(50, 80)
    if late:
        until = story.today + timedelta(days=60)
        of = Deadline.ASSIGNMENT
        story.do(candidates.extend, assessor, candidate=candidate, deadline=of, until=until, reason="Illness in the family.")
        yield story.days_on(25, 50)
    for kind in ASSIGNMENT:
        story.do(candidates.submit_evidence, member, candidate=candidate, kind=kind, sha256=story.chance.digest())
        yield story.in_minutes(1, 20)
    yield story.days_on(2, 9)
    plan = "One set a quarter, observed twice a year."
    story.do(candidates.agree_cpd_plan, assessor, candidate=candidate, plan=plan)


def _practice(
    story: Story, candidate: CandidateId, member: MemberId, assessor: MemberId, last: date
) -> Generator[datetime, None, bool]:
    """Stints as set adviser, recorded as they are heard of; answers whether there were enough of them in time."""
    recorded = 0
    outside = False
    while True:
        theirs = [each for each in story.stints if each[0] == member]
        story.stints = [each for each in story.stints if each[0] != member]
        for _, which, session in theirs:
            about = {"candidate": candidate, "set": which, "session": session}
            story.do(candidates.record_stint, member, **about)
            training = story.desk.set(which).kind is SetKind.TRAINING
            if recorded == 0 or not (training or outside):
                feedback = "You held the silence, and it worked."
                story.do(candidates.observe_practice, assessor, **about, feedback=feedback)
            recorded, outside = recorded + 1, outside or not training
            yield story.in_minutes(5, 90)
        if recorded >= STINTS and outside:
            return True
        if story.today >= last:
            return False
        yield story.days_on(6, 12)


def _assessed(story: Story, candidate: CandidateId, member: MemberId, centre: Centre, rules: Specification) -> Process:
    """Every criterion is judged; some work is referred and handed in again, and some judgements are appealed against."""
    chance, do, (assessor, second, _, _) = story.chance, story.do, centre
    yield story.days_on(4, 15)
    referred = []
    for criterion in rules.criteria:
        met = chance.happens(0.95)
        judgement = Judgement.MET if met else Judgement.NOT_YET
        reason = "It is shown, with examples of their own." if met else "It is said, and not shown."
        do(
            candidates.judge_criterion,
            assessor,
            candidate=candidate,
            criterion=criterion.number,
            judgement=judgement,
            reason=reason,
        )
        if not met:
            referred.append(criterion.number)
        yield story.in_minutes(2, 15)
    if referred and chance.happens(0.25):
        about = {"candidate": candidate, "criterion": referred[0]}
        yield story.days_on(1, 5)
        do(candidates.lodge_appeal, member, **about, grounds="The second example shows it.")
        yield story.days_on(2, 8)
        upheld = chance.happens(0.5)
        do(candidates.decide_appeal, story.manager, **about, upheld=upheld, reason="Read again, with the example.")
        if upheld:
            do(candidates.judge_criterion, second, **about, judgement=Judgement.MET, reason="It is there, on a second reading.")
            referred.pop(0)
    if not referred:
        return
    resubmit_by = story.today + timedelta(days=28)
    do(candidates.refer_work, assessor, candidate=candidate, criteria=tuple(referred), resubmit_by=resubmit_by)
    yield story.days_on(8, 20)
    asked = {kind for each in rules.criteria if each.number in referred for kind in each.evidence}
    for kind in (kind for kind in ASSIGNMENT if kind in asked):
        do(candidates.submit_evidence, member, candidate=candidate, kind=kind, sha256=chance.digest())
    yield story.days_on(2, 6)
    for number in referred:
        about = {"candidate": candidate, "criterion": number}
        do(candidates.judge_criterion, assessor, **about, judgement=Judgement.MET, reason="Now it is shown.")
        yield story.in_minutes(2, 15)


def _credited(story: Story, candidate: CandidateId, member: MemberId, verifier: MemberId, moderator: MemberId) -> Process:
    """Verified, moderated, credited; the award is claimed."""
    do = story.do
    yield story.days_on(3, 12)
    do(candidates.verify, verifier, candidate=candidate)
    yield story.days_on(5, 20)
    do(candidates.record_moderation, moderator, candidate=candidate, moderation=Moderation.UPHELD)
    yield story.days_on(1, 4)
    do(candidates.award_credit, verifier, candidate=candidate)
    yield story.in_minutes(30, 900)
    do(candidates.claim_award, member, candidate=candidate, award="award")
