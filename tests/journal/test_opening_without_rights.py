"""Who may not write to a journal can still read it, and is told what they may not do."""

from __future__ import annotations

import subprocess
import sys
import tempfile
import textwrap
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from uuid import uuid4

import pytest
from doors import begun, contents
from places import command_of, opened, rated, url_of

UNPRIVILEGED = 65534


def as_nobody(path: Path, what: str) -> str:
    """What a process says that may not write here."""
    program = f"""
        import os, sys
        sys.path.insert(0, {str(Path(__file__).parent)!r})
        import actionlearning.journal.sqlite_opening, cryptography.hazmat.primitives.ciphers.aead  # before rights are given up
        from places import command_of, opened, rated, url_of
        from uuid import uuid4
        from pathlib import Path
        from actionlearning.domain.errors import ActionLearningError
        if os.getuid() == 0:
            os.setgroups([])
            os.setgid({UNPRIVILEGED})
            os.setuid({UNPRIVILEGED})
        path = Path({str(path)!r})
        try:
            {what}
        except ActionLearningError as error:
            print(type(error).__name__, error)
    """
    done = subprocess.run(
        [sys.executable, "-c", textwrap.dedent(program)], capture_output=True, text=True, check=False, timeout=60
    )
    assert (0, "") == (done.returncode, done.stderr)
    return done.stdout.strip()


READ = "journal = opened(url_of(path)); print(len(list(journal.read_all()))); journal.close()"
WRITE = "opened(url_of(path)).append(command_of((uuid4(), 1, rated(2))), guards={}); print('recorded')"


@pytest.fixture
def open_folder(tmp_path: Path) -> Iterator[Path]:
    """A folder that everybody can reach."""
    top = Path(tempfile.gettempdir())
    for folder in (tmp_path, *tmp_path.parents):
        if folder != top and folder.is_relative_to(top):  # those of the test, of its run, and of every run
            folder.chmod(0o755)
    folder = tmp_path / "journals"
    folder.mkdir(mode=0o755)
    yield folder
    folder.chmod(0o755)


def test_a_journal_that_may_be_written_is_written_by_somebody_else(open_folder: Path) -> None:
    path = open_folder / "journal.db"
    begun(path)
    open_folder.chmod(0o777)
    path.chmod(0o666)

    assert "recorded" == as_nobody(path, WRITE)


@pytest.mark.parametrize("mode", [0o555, 0o777], ids=["folder too", "file only"])
def test_a_journal_that_may_not_be_written_can_be_read(open_folder: Path, mode: int) -> None:
    path = open_folder / "journal.db"
    begun(path)
    path.chmod(0o444)
    open_folder.chmod(mode)
    before = contents(open_folder)

    assert "1" == as_nobody(path, READ)
    said = as_nobody(path, WRITE)
    assert said.startswith(f"JournalUnavailable cannot use the journal {path}: "), said
    assert before == contents(open_folder)


def test_a_journal_that_is_being_written_can_be_read_by_who_may_not_write(open_folder: Path) -> None:
    path = open_folder / "journal.db"
    with closing(opened(url_of(path))) as journal:
        journal.append(command_of((uuid4(), 1, rated(1))), guards={})
        for each in open_folder.iterdir():
            each.chmod(0o444)
        open_folder.chmod(0o555)
        said = as_nobody(path, READ)
    assert "1" == said or said.startswith("JournalUnavailable"), said


def test_a_file_that_may_not_be_read_is_unavailable(open_folder: Path) -> None:
    path = open_folder / "journal.db"
    begun(path)
    path.chmod(0o000)

    said = as_nobody(path, READ)
    assert said.startswith(f"JournalUnavailable cannot use the journal {path}: "), said


def test_a_journal_cannot_begin_in_a_folder_that_may_not_be_written(open_folder: Path) -> None:
    open_folder.chmod(0o555)
    said = as_nobody(open_folder / "journal.db", READ)

    assert said.startswith(f"JournalUnavailable cannot use the journal {open_folder / 'journal.db'}: "), said
    assert {} == contents(open_folder)
