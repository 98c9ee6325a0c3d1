"""What options, labels and keyrings are refused for, and what only those who look are offered."""

from __future__ import annotations

from pathlib import Path
from uuid import UUID

import pytest
from click import Context
from terminal import done, typed

from actionlearning.application.names import Ambiguous, LabelTaken, Names
from actionlearning.cli.app import COMMANDS, SHORT_HELP, app
from actionlearning.journal.urls import shown

URL = "sqlite:///journal.db"
REGISTER = ("do", "members.register", "name=Amara", "role=Sponsor", "organisation=Vale")
LOOKING = {
    "agenda",
    "brief",
    "candidate",
    "compare",
    "evaluate",
    "facilitation",
    "history",
    "impact",
    "learning",
    "metrics",
    "release",
    "report",
    "responsibility",
}


@pytest.fixture
def amara() -> str:
    return done(*REGISTER, "--as", "amara", "--db", URL).out.strip()


def misused(*arguments: str) -> str:
    answer = typed(*arguments)
    assert (2, "") == (answer.code, answer.out)
    return answer.sentence


def test_only_commands_that_look_offer_a_time_to_look_at() -> None:
    assert LOOKING == {name for name in COMMANDS if "--as-at" in done(name, "--help").out}
    assert LOOKING == {name for name in COMMANDS if "--as-known-at" in done(name, "--help").out}


@pytest.mark.parametrize("option", ["--as-at", "--as-known-at"])
@pytest.mark.parametrize("command", [REGISTER, ("demo",), ("commands",)], ids=["do", "demo", "commands"])
def test_a_time_to_look_at_is_refused_where_it_would_be_passed_over(option: str, command: tuple[str, ...]) -> None:
    assert "are for looking" in misused("--db", URL, option, "2025-01-06", *command)
    assert "No such option" in misused(*command, "--db", URL, option, "2025-01-06")
    assert not Path("journal.db").exists()


def test_the_list_of_commands_says_what_each_says_of_itself() -> None:
    context = Context(app)
    commands = {name: app.get_command(context, name) for name in COMMANDS}
    assert {name: (each.help or "").splitlines()[0] for name, each in commands.items() if each} == SHORT_HELP


def test_a_label_names_one_thing(amara: str) -> None:
    for label in ("amara", amara[:4], amara[:8]):
        assert f"names {amara} in this journal already" in misused(*REGISTER, "--as", label, "--db", URL)
    done(*REGISTER, "--as", "zoe", "--db", URL)


def test_a_repeated_command_may_repeat_its_label() -> None:
    again = (*REGISTER, "--as", "zoe", "--command-id", "00000000-0000-4000-8000-000000000001", "--db", URL)
    assert done(*again).out == done(*again).out


def test_an_alias_that_is_the_beginning_of_another_id_is_ambiguous(amara: str) -> None:
    from actionlearning.application.opening import open_library  # noqa: PLC0415

    with open_library(URL) as al:
        from actionlearning import members  # noqa: PLC0415

        other = al.acting_as(None, alias=amara[:6]).do(members.register, name="x", role="y", organisation="z")
        both = tuple(sorted([UUID(amara), other]))
        with pytest.raises(Ambiguous, match="write the id itself") as caught:
            Names(al.journal).id(amara[:6])
        assert Ambiguous(name=amara[:6], ids=both) == caught.value
        with pytest.raises(LabelTaken):
            Names(al.journal).must_be_free(amara[:6])
        assert UUID(amara) == Names(al.journal).id("amara"), "the control"


def test_an_argument_given_twice_is_refused() -> None:
    assert "name is given twice" in misused(*REGISTER, "name=Ben", "--db", URL)


@pytest.mark.parametrize("url", ["", "sqlite:///journal.db?mode=ro"])
def test_a_url_that_is_empty_or_has_a_query_names_no_journal(url: str) -> None:
    assert f'"{url}" names no journal' in misused(*REGISTER, "--db", url)
    assert [] == list(Path().iterdir())


@pytest.mark.parametrize("keyring", ["journal.db", "./journal.db"])
def test_one_file_cannot_be_journal_and_keyring(keyring: str) -> None:
    assert "cannot be both" in misused(*REGISTER, "--db", URL, "--keyring", f"sqlite:///{keyring}")
    assert [] == list(Path().iterdir())


def test_a_keyring_that_is_gone_is_not_made_anew(amara: str) -> None:
    Path("journal.keys.db").rename("elsewhere.db")
    answer = typed(*REGISTER, "--db", URL)
    assert (1, "") == (answer.code, answer.out)
    assert "the keyring journal.keys.db is gone" in answer.sentence
    assert not Path("journal.keys.db").exists()
    Path("elsewhere.db").rename("journal.keys.db")
    done(*REGISTER, "--db", URL)
    assert amara in done("history", "member", amara, "--db", URL, "--format", "json").out


def test_a_plain_journal_is_used_by_who_accepts_its_guards(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SQLITE_DBNAME", "plain.db")
    register = (*REGISTER, "--db", "plain:eventsourcing.sqlite", "--keyring", "sqlite:///plain.keys.db")
    assert "written-only" in typed(*register).sentence
    done(*register, "--guards", "written-only")


def test_what_was_not_simulated_is_not_called_so(amara: str) -> None:
    told = done("history", "member", amara, "--db", URL)
    assert "simulated" not in told.out
    assert " UTC, known up to position 1" in told.out
    assert [] == [line for line in told.out.splitlines() if line != line.rstrip()]
    assert done("history", "member", amara, "--db", URL, "--format", "json").json["simulated"] is False


def test_a_history_gives_machines_the_event_itself(amara: str) -> None:
    (entry,) = done("history", "member", amara, "--db", URL, "--format", "json").json["entries"]
    assert ("Amara", "Sponsor", "Vale") == tuple(entry["event"][name] for name in ("name", "role", "organisation"))
    assert UUID(entry["command"])


def test_kinds_and_defaults_are_told_in_words() -> None:
    told = done("commands", "sets.form").out
    assert "no [smallest 4, largest 8" in told
    every = "".join(done("commands", each["name"]).out for each in done("commands", "--format", "json").json)
    assert 'several LearningId or "none yet"' in " ".join(every.split())
    assert [] == [kind for kind in ("Union", "Optional", "tuple", "SetPolicy(", " str ") if kind in every]


def test_a_demo_without_kept_keys_suggests_only_figures_and_is_told_once(postgres_url: str) -> None:
    told = done("demo", "--db", postgres_url).out
    hints = told[told.index("The keys of what people said were thrown away") :].splitlines()
    assert ["metrics ward-set", "metrics calder-vale"] == [" ".join(line.split()[-2:]) for line in hints[1:]]
    done("metrics", "ward-set", "--db", postgres_url)
    assert "the keys of its texts are not here" in misused("demo", "--db", postgres_url)
    done("demo", "--db", postgres_url, "--format", "json")


def test_a_password_is_not_shown() -> None:
    assert "postgresql://amara:…@host/x" == shown("postgresql://amara:hunter@2@host/x")
