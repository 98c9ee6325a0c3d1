"""Programmes that are played and looked at: by the account as they go, then by the laws and by plain arithmetic."""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from random import Random
from typing import Any

import laws
from comparing import metrics_agree

from actionlearning import ActionLearning
from actionlearning.testing.playing import RandomProgramme, steps_of

STEPS = 60
SEEDS = 160


def played(al: ActionLearning, steps: list[int], seed: int = 0) -> RandomProgramme:
    """A programme, and all that must hold after it."""
    play = RandomProgramme.on(al).play(steps)
    log = list(al.journal.read_all())
    breaches = laws.breaches(log)
    assert [] == breaches, "\n".join([*breaches, "after", *play.told])
    metrics_agree(play, log, Random(seed))
    return play


@contextmanager
def said_of(seed: int, steps: int, where: str) -> Iterator[None]:
    """Say which seed it was, so that it can be played again, and the fewest steps that still fail in memory."""
    try:
        yield
    except Exception:
        numbers = fewest(steps_of(seed, steps)) if where == "memory" else []
        again = numbers or f"steps_of({seed}, {steps})"
        sys.stderr.write(f"seed {seed}, {steps} steps on {where}; play again: played(al, {again})\n")
        raise


def fails(steps: list[int]) -> bool:
    with ActionLearning.open("memory:") as al:
        try:
            played(al, steps)
        except Exception:  # noqa: BLE001  # whatever it was
            return True
    return False


def fewest(steps: list[int], tries: int = 300) -> list[int]:
    """The steps without those that a failure does not need, as far as that many tries go; the first one founds a company."""
    size = len(steps) // 2
    while size and tries:
        for start in range(1, len(steps), size):
            shorter = steps[:start] + steps[start + size :]
            tries -= 1
            if fails(shorter):
                steps = shorter
                break
            if not tries:
                break
        else:
            size //= 2
    return steps


@cache
def seeded(seed: int) -> tuple[Counter[str], list[Any]]:
    """What a seeded programme did, and its journal, which was found to be in order; played once for all tests that ask."""
    with said_of(seed, STEPS, "memory"), ActionLearning.open("memory:") as al:
        return played(al, steps_of(seed, STEPS), seed).done, list(al.journal.read_all())
