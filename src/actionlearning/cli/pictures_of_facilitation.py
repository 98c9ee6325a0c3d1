"""How a facilitation profile looks in a terminal: a table of sessions, and what they come to."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from rich.console import RenderableType
from rich.text import Text

from actionlearning.cli.drawing import bar, counts, long_day
from actionlearning.cli.output import rows
from actionlearning.cli.sparklines import series_of_talk
from actionlearning.cli.teller import Teller, as_share
from actionlearning.projections.facilitation import Facilitation, FacilitationSession, SetFacilitation, SetSession
from actionlearning.projections.metric import Metric
from actionlearning.projections.talk import Talk

__all__ = ["facilitation_of", "facilitation_of_a_set"]

BAR = 8


def facilitation_of(view: Facilitation, tell: Teller) -> Iterator[RenderableType]:
    """One person's profile: what they asked and advised themself, and the sets they advised."""
    yield Text(f"{tell(view.member)}, as at {long_day(view.as_at)}", style="bold")
    if not view.sessions:
        yield "has advised no session, asked no question and given no advice"
        return
    for which, title in {each.set: each.title for each in view.sessions}.items():
        sessions = [each for each in view.sessions if each.set == which]
        yield ""
        yield _own(title, sessions, tell)
        whole = [each.whole for each in sessions if each.whole is not None]
        if whole:
            yield ""
            yield _sets("The whole set, where they were its adviser", whole, tell)
        yield from series_of_talk([(each.number, each.talk) for each in sessions])
    yield ""
    yield from _in_all(view.talk, counts(view.interventions))


def facilitation_of_a_set(view: SetFacilitation, tell: Teller) -> Iterator[RenderableType]:
    """A set's profile: how all of them talked, session by session."""
    yield Text(f"{view.title}, as at {long_day(view.as_at)}", style="bold")
    if not view.sessions:
        yield "has not met yet"
        return
    yield _sets("", view.sessions, tell)
    yield from series_of_talk([(each.number, each.talk) for each in view.sessions])
    yield ""
    yield from _in_all(view.talk, counts(view.interventions))


def _own(title: str, sessions: Iterable[FacilitationSession], tell: Teller) -> RenderableType:
    return rows(
        tell.safe(title),
        ("day", "session", "as", "asked", "open", "", "advice", "for the process"),
        (
            (
                each.on.isoformat(),
                str(each.number),
                each.role.value,
                str(each.talk.questions),
                *_open(each.talk.open_share),
                str(each.talk.advice),
                str(sum(each.interventions.values())),
            )
            for each in sessions
        ),
        right=(1, 3, 4, 6, 7),
    )


def _sets(title: str, sessions: Iterable[SetSession], tell: Teller) -> RenderableType:
    return rows(
        title,
        ("day", "session", "adviser", "asked", "open", "", "advice", "broken"),
        (
            (
                each.on.isoformat(),
                str(each.number),
                tell(each.adviser) if each.adviser else "",
                str(each.talk.questions),
                *_open(each.talk.open_share),
                as_share(each.talk.advice_rate) if each.talk.advice_rate.value is not None else "",
                ", ".join(f"{rule} ({times}x)" if times > 1 else str(rule) for rule, times in each.breaches.items()),
            )
            for each in sessions
        ),
        right=(1, 3, 4, 6),
    )


def _open(share: Metric) -> tuple[str, str]:
    return ("", "") if share.value is None else (as_share(share), bar(float(share.value), BAR))


def _in_all(talk: Talk, interventions: str) -> Iterator[str]:
    yield f"questions {talk.questions}: {counts(talk.by_form)}"
    yield f"for: {counts(talk.by_function)}"
    yield f"open share {as_share(talk.open_share)}, advice rate {as_share(talk.advice_rate)}"
    yield f"done for the process: {interventions}"
