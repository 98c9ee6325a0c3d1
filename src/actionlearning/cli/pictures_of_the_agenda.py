"""How the agenda of a session looks in a terminal, as a set adviser would put it on the wall."""

from __future__ import annotations

from collections.abc import Iterator
from zoneinfo import ZoneInfo

from rich.console import RenderableType
from rich.text import Text

from actionlearning.cli.drawing import RESULTS
from actionlearning.cli.output import rows
from actionlearning.cli.teller import Teller
from actionlearning.domain.values import SessionKind
from actionlearning.projections.agenda import AgendaSession, OpenAction, SessionAgenda

__all__ = ["agenda_of"]


def agenda_of(view: SessionAgenda, tell: Teller) -> Iterator[RenderableType]:
    """The agenda of the next session, as a set adviser would put it on the wall."""
    session = view.session
    zone = ZoneInfo(view.time_zone)
    if session is None:
        yield Text(f"{view.title}: no session in the diary", style="bold")
    else:
        yield Text(f"{view.title}: {_session(session, zone)}", style="bold")
        yield f"expected: {', '.join(tell(person) for person in view.expected) or 'nobody'}"
    yield ""
    due = [action for action in view.actions if action.due_by_session]
    later = [action for action in view.actions if not action.due_by_session]
    if not due:
        yield "[bold]1. Actions due[/bold]: nothing"
        yield ""
    for title, actions in (("1. Actions due", due), ("Not due yet", later)):
        if actions:
            yield rows(
                title,
                ("due", "who", "what", "reported"),
                (
                    (
                        f"{action.due:%d %b}{_over(action)}",
                        tell(action.owner),
                        tell.text(action.what),
                        f"{RESULTS[action.reported]}, waits for review" if action.reported else "not yet",
                    )
                    for action in actions
                ),
            )
            yield ""
    if view.bids:
        yield rows(
            "2. Airtime",
            ("who", "problem", "minutes"),
            ((tell(bid.member), tell(bid.problem), str(bid.minutes or "asked for")) for bid in view.bids),
            right=(2,),
        )
    else:
        yield "[bold]2. Airtime[/bold]: nothing asked for"
    for other in view.later:
        yield f"[dim]later: {_session(other, zone)}[/dim]"


def _over(action: OpenAction) -> str:
    """How long ago it was due, while nobody has reported on it."""
    return f" ({action.days_overdue} d over)" if action.days_overdue and action.reported is None else ""


def _session(session: AgendaSession, zone: ZoneInfo) -> str:
    name = "follow-up" if session.kind is SessionKind.FOLLOW_UP else "session"
    begun = ", now open" if session.is_open else ""
    return f"{name} {session.number}, {session.starts_at.astimezone(zone):%A %d %B %Y, %H:%M}, {session.minutes} minutes{begun}"
