"""Play a random programme through an installation, and hold every answer against a second account of the rules.

```python
with ActionLearning.open("sqlite:///play.db") as al:
    RandomProgramme.on(al).play(steps_of(seed=7, steps=200))
```

A step is a number, which stands for what somebody then tries: usually the next sensible thing, often with a twist that makes
it wrong; late, by the wrong person, twice, in a race, or after the clock has jumped. 0 does nothing. The same numbers try the
same again, so a list of them is all that it takes to see a failure once more, and a shorter list that fails is a better one.

``Disagreement`` is raised where the installation says yes and the account no, or the other way round; where something was
recorded although it was refused, or a repeated command is answered differently; where a breach of policy was not noted.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from datetime import datetime, timedelta
from random import Random
from typing import Any, Self
from uuid import UUID, uuid4

from attrs import Factory, define, evolve

from actionlearning.application.acting import CommandIdReused
from actionlearning.application.library import ActionLearning
from actionlearning.domain.errors import ActionLearningError, BadInput, Refused
from actionlearning.domain.policies import PolicyBreachNoted
from actionlearning.domain.values import MemberId
from actionlearning.testing.account.answers import No, Yes
from actionlearning.testing.account.book import Book
from actionlearning.testing.account.rules import foretold
from actionlearning.testing.account.unhappy import unhappy
from actionlearning.testing.attempts import Attempt, Chance
from actionlearning.testing.hosts import BEHIND, Clock, Racing, hosts_of
from actionlearning.testing.moves import move as moves
from actionlearning.testing.moves.move import Company, Move, Scene
from actionlearning.testing.moves.twists import twisted
from actionlearning.testing.moves.usual import passing, usual
from actionlearning.testing.moves.wrong import wrong_orders

__all__ = ["Disagreement", "RandomProgramme", "steps_of"]

LARGEST_STEP = 2**32 - 1


def steps_of(seed: int, steps: int) -> list[int]:
    """The steps that a seed stands for."""
    numbers = Random(seed)  # noqa: S311  # plays programmes, guards no secret
    return [numbers.randint(1, LARGEST_STEP) for _ in range(steps)]


class Disagreement(AssertionError):
    """The installation and the account of the rules do not agree; the message tells what happened before."""


@define
class RandomProgramme:
    """A programme that does whatever its steps say, on one installation."""

    al: ActionLearning
    second: ActionLearning
    racer: ActionLearning
    clock: Clock
    chance: Chance = Factory(lambda: Chance.of(0))
    book: Book = Factory(Book)
    company: Company | None = None
    founded: bool = False
    accepted: list[tuple[Attempt, Any]] = Factory(list)
    told: list[str] = Factory(list)
    """What was tried and what became of it, one line each."""
    done: Counter[str] = Factory(Counter)
    """How often each use case was accepted, each reason refused, each policy noted, and so on."""

    @classmethod
    def on(cls, al: ActionLearning) -> Self:
        """Begin one on the journal and keyring of an open installation. Its clock is not asked: time is part of the play."""
        clock = Clock()
        return cls(*hosts_of(al, clock), clock)

    def play(self, steps: Sequence[int]) -> Self:
        """Found a company by the first step, then take one step after the other. Raises ``Disagreement``."""
        for number in steps:
            if self.company is None:
                self.chance = Chance.of(number)
                self.company = moves.found(self.chance, self._must_do)
                self._play_all(moves.aim(self.scene()))
                for _ in range(self.chance.pick((1, 1, 2))):
                    self._play_all(moves.new_set(self.scene()))
                    self._play_all(moves.settle(self.scene(), list(self.book.sets)[-1]))
                self.founded = True
            elif number:
                self.step(Chance.of(number))
        return self

    def scene(self) -> Scene:
        """Where things stand."""
        assert self.company is not None, "a programme begins with its first step"
        return Scene(self.book, self.company, self.chance, self.clock.now)

    def step(self, chance: Chance) -> None:
        """What one step stands for."""
        self.chance = chance
        self.clock.now += timedelta(minutes=chance.pick((0, 0, 1, 2, 5)))
        roll = chance.number(0, 99)
        if roll < 5:  # noqa: PLR2004  # shares of a hundred, here and below
            self.repeat()
        elif roll < 10:  # noqa: PLR2004
            self.race()
        elif roll < 20:  # noqa: PLR2004
            self.clock.now = max(self.clock.now, passing(self.scene()))
            self.told.append(f"it is {self.clock.now:%Y-%m-%d %H:%M}")
        elif roll < 29:  # noqa: PLR2004
            self.try_a_wrong_order()
        elif roll < 45:  # noqa: PLR2004
            for each in self._moves(1):
                self.attempt(twisted(self.scene(), self._attempt_of(each)))
        else:
            self._play_all(self._moves(20))

    def attempt(self, it: Attempt, host: ActionLearning | None = None) -> None:
        """Try something, and hold the answer against the account."""
        before = self.al.journal.position()
        host = host or (self.al if it.now == self.clock.now else self.second)
        yes, why = self._foretold(it)
        answer, error = _tried(host, it)
        self._hold(it, (yes, why), answer, error, before=before)

    def repeat(self) -> None:
        """An accepted command again: the same answer, nothing recorded; under another name it is refused."""
        if not self.accepted:
            return
        it, answer = self.chance.pick(self.accepted)
        before = self.al.journal.position()
        again, error = _tried(self.al, it)
        self._agree((again, error) == (answer, None), f"{it} was answered {answer} and, repeated, {again or error}")
        assert self.company is not None
        other = self.chance.pick([each for each in self.company.everybody if each != it.actor])
        if it.actor is not None:
            try:
                self.al.acting_as(MemberId(other), command_id=it.command).do(it.use_case, **it.arguments)
            except CommandIdReused:
                pass
            else:
                self._agree(holds=False, what=f"{it} was repeated by somebody else under the same id")
        self._agree(self.al.journal.position() == before, f"{it} was repeated, and something was recorded")
        self.done["repeated"] += 1

    def race(self) -> None:
        """Two commands at once: one is decided, then the other is recorded, then the first is recorded, or decided again."""
        first = [self._attempt_of(each) for each in self._moves(1)]
        second = [self._attempt_of(each) for each in self._moves(1)]
        if not (first and second):
            return
        it, other = (evolve(each, now=self.clock.now, at=self.clock.now) for each in (first[0], second[0]))
        same = not self.al.journal.guards_reads or self.chance.happens(0.3)
        racing = self.racer.journal
        assert isinstance(racing, Racing)
        yes, why = self._foretold(it)
        before = self.al.journal.position()
        raced: list[Any] = []

        def before_it() -> None:
            raced.append(other)
            self.attempt(other, self.al)

        if same:
            racing.first = lambda: raced.append(_tried(self.al, it))
        else:
            racing.first = before_it
        answer, error = _tried(self.racer, it)
        racing.first = None
        self.done["races"] += len(raced)
        if same and raced:
            self.told.append("at once, the same twice:")
            self._agree(raced == [(answer, error)], f"{it} was answered {raced} and {answer or error} at once")
        elif raced:
            self.told.append("which came just before:")
            before += self._recorded_by_others(it, before)
            yes, why = self._foretold(it)
        self._hold(it, (yes, why), answer, error, before=before)

    def try_a_wrong_order(self) -> None:
        """Something that must be refused, whatever the account says of it."""
        found = wrong_orders(self.scene())
        if not found:
            return
        names = sorted({each.name for each in found})
        least = min(self.done[f"wrong: {name}"] for name in names)
        name = self.chance.pick([each for each in names if self.done[f"wrong: {each}"] == least])
        wrong = self.chance.pick([each for each in found if each.name == name])
        it = self._attempt_of(wrong.move)
        it = evolve(it, now=self.clock.now, at=wrong.at or self.clock.now)
        yes, _ = self._foretold(it)
        self._agree(yes is None, f"{it} is {name}, and the account would let it pass")
        self.attempt(it)
        self.done[f"wrong: {name}"] += 1

    def _recorded_by_others(self, it: Attempt, after: int) -> int:
        return sum(each.command != it.command for each in self.al.journal.read_all(after=after))

    def _moves(self, most: int) -> Iterator[Move]:
        for number, each in enumerate(usual(self.scene(), self._jump)):
            if number < most:
                yield each

    def _jump(self, to: datetime) -> None:
        """Time passes until then, if it has not passed already."""
        self.clock.now = max(self.clock.now, to)

    def _play_all(self, some: Iterator[Move]) -> None:
        for each in some:
            self.attempt(self._attempt_of(each))

    def _must_do(self, use_case: Callable[..., Any], actor: UUID | None, **arguments: Any) -> Any:
        self.attempt(Attempt(use_case=use_case, actor=actor, arguments=arguments, **self._here()))
        return self.accepted[-1][1]

    def _attempt_of(self, it: Move) -> Attempt:
        return Attempt(use_case=it.use_case, actor=it.actor, arguments=it.arguments, **self._here())

    def _here(self) -> dict[str, Any]:
        now = self.clock.now - (BEHIND if self.founded and self.chance.happens(0.1) else timedelta())
        return {"now": now, "at": now, "command": uuid4(), "on_time": self.chance.happens(0.5)}

    def _foretold(self, it: Attempt) -> tuple[Yes | None, str]:
        try:
            return foretold(self.book, it), ""
        except No as no:
            return None, str(no)

    def _hold(
        self, it: Attempt, foretold: tuple[Yes | None, str], answer: Any, error: Exception | None, *, before: int
    ) -> None:
        yes, why = foretold
        recorded = [each for each in self.al.journal.read_all(after=before) if each.command == it.command]
        self.told.append(f"{it}: {'accepted' if error is None else f'refused, {error}'}")
        if yes is None:
            self._agree(error is not None, f"{it} was accepted, although: {why}")
            self._agree(not recorded, f"{it} was refused, and something was recorded")
            self._agree(self.al.journal.position() == before, f"{it} was refused, and the journal moved")
            self.done[f"refused: {why}"] += 1
            return
        self._agree(error is None, f"{it} was refused: {error}")
        self._agree(bool(recorded) is yes.records, f"{it} was accepted, and {len(recorded)} events were recorded")
        noted = sorted(each.event.policy.value for each in recorded if isinstance(each.event, PolicyBreachNoted))
        self._agree(noted == sorted(yes.notes), f"{it}: {noted or 'nothing'} noted, expected {sorted(yes.notes)}")
        in_order = all(it.at == each.occurred_at <= each.recorded_at for each in recorded)
        self._agree(in_order, f"{it} was recorded before it happened, or at another time")
        yes.then(answer)
        if yes.records:
            self.accepted.append((it, answer))
        self.done[it.name] += 1
        self.done.update(f"noted: {note}" for note in yes.notes)
        self.done.update(f"unhappy: {what}" for what in unhappy(self.book, it, yes))
        self.done["late"] += it.at < it.now

    def _agree(self, holds: object, what: str) -> None:
        if not holds:
            raise Disagreement("\n".join([what, "after", *self.told]))


def _tried(host: ActionLearning, it: Attempt) -> tuple[Any, ActionLearningError | None]:
    at = None if it.on_time and it.at == it.now else it.at
    try:
        return host.acting_as(it.actor, at=at, command_id=it.command).do(it.use_case, **it.arguments), None  # type: ignore[arg-type]  # ids are of their own types
    except (Refused, BadInput) as error:
        return None, error
