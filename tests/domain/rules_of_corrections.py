"""The hard rules of what is put right of a problem and of what leaves the set, said a second time over what was recorded."""

from __future__ import annotations

from recorded import ENDINGS, Breaches, Log, active, advisers, before, memberships, owners, these

from actionlearning.domain.event import stored_name
from actionlearning.domain.personal import labels_of
from actionlearning.domain.problem import events as p
from actionlearning.domain.set import events as s


def a_review_is_undone_by_owner_or_adviser(log: Log) -> Breaches:
    for index, fact in these(log, p.OutcomeReopened):
        if fact.actor != owners(log)[fact.stream] and fact.actor not in advisers(log[:index], fact.at):
            yield f"{fact.actor} reopened an outcome of {owners(log)[fact.stream]} at {fact.at}"


def what_is_reopened_is_taken_up_again(log: Log) -> Breaches:
    """Its owner is a member and stays one, the problem is not over, and the set goes on."""
    for index, fact in these(log, p.OutcomeReopened):
        so_far, owner = log[:index], owners(log)[fact.stream]
        if not any(start is not None and start <= fact.at and end is None for start, end in memberships(so_far)[owner]):
            yield f"{owner} was not there at {fact.at} to take up what was reopened, or has left since"
        if these(before(log, index), *ENDINGS):
            yield f"{fact.event} on a problem that was over"
        if these(so_far, s.SetClosed):
            yield f"{fact.event} in a set that had closed"


def a_question_is_reclassified_by_the_set_as_something_else(log: Log) -> Breaches:
    for index, fact in these(log, p.QuestionReclassified):
        so_far, question = log[:index], fact.event.question
        if fact.actor not in active(so_far, fact.at) | advisers(so_far, fact.at):
            yield f"{fact.actor} was not of the set at {fact.at}: {fact.event}"
        of_problem = before(log, index)
        asked = of_problem[question - 1] if 0 < question <= len(of_problem) else None
        if asked is None or not isinstance(asked.event, p.QuestionAsked) or fact.at < asked.at:
            yield f"{fact.event} at {fact.at} is about no question: {asked}"
            continue
        earlier = [each.event for _, each in these(of_problem, p.QuestionReclassified) if each.event.question == question]
        stands = (earlier or [asked.event])[-1]
        if (stands.form, stands.function) == (fact.event.form, fact.event.function):
            yield f"{fact.event} changes nothing"


def only_those_who_said_it_let_a_text_out(log: Log) -> Breaches:
    """A text that was said by then, its own speaker's and nobody else's, let out once."""
    for index, fact in these(log, p.TextReleasedToSponsor):
        place, of_problem = fact.event.handle, before(log, index)
        there = of_problem[place.version - 1] if 0 < place.version <= len(of_problem) else None
        if there is None or (place.stream, place.name) != (fact.stream, stored_name(there.event)):
            yield f"{place} is no place on the problem"
            continue
        texts = {label: getattr(there.event, name) for name, label in labels_of(type(there.event)).items()}
        text = texts.get(place.label)
        if text is None or fact.at < there.at:
            yield f"{place} was released at {fact.at}, and {there.event} said at {there.at}"
        elif set(text.subjects) != {fact.actor}:
            yield f"{fact.actor} released {place}, which belongs to {text.subjects}"
        if any(each.event.handle == place for _, each in these(of_problem, p.TextReleasedToSponsor)):
            yield f"{place} was released twice"


def feelings_and_not_knowing_stay_in_the_set(log: Log) -> Breaches:
    stay = {stored_name(p.FeelingVoiced), stored_name(p.NotKnowingVoiced)}
    for _, fact in these(log, p.TextReleasedToSponsor):
        if fact.event.handle.name in stay:
            yield f"{fact.event.handle} was released to the sponsor"
