"""Who asks to be forgotten is forgotten, nobody else is, and wherever that was interrupted it is done in the end."""

from __future__ import annotations

import json
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from uuid import UUID

import pytest
from forgetting import KEK, NEW_KEK, Crash, names_of, pair

from actionlearning import KEEPER, ActionLearning, Reader, members
from actionlearning.application.acting import Forgotten
from actionlearning.application.erasure import NotDestroyed, Step, erase, finish, state_of, unfinished
from actionlearning.application.opening import open_library
from actionlearning.application.reading import Erased
from actionlearning.application.scripts import run
from actionlearning.application.work import NothingThere
from actionlearning.domain.member.errors import UnderLegalHold
from actionlearning.domain.values import MemberId
from actionlearning.sealing.keyring import MemoryKeyring, UnknownKey
from actionlearning.sealing.postgres import PostgresKeyring
from actionlearning.sealing.sqlite import WrongKeyEncryptionKey


@pytest.fixture(params=["memory", "sqlite", "postgresql"])
def al(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[ActionLearning]:
    match request.param:
        case "memory":
            opened = open_library("memory:")
        case "sqlite":
            opened = open_library(f"sqlite:///{tmp_path / 'x.db'}", kek=KEK)
        case _:
            opened = open_library("memory:", keyring=PostgresKeyring(request.getfixturevalue("postgres_url"), KEK))
    with opened:
        yield opened


# --- erasing


def test_who_asks_is_forgotten_and_nobody_else(al: ActionLearning) -> None:
    farid, helen = pair(al)
    (name, role), (other, _) = names_of(al, farid), names_of(al, helen)
    assert "Farid Haddad" == al.reveal(name, KEEPER)  # the control
    state = erase(al, farid, by=helen)
    assert state.done
    for handle in (name, role):
        for reader in (KEEPER, Reader.person(farid)):
            with pytest.raises(Erased):
                al.reveal(handle, reader)
    assert "Helen Frost" == al.reveal(other, KEEPER)
    assert ["member.registered", "member.erasure-requested", "member.personal-data-erased"] == [
        recorded.name for recorded in al.journal.read(farid)
    ]
    assert [farid, helen] == [recorded.actor for recorded in al.journal.read(farid, after=1)]


def test_erasing_again_changes_nothing(al: ActionLearning) -> None:
    farid, _ = pair(al)
    first = erase(al, farid)
    position = al.journal.position()
    assert (first, position) == (erase(al, farid), al.journal.position())


def test_from_the_request_on_nothing_is_revealed_though_the_key_is_there(al: ActionLearning) -> None:
    farid, _ = pair(al)
    (name, _) = names_of(al, farid)
    al.acting_as(farid).do(members.request_erasure)
    with pytest.raises(Erased):
        al.reveal(name, KEEPER)
    assert "Farid Haddad" == al.journal.reveal(name)  # the control: the key is there
    assert [farid] == [each.member for each in unfinished(al)]
    assert [True] == [each.done for each in finish(al)]
    assert [] == unfinished(al)


def test_a_legal_hold_refuses_and_nothing_is_destroyed(al: ActionLearning) -> None:
    farid, helen = pair(al)
    (name, _) = names_of(al, farid)
    al.acting_as(helen).do(members.place_legal_hold, member=farid, reason="Claim 2025-17")
    with pytest.raises(UnderLegalHold):
        erase(al, farid)
    assert "Farid Haddad" == al.reveal(name, KEEPER)
    assert al.keyring.tombstone(farid) is None
    al.acting_as(helen).do(members.lift_legal_hold, member=farid, reason="Settled")
    assert erase(al, farid).done


def test_nothing_is_said_by_or_about_who_is_forgotten(al: ActionLearning) -> None:
    farid, helen = pair(al)
    about_farid = al.acting_as(helen, also_about=[farid])
    about_farid.do(members.set_development_goal, goal="Be as patient as Farid")  # the control
    erase(al, farid)
    position = al.journal.position()
    for late in (about_farid, al.acting_as(helen, also_about=[helen, farid])):
        with pytest.raises(Forgotten) as refused:
            late.do(members.set_development_goal, goal="Be as patient as Farid")
        assert Forgotten(member=farid) == refused.value
    assert position == al.journal.position()
    with pytest.raises(NothingThere):
        erase(al, MemberId(UUID(int=7)))


def test_a_text_that_names_somebody_is_erased_with_them_and_never_theirs_to_read(al: ActionLearning) -> None:
    farid, helen = pair(al)
    al.acting_as(helen, also_about=[farid]).do(members.set_development_goal, goal="Be as patient as Farid")
    al.acting_as(helen).do(members.set_development_goal, goal="Listen")
    about, own = (recorded.event.goal for recorded in al.journal.read(helen, after=1))
    assert (helen, farid) == about.subjects
    assert "Be as patient as Farid" == al.reveal(about, Reader.person(helen))
    with pytest.raises(Exception, match="is not for this reader"):
        al.reveal(about, Reader.person(farid))
    erase(al, farid)
    with pytest.raises(Erased):
        al.reveal(about, Reader.person(helen))
    assert "Listen" == al.reveal(own, Reader.person(helen))


def test_a_line_of_a_script_says_whom_else_it_is_about(al: ActionLearning) -> None:
    farid, helen = pair(al)
    line = {"do": "members.set_development_goal", "by": str(helen), "about": [str(farid)], "with": {"goal": "Be as Farid is"}}
    list(run(al, [json.dumps(line)], name="script"))
    (goal,) = (recorded.event.goal for recorded in al.journal.read(helen, after=1))
    assert (helen, farid) == goal.subjects


def test_a_name_is_one_persons(al: ActionLearning) -> None:
    farid, _ = pair(al)
    with pytest.raises(members.OnePersonsName):
        al.acting_as(None, also_about=[farid]).do(members.register, name="A", role="r", organisation="Trust")


def test_a_keyring_that_only_says_so_is_found_out() -> None:
    class Undead(MemoryKeyring):
        def destroy(self, subject: MemberId) -> None:
            pass

    with open_library("memory:", keyring=Undead()) as al:
        farid, _ = pair(al)
        with pytest.raises(NotDestroyed):
            erase(al, farid)
        assert not state_of(al, farid).done


def test_another_keyring_never_reads_as_erased_and_erases_nothing(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'x.db'}"
    with open_library(url, kek=KEK) as al:
        farid, _ = pair(al)
        (name, _) = names_of(al, farid)
        position = al.journal.position()
    with open_library(url, keyring=MemoryKeyring()) as wrong:
        for use in (lambda: wrong.reveal(name, KEEPER), lambda: erase(wrong, farid)):
            with pytest.raises(UnknownKey):
                use()
        assert position == wrong.journal.position()
    with open_library(url, kek=NEW_KEK) as wrong:
        for use in (lambda: wrong.reveal(name, KEEPER), lambda: erase(wrong, farid)):
            with pytest.raises(WrongKeyEncryptionKey):
                use()
        assert position == wrong.journal.position()
    with open_library(url, kek=KEK) as al:
        assert "Farid Haddad" == al.reveal(name, KEEPER)


# --- interrupted


def steps_before(stop: Step) -> Callable[[Step], None]:
    def reached(step: Step) -> None:
        if step is stop:
            raise Crash

    return reached


@pytest.mark.parametrize("stop", list(Step))
def test_interrupted_at_any_step_it_converges_when_done_again(al: ActionLearning, stop: Step) -> None:
    farid, helen = pair(al)
    purged: list[MemberId] = []
    with pytest.raises(Crash):
        erase(al, farid, by=helen, purges=[purged.append], reached=steps_before(stop))
    assert (stop is Step.RECORDED) == state_of(al, farid).done
    assert erase(al, farid, by=helen, purges=[purged.append]).done
    assert farid in purged
    assert 3 == len(al.journal.read(farid))


def test_a_purge_that_fails_is_done_again(al: ActionLearning) -> None:
    farid, _ = pair(al)

    def fails(_: MemberId) -> None:
        raise Crash

    with pytest.raises(Crash):
        erase(al, farid, purges=[fails])
    state = state_of(al, farid)
    assert (True, None) == (state.destroyed, state.recorded_at)
    assert erase(al, farid).done


KILLED = """
import os, signal, sys
from uuid import UUID
from actionlearning.application.erasure import Step, erase
from actionlearning.application.opening import open_library

def reached(step):
    if step.value == sys.argv[3]:
        os.kill(os.getpid(), signal.SIGKILL)

with open_library(sys.argv[1], kek=b"k" * 32) as al:
    erase(al, UUID(sys.argv[2]), reached=reached)
"""


def test_killed_at_any_step_it_converges_when_done_again(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'x.db'}"
    for step in Step:
        with open_library(url, kek=KEK) as al:
            farid, _ = pair(al)
        code = subprocess.run([sys.executable, "-c", KILLED, url, str(farid), step.value], check=False).returncode
        assert -signal.SIGKILL == code
        with open_library(url, kek=KEK) as al:
            assert erase(al, farid).done
            assert 3 == len(al.journal.read(farid))
