"""The first months of the shipped programme as an operator has signed them, and what an auditor types about them."""

from __future__ import annotations

import os
import shutil
import sqlite3
from contextlib import closing
from importlib.resources import files
from pathlib import Path

import pytest
from terminal import Answer, done, typed

from actionlearning.audit.checkpoint import unverified
from actionlearning.audit.note import read_note

__all__ = ["URL", "begin", "copy", "do", "held", "verified", "words"]

URL = "sqlite:///demo.db"
LINES = 240


def begin(folder: Path) -> None:
    """Record it in a folder, begin its log, and hand a checkpoint of it to the auditor."""
    before = Path.cwd()
    os.chdir(folder)
    try:
        script = files("actionlearning.demo").joinpath("calder-vale.jsonl").read_text("utf-8")
        Path("script.jsonl").write_text("".join(script.splitlines(keepends=True)[:LINES]), "utf-8")
        done("run", "script.jsonl", "--clock", "script", "--db", URL)
        Path("log.vkey").write_text(done("audit", "init", "--name", "example.org/learning", "--db", URL).out, "utf-8")
        Path("held").write_text(done("audit", "checkpoint", "--to", "auditor", "--db", URL).out, "utf-8")
        done("audit", "bundle", "--out", "whole", "--db", URL)
        done("audit", "bundle", "--out", "part", "--set", "ward-set", "--db", URL)
    finally:
        os.chdir(before)


def copy(begun: Path, to: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Stand in a copy of that folder, with nothing said in the environment."""
    for name in ("ACTIONLEARNING_DB", "ACTIONLEARNING_KEK", "ACTIONLEARNING_KEYRING", "ACTIONLEARNING_AUDIT_KEY", "COLUMNS"):
        monkeypatch.delenv(name, raising=False)
    shutil.copytree(begun, to / "it", symlinks=True)
    monkeypatch.chdir(to / "it")


def held() -> int:
    """How many events the auditor's checkpoint covers."""
    return unverified(read_note(Path("held").read_bytes())).size


def do(statement: str) -> None:
    with closing(sqlite3.connect("demo.db", isolation_level=None)) as connection:
        connection.execute(statement)


def verified(*more: str, bundle: str = "whole") -> Answer:
    return typed("audit", "verify", bundle, "--key", "log.vkey", *more)


def words(answer: Answer) -> str:
    return " ".join(answer.out.split())
