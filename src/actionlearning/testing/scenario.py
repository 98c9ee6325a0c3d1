"""Given what happened, when somebody decides, then this happens or it is refused: a rule of the domain told as one sentence.

```python
problem = Scenario(apply)

(
    problem.given(RAISED, ACCEPTED, (PRESENTED, TUESDAY))
    .when(lambda it: it.commit(ACTION, by=BEN, ...))
    .refused(NotTheOwner(member=BEN, owner=AISHA, wanted="commit to an action on it"))
)
```
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from typing import Generic, TypeVar, cast

from attrs import field, frozen

from actionlearning.domain.errors import ActionLearningError

__all__ = ["Decided", "Given", "Scenario"]

State = TypeVar("State")
View = TypeVar("View")
Event = TypeVar("Event")

SOME_DAY = datetime(2025, 1, 6, 9, tzinfo=UTC)


@frozen
class Scenario(Generic[State, Event]):
    """An aggregate under test: its fold, and the moment at which its history begins unless a test says otherwise."""

    apply: Callable[[State | None, Event, datetime], State]
    at: datetime = field(default=SOME_DAY, kw_only=True)

    def given(self, first: Event | tuple[Event, datetime], *others: Event | tuple[Event, datetime]) -> Given[State]:
        """What happened so far: events, or pairs of an event and its time.

        An event without a time happened when the one before it did, and the first one at ``at``.
        """
        return Given(self._fold([first, *others]), lambda: self._fold([first, *others]))

    def beginning(self, decision: Callable[[], Event]) -> Decided:
        """The decision that begins a stream, with nothing given."""
        return Decided(decision)

    def _fold(self, given: Sequence[Event | tuple[Event, datetime]]) -> State:
        state: State | None = None
        now = self.at
        for each in given:
            if isinstance(each, tuple):
                event, now = each
            else:
                event = each
            state = self.apply(state, event, now)
        return cast("State", state)  # at least one event was given


@frozen
class Given(Generic[State]):
    """A state that came about by events."""

    state: State
    _again: Callable[[], State]

    def seen_as(self, view: Callable[[State], View]) -> Given[View]:
        """Look at it in another way, such as ``lambda it: Meeting.of(it, 1)``."""
        return Given(view(self.state), lambda: view(self._again()))

    def when(self, decision: Callable[[State], object]) -> Decided:
        """Somebody decides. Nothing is decided before ``then`` or ``refused`` asks what came of it."""

        def decide() -> object:
            try:
                return decision(self.state)
            finally:
                if self.state != self._again():
                    raise AssertionError(f"a decision changes nothing, but this one made of the state\n  {self.state!r}")

        return Decided(decide)


@frozen
class Decided:
    """What a decision came to, waiting to be compared."""

    _decide: Callable[[], object]

    def then(self, *events: object) -> None:
        """It came to exactly these events, in this order."""
        try:
            outcome = self._decide()
        except ActionLearningError as error:
            raise AssertionError(_compared(events, (error,))) from error
        actual = outcome if isinstance(outcome, tuple) else (outcome,)
        if events != actual:
            raise AssertionError(_compared(events, actual))

    def refused(self, error: ActionLearningError) -> None:
        """It was refused with exactly this error; anything else that is raised comes through as it is."""
        try:
            outcome = self._decide()
        except ActionLearningError as actual:
            if error != actual:
                raise AssertionError(_compared((error,), (actual,))) from actual
            return
        raise AssertionError(_compared((error,), outcome if isinstance(outcome, tuple) else (outcome,)))


def _compared(expected: Sequence[object], actual: Sequence[object]) -> str:
    """Both sides, a line each, expected first."""
    return "\n".join(["expected", *_lines(expected), "but got", *_lines(actual)])


def _lines(outcome: Sequence[object]) -> list[str]:
    return [f"  {_shown(each)}" for each in outcome] or ["  nothing"]


def _shown(each: object) -> str:
    if isinstance(each, ActionLearningError):
        data = ", ".join(f"{name}={value!r}" for name, value in each.data.items())
        return f"refusal {type(each).__name__}({data}): {each}"
    return f"event {each!r}"
