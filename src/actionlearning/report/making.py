"""Making a page: ask every view at one moment, and put into the page what its reader may see."""

from __future__ import annotations

import shlex
from collections.abc import Callable
from datetime import date, datetime
from typing import Any
from uuid import UUID

from attrs import evolve, frozen

from actionlearning.application import access
from actionlearning.application.access import Purpose
from actionlearning.application.library import ActionLearning
from actionlearning.projections.brief import Brief
from actionlearning.projections.candidate_record import CandidateRecord
from actionlearning.projections.credit_ledger import CreditLedger
from actionlearning.projections.disclosure import Rules
from actionlearning.projections.disclosure_cells import Disclosure
from actionlearning.projections.disclosure_views import figures_for_sponsor
from actionlearning.projections.evaluation import Evaluation
from actionlearning.projections.facilitation import Facilitation, SetFacilitation
from actionlearning.projections.figures import ProgrammeMetrics, SetMetrics
from actionlearning.projections.for_sponsors import ProgrammeForSponsor
from actionlearning.projections.help_edges import HelpEdges
from actionlearning.projections.impact import Impact
from actionlearning.projections.learning_history import LearningHistory
from actionlearning.projections.member_actions import MemberActions
from actionlearning.projections.responsibility import Responsibility
from actionlearning.projections.set_overview import SetOverview
from actionlearning.report.candidate import candidate_numbers, candidate_sections, candidate_subtitle
from actionlearning.report.errors import NoPageAbout, SeveralSets
from actionlearning.report.member import MemberViews, member_numbers, member_sections
from actionlearning.report.page import Origin, Page
from actionlearning.report.programme import ProgrammeViews, programme_numbers, programme_sections
from actionlearning.report.programme_outside import is_draft, released_in_words, views_outside
from actionlearning.report.readers import READERS, Eyes, Reader, reader_of
from actionlearning.report.sets import SetViews, set_numbers, set_sections
from actionlearning.report.words import day

__all__ = ["page_about"]

Moment = date | datetime

NOTES = {
    Reader.SPONSOR: (
        "Made for the sponsor: it holds nothing that was said in a set but what members released, no member's name, and no "
        "figure about fewer than five people, nor one that would give so few away with what was told before. Figures about "
        "people are rounded: counts to five, shares to five per cent, scores to a half."
    ),
    Reader.SET: "Made for the members of the set and their adviser: it holds what was said there. It is not for anyone else.",
    Reader.OWNER: "Made for the member it is about: what is theirs alone is in it. It is theirs to show, and nobody else's.",
    Reader.CENTRE: "Made for those who assess, verify and moderate, and for the candidate.",
}


@frozen(kw_only=True)
class _Asked:
    """What is asked of every view, the same for all of a page."""

    al: ActionLearning
    stream: UUID
    as_at: Moment
    as_known_at: Moment | int
    eyes: Eyes
    fewest: dict[str, int]
    """How many people must be behind what a sponsor is told, where that is more than usual."""

    def view(self, view: type[Any], **which: Any) -> Any:
        return self.al.view(view, as_at=self.as_at, as_known_at=self.as_known_at, **which)


def page_about(
    al: ActionLearning,
    stream: UUID,
    /,
    *,
    reader: Reader | None = None,
    fewest: int | None = None,
    as_at: Moment | None = None,
    as_known_at: Moment | int | None = None,
) -> Page:
    """The page about a programme, a set, a member or a candidate, for the strictest reader unless another is named.

    Without ``as_at`` it is as at now, and without ``as_known_at`` up to the last position; both are settled once, so that all
    of a page is of one moment. ``fewest`` asks for more people behind what a sponsor is told. Raises ``NoPageAbout``,
    ``NotForThisReader``, ``TooFewAsked``, ``SeveralSets``, ``NothingKnown`` or ``NothingThere``, and ``NotForReader`` where the
    access policy keeps the page from its reader.
    """
    kind = al.kind_of(stream)
    if kind not in READERS:
        raise NoPageAbout(which=str(stream), kind=kind)
    wanted = reader_of(kind, reader)
    reading = al.reading_as(_audience(al, kind, stream, wanted))
    reading.must_have(Purpose.REPORT, stream, figures_only=wanted is Reader.SPONSOR)
    asked = _Asked(
        al=al,
        stream=stream,
        as_at=al.clock() if as_at is None else as_at,
        as_known_at=al.journal.position() if as_known_at is None else as_known_at,
        eyes=Eyes(wanted, reading.reveal),
        fewest={} if fewest is None else {"fewest": fewest},
    )
    return PAGES[kind](asked)


def _audience(al: ActionLearning, kind: str, stream: UUID, reader: Reader) -> access.Reader:
    """Whom the access policy is asked about for a page."""
    match reader, kind:
        case Reader.SET, "set":
            return access.Reader.members_of(stream)
        case Reader.SET, "member":
            return access.Reader.fellows_of(stream)
        case Reader.OWNER, _:
            return access.Reader.person(stream)
        case Reader.CENTRE, _:
            return access.Reader.centre_of(stream)
    formed = [r for r in al.journal.read_all(names={"set.formed"}) if stream in (r.stream, r.event.programme)]
    if reader is Reader.SET and formed:  # of several sets the page itself says why there is none
        return access.Reader.members_of(formed[0].stream)
    return access.Reader.sponsor_of(formed[0].event.programme if kind == "set" else stream)


def _programme(asked: _Asked) -> Page:
    eyes, note, draft = asked.eyes, NOTES[asked.eyes.reader], False
    if eyes.is_sponsor:
        told: ProgrammeForSponsor = asked.view(ProgrammeForSponsor, programme=asked.stream, **asked.fewest)
        views, note, draft = views_outside(told), f"{note} {released_in_words(told)}", is_draft(told)
    else:
        views = ProgrammeViews(
            impact=asked.view(Impact, programme=asked.stream),
            evaluation=asked.view(Evaluation, programme=asked.stream),
            brief=asked.view(Brief, programme=asked.stream),
            figures=asked.view(ProgrammeMetrics, programme=asked.stream).figures,
            help=asked.view(HelpEdges, programme=asked.stream),
        )
    view = views.impact
    if not eyes.is_sponsor and len(view.sets) > 1:
        raise SeveralSets(programme=view.title)
    return Page(
        kind="programme",
        title=view.title,
        subtitle=f"{', '.join(view.organisations)}. Sponsored by {eyes.named(view.sponsor)}.",
        reader=eyes.reader,
        reader_note=note,
        numbers=programme_numbers(views, eyes),
        sections=programme_sections(views, eyes),
        draft=draft,
        origin=_origin(asked, views.brief),  # for an impact is read from less than the page tells
    )


def _set(asked: _Asked) -> Page:
    views = SetViews(
        overview=asked.view(SetOverview, set=asked.stream),
        metrics=asked.view(SetMetrics, set=asked.stream),
        facilitation=asked.view(SetFacilitation, set=asked.stream),
    )
    eyes, view, note, draft = asked.eyes, views.overview, NOTES[asked.eyes.reader], False
    if eyes.is_sponsor:
        programme = next(iter(asked.al.journal.read(asked.stream))).event.programme
        told: ProgrammeForSponsor = asked.view(ProgrammeForSponsor, programme=programme, **asked.fewest)
        disclosure: Disclosure = asked.view(Disclosure, programme=programme)
        figures = figures_for_sponsor(views.metrics.figures, disclosure.sheet(Rules(**asked.fewest)))
        views, note = evolve(views, metrics=evolve(views.metrics, figures=figures)), f"{note} {released_in_words(told)}"
        draft = is_draft(told)
    closed = f", closed {day(view.closed_on)}" if view.closed_on else ""
    return Page(
        kind="set",
        title=view.title,
        subtitle=f"A {view.kind.value} set{_size(view, eyes)}, formed {day(view.formed_on)}{closed}",
        reader=eyes.reader,
        reader_note=note,
        numbers=set_numbers(views, eyes),
        sections=set_sections(views, eyes),
        draft=draft,
        origin=_origin(asked, view),
    )


def _size(view: SetOverview, eyes: Eyes) -> str:
    return "" if eyes.is_sponsor else f" of {len(view.members)} members"


def _member(asked: _Asked) -> Page:
    actions: MemberActions = asked.view(MemberActions, member=asked.stream)
    views = MemberViews(
        learning=asked.view(LearningHistory, member=asked.stream),
        actions=actions.actions,
        today=actions.today,
        responsibility=asked.view(Responsibility, member=asked.stream),
        facilitation=asked.view(Facilitation, member=asked.stream),
        ledger=asked.view(CreditLedger, member=asked.stream, specifications=asked.al.specifications.all()),
    )
    eyes, view = asked.eyes, views.learning
    return Page(
        kind="member",
        title=eyes.named(view.member),
        subtitle="The way through action learning",
        reader=eyes.reader,
        reader_note=NOTES[eyes.reader],
        numbers=member_numbers(views, eyes),
        sections=member_sections(views, eyes),
        origin=_origin(asked, view),
    )


def _candidate(asked: _Asked) -> Page:
    view = asked.view(CandidateRecord, candidate=asked.stream, specifications=asked.al.specifications.all())
    eyes = asked.eyes
    return Page(
        kind="candidate",
        title=eyes.named(view.member),
        subtitle=candidate_subtitle(view),
        reader=eyes.reader,
        reader_note=NOTES[eyes.reader],
        numbers=candidate_numbers(view),
        sections=candidate_sections(view, eyes),
        origin=_origin(asked, view),
    )


PAGES: dict[str, Callable[[_Asked], Page]] = {
    "programme": _programme,
    "set": _set,
    "member": _member,
    "candidate": _candidate,
}


def _origin(asked: _Asked, view: Any) -> Origin:
    """Where the page comes from. The command names the stream by its id, which no journal gives to another thing."""
    words = [
        "actionlearning",
        "report",
        str(asked.stream),
        "--for",
        asked.eyes.reader.value,
        "--as-at",
        asked.as_at.isoformat(),
        "--as-known-at",
        str(asked.as_known_at) if isinstance(asked.as_known_at, int) else asked.as_known_at.isoformat(),
        "--out",
        "report.html",
    ]
    return Origin(
        as_at=asked.as_at,
        position=view.position,
        journal=asked.al.journal.id,
        simulated=asked.al.journal.simulated,
        command=shlex.join(words),
    )
