"""The sentence of every event, as a template over what the event mentions."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Any

from actionlearning.domain.candidate import events as candidate
from actionlearning.domain.member import events as member
from actionlearning.domain.policies import PolicyBreachNoted
from actionlearning.domain.problem import events as problem
from actionlearning.domain.problem import thinking_events as thinking
from actionlearning.domain.programme import events as programme
from actionlearning.domain.set import events as its
from actionlearning.domain.set import practice_events as practice
from actionlearning.domain.values import Audience, SessionKind

__all__ = ["SENTENCES"]


def _if(said: object, words: str) -> str:
    """Words that are told only where there is something to tell."""
    return "" if said is None else words


SENTENCES: Mapping[type, str | Callable[[Any], str]] = MappingProxyType(
    {
        programme.ProgrammeChartered: "{actor} chartered the programme “{title}” for {organisations}, sponsored by {sponsor}",
        programme.ObjectiveSet: "{actor} set the objective “{title}”: {unit} to {direction} to {target} by {by}",
        programme.MeasureBaselined: "{objective} stood at {value} on {on}, before anything changed",
        programme.MeasureObserved: "{objective} was read again: {value} on {on} ({source})",
        programme.ObjectiveRevised: "{actor} revised {objective}: to {target} by {by}; {reason}",
        programme.ObjectiveRetired: "{actor} retired {objective}: {reason}",
        programme.OrganisationalValueElicited: "{actor} said what {organisation} holds important: {words}",
        programme.SponsorEndorsed: lambda e: "{actor} stood up for the programme" + _if(e.statement, ": {statement}"),
        programme.TimeReleased: "{organisation} released {hours} hours",
        programme.IntegrationMapped: "the programme was tied to “{title}” ({initiative}): {how}",
        programme.ReadinessAssessed: "{actor} gave {organisation} {score} for readiness in {aspect}; next: {advice}",
        programme.ProgrammeReviewed: "{actor} reviewed the programme: {finding}",
        programme.ProgrammeEvaluated: "{actor} evaluated the programme at the level of {level}: {finding}",
        programme.ProgrammeClosed: "the programme closed",
        programme.AdvocacyLogged: "{actor} spoke for action learning in {sector}: {activity}",
        programme.SetReplicated: "{set} was made after the example of {from_set}",
        programme.FiguresReleased: lambda e: (
            "{actor} gave figures about people to "
            + ("the sponsor" if e.audience is Audience.SPONSOR else "everybody")
            + ", as at {as_at}, none about fewer than {fewest}"
        ),
        programme.CostReversed: "put right: {cost} was recorded by mistake; {reason}",
        programme.CostIncurred: "{amount} was paid for {category}",
        programme.ComparatorRecorded: "for comparison, a participant's day of {hours_per_day} h costs {unit_cost} ({what})",
        programme.BenefitClaimed: lambda e: (
            "{by} claimed “{title}” ({kind}"
            + ("" if e.amount is None else ", {amount}")
            + ", attribution {attribution}, confidence {confidence}) for {objective}"
        ),
        programme.BenefitValidated: "{actor} checked {benefit} and validated it",
        programme.BenefitRejected: "{actor} checked {benefit} and rejected it: {reason}",
        programme.DisbenefitRecorded: "the programme made something worse: “{title}” ({kind}, {amount}), under {objective}",
        its.SetFormed: "{actor} formed the set “{title}” in {programme}: {purpose}",
        its.MemberInvited: "{member} was invited, as a peer of band {level_band}",
        its.MemberJoined: "{member} joined the set",
        its.MemberLeft: "{member} left the set: {reason}",
        practice.PastOpened: "{by} lets {newcomer} read what was said before they joined",
        its.NewcomerConsented: "{by} agreed that {newcomer} joins",
        its.AdviserAppointed: "{adviser} was appointed set adviser",
        its.ContractProposed: "{actor} proposed version {version} of the contract, with a quorum of {quorum}",
        its.ContractAgreed: "{member} agreed version {version} of the contract",
        its.SetStarted: "contracting ended and the set started",
        its.SessionScheduled: lambda e: (
            "follow-up {session} was put in the diary for {starts_at}"
            if e.kind is SessionKind.FOLLOW_UP
            else "session {session} was put in the diary for {starts_at}, {minutes} minutes"
        ),
        its.SessionCancelled: "session {session} was cancelled",
        its.SessionOpened: "session {session} began, with {adviser} as set adviser",
        its.CheckedIn: lambda e: "{member} checked in" + ("" if e.energy is None else ", energy {energy}"),
        its.AbsenceRecorded: lambda e: "{member} was absent" + (" with an apology" if e.apology else ""),
        its.AirtimeBid: "{member} asked for airtime for {problem} in session {session}",
        its.AirtimeAllocated: "{member} was given {minutes} minutes for {problem} in session {session}",
        its.SlotOpened: "the airtime of {presenter} began, for {problem}",
        its.SlotClosed: "the airtime ended after {minutes} minutes",
        its.ProcessReviewed: lambda e: (
            "the set reviewed how it worked: safety {safety}, challenge {challenge}, support {support}"
            + ("" if e.note is None else "; {note}")
        ),
        its.CheckedOut: lambda e: "{member} checked out" + ("" if e.energy is None else ", energy {energy}"),
        its.SessionClosed: lambda e: "session {session} closed" + (", inquorate" if e.inquorate else ""),
        its.SetClosed: "the set closed",
        PolicyBreachNoted: "noted: a breach of the policy {policy} ({detail})",
        its.AdviserHandedOver: "{adviser} handed the set over to {successor}, as set adviser from then on",
        its.BecameSelfFacilitating: "the set goes on without an adviser; {rota} take turns",
        practice.InterventionMade: lambda e: "{by} intervened ({kind})" + _if(e.note, ": {note}"),
        practice.GroundRuleBreachNoted: lambda e: "noted: rule {rule} of the contract was broken" + _if(e.note, "; {note}"),
        practice.SetEvaluated: lambda e: (
            "{member} gave the set {worth} for what it was worth and {recommend} for recommending it" + _if(e.note, ": {note}")
        ),
        practice.AttendanceCorrected: lambda e: (
            "put right: {member} " + ("came" if e.present else "did not come") + " to session {session}"
        ),
        practice.SlotMinutesCorrected: "put right: the airtime for {problem} in session {session} was {minutes} minutes",
        problem.ProblemRaised: "{owner} brought {stream}",
        problem.ProblemAccepted: "the set took on {stream}",
        problem.ProblemReturned: "{stream} was returned: {reason}",
        problem.ObjectiveLinked: "{stream} was linked to {objective}",
        problem.AlignmentConfirmed: lambda e: (
            "{actor} confirmed that {stream} still matters" if e.still_matters else "{actor} said that {stream} matters no more"
        ),
        problem.ProblemPresented: lambda e: (
            "{actor} presented {stream} in session {session}"
            + ("" if e.clarity_before is None else ", clarity {clarity_before}")
        ),
        problem.QuestionAsked: lambda e: "{by} asked a question ({form}, {function})" + ("" if e.text is None else ": {text}"),
        problem.AdviceGiven: lambda e: "{by} gave advice" + ("" if e.text is None else ": {text}"),
        problem.InsightRecorded: "{actor} saw something new about {level}: {insight}",
        problem.ProblemReframed: "{actor} put {stream} differently, about {level}: {now}",
        problem.ActionCommitted: "{actor} committed in session {session} to {action}, due {due}; success: {success_measure}",
        problem.ActionRenegotiated: "{actor} moved {action} in session {session}, now due {due}: {reason}",
        problem.ActionReleased: "{action} was released: {reason}",
        problem.ProgressReported: "{actor} reported progress on {action}: {note}",
        problem.OutcomeReported: lambda e: (
            "{actor} reported {action} as {result}"
            + ("" if e.done_on is None else ", done {done_on}")
            + ("" if e.evidence is None else "; {evidence}")
        ),
        problem.OutcomeReviewed: lambda e: (
            "{action} was reviewed in session {session} with {peers}; for the organisation: {organisational_effect}"
            + ("; learning captured" if e.learning else "; no learning yet")
        ),
        problem.ProblemResolved: lambda e: "{actor} declared {stream} resolved" + ("" if e.how is None else ": {how}"),
        problem.ProblemLeftUnresolved: "{actor} left {stream} unresolved: {reason}",
        problem.ProblemParked: "{stream} was parked: {reason}",
        problem.ProblemWithdrawn: "{actor} withdrew {stream}: {reason}",
        problem.OutcomeReopened: "{actor} undid the review of {action}, which is open again: {reason}",
        problem.BarrierNamed: "{actor} named what stands in the way of {action}: {barrier}",
        problem.EncouragementGiven: lambda e: (
            "{by} encouraged the owner of {stream}" + _if(e.action, " with {action}") + _if(e.words, ": {words}")
        ),
        problem.TextReleasedToSponsor: "{actor} let the sponsor read something about {stream} ({handle})",
        problem.QuestionReclassified: "put right: the question recorded at version {question} was {form}, {function}",
        thinking.StakeholdersMapped: lambda e: (
            "{actor} mapped who knows, who cares and who can do something about {stream}"
            + _if(e.knows, "; knows: {knows}")
            + _if(e.cares, "; cares: {cares}")
            + _if(e.can, "; can: {can}")
        ),
        thinking.AssumptionChallenged: "{by} challenged an assumption: {words}",
        thinking.AssumptionTested: lambda e: "{actor} tested {assumption}: {verdict}" + _if(e.how, "; {how}"),
        thinking.FeelingVoiced: lambda e: "{by} voiced what they felt ({feeling})" + _if(e.words, ": {words}"),
        thinking.NotKnowingVoiced: lambda e: "{by} said that they do not know" + _if(e.words, ": {words}"),
        thinking.PerspectiveGained: "{actor} saw it with the eyes of {from_member}: {perspective}",
        thinking.OptionGenerated: "{actor} thought of an option: {option}",
        thinking.DecisionMade: lambda e: (
            "{actor} decided on {stream}: {decision}; because {reasons}; alternatives considered: {considered}"
            + _if(e.alternatives, ", {alternatives}")
        ),
        thinking.SupportRated: "{by} felt challenged {challenge} and supported {support} in session {session}",
        thinking.ClarityRated: "{actor} rated the clarity of {stream} {clarity} after session {session}",
        member.MemberRegistered: "{stream} of {organisation} was registered",
        member.SelfRatingGiven: "{stream} gave themself {score} on {instrument}, {phase}",
        member.LearningCaptured: "{stream} learnt from {source} ({kind}, {loop} loop): {what}",
        member.LearningApplied: "{stream} used {learning} on {problem}: {how}",
        member.ConsentGiven: "{stream} consented ({scope})",
        member.ConsentWithdrawn: "{stream} withdrew their consent ({scope})",
        member.PersonalValueElicited: "{stream} said what they hold important: {words}",
        member.ValueTensionNoted: "{stream} noted a tension between {own} and {organisational}: {tension}",
        member.LearningStyleProfiled: (
            "{stream} profiled their learning: activist {activist}, reflector {reflector}, theorist {theorist}, "
            "pragmatist {pragmatist}"
        ),
        member.DevelopmentGoalSet: "{stream} set a goal: {goal}",
        member.LearningApproachChosen: "{stream} chose how to learn: {approach}",
        member.LearningApproachReviewed: lambda e: (
            "{stream} looked back at how they learn and " + ("keeps it" if e.keep else "will change it") + ": {review}"
        ),
        member.MotivationRated: "{stream} rated their motivation {score}",
        member.LegalHoldPlaced: "{actor} had what {stream} said kept for the law: {reason}",
        member.LegalHoldLifted: "{actor} let what {stream} said be kept no longer for the law: {reason}",
        member.ErasureRequested: "{stream} asked to be forgotten",
        member.PersonalDataErased: "the texts of {stream} were erased",
        candidate.CapabilityConfirmed: "{by} confirmed that {member} can do the work: {basis}",
        candidate.CandidateRegistered: "{stream} was registered for {specification}, until {expires_on}",
        candidate.RegistrationExtended: "{by} extended the {deadline} of {stream} to {until}: {reason}",
        candidate.PreworkCompleted: "{stream} completed prework: {kind}",
        candidate.WorkshopDayAttended: "{stream} was at workshop day {day} for {hours} hours: {topics}",
        candidate.DayReviewed: "{stream} looked back at workshop day {day}: {review}",
        candidate.AdviserStintRecorded: "{stream} acted as set adviser in session {session} of {set} ({setting})",
        candidate.PracticeObserved: "{by} observed {stream} in session {session} of {set}: {feedback}",
        candidate.ProjectBriefDrafted: "{authors} drafted a project brief",
        candidate.EvidenceSubmitted: lambda e: (
            "{stream} handed in evidence ({kind})" + ("" if e.authentic else ", not declared as their own work")
        ),
        candidate.CPDPlanAgreed: lambda e: "{by} agreed the development plan of {stream}" + _if(e.plan, ": {plan}"),
        candidate.CriterionJudged: "{assessor} judged criterion {criterion} of {stream} {judgement}: {reason}",
        candidate.WorkReferred: lambda e: (
            "{assessor} gave back the work on "
            + ("criterion" if len(e.criteria) == 1 else "criteria")
            + " {criteria}, to be handed in again by {resubmit_by}"
        ),
        candidate.DecisionVerified: "{by} verified the decision on {stream}",
        candidate.ModerationRecorded: lambda e: "{by} moderated the decision: {moderation}" + _if(e.reason, "; {reason}"),
        candidate.AppealLodged: "{stream} appealed against the judgement of criterion {criterion}: {grounds}",
        candidate.AppealDecided: lambda e: (
            "{by} " + ("upheld" if e.upheld else "dismissed") + " the appeal on criterion {criterion}: {reason}"
        ),
        candidate.CreditAwarded: "{actor} awarded {stream} {credits} credits",
        candidate.AwardClaimed: "{stream} claimed the {award}",
        candidate.RegistrationExpired: "the registration of {stream} expired",
        candidate.CandidateWithdrew: lambda e: "{stream} gave up the qualification" + _if(e.reason, ": {reason}"),
    }
)
