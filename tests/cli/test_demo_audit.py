"""The demo ends with what an outsider can prove: no root has changed, and a bundle that was exported holds."""

from __future__ import annotations

import re
import shlex
import shutil
import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from attrs import evolve
from rich.console import Console
from terminal import Answer, done, ran, typed

from actionlearning import ActionLearning
from actionlearning.audit.checkpoint import unverified
from actionlearning.audit.errors import Tampered
from actionlearning.audit.keys import KeyFile
from actionlearning.audit.note import Signer, read_note
from actionlearning.audit.verify import Verdict, verify
from actionlearning.cli import demo, demo_audit
from actionlearning.cli.demo_audit import DemoLog, tell_proof
from actionlearning.domain.values import MemberId

URL = "sqlite:///demo.db"
ROOT = re.compile(r"^(before|again|after) +(\d+)  ([0-9a-f]{64})$", re.MULTILINE)
BEFORE, ALL = "812", "814"
"""How many events there are before somebody asks to be forgotten, and when he is."""


@pytest.fixture(scope="module")
def first(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Answer]:
    """The folder of a demo that was told once, with its bundle, and what was told."""
    folder = tmp_path_factory.mktemp("told")
    return folder, ran("demo", "--db", URL, "--bundle", "bundle", cwd=folder)


@pytest.fixture
def told(first: tuple[Path, Answer], tmp_path: Path) -> str:
    """The end of what was told, in a folder with a copy of all that it left behind."""
    folder, answer = first
    assert 0 == answer.code, answer.err
    shutil.copytree(folder, tmp_path, dirs_exist_ok=True)
    return answer.out.partition("What an outsider can prove")[2]


def statement(sql: str) -> None:
    with closing(sqlite3.connect("demo.db", isolation_level=None)) as connection:
        assert connection.execute(sql).rowcount


def changed() -> None:
    """Somebody writes something else into what was recorded before the erasure."""
    statement("UPDATE stored_events SET state = CAST(REPLACE(state, 'Calder', 'Colder') AS BLOB) WHERE position = 1")


def test_the_root_of_before_is_the_root_of_after_and_the_bundle_holds(told: str, first: tuple[Path, Answer]) -> None:
    roots = ROOT.findall(told)
    assert [("before", BEFORE), ("again", BEFORE), ("after", ALL)] == [(label, size) for label, size, _ in roots]
    assert roots[0][2] == roots[1][2] != roots[2][2]
    words = " ".join(told.split())
    assert "812 events, and the root over them is the very same: nothing was edited to forget him." in words
    assert "After has grown out of before by 2 events, and 6 hashes prove it." in words
    assert "proved: history has only grown since your checkpoint of 812 events" in words
    assert "not proved: events 813 to 814: they are outside the window" in words
    assert "VERIFIED\n" in told
    assert "NOT VERIFIED" not in told
    assert "the keys that sign are in demo.audit.key" in first[1].err


def test_what_an_outsider_can_prove_is_told_twice_in_the_same_words_and_for_machines(told: str) -> None:
    again = done("demo", "--db", URL)
    assert ROOT.findall(told) == ROOT.findall(again.out)
    assert "" == again.err
    assert "VERIFIED\n" in again.out
    audit = done("demo", "--db", URL, "--format", "json").json["audit"]
    (_, _, root), _, (_, _, whole) = ROOT.findall(told)
    assert audit.pop("keys") == [str(signer.verifier) for signer in KeyFile("demo.audit.key").signers()]
    assert audit.pop("log").startswith("actionlearning/")
    assert {
        "size": 814,
        "before": {"size": 812, "root": root},
        "again": root,
        "after": {"size": 814, "root": whole},
        "holds": True,
        "bundle": {"folder": None, "verified": True, "problems": []},
    } == audit


def test_the_log_goes_on_from_where_the_demo_left_it(told: str) -> None:
    (_, _, root) = ROOT.findall(told)[-1]
    status = done("audit", "status", "--all", "--db", URL, "--format", "json").json
    assert ({"size": 814, "root": root}, None) == (status["signed"], status["alarm"])
    done("do", "members.register", "name=Zoe", "role=Auditor", "organisation=Vale", "--db", URL)
    assert 815 == unverified(read_note(done("audit", "checkpoint", "--db", URL).out.encode())).size
    assert [("before", BEFORE), ("again", BEFORE), ("after", "815")] == [
        each[:2] for each in ROOT.findall(done("demo", "--db", URL).out)
    ]


def test_a_bundle_that_is_kept_is_verified_by_the_command_that_is_printed(told: str) -> None:
    assert "exported (kept in bundle)" in told
    (command,) = re.findall(r"^  actionlearning (audit verify .*)$", told, re.MULTILINE)
    assert "VERIFIED" == done(*shlex.split(command)).out.splitlines()[-1]


def test_a_bundle_is_not_written_over_and_nothing_is_told_before_that_is_said() -> None:
    Path("there").mkdir()
    answer = typed("demo", "--db", URL, "--bundle", "there")
    assert (2, "") == (answer.code, answer.out)
    assert "something at there already" in answer.sentence
    assert not Path("demo.db").exists()


@pytest.mark.usefixtures("told")
def test_a_story_that_somebody_has_changed_is_refused() -> None:
    changed()
    answer = typed("demo", "--db", URL)
    assert 3 == answer.code
    assert "the journal is not what it was, at position 1" in answer.sentence
    assert "VERIFIED" not in answer.out


@pytest.mark.usefixtures("told")
def test_a_bundle_that_was_spoilt_on_its_way_is_said_to_be(monkeypatch: pytest.MonkeyPatch) -> None:
    def spoilt_first(out: Path, *given: Any, **more: Any) -> Verdict:
        payload = out / "payload" / "000"
        payload.write_bytes(payload.read_bytes().replace(b"Calder", b"Colder", 1))
        return verify(out, *given, **more)

    monkeypatch.setattr(demo_audit, "verify", spoilt_first)
    answer = typed("demo", "--db", URL)
    assert 3 == answer.code
    assert "! WRONG: payload/000" in answer.out
    assert "NOT VERIFIED\n" in answer.out
    assert "proved:" not in answer.out
    answer = typed("demo", "--db", URL, "--format", "json")
    assert (3, False, False) == (answer.code, answer.json["audit"]["holds"], answer.json["audit"]["bundle"]["verified"])


class Stopped(BaseException):
    """What ends a process, and what no command turns into words."""


def test_a_demo_that_was_stopped_before_the_erasure_goes_on_from_the_checkpoint_that_it_signed() -> None:
    def stop(*_: Any, **__: Any) -> None:
        raise Stopped

    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(demo, "last_chapter", stop)
        with pytest.raises(Stopped):
            typed("demo", "--db", URL, "--format", "json")
    signed = done("audit", "status", "--db", URL, "--format", "json").json["signed"]
    audit = done("demo", "--db", URL, "--format", "json").json["audit"]
    assert (signed, 814, True) == (audit["before"], audit["size"], audit["holds"])


@pytest.mark.usefixtures("told")
def test_hashing_again_looks_at_what_is_stored_and_at_nothing_that_was_kept() -> None:
    with ActionLearning.open(URL) as al:
        log = DemoLog(al, KeyFile("demo.audit.key"))
        member = MemberId(next(each.stream for each in al.journal.read_all(names={"member.erasure-requested"})))
        proof = log.prove(member, Path("one"))
        assert (True, True) == (proof.unmoved, proof.holds)
        changed()
        other = log._root(812)
        assert proof.again != other
        with pytest.raises(Tampered):
            log.prove(member, Path("two"))
        false = evolve(proof, again=other)
        assert (False, False, True) == (false.unmoved, false.holds, false.verdict.holds)
        out = Console(width=200)
        with out.capture() as captured:
            for part in tell_proof(false, kept=None):
                out.print(part)
    assert "The root over the first 812 events is another one" in captured.get()
    assert "very same" not in captured.get()


def test_the_keys_of_another_log_stay_as_they_are_and_the_run_signs_with_one_of_its_own() -> None:
    KeyFile("demo.audit.key").add(Signer.new("example.org/learning/1"))
    secret = Path("demo.audit.key").read_bytes()
    answer = done("demo", "--db", URL)
    assert "demo.audit.key has the keys of another log and stays as it is" in answer.err
    assert secret == Path("demo.audit.key").read_bytes()
    assert "VERIFIED\n" in answer.out
    again = done("demo", "--db", URL)
    assert ROOT.findall(answer.out) == ROOT.findall(again.out)
    assert "VERIFIED, but for the signatures: the keys that signed are not here\n" in again.out
    done("do", "members.register", "name=Zoe", "role=Auditor", "organisation=Vale", "--db", URL)
    longer = done("demo", "--db", URL)
    assert "the key that signed is thrown away" in longer.err
    assert ("after", "815") == ROOT.findall(longer.out)[-1][:2]
    assert "VERIFIED, but for the signatures: the keys that signed are not here\n" in longer.out


@pytest.mark.usefixtures("told")
def test_a_log_that_is_younger_than_the_erasure_has_no_root_of_before() -> None:
    for table in ("al_audit_log", "al_audit_tiles", "al_audit_checkpoints"):
        with closing(sqlite3.connect("demo.db", isolation_level=None)) as connection:
            connection.execute(f"DROP TABLE {table}")
    statement("DELETE FROM al_projections WHERE projection = 'audit'")
    out = done("demo", "--db", URL).out
    assert [("after", ALL)] == [each[:2] for each in ROOT.findall(out)]
    assert "The log was begun after he was forgotten, so there is no root of before" in " ".join(out.split())
    assert "VERIFIED\n" in out


def test_a_plain_journal_says_in_a_sentence_that_it_has_no_log() -> None:
    plain = ("--db", "plain:eventsourcing.popo", "--guards", "written-only", "--keyring", "memory:")
    out = done("demo", *plain).out
    assert "607 figures compared, before and after: not one has changed." in out
    assert "so there is no audit log of it, no checkpoint and no bundle." in " ".join(out.split())
    assert "audit status" not in out
    assert done("demo", *plain, "--format", "json").json["audit"] is None
