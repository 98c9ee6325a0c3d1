"""The last chapter of the demo: a member asks to be forgotten, and not one figure moves."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from attrs import frozen
from rich.console import RenderableType
from rich.markup import escape
from rich.padding import Padding
from rich.rule import Rule

from actionlearning.application.erasure import Erasure, erase, state_of, texts_of
from actionlearning.application.library import ActionLearning
from actionlearning.application.reading import FORMER_MEMBER
from actionlearning.application.scripts import ScriptClock
from actionlearning.cli.erase import STEPS, said_of
from actionlearning.cli.teller import Teller
from actionlearning.domain.values import MemberId
from actionlearning.sealing.keyring import UnknownKey

__all__ = ["FORGOTTEN", "LastChapter", "last_chapter", "tell_last_chapter"]

FORGOTTEN = "M6"
ASKED_AT = datetime(2025, 10, 1, 9, 30, tzinfo=UTC)
TITLE = "A member asks to be forgotten"
SAYS = (
    "He left on secondment in March, and on the first of October he asks that what he said be forgotten. The key of his words "
    "is destroyed, so they are gone from every copy; what he did stays counted."
)


@frozen(kw_only=True)
class LastChapter:
    """What was so before and what is so after."""

    name: str
    """What he was called, and what a problem of his was called, before."""
    said: str
    texts: int
    steps: tuple[str, ...]
    after: Erasure
    name_after: str
    said_after: str
    figures: int
    """How many numbers were compared."""
    moved: tuple[str, ...]
    """Those that are not what they were, which there must be none of."""


def last_chapter(al: ActionLearning, member: UUID, *, clock: ScriptClock, figures: Callable[[], dict[str, Any]]) -> LastChapter:
    """Forget him on the first of October, if he is not forgotten yet, and compare every figure before and after."""
    him = MemberId(member)
    handles = [handle for _, _, handle in texts_of(al, him)]
    title = next(handle for r, label, handle in texts_of(al, him) if (r.name, label) == ("problem.raised", "title"))
    before, tell = _numbers(figures()), Teller(al)
    steps: list[str] = []
    name, said = _shown(tell, al, him, title)
    state = state_of(al, him)
    if state.recorded_at is None:
        now, clock.now = clock.now, ASKED_AT
        try:
            state = erase(al, him, reached=lambda step: steps.append(STEPS[step]))
        except UnknownKey:
            steps.append("the keys of this story went with the run that told it first, and his with them")
        finally:
            clock.now = now
    after = _numbers(figures())
    name_after, said_after = _shown(Teller(al), al, him, title)
    return LastChapter(
        name=name,
        said=said,
        texts=len(handles),
        steps=tuple(steps),
        after=state,
        name_after=name_after,
        said_after=said_after,
        figures=len(before),
        moved=tuple(key for key in sorted(before.keys() | after.keys()) if before.get(key) != after.get(key)),
    )


def tell_last_chapter(it: LastChapter) -> Iterator[RenderableType]:
    """The chapter in words."""
    yield ""
    yield Rule(f"[bold]{TITLE}[/bold]", align="left", style="dim")
    yield Padding(f"[italic]{escape(SAYS)}[/italic]", (0, 0, 1, 0))
    yield f"before: {it.name}, who brought “{it.said}”, and {it.texts} texts of his"
    for step in it.steps:
        yield f"  [dim]·[/dim] {step}"
    yield f"after:  {it.name_after}, who brought “{it.said_after}”; {said_of(it.after)}"
    if it.moved:
        yield f"[bold]{len(it.moved)} of {it.figures} figures have changed: {', '.join(it.moved)}[/bold]"
    else:
        yield f"[bold]{it.figures} figures compared, before and after: not one has changed.[/bold]"


def _shown(tell: Teller, al: ActionLearning, him: MemberId, title: Any) -> tuple[str, str]:
    """What he is called, and what his problem is called; neither can be told where the keys are gone."""
    name = al.journal.read(him)[0].event.name
    try:
        return tell.text(name, instead=FORMER_MEMBER), tell.text(title)
    except UnknownKey:
        return "somebody", "something"


def _numbers(value: Any, at: str = "") -> dict[str, Any]:
    """Every number, date and word of a view in its machine form, by where it stands."""
    if isinstance(value, dict):
        within = [_numbers(each, f"{at}.{key}" if at else str(key)) for key, each in value.items()]
        return {where: it for each in within for where, it in each.items()}
    if isinstance(value, list | tuple):
        return {where: it for n, each in enumerate(value) for where, it in _numbers(each, f"{at}[{n}]").items()}
    return {at: value}
