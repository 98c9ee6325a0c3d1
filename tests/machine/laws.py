"""The hard rules of action learning as laws over what a journal holds: each yields a sentence for every breach.

They read events and nothing else. Where a rule is about what was known when something was decided, only what stands before it
in the journal is asked. Those of sets, problems, people and candidates are each in a room of their own; here are those of the
envelope that every event comes in.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from datetime import datetime
from typing import Any
from uuid import UUID

import laws_of_candidates
import laws_of_people
import laws_of_problems
import laws_of_sets
from journal_log import Log

Breaches = Iterator[str]


def streams_are_dense_and_written_in_order_of_time(log: Log) -> Breaches:
    tips: dict[UUID, int] = defaultdict(int)
    written: dict[UUID, datetime] = {}
    for each in log:
        tips[each.stream] += 1
        if each.version != tips[each.stream]:
            yield f"version {each.version} of {each.stream} follows {tips[each.stream] - 1}"
        if each.recorded_at < max(each.occurred_at, written.get(each.stream, each.recorded_at)):
            yield f"{each.event} was recorded at {each.recorded_at}, before what stands before it"
        written[each.stream] = each.recorded_at


def a_command_is_recorded_once(log: Log) -> Breaches:
    seen: set[UUID] = set()
    last = None
    for each in log:
        if each.command != last and each.command in seen:
            yield f"command {each.command} was recorded twice"
        if (each.command != last) is (each.use_case is None):
            yield f"{each.event}: only the first event of a command says what it did"
        seen.add(each.command)
        last = each.command


def everybody_who_acts_is_registered(log: Log) -> Breaches:
    known: set[UUID] = set()
    for each in log:
        if each.name == "member.registered":
            known.add(each.stream)
        if each.actor not in known:
            yield f"{each.event} by {each.actor}, whom nobody knows"


LAWS: tuple[Callable[[Log], Breaches], ...] = (
    streams_are_dense_and_written_in_order_of_time,
    a_command_is_recorded_once,
    everybody_who_acts_is_registered,
    *laws_of_sets.LAWS,
    *laws_of_problems.LAWS,
    *laws_of_people.LAWS,
    *laws_of_candidates.LAWS,
)


def breaches(events: Iterable[Any]) -> list[str]:
    """Every breach of every law, with the law's name."""
    log = Log(events)
    return [f"{law.__name__}: {breach}" for law in LAWS for breach in law(log)]
