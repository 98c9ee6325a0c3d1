"""Acting: one command of somebody, decided on what stands, recorded once, and decided again where a race was lost."""

from __future__ import annotations

import random
import time
from collections.abc import Callable
from datetime import datetime
from typing import TYPE_CHECKING, Any, Concatenate, ParamSpec, TypeVar, cast
from uuid import UUID

import msgspec
from attrs import frozen

from actionlearning.application.inputs import WrongInput, checked, returned_by, use_case_name
from actionlearning.application.work import Work
from actionlearning.domain.errors import ActionLearningError, BadInput, Refused
from actionlearning.domain.times import in_utc
from actionlearning.domain.values import MemberId
from actionlearning.journal.port import Conflict, JournalError, JournalUnavailable, OutcomeUnknown, Recorded
from actionlearning.sealing.keyring import KeyDestroyed

if TYPE_CHECKING:
    from actionlearning.application.library import ActionLearning

__all__ = ["Acting", "CommandIdReused", "Forgotten", "InTheFuture", "TooBusy"]

P = ParamSpec("P")
R = TypeVar("R")

PATIENCE = 5.0
"""Seconds for which a lost race is decided again before the caller is told."""


class InTheFuture(Refused):
    """A journal records what happened."""

    at: datetime
    now: datetime
    says = "{at} is in the future (it is {now}); record what happened once it has"


class CommandIdReused(BadInput):
    """A command id stands for one command for ever."""

    command: UUID
    recorded: str
    asked: str
    says = "command id {command} recorded {recorded} before and cannot do {asked}; draw a new id for a new command"


class Forgotten(Refused):
    """Nothing can be sealed for somebody whose key is destroyed, so nothing is said by them or about them."""

    member: MemberId
    says = "{member} is forgotten, and nothing is said by them or about them any more; leave their words, and them, out"


class TooBusy(JournalError):
    """Others recorded so much that no decision could rest on what it had read."""

    use_case: str
    seconds: float
    says = "{use_case} lost every race for {seconds} seconds; try again when there is less going on"


@frozen
class Acting:
    """Somebody who acts on a journal, at a time. Made by ``ActionLearning.acting_as``."""

    al: ActionLearning
    actor: MemberId | None
    at: datetime | None = None
    command_id: UUID | None = None
    alias: str | None = None
    also_about: tuple[MemberId, ...] = ()
    """Who else is named in what is said."""

    def do(self, use_case: Callable[Concatenate[Work, P], R], /, *args: P.args, **kwargs: P.kwargs) -> R:
        """Carry out one use case: all of it is recorded, or nothing.

        A decision rests on what it read: if any of that moves before it is recorded, it is taken again on the new facts, for
        five seconds at most; a refusal, too, is final only if what it rests on still stands. So a use case may be gone through
        more than once, and has no other effect than what it records. If the connection breaks while the command is recorded, it
        is looked up and decided once more under the same id, which is never recorded twice.

        Raises ``Refused`` where a rule says no, ``BadInput`` where an argument is wrong, and ``JournalError`` where the journal
        fails; ``OutcomeUnknown`` carries the id to repeat the command with.
        """
        if args:
            raise WrongInput(use_case=use_case_name(use_case), why="arguments are given by name")
        answer, _ = self.carry_out(use_case, kwargs)
        return answer

    def carry_out(self, use_case: Callable[..., R], arguments: dict[str, Any]) -> tuple[R, bool]:
        """What ``do`` does, for a caller who also asks whether the command had been recorded before."""
        arguments = checked(use_case, arguments)
        command = self.command_id or self.al.new_id()
        trusting = True
        deadline = time.monotonic() + PATIENCE
        maybe_recorded = self.command_id is not None
        lost: OutcomeUnknown | None = None
        while True:
            try:
                if maybe_recorded and (earlier := self.al.journal.command(command)) is not None:
                    return self._answer_of(earlier, use_case), True
                maybe_recorded = True
                return self._once(use_case, arguments, command, trusting=trusting), False
            except Conflict as conflict:
                if trusting:  # at once, and with a look at what stands
                    trusting = False
                    continue
                if time.monotonic() > deadline:
                    raise TooBusy(use_case=use_case_name(use_case), seconds=PATIENCE) from conflict
                time.sleep(random.uniform(0.0005, 0.02))  # noqa: S311  # spreads out racing threads, guards no secret
            except OutcomeUnknown as unknown:
                if lost is not None:
                    raise
                lost = unknown
            except (JournalUnavailable, Refused, BadInput) as error:
                self._raise_unless_recorded(command, error, lost)

    def _raise_unless_recorded(self, command: UUID, error: ActionLearningError, lost: OutcomeUnknown | None) -> None:
        """A refusal may come from the command's own success, elsewhere or late; that is no refusal."""
        if isinstance(error, JournalUnavailable) and lost is not None:
            raise lost from error
        repeated = lost is not None or self.command_id is not None
        final = isinstance(error, JournalUnavailable | CommandIdReused)
        if final or not repeated or self.al.journal.command(command) is None:
            raise error

    def _once(self, use_case: Callable[..., R], arguments: dict[str, Any], command: UUID, *, trusting: bool) -> R:
        """Decide, and record what was decided; ``trusting`` what is remembered, if that leads to something to record."""
        now = in_utc(self.al.clock())
        at = self.at or now
        if at > now:
            raise InTheFuture(at=at, now=now)
        if self.actor is not None:
            now = max(now, self.al.registered_at(self.actor))
        work = Work(
            self.al.journal,
            actor=self.actor,
            at=at,
            new_id=self.al.new_id,
            specifications=lambda: self.al.specifications,
            remembered=self.al.remembered,
            also_about=self.also_about,
            trusting=trusting,
        )
        try:
            for person in self.also_about:
                if work.member(person).erasure_requested_at is not None:
                    raise Forgotten(member=person)  # noqa: TRY301  # as what the use case raises
            answer = use_case(work, **arguments)
        except Exception as refusal:  # a use case of somebody's own may raise anything
            moved = work.on_trust or (work.moved() if isinstance(refusal, Refused) else None)
            if moved is not None:
                raise Conflict(stream=moved) from refusal
            raise
        if work.on_trust and not work.decided:
            raise Conflict(stream=work.on_trust)  # whether nothing was to be done, only those who look can tell
        try:
            work.commit(
                now=now,
                command=command,
                use_case=use_case_name(use_case),
                returns=msgspec.to_builtins(answer),
                alias=self.alias,
            )
        except KeyDestroyed as destroyed:  # nothing was recorded, for texts are sealed first
            if work.on_trust:
                raise Conflict(stream=work.on_trust) from destroyed
            raise Forgotten(member=destroyed.subject) from destroyed
        return answer

    def _answer_of(self, earlier: Recorded[Any], use_case: Callable[..., R]) -> R:
        """What a command answered before, if it is the same one: its use case, its actor, and its time where that is said."""
        asked = use_case_name(use_case)
        by_nobody = earlier.returns == str(earlier.actor)  # who registers themself is nobody until then
        same_actor = earlier.actor == self.actor or (self.actor is None and by_nobody)
        same_time = self.at is None or earlier.occurred_at == self.at
        if earlier.use_case != asked or not (same_actor and same_time):
            raise CommandIdReused(
                command=earlier.command,
                recorded=f"{earlier.use_case} by {earlier.actor} at {earlier.occurred_at}",
                asked=f"{asked} by {self.actor} at {self.at or 'a time of its own'}",
            )
        return cast("R", msgspec.convert(earlier.returns, returned_by(use_case)))
