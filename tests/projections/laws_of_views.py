"""What holds of every view, whatever was recorded: the two sides of each law, for a test to compare."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date
from typing import Any

from by_hand import NOW

from actionlearning.journal.port import Recorded
from actionlearning.projections.projection import History, NothingKnown, View


def seen(ask: Callable[[], object]) -> object:
    """The view, or the reason why there is none."""
    try:
        return ask()
    except NothingKnown as nothing:
        return nothing


def known_and_cut(
    view: type[View], ids: dict[str, Any], recorded: Sequence[Recorded[Any]], *, position: int, as_at: date | None
) -> tuple[object, object]:
    """A view as known at a position, and that of a journal which ends there."""
    known = History.select(recorded, now=NOW, as_at=as_at, as_known_at=position)
    cut = History.select(recorded[:position], now=NOW, as_at=as_at)
    return seen(lambda: view.fold(known, **ids)), seen(lambda: view.fold(cut, **ids))


def of_all_and_of_wanted(view: type[View], ids: dict[str, Any], recorded: Sequence[Recorded[Any]]) -> tuple[object, object]:
    """A view of a whole journal, and of only those of its events that the view says it wants."""
    wanted = [each for each in recorded if isinstance(each.event, view.wants)]
    whole, narrow = (History.select(each, now=NOW, position=len(recorded)) for each in (recorded, wanted))
    return view.fold(whole, **ids), view.fold(narrow, **ids)
