"""A person at a terminal: types a command, and reads what comes back on stdout and stderr."""

from __future__ import annotations

import json
import subprocess
import sys
from typing import Any

from attrs import frozen
from click.testing import CliRunner

from actionlearning.cli.app import app

PROGRAM = (sys.executable, "-c", "from actionlearning.cli import main; main()")


@frozen
class Answer:
    """What a command printed, and its exit code."""

    code: int
    out: str
    err: str

    @property
    def json(self) -> Any:
        return json.loads(self.out)

    @property
    def sentence(self) -> str:
        """The one sentence that an error is told in."""
        (line,) = self.err.splitlines()
        assert line.startswith("actionlearning: ")
        assert "Traceback" not in self.out + self.err
        return line.removeprefix("actionlearning: ")


def typed(*arguments: str, stdin: str | bytes | None = None, env: dict[str, str] | None = None) -> Answer:
    """Run it in this process. An exception that is not turned into words is raised here."""
    result = CliRunner().invoke(app, arguments, input=stdin, env=env, prog_name="actionlearning", catch_exceptions=False)
    return Answer(result.exit_code, result.stdout, result.stderr)


def ran(*arguments: str, **options: Any) -> Answer:
    """Run it in a process of its own."""
    done = subprocess.run([*PROGRAM, *arguments], capture_output=True, check=False, timeout=60, **options)
    return Answer(done.returncode, done.stdout.decode(), done.stderr.decode())


def done(*arguments: str, **options: Any) -> Answer:
    """The same as ``typed``, for what must succeed."""
    answer = typed(*arguments, **options)
    assert answer.code == 0, answer.err
    return answer
