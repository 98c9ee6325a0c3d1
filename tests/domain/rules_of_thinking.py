"""The hard rules of what is said and thought of a problem, said a second time: who speaks, where, and of what."""

from __future__ import annotations

from recorded import RATED, SAID, SEEN, WORK, Breaches, Log, active, advisers, by_then, checked_in, opened, owners, these

from actionlearning.domain.problem import events as p


def only_those_in_the_room_are_heard(log: Log) -> Breaches:
    """Members who are there, and the session's adviser; whose perspective is gained is there too."""
    for index, fact in these(log, *SAID, p.PerspectiveGained):
        who = fact.event.from_member if isinstance(fact.event, p.PerspectiveGained) else fact.event.by
        begin = opened(log[:index], fact.event.session)
        there = checked_in(log[:index], fact.event.session, fact.at)
        if begin is None or who not in there | {begin.event.adviser}:
            yield f"{who} was not in the room of session {fact.event.session} at {fact.at}: {fact.event}"


def the_owner_sees_and_rates_in_the_room(log: Log) -> Breaches:
    owner = owners(log)
    for index, fact in these(log, *SEEN, *RATED):
        if owner[fact.stream] not in checked_in(log[:index], fact.event.session, fact.at):
            yield f"{owner[fact.stream]} was not in the room of session {fact.event.session}: {fact.event}"


def some_things_take_somebody_else(log: Log) -> Breaches:
    """Nobody questions, challenges or encourages themself, or gains their own perspective."""
    owner = owners(log)
    for _, fact in these(log, p.QuestionAsked, p.AssumptionChallenged, p.EncouragementGiven, p.PerspectiveGained):
        who = fact.event.from_member if isinstance(fact.event, p.PerspectiveGained) else fact.event.by
        if who == owner[fact.stream]:
            yield f"{who} owns the problem: {fact.event}"


def a_session_is_rated_by_whoever_went_through_it(log: Log) -> Breaches:
    """Challenge and support once the set worked on the problem in it, clarity once the problem was presented in it."""
    for index, fact in these(log, *RATED):
        what = (p.ProblemPresented,) if isinstance(fact.event, p.ClarityRated) else WORK
        if not any(each.event.session == fact.event.session for _, each in these(by_then(log, index), *what)):
            yield f"{fact.event} at {fact.at}, when there was nothing to rate"
        if getattr(fact.event, "by", fact.actor) != fact.actor:
            yield f"{fact.actor} rated for {fact.event.by}"


def an_assumption_is_tested_once_it_was_challenged(log: Log) -> Breaches:
    for index, fact in these(log, p.AssumptionTested):
        challenged = {each.event.assumption for _, each in these(by_then(log, index), p.AssumptionChallenged)}
        if fact.event.assumption not in challenged:
            yield f"{fact.event} at {fact.at}, which nobody had challenged"


def a_map_has_somebody_on_it_and_alternatives_are_counted(log: Log) -> Breaches:
    for _, fact in these(log, p.StakeholdersMapped):
        if (fact.event.knows, fact.event.cares, fact.event.can) == (None, None, None):
            yield "a map of nobody"
    for _, fact in these(log, p.DecisionMade):
        if fact.event.alternatives is not None and fact.event.considered < 1:
            yield f"{fact.event} describes alternatives and counts none"


def encouragement_comes_from_the_set_and_with_an_action_that_there_was(log: Log) -> Breaches:
    for index, fact in these(log, p.EncouragementGiven):
        so_far = log[:index]
        if fact.event.by not in active(so_far, fact.at) | advisers(so_far, fact.at):
            yield f"{fact.event.by} was not of the set at {fact.at}: {fact.event}"
        committed = {each.event.action for _, each in these(by_then(log, index), p.ActionCommitted)}
        if fact.event.action not in {None, *committed}:
            yield f"{fact.event} at {fact.at}, with an action that was not committed to"
