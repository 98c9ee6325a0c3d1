"""What is done around a programme: organisations support it, tie it to what else they do, get ready for it, and spread it."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal

from actionlearning.domain.personal import Personal
from actionlearning.domain.programme import errors
from actionlearning.domain.programme.aggregate import Programme
from actionlearning.domain.programme.events import (
    AdvocacyLogged,
    IntegrationMapped,
    OrganisationalValueElicited,
    ReadinessAssessed,
    SetReplicated,
    SponsorEndorsed,
    TimeReleased,
)
from actionlearning.domain.times import in_order
from actionlearning.domain.values import Initiative, MemberId, ReadinessAspect, SetId, ValueId

__all__ = ["advocate", "assess_readiness", "elicit_value", "endorse", "map_integration", "release_time", "replicate"]


def endorse(programme: Programme, *, statement: Personal | None, by: MemberId, at: datetime) -> SponsorEndorsed:
    """The sponsor, and nobody else, stands up for it (P38)."""
    programme.must_be_going_on(at)
    if by != programme.sponsor:
        raise errors.NotTheSponsor(member=by, sponsor=programme.sponsor)
    return SponsorEndorsed(statement)


def release_time(programme: Programme, organisation: str, *, hours: Decimal, at: datetime) -> TimeReleased:
    """An organisation of the programme gives its people hours for it (P38)."""
    programme.must_be_going_on(at)
    _must_take_part(programme, organisation)
    return TimeReleased(organisation, hours)


def elicit_value(
    programme: Programme, value: ValueId, *, organisation: str, words: Personal, at: datetime
) -> OrganisationalValueElicited:
    """Put into words what an organisation of the programme holds important (P69)."""
    programme.must_be_going_on(at)
    _must_take_part(programme, organisation)
    return OrganisationalValueElicited(value, organisation, words)


def map_integration(programme: Programme, initiative: Initiative, *, title: str, how: str, at: datetime) -> IntegrationMapped:
    """Tie it to something else that the organisation does (P72)."""
    programme.must_be_going_on(at)
    return IntegrationMapped(initiative, title, how)


def assess_readiness(
    programme: Programme, organisation: str, *, aspect: ReadinessAspect, score: int, advice: str, at: datetime
) -> ReadinessAssessed:
    """Judge how ready an organisation is, on 1 to 10, and say what it could do next; it need not take part yet (P77)."""
    programme.must_be_going_on(at)
    return ReadinessAssessed(organisation, aspect, score, advice)


def advocate(programme: Programme, *, sector: str, activity: str, at: datetime) -> AdvocacyLogged:
    """Speak for action learning in a sector (P76)."""
    programme.must_be_going_on(at)
    return AdvocacyLogged(sector, activity)


def replicate(
    programme: Programme, made: SetId, *, from_set: SetId, is_its_own: bool, example_formed_at: datetime, at: datetime
) -> SetReplicated:
    """Say that one of its sets was made after the example of another, its own or another programme's (P76)."""
    programme.must_be_going_on(at)
    if not is_its_own:
        raise errors.NotItsSet(set=made)
    if made == from_set:
        raise errors.ItsOwnExample(set=made)
    if made in programme.replicas:
        raise errors.ReplicatedAlready(set=made)
    in_order("the example", example_formed_at, at)
    return SetReplicated(made, from_set)


def _must_take_part(programme: Programme, organisation: str) -> None:
    if organisation not in programme.organisations:
        raise errors.NotOfTheProgramme(organisation=organisation, organisations=programme.organisations)
