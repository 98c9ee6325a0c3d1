"""What organisations do around a programme: support it, tie it to what else they do, get ready for it, and spread it."""

from __future__ import annotations

from decimal import Decimal

from actionlearning.application.inputs import Score, Title, Words, hours_of
from actionlearning.application.work import Work
from actionlearning.domain.programme import support
from actionlearning.domain.values import Initiative, ProgrammeId, ReadinessAspect, SetId, ValueId

__all__ = [
    "assess_readiness",
    "elicit_value",
    "endorse",
    "log_advocacy",
    "map_integration",
    "release_time",
    "replicate_set",
]


def endorse(work: Work, *, programme: ProgrammeId, statement: Words | None = None) -> None:
    """The sponsor stands up for the programme."""
    it, said = work.programme(programme), work.words_if(statement)
    work.record(programme, support.endorse(it, statement=said, by=work.actor, at=work.at))


def release_time(work: Work, *, programme: ProgrammeId, organisation: Title, hours: Decimal) -> None:
    """Record that an organisation gives its people so many hours for the programme."""
    it = work.programme(programme)
    work.record(programme, support.release_time(it, organisation, hours=hours_of(hours), at=work.at))


def elicit_value(work: Work, *, programme: ProgrammeId, organisation: Title, words: Words) -> ValueId:
    """Put into words what an organisation holds important."""
    it = work.programme(programme)
    value = ValueId(work.new_id())
    event = support.elicit_value(it, value, organisation=organisation, words=work.words(words), at=work.at)
    work.record(programme, event)
    return value


def map_integration(work: Work, *, programme: ProgrammeId, initiative: Initiative, title: Title, how: Title) -> None:
    """Tie the programme to something else that the organisation does; it names nobody."""
    it = work.programme(programme)
    work.record(programme, support.map_integration(it, initiative, title=title, how=how, at=work.at))


def assess_readiness(
    work: Work, *, programme: ProgrammeId, organisation: Title, aspect: ReadinessAspect, score: Score, advice: Title
) -> None:
    """Judge how ready an organisation is in one respect, on 1 to 10, and advise what to do next; it names nobody."""
    it = work.programme(programme)
    event = support.assess_readiness(it, organisation, aspect=aspect, score=score, advice=advice, at=work.at)
    work.record(programme, event)


def log_advocacy(work: Work, *, programme: ProgrammeId, sector: Title, activity: Title) -> None:
    """Record that somebody spoke for action learning in a sector; it names nobody."""
    work.record(programme, support.advocate(work.programme(programme), sector=sector, activity=activity, at=work.at))


def replicate_set(work: Work, *, programme: ProgrammeId, set: SetId, from_set: SetId) -> None:  # noqa: A002  # its name
    """Record that a set of the programme was made after the example of another, of this programme or of any other."""
    it, made, example = work.programme(programme), work.set(set), work.set(from_set)
    event = support.replicate(
        it,
        set,
        from_set=from_set,
        is_its_own=made.programme == programme,
        example_formed_at=example.formed_at,
        at=work.at,
    )
    work.record(programme, event)
