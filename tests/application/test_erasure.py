"""Who asks to be forgotten is forgotten: everywhere, for good, wherever it was interrupted, and without moving one figure."""

from __future__ import annotations

import io
import json
import logging
import shutil
import signal
import sqlite3
import subprocess
import sys
import traceback
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path
from typing import Any
from uuid import UUID

import psycopg
import pytest
from erasing_vale import Vale, told

from actionlearning import (
    KEEPER,
    ActionLearning,
    LearningHistory,
    ProgrammeMetrics,
    Reader,
    SetHistory,
    SetMetrics,
    members,
)
from actionlearning.application.acting import Forgotten
from actionlearning.application.auditing import Auditing
from actionlearning.application.erasure import (
    NotDestroyed,
    Step,
    erase,
    finish,
    state_of,
    texts_of,
    unfinished,
)
from actionlearning.application.opening import open_library
from actionlearning.application.reading import Erased
from actionlearning.application.rotating import rewrap
from actionlearning.application.scripts import run
from actionlearning.application.work import NothingThere
from actionlearning.audit.checkpoint import Trust
from actionlearning.audit.note import Signer
from actionlearning.audit.verify import verify
from actionlearning.domain.member.errors import UnderLegalHold
from actionlearning.domain.values import MemberId
from actionlearning.exchange.tabular import Format, export_tables
from actionlearning.sealing.keyring import KeyringError, MemoryKeyring, UnknownKey
from actionlearning.sealing.postgres import PostgresKeyring
from actionlearning.sealing.sqlite import WrongKeyEncryptionKey

KEK, NEW_KEK = b"k" * 32, b"n" * 32


class Crash(Exception):
    pass


def pair(al: ActionLearning) -> tuple[MemberId, MemberId]:
    """Somebody who is to be forgotten, and somebody else."""
    return (
        al.acting_as(None).do(members.register, name="Farid Haddad", role="finance manager", organisation="Trust"),
        al.acting_as(None).do(members.register, name="Helen Frost", role="manager", organisation="Trust"),
    )


def names_of(al: ActionLearning, member: MemberId) -> list[Any]:
    return [handle for _, _, handle in texts_of(al, member)]


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


# --- backups, and what a disk remembers


def test_an_old_keyring_restored_under_the_library_reveals_nothing(tmp_path: Path) -> None:
    url, keys, backup = f"sqlite:///{tmp_path / 'x.db'}", tmp_path / "x.keys.db", tmp_path / "backup.db"
    with open_library(url, kek=KEK) as al:
        farid, helen = pair(al)
        (name, _) = names_of(al, farid)
    shutil.copy(keys, backup)
    with open_library(url, kek=KEK) as al:
        assert erase(al, farid).done
    shutil.copy(backup, keys)
    with open_library(url, kek=KEK) as al:
        assert "Farid Haddad" == al.journal.reveal(name)  # the control: the key is back
        with pytest.raises(Erased):
            al.reveal(name, KEEPER)
        assert [farid] == [each.member for each in unfinished(al)]
        assert [True] == [each.done for each in finish(al, by=helen)]
        with pytest.raises(KeyringError):
            al.journal.reveal(name)


def wrapped(path: Path, member: MemberId) -> bytes:
    with closing(sqlite3.connect(path)) as connection:
        ((found,),) = connection.execute("SELECT wrapped FROM data_keys WHERE subject = ?", (str(member),)).fetchall()
    return bytes(found)


def bytes_in(folder: Path) -> bytes:
    return b"".join(path.read_bytes() for path in sorted(folder.rglob("*")) if path.is_file())


def test_the_wrapped_key_is_in_no_file_once_it_is_destroyed(tmp_path: Path) -> None:
    with open_library(f"sqlite:///{tmp_path / 'x.db'}") as al:
        farid, _ = pair(al)
        key, file = al.keyring.key_for(farid), wrapped(tmp_path / "x.keys.db", farid)
        assert file in bytes_in(tmp_path)  # the control
        state = erase(al, farid)
        assert file not in bytes_in(tmp_path)
        assert key.secret not in bytes_in(tmp_path)
        assert (True, False) == (state.destroyed, state.final)
        rewrap(al)
        assert state_of(al, farid).final


def test_on_a_server_the_wrapped_key_stays_in_its_log_and_is_useless_once_all_is_wrapped_anew(postgres_url: str) -> None:
    with psycopg.connect(postgres_url, autocommit=True) as connection:
        ((data,),) = connection.execute("SHOW data_directory").fetchall()
        with open_library("memory:", keyring=PostgresKeyring(postgres_url, KEK)) as al:
            farid, _ = pair(al)
            query = "SELECT wrapped FROM data_keys WHERE subject = %s"
            ((before,),) = connection.execute(query, (str(farid),)).fetchall()
            erase(al, farid)
            assert [] == connection.execute(query, (str(farid),)).fetchall()
            assert not state_of(al, farid).final
            assert bytes(before) in bytes_in(Path(data) / "pg_wal")  # the control, and why there is more to do
            rewrap(al, kek=NEW_KEK)
            assert state_of(al, farid).final
        with closing(PostgresKeyring(postgres_url, KEK)) as late, pytest.raises(WrongKeyEncryptionKey):
            late.key_for(MemberId(UUID(int=5)))
    for secret in (KEK, NEW_KEK):
        assert secret not in bytes_in(Path(data) / "pg_wal")


# --- a whole programme, before and after


@pytest.fixture(scope="module")
def vale(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Vale]:
    url = f"sqlite:///{tmp_path_factory.mktemp('vale') / 'vale.db'}"
    with pytest.MonkeyPatch.context() as quickly:
        quickly.setenv("ACTIONLEARNING_SQLITE_SYNCHRONOUS", "NORMAL")  # a power cut is not what this is about
        it = told(url, kek=KEK)
    with it.al:
        yield it


FIGURES = (("calder-vale", ProgrammeMetrics, "programme"), ("ward-set", SetMetrics, "set"))


def figures(vale: Vale) -> list[Any]:
    seen = [vale.al.view(view, **{which: vale.ids[name]}).to_json() for name, view, which in FIGURES]
    return [{key: value for key, value in each.items() if key not in ("position", "as_at")} for each in seen]


def everywhere(vale: Vale, folder: Path) -> bytes:
    """Whatever leaves the library, and whatever it leaves on the disk: files, tables, exports, pages, logs and tracebacks."""
    from actionlearning.report.making import page_about  # noqa: PLC0415  # an extra, needed here only
    from actionlearning.report.page import as_html  # noqa: PLC0415  # as above

    al, farid = vale.al, vale.member("M6")
    logged = io.StringIO()
    handler = logging.StreamHandler(logged)
    root = logging.getLogger()
    root.addHandler(handler)
    level, root_level = logging.getLogger("actionlearning").level, root.level
    logging.getLogger("actionlearning").setLevel(logging.DEBUG)
    try:
        export_tables(al, folder / "tables", to=Format.CSV, force=True)
        pages = [as_html(page_about(al, vale.ids[each])) for each in ("M6",)]
        way = al.view(LearningHistory, member=farid)
        reading = al.reading_as(KEEPER)
        words = [reading.shown(problem.title) for problem in way.problems]
        story = "\n".join(str(entry.sentence) for entry in al.view(SetHistory, set=vale.ids["ward-set"]).entries)
    finally:
        root.removeHandler(handler)
        logging.getLogger("actionlearning").setLevel(level)
    assert root.level == root_level
    (folder / "pages.html").write_text("\n".join([*pages, *words, story, logged.getvalue()]))
    try:
        al.reveal(names_of(al, farid)[0], Reader.sponsor_of(vale.ids["calder-vale"]))
    except Exception:  # noqa: BLE001  # whatever it says must say nothing of the text
        (folder / "traceback.txt").write_text(traceback.format_exc())
    assert al.journal.position()
    return bytes_in(folder)


def test_a_whole_programme_keeps_its_figures_and_forgets_the_person(vale: Vale, tmp_path: Path) -> None:
    al, farid = vale.al, vale.member("M6")
    known = [al.reveal(handle, KEEPER) for _, _, handle in texts_of(al, farid)]
    telling = {text for text in known if len(text) > 8}
    assert len(telling) > 10
    before, recorded = figures(vale), list(al.journal.read_all())
    audit = Auditing(al.journal, clock=vale.clock)
    signer = Signer.new(audit.begin())
    held = audit.checkpoint([signer])
    said = everywhere(vale, tmp_path)
    found = {text for text in telling if text.encode() in said}
    assert {"Farid Haddad"} <= found  # the control: pages do show what he said
    assert len(found) > 3
    rows = al.journal.position()

    assert erase(al, farid).done

    shutil.rmtree(tmp_path)
    tmp_path.mkdir()
    after = everywhere(vale, tmp_path)
    folder = Path(al.keyring.path).parent  # type: ignore[attr-defined]  # a keyring in a file
    audit.checkpoint([signer])
    audit.bundle(tmp_path / "bundle")
    verdict = verify(tmp_path / "bundle", Trust((signer.verifier,)), checkpoints=[held])
    assert verdict.holds  # the root that the auditor held is still that of these events
    assert (rows, rows + 2) == (verdict.covered, verdict.entries)
    for where in (after, bytes_in(folder), bytes_in(tmp_path / "bundle")):
        assert [] == [text for text in known if len(text) > 4 and text.encode() in where]
    assert b"former member" in after
    assert before == figures(vale)
    assert recorded == list(al.journal.read_all(until=rows))
    assert rows + 2 == al.journal.position()


def test_without_any_keyring_a_replay_gives_the_same_figures(vale: Vale) -> None:
    url = f"sqlite:///{Path(vale.al.keyring.path).parent / 'vale.db'}"  # type: ignore[attr-defined]  # a keyring in a file
    with open_library(url, keyring=MemoryKeyring(), clock=vale.clock) as keyless:
        other = Vale(keyless, vale.clock, vale.ids)
        assert figures(vale) == figures(other)
        assert list(vale.al.journal.read_all()) == list(keyless.journal.read_all())
        with pytest.raises(UnknownKey):  # the control: it holds no key, and that is not to say that anything was erased
            keyless.reveal(names_of(keyless, vale.member("M1"))[0], KEEPER)
