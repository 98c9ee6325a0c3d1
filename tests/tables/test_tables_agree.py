"""What the tables for people say is what the views say, whatever happened and however late it was recorded."""

from __future__ import annotations

from contextlib import suppress
from random import Random
from typing import Any
from uuid import UUID, uuid5

import pytest
from doing_candidates import live_as_candidates
from doing_support import live_around_a_set
from hypothesis import HealthCheck, given, settings
from same_as_views import tables_agree
from vale import calder_vale
from world import Fact, Seeded, World

from actionlearning import ActionLearning
from actionlearning.journal.port import Envelope, Recorded
from actionlearning.testing import strategies
from actionlearning.testing.playing import Disagreement, RandomProgramme, steps_of


def played(al: ActionLearning, steps: list[int]) -> RandomProgramme:
    """A programme as far as it gets; whether the library and the account agree about the rules is for another test."""
    play = RandomProgramme.on(al)
    with suppress(Disagreement):
        play.play(steps)
    return play


def recorded(world: World) -> list[Recorded[Any]]:
    """The log of a world as a journal would give it back. A world numbers its commands from 1, and its ids too."""
    versions: dict[UUID, int] = {}
    return [_recorded(position, fact, versions) for position, fact in enumerate(world.log, 1)]


def _recorded(position: int, fact: Fact, versions: dict[UUID, int]) -> Recorded[Any]:
    versions[fact.stream] = versions.get(fact.stream, 0) + 1
    return Recorded(
        occurred_at=fact.at,
        recorded_at=fact.at,
        event=fact.event,
        written=Envelope(actor=fact.actor, command=uuid5(UUID(int=0), str(fact.command)), salt=b""),
        stream=fact.stream,
        version=versions[fact.stream],
        position=position,
    )


@settings(max_examples=25, deadline=None, suppress_health_check=list(HealthCheck))
@given(steps=strategies.programmes(60))
def test_the_tables_of_any_programme_agree_with_the_views(steps: list[int]) -> None:
    with ActionLearning.open("memory:") as al:
        play = played(al, steps)
        tables_agree(list(al.journal.read_all()), play.clock.now)


@pytest.mark.parametrize("first", range(0, 12, 6))
def test_the_tables_of_seeded_programmes_agree_with_the_views(first: int) -> None:
    for seed in range(first, first + 6):
        with ActionLearning.open("memory:") as al:
            play = played(al, steps_of(seed, 120))
            tables_agree(list(al.journal.read_all()), play.clock.now)


def test_the_tables_of_several_programmes_in_one_journal_agree_with_the_views() -> None:
    with ActionLearning.open("memory:") as al:
        for seed in range(3):
            play = played(al, steps_of(seed, 60))
        tables_agree(list(al.journal.read_all()), play.clock.now)


@pytest.mark.parametrize("seed", range(5))
def test_the_tables_of_what_is_done_around_a_set_agree_with_the_views(seed: int) -> None:
    world = live_around_a_set(Seeded(Random(seed)), steps=250)
    tables_agree(recorded(world), world.now)


@pytest.mark.parametrize("seed", range(5))
def test_the_tables_of_candidates_agree_with_what_decisions_see(seed: int) -> None:
    world = live_as_candidates(Seeded(Random(seed)), steps=350)
    tables_agree(recorded(world), world.now)


def test_the_tables_of_calder_vale_agree_with_the_views() -> None:
    it = calder_vale()
    tables_agree(it.recorded, it.history().now)
