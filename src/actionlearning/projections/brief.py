"""A brief for organisations: how ready they are, what carries the programme, what it could be tied to, and what was found."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal
from fractions import Fraction
from typing import ClassVar, Self

from attrs import frozen

from actionlearning.domain.disclosure import whole
from actionlearning.domain.personal import Personal
from actionlearning.domain.values import EvaluationLevel, Initiative, MemberId, ProgrammeId, ReadinessAspect
from actionlearning.projections.evaluation import Found, found_at
from actionlearning.projections.facts import FACTS_OF_PROGRAMMES, Facts, SetFacts
from actionlearning.projections.help_edges import HelpEdge, help_edges_of
from actionlearning.projections.metric import Metric
from actionlearning.projections.programme_facts import Programme
from actionlearning.projections.programme_support_facts import Advocacy, HeldImportant, Integration, Readiness
from actionlearning.projections.projection import History
from actionlearning.projections.sentences import Person, Thing, Titles

__all__ = ["Brief", "Copied", "Endorsed", "OrganisationReadiness", "Tie", "TimeGiven", "time_given"]

MINUTES = 60

TO_LOOK_FOR = tuple(initiative for initiative in Initiative if initiative is not Initiative.OTHER)
"""What every organisation has and a programme could be tied to."""


@frozen(kw_only=True)
class OrganisationReadiness:
    """How ready one organisation is, aspect by aspect, and what it could do next."""

    organisation: str
    aspects: tuple[Readiness, ...]
    """The weakest first."""
    not_assessed: tuple[ReadinessAspect, ...]


@frozen
class Endorsed:
    """The sponsor stood up for the programme, and how."""

    at: datetime
    by: Person
    statement: Personal | None


@frozen(kw_only=True)
class TimeGiven:
    """The hours that an organisation released, beside those that its people spent in regular sessions."""

    organisation: str
    released: Decimal | None
    """None where it released none that was recorded."""
    used: Fraction | None
    """None where that is withheld from the reader, being about too few people."""
    share: Metric
    """Hours used ÷ hours released, with how many of its people attended."""


@frozen(kw_only=True)
class Tie:
    """One kind of initiative and what of it the programme is tied to; where that is nothing, it is a gap."""

    initiative: Initiative
    integrations: tuple[Integration, ...]


@frozen
class Copied:
    """A set and the one whose example it was made after."""

    at: datetime
    set: Thing
    from_set: Thing


@frozen(kw_only=True)
class Brief:
    """What to tell organisations that want to develop action learning. It holds nothing that was said in a set."""

    wants: ClassVar[tuple[type, ...]] = FACTS_OF_PROGRAMMES
    scoped: ClassVar[bool] = True

    as_at: date | datetime
    position: int
    programme: ProgrammeId
    title: str
    organisations: tuple[str, ...]
    sponsor: Person
    theory_of_change: str
    time_zone: str
    closed_at: datetime | None
    readiness: tuple[OrganisationReadiness, ...]
    """One for each organisation of the programme, and for any other that was judged."""
    endorsements: tuple[Endorsed, ...]
    time: tuple[TimeGiven, ...]
    """One for each organisation of the programme, and for any other that released time or whose people came."""
    ties: tuple[Tie, ...]
    gaps: tuple[Initiative, ...]
    """Initiatives to which nothing is tied; ``other`` is never missed."""
    values: tuple[HeldImportant, ...]
    reviews: tuple[Found, ...]
    found: Mapping[EvaluationLevel, tuple[Found, ...]]
    """What people found, by level; a level at which nobody found anything is there, and empty."""
    help: tuple[HelpEdge, ...]
    """What people of one organisation did for the owners of problems in another; none where all are of one."""
    advocacy: tuple[Advocacy, ...]
    replications: tuple[Copied, ...]

    @classmethod
    def fold(cls, history: History, /, *, programme: ProgrammeId) -> Self:
        """The brief of a programme. Raises ``NothingKnown``."""
        facts, titles = Facts(history), Titles(history)
        known = facts.programme(programme)
        its = known.support
        ties = tuple(
            Tie(initiative=each, integrations=tuple(tie for tie in its.integrations if tie.initiative is each))
            for each in Initiative
        )
        return cls(
            as_at=history.asked,
            position=history.position,
            programme=known.id,
            title=known.title,
            organisations=known.organisations,
            sponsor=titles.person(known.sponsor),
            theory_of_change=known.theory_of_change,
            time_zone=known.time_zone,
            closed_at=known.closed_at,
            readiness=tuple(_readiness(known)),
            endorsements=tuple(Endorsed(each.at, titles.person(each.by), each.statement) for each in its.endorsements),
            time=tuple(time_given(known, facts.sets_of(programme), facts.organisations())),
            ties=tuple(tie for tie in ties if tie.integrations),
            gaps=tuple(tie.initiative for tie in ties if tie.initiative in TO_LOOK_FOR and not tie.integrations),
            values=its.values,
            reviews=tuple(Found(each.at, titles.person(each.by), each.finding) for each in its.reviews),
            found=found_at(its, titles),
            help=tuple(edge for edge in help_edges_of(facts, programme) if not edge.is_within),
            advocacy=its.advocacy,
            replications=tuple(
                Copied(each.at, titles.thing("set", each.set), titles.thing("set", each.from_set)) for each in its.replications
            ),
        )


def _readiness(programme: Programme) -> Iterable[OrganisationReadiness]:
    judged = programme.support.readiness
    order = list(ReadinessAspect)
    for organisation in dict.fromkeys((*programme.organisations, *(each.organisation for each in judged))):
        aspects = [each for each in judged if each.organisation == organisation]
        assessed = {each.aspect for each in aspects}
        yield OrganisationReadiness(
            organisation=organisation,
            aspects=tuple(sorted(aspects, key=lambda each: (each.score, order.index(each.aspect)))),
            not_assessed=tuple(aspect for aspect in order if aspect not in assessed),
        )


def time_given(programme: Programme, sets: Sequence[SetFacts], home: Mapping[MemberId, str]) -> Iterable[TimeGiven]:
    """The hours of each organisation: what it released, and what its people used."""
    released = programme.support.hours
    came = [
        (home[member], member, session.minutes)
        for its in sets
        for session in its.held
        if session.is_regular
        for member in session.present
        if member in home
    ]
    for organisation in dict.fromkeys((*programme.organisations, *released, *sorted(where for where, _, _ in came))):
        used = Fraction(sum(minutes for where, _, minutes in came if where == organisation), MINUTES)
        people = whole(member for where, member, _ in came if where == organisation)
        hours = released.get(organisation)
        yield TimeGiven(organisation=organisation, released=hours, used=used, share=Metric.over(used, hours, people))
