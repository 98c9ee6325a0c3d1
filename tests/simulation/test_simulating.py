"""A journal that was simulated, on each place: whole, sealed, marked, and ready to be carried on by the library."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from terminal import done, typed

from actionlearning import ActionLearning, members, problems, programmes, sets
from actionlearning.application.access import KEEPER
from actionlearning.application.work import Work
from actionlearning.domain.set.aggregate import Set, SetStage
from actionlearning.domain.set.errors import NotAnAdviser
from actionlearning.domain.values import CostCategory, QuestionForm, QuestionFunction, SetKind
from actionlearning.projections.figures import ProgrammeMetrics
from actionlearning.projections.impact import Impact
from actionlearning.simulation import simulate as simulating
from actionlearning.simulation import words
from actionlearning.simulation.simulate import NotEmpty, Simulated, simulate, told

SEED = 3
EVENTS, CHUNK = 3000, 700
Opener = Callable[[str], ActionLearning]


@pytest.fixture
def al(url: str, opened: Opener, monkeypatch: pytest.MonkeyPatch) -> ActionLearning:
    """A journal cut off in the midst of things, as journals are."""
    monkeypatch.setattr(simulating, "CHUNK", CHUNK)
    library = opened(url)
    simulate(library.journal, seed=SEED, events=EVENTS)
    return library


def a_set_that_meets(al: ActionLearning) -> tuple[UUID, Set]:
    """The first that has begun to meet, has an adviser and no session open, and its state."""
    work = Work(al.journal, actor=None, at=datetime.now(UTC), new_id=al.new_id)
    for formed in al.journal.read_all(names=["set.formed"]):
        it = work.set(formed.stream)
        if (
            it.stage is SetStage.MEETING
            and it.kind is SetKind.WORKPLACE
            and all(session.stage.value != "open" for session in it.sessions.values())
        ):
            return formed.stream, it
    raise LookupError("no set meets")


def test_every_chunk_is_recorded_whole_and_in_order(al: ActionLearning) -> None:
    expected = [(new.stream, new.version, new.command) for command in told(SEED, events=EVENTS) for new in command]
    log = list(al.journal.read_all())
    assert expected == [(each.stream, each.version, each.command) for each in log]
    assert sorted({each.position for each in log}) == [each.position for each in log]
    assert al.journal.simulated


def test_what_people_say_is_sealed_and_opens_for_who_holds_the_keys(al: ActionLearning) -> None:
    registered = next(al.journal.read_all(names=["member.registered"]))
    assert registered.event.name.text is None
    first, last = al.reveal(registered.event.name, KEEPER).split()
    assert first in words.FIRST
    assert last in words.LAST


def test_no_word_of_anybody_lies_in_the_file(tmp_path: Path, opened: Opener) -> None:
    library = opened(f"sqlite:///{tmp_path / 'sealed.db'}")
    simulate(library.journal, seed=SEED, count=1)
    library.close()
    stored = b"".join(path.read_bytes() for path in tmp_path.iterdir())
    assert [] == [said for said in (*words.INSIGHTS, *words.LEARNT, *words.REASONS) if said.encode() in stored]
    assert b"Europe/" in stored  # what is no secret lies there, so the search finds what there is


def test_a_set_goes_on_where_the_simulation_left_it(al: ActionLearning) -> None:
    which, it = a_set_that_meets(al)
    now = datetime.now(UTC)
    adviser = next(one for one in it.advisers if it.is_adviser(one, now))
    people = sorted(it.members(now))
    number = max(it.sessions) + 1
    before = now - timedelta(hours=3)
    at = {minute: before + timedelta(minutes=minute) for minute in range(120)}
    sitting = {"set": which, "session": number}

    def do(who: UUID, minute: int, use_case: Any, **arguments: Any) -> Any:
        return al.acting_as(who, at=at[minute]).do(use_case, **arguments)

    do(adviser, 0, sets.schedule_session, starts_at=at[1], **sitting)
    problem = do(
        people[0], 1, problems.bring, set=which, title="Nobody owns the gaps", stake="My nights", authority_to_act="My rota"
    )
    do(adviser, 2, problems.accept, problem=problem)
    with pytest.raises(NotAnAdviser):
        do(people[0], 3, sets.open_session, **sitting, adviser=people[1])
    do(adviser, 3, sets.open_session, **sitting)
    for minute, member in enumerate(people, start=4):
        do(member, minute, sets.check_in, **sitting)
    do(adviser, 20, sets.allocate_airtime, problem=problem, minutes=30, **sitting)
    do(people[0], 21, problems.present, problem=problem, session=number)
    said = {"form": QuestionForm.OPEN, "function": QuestionFunction.REFLECTIVE}
    do(people[1], 22, problems.ask_question, problem=problem, session=number, **said, text="What is yours in it?")
    do(
        people[0],
        30,
        problems.commit_action,
        problem=problem,
        session=number,
        what="Ask three of them",
        success_measure="Three answers",
        due=at[30].date() + timedelta(days=7),
    )
    do(adviser, 40, sets.close_slot, **sitting)
    do(adviser, 41, sets.close_session, **sitting)
    closed = al.journal.read(which)[-1]
    assert closed.recorded_at > closed.occurred_at
    assert closed.name in ("set.session-closed", "policy.breach-noted")


def test_programmes_and_people_go_on_too_and_the_views_tell_of_them(al: ActionLearning) -> None:
    chartered, *_, going_on = al.journal.read_all(names=["programme.chartered"])
    al.acting_as(going_on.actor).do(
        programmes.incur_cost, programme=going_on.stream, category=CostCategory.VENUE, amount=Decimal(120)
    )
    al.acting_as(going_on.actor).do(members.rate_motivation, score=7)
    figures = al.view(ProgrammeMetrics, programme=chartered.stream)
    assert len(figures.sets) > 0
    assert al.view(Impact, programme=chartered.stream).objectives


def test_a_journal_that_holds_anything_is_left_as_it_is(url: str, opened: Opener) -> None:
    library = opened(url)
    library.acting_as(None).do(members.register, name="Ines", role="pharmacist", organisation="Vale")
    with pytest.raises(NotEmpty) as refused:
        simulate(library.journal, seed=SEED, count=1)
    assert NotEmpty(position=library.journal.position()) == refused.value
    assert [each.version for each in library.journal.read_all()] == [1]
    assert not library.journal.simulated


def test_it_tells_how_far_it_is_after_every_chunk(opened: Opener, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(simulating, "CHUNK", CHUNK)
    seen: list[int] = []

    def tell(so_far: Simulated) -> None:
        seen.append(so_far.events)
        assert so_far.seconds > 0

    library = opened("memory:")
    made = simulate(library.journal, seed=SEED, events=2 * CHUNK + 10, tell=tell)
    assert len(seen) == 3
    assert made.events == seen[-1] == library.journal.position() == sum(made.names.values())


# The command


@pytest.fixture
def _own_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("ACTIONLEARNING_DB", "ACTIONLEARNING_KEK", "ACTIONLEARNING_KEYRING"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.chdir(tmp_path)


@pytest.mark.usefixtures("_own_folder")
def test_the_command_fills_a_journal_that_every_other_command_reads() -> None:
    answer = done("simulate", "--programmes", "2", "--seed", "4", "--db", "sqlite:///two.db", "--format", "json")
    made = answer.json
    assert (2, 4) == (made["programmes"], made["seed"])
    assert made["events"] == made["position"] == sum(made["names"].values())
    assert made["sets"] >= 2
    (first, *_) = json.loads(done("compare", "--db", "sqlite:///two.db", "--format", "json").out)["programmes"]
    assert "action learning programme 2019" in done("impact", first["programme"], "--db", "sqlite:///two.db").out


@pytest.mark.usefixtures("_own_folder")
def test_the_command_shows_what_there_is_now_and_no_progress_where_nobody_looks() -> None:
    answer = done("simulate", "--events", "900", "--db", "memory:", "--keyring", "memory:")
    assert "programmes" in answer.out
    assert "seed 1, 2019-01-07 to" in answer.out
    assert answer.out.endswith("simulated\n")
    assert answer.err == ""


@pytest.mark.usefixtures("_own_folder")
@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        ((), "--db must name a new journal to fill"),
        (("--programmes", "2", "--events", "9", "--db", "memory:"), "--programmes and --events cannot both say how much"),
        (("--programmes", "0", "--db", "memory:"), "0 is not in the range"),
        (("--seed", "-1", "--db", "memory:"), "-1 is not in the range"),
    ],
)
def test_the_command_says_what_is_wrong_with_it(arguments: tuple[str, ...], said: str) -> None:
    answer = typed("simulate", *arguments)
    assert 2 == answer.code
    assert said in answer.sentence


@pytest.mark.usefixtures("_own_folder")
def test_the_command_leaves_a_journal_alone_that_holds_something() -> None:
    done("do", "members.register", "name=Ines", "role=pharmacist", "organisation=Vale", "--db", "sqlite:///real.db")
    answer = typed("simulate", "--db", "sqlite:///real.db")
    assert 2 == answer.code
    assert answer.sentence == "this journal holds something already, up to position 1; simulate into a new one"


@pytest.mark.usefixtures("_own_folder")
def test_who_stops_it_hears_that_the_part_there_is_must_be_thrown_away(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    adding = simulating._add

    def interrupted(made: Simulated, chunk: Any) -> None:
        if made.events:
            raise KeyboardInterrupt
        adding(made, chunk)

    monkeypatch.setattr(simulating, "CHUNK", CHUNK)
    monkeypatch.setattr(simulating, "_add", interrupted)
    answer = typed("simulate", "--db", f"sqlite:///{tmp_path / 'part.db'}")
    assert 1 == answer.code
    said = "stopped on the way; what --db names holds a part, which cannot be gone on with: throw it away, and take a new one"
    assert [f"actionlearning: {said}", "", "Aborted!"] == answer.err.splitlines()[-3:]


def test_who_stops_it_before_it_began_hears_nothing_of_a_journal_that_holds_something(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    db = f"sqlite:///{tmp_path / 'kept.db'}"
    done("simulate", "--programmes", "1", "--db", db)

    def interrupted(*_: Any, **__: Any) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("actionlearning.cli.simulate.record", interrupted)
    answer = typed("simulate", "--db", db)
    assert (1, False) == (answer.code, "throw it away" in answer.err)


def test_somebody_who_looks_sees_how_far_it_is_and_the_data_stays_apart(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(simulating, "CHUNK", 100)
    looked_at = {"FORCE_COLOR": "1", "COLUMNS": "80"}
    answer = done("simulate", "--events", "900", "--db", "memory:", "--keyring", "memory:", "--format", "json", env=looked_at)
    assert "events" in answer.err
    assert "a second" in answer.err
    assert answer.json["events"] >= 900
