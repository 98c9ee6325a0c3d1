"""Whatever anybody tries on any journal, the library answers as a second account of the rules says, and its figures add up.

Every command is foretold by ``actionlearning.testing.account``, both ways: what it refuses must be refused and leave nothing
behind, and what it allows must be recorded, with the policies noted that it says are breached. Foretold one way only:

- any use case with arguments drawn from its signature alone: it may be refused or recorded, and never fails otherwise;
- where a journal guards no more than what it writes, of two commands at once only the same one twice.

After each programme the laws of ``laws`` hold for the journal, and every figure agrees with plain arithmetic over its events:
as things are, as at an earlier day, and as known at an earlier position.
"""

from __future__ import annotations

import os
import sys
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Any

import laws
import pytest
from at_least import AT_LEAST
from attrs import evolve
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from plays import SEEDS, STEPS, played, said_of, seeded

from actionlearning import ActionLearning, BadInput, Refused, members
from actionlearning.application.catalogue import use_cases
from actionlearning.domain import policies
from actionlearning.domain.candidate.assessment import Assessment
from actionlearning.domain.member.events import ErasureRequested
from actionlearning.domain.problem import action as action_module
from actionlearning.domain.problem.action import Action
from actionlearning.domain.programme.aggregate import Programme
from actionlearning.domain.set.aggregate import Set
from actionlearning.domain.values import MemberId
from actionlearning.testing import strategies
from actionlearning.testing.account.rules import RULES
from actionlearning.testing.playing import Disagreement, RandomProgramme, steps_of

SOAK_PROGRAMMES = int(os.environ.get("ACTIONLEARNING_SOAK_PROGRAMMES", "2000"))
SOAK_STEPS = int(os.environ.get("ACTIONLEARNING_SOAK_STEPS", "200"))
SOAK_SEED = int(os.environ.get("ACTIONLEARNING_SOAK_SEED", "0"))
"""The first of the soak's seeds; with ACTIONLEARNING_SOAK_PROGRAMMES=1 just the one."""

SHARE_ON_DISK = 20
"""One in so many programmes of the soak runs on SQLite, and one on PostgreSQL."""


def test_there_is_a_rule_for_every_use_case() -> None:
    assert set(use_cases()) == set(RULES)


@settings(max_examples=50, deadline=None, print_blob=True, suppress_health_check=list(HealthCheck))
@given(steps=strategies.programmes(STEPS))
def test_no_programme_makes_the_library_and_the_rules_disagree(steps: list[int]) -> None:
    with ActionLearning.open("memory:") as al:
        played(al, steps)


@pytest.mark.parametrize("first", range(0, SEEDS, 40))
def test_no_seeded_programme_makes_the_library_and_the_rules_disagree(first: int) -> None:
    for seed in range(first, first + 40):
        seeded(seed)


@pytest.mark.parametrize("seed", range(4))
def test_a_journal_in_a_file_keeps_the_rules(tmp_path: Path, seed: int) -> None:
    with said_of(seed, STEPS, "SQLite"), ActionLearning.open(f"sqlite:///{tmp_path}/play.db") as al:
        played(al, steps_of(seed, STEPS), seed)


def test_a_journal_on_a_server_keeps_the_rules(postgres_url: str) -> None:
    with said_of(0, STEPS, "PostgreSQL"), ActionLearning.open(postgres_url, keyring="memory:", kek=bytes(32)) as al:
        played(al, steps_of(0, STEPS))


def test_several_programmes_in_one_journal_keep_the_rules_each(tmp_path: Path) -> None:
    with ActionLearning.open(f"sqlite:///{tmp_path}/play.db") as al:
        for seed in range(3):
            with said_of(seed, STEPS, "SQLite"):
                RandomProgramme.on(al).play(steps_of(seed, STEPS))
        assert [] == laws.breaches(list(al.journal.read_all()))


@pytest.mark.parametrize("seed", range(3))
def test_a_journal_that_guards_only_what_it_writes_keeps_the_rules(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, seed: int
) -> None:
    monkeypatch.setenv("SQLITE_DBNAME", str(tmp_path / "plain.db"))
    with (
        said_of(seed, STEPS, "a plain module"),
        ActionLearning.open("plain:eventsourcing.sqlite", keyring="memory:", guards="written-only") as al,
    ):
        played(al, steps_of(seed, STEPS), seed)


@settings(max_examples=40, deadline=None, suppress_health_check=list(HealthCheck))
@given(st.data())
def test_any_command_is_recorded_or_refused_and_leaves_nothing_behind(data: st.DataObject) -> None:
    with ActionLearning.open("memory:") as al:
        play = RandomProgramme.on(al).play(steps_of(data.draw(st.integers(0, 9)), 20))
        known = sorted({each.stream for each in al.journal.read_all()})
        people = sorted(play.book.people)
        for use_case, arguments in data.draw(st.lists(strategies.commands(known), min_size=5, max_size=10)):
            before, actor = al.journal.position(), MemberId(data.draw(st.sampled_from(people)))
            asked_before = any(isinstance(each.event, ErasureRequested) for each in al.journal.read(actor))
            try:
                play.al.acting_as(actor).do(use_case, **arguments)
            except (Refused, BadInput):
                assert before == al.journal.position()
            else:
                asks_for_nothing_more = use_case is members.request_erasure and asked_before
                assert asks_for_nothing_more == (before == al.journal.position())


def test_programmes_reach_everything_that_a_rule_is_about() -> None:
    """A property over programmes in which nothing happens would hold for nothing."""
    done: Counter[str] = Counter()
    for seed in range(SEEDS):
        done += seeded(seed)[0]
    assert [] == sorted(name for name in RULES if not done[name]), "never accepted in any programme"
    assert {} == {name: done[name] for name, wanted in AT_LEAST.items() if done[name] < wanted}


# Controls: each of these plants one wrong rule, and the machine must find it within the budget it has in `make test`.
#
# 1. Whoever is there reviews an outcome: the review asks neither for a report nor for a later session nor for a peer.
# 2. Benefits are attributed as often as somebody likes: the shares of one effect are not added up.
# 3. A policy goes unnoted: a session below its quorum is held as if nothing were the matter.
# 4. Achieved is achieved on any day: days are read in UTC and not in the set's time zone.
# 5. A candidate is verified by whoever assessed them, as long as nothing is missing.
# 6. Who sits in a set advises it: a session is opened by any member, whose turn it is or not.


def _review_with_anybody(action: Action, **given: Any) -> Any:
    reviewed = action_module.OutcomeReviewed
    return reviewed(action.id, given["roster"].session, given["peers"], given["learning"], given["organisational_effect"])


def _counted_as_often_as_one_likes(*_: Any) -> None:
    """A check that checks nothing."""


def _kept(*_: Any) -> tuple[()]:
    return ()


def _day_in_utc(at: Any, _: str) -> Any:
    return at.date()


def _verified_by_an_assessor(it: Assessment, *, by: Any, at: Any) -> Any:
    forgotten = evolve(it.candidate, assessors=frozenset())
    return VERIFY(evolve(it, candidate=forgotten), by=by, at=at)


VERIFY = Assessment.verify

PLANTED: list[tuple[Any, str, Callable[..., Any]]] = [
    (Action, "review", _review_with_anybody),
    (Programme, "_counted_once", _counted_as_often_as_one_likes),
    (policies, "quorum", _kept),
    (action_module, "day_of", _day_in_utc),
    (Assessment, "verify", _verified_by_an_assessor),
    (Set, "may_advise_as_a_member", Set.is_member),
]


def play_all() -> None:
    """What `make test` plays of seeded programmes."""
    for seed in range(SEEDS):
        with ActionLearning.open("memory:") as al:
            RandomProgramme.on(al).play(steps_of(seed, STEPS))


@pytest.mark.parametrize(("where", "decision", "broken"), PLANTED, ids=[each[1] for each in PLANTED])
def test_a_planted_rule_is_found_out(
    monkeypatch: pytest.MonkeyPatch, where: Any, decision: str, broken: Callable[..., Any]
) -> None:
    monkeypatch.setattr(where, decision, broken)
    with pytest.raises(Disagreement):
        play_all()


def test_a_law_finds_what_a_planted_rule_recorded(monkeypatch: pytest.MonkeyPatch) -> None:
    """The laws are a third voice: with the account out of the way they see it too."""
    monkeypatch.setattr(Action, "review", _review_with_anybody)
    monkeypatch.setattr(RandomProgramme, "_agree", lambda *_, **__: None)
    found: set[str] = set()
    for seed in range(SEEDS):
        with ActionLearning.open("memory:") as al:
            try:
                RandomProgramme.on(al).play(steps_of(seed, STEPS))
            except (AttributeError, AssertionError):
                continue
            found |= {breach.partition(":")[0] for breach in laws.breaches(list(al.journal.read_all()))}
        if found:
            break
    assert {"an_action_is_committed_reported_and_reviewed_in_that_order"} == found


@pytest.mark.soak
def test_thousands_of_long_programmes_keep_the_rules(tmp_path: Path, request: pytest.FixtureRequest) -> None:
    """ACTIONLEARNING_SOAK_PROGRAMMES, _STEPS and _SEED change how many, how long, and from which seed on."""
    for seed in range(SOAK_SEED, SOAK_SEED + SOAK_PROGRAMMES):
        where, url, options = "memory", "memory:", {}
        if seed % SHARE_ON_DISK == 1:
            where, url = "SQLite", f"sqlite:///{tmp_path}/{seed}.db"
        elif seed % SHARE_ON_DISK == 2:  # one database for all of them: each programme sees to its own
            where, url = "PostgreSQL", request.getfixturevalue("postgres_url")
            options = {"keyring": "memory:", "kek": bytes(32)}
        sys.stderr.write(f"seed {seed}, {SOAK_STEPS} steps on {where}\n")
        with said_of(seed, SOAK_STEPS, where), ActionLearning.open(url, **options) as al:
            if where == "PostgreSQL":
                RandomProgramme.on(al).play(steps_of(seed, SOAK_STEPS))
            else:
                played(al, steps_of(seed, SOAK_STEPS), seed)
