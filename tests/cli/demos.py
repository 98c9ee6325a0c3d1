"""The demo as it was kept somewhere: where, and what was told of it."""

from __future__ import annotations

from typing import Any

from attrs import frozen

DATES = ("2025-04-08", "2025-06-03", "2025-09-02")
LAST = DATES[-1]
OF_ACTIONS = ("follow_through", "on_time", "loop_closure", "prompt_review")


@frozen
class Demo:
    """Where it is kept, and what the command told of it."""

    url: str
    told: dict[str, Any]

    def at(self, day: str) -> dict[str, Any]:
        figures: dict[str, Any] = self.told["figures"][day]
        return figures
