"""A page of the documentation as something to run: its code blocks, in order, in a folder of the page's own.

What the info string of a block says is what is done with it:

- ``python``: run, all blocks of a page sharing one namespace; a ``text`` block right after it is what it printed;
- ``console``: each line after ``$`` is a command, and what follows is what it printed; it must succeed unless the next command
  is ``echo $?``; ``export`` lasts for the page;
- ``sh``: each ``actionlearning`` line must succeed, and each ``make`` line must name a target;
- any language with a file name after it, such as ``jsonl first.jsonl``: written to that file.

In what was printed, ``...`` stands for anything. The demo takes seconds and pages begin with it, so it is recorded once and
copied where another page asks for just the same.
"""

from __future__ import annotations

import io
import os
import re
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import chdir, redirect_stdout
from pathlib import Path
from shutil import copy2

from attrs import define, field, frozen

ROOT = Path(__file__).parents[2]
PAGES = sorted([ROOT / "README.md", *(ROOT / "docs").rglob("*.md")])

FENCE = re.compile(r"^```(?P<info>[^\n`]*)\n(?P<body>.*?)^```$", re.MULTILINE | re.DOTALL)
EXPORT = re.compile(r"export (?P<name>\w+)=(?P<value>.*)", re.DOTALL)
TARGET = re.compile(r"^(\w+):", re.MULTILINE)
SECONDS = 60

DEMO = "actionlearning demo --db sqlite:///demo.db"


@frozen
class Block:
    """A fenced block: its language, a file name if it has one, its text, and the line where it begins."""

    language: str
    file: str
    body: str
    line: int


@frozen
class Command:
    """A command of a console block, and what it is said to print."""

    text: str
    prints: str


def blocks(page: Path) -> list[Block]:
    """The fenced blocks of a page, top down."""
    text = page.read_text("utf-8")
    found = []
    for fence in FENCE.finditer(text):
        language, _, file = fence["info"].strip().partition(" ")
        found.append(Block(language, file.strip(), fence["body"], text.count("\n", 0, fence.start("body")) + 1))
    return found


def commands(body: str) -> Iterator[Command]:
    """The commands of a console block; a line that ends in a backslash goes on in the next."""
    for part in re.split(r"^\$ ", body, flags=re.MULTILINE)[1:]:
        first = re.match(r"(?:[^\n]*\\\n)*[^\n]*\n?", part)
        assert first is not None
        yield Command(first[0].strip(), part[first.end() :])


def agrees(shown: str, printed: str) -> bool:
    """Whether a page shows what was printed, ``...`` standing for anything and spaces at ends of lines for nothing."""
    pieces = [re.escape(piece) for piece in _trimmed(shown).split("...")]
    return re.fullmatch(".*".join(pieces), _trimmed(printed), re.DOTALL) is not None


def _trimmed(text: str) -> str:
    return "\n".join(line.rstrip() for line in text.strip().splitlines())


@define
class Run:
    """One page being run in a folder. ``stands_in`` are addresses that a page names, and what is there in this run."""

    page: Path
    folder: Path
    stands_in: Mapping[str, str] = field(factory=dict)
    names: dict[str, object] = field(factory=dict)
    env: dict[str, str] = field(factory=dict)
    demo: Path | None = None
    """A folder in which pages share the demo, if they do."""
    exit_code: int = 0

    def all(self) -> None:
        """Run the page top down."""
        self.names["__name__"] = "page"
        self.env = {
            **os.environ,
            "PATH": os.pathsep.join([str(Path(sys.executable).parent), os.environ.get("PATH", os.defpath)]),
            "COLUMNS": "80",
        }
        printed: str | None = None
        for block in blocks(self.page):
            where = f"{self.page.relative_to(ROOT)}:{block.line}"
            body = self._here(block.body)
            if block.language == "text" and printed is not None:
                assert agrees(body, printed), f"{where} shows\n{body}\nbut this was printed\n{printed}"
            printed = None
            match block.language:
                case _ if block.file:
                    (self.folder / block.file).write_text(body, "utf-8")
                case "python":
                    printed = self._python(block, where, body)
                case "console":
                    self._console(where, body)
                case "sh":
                    self._shell(where, body)

    def _here(self, body: str) -> str:
        for named, there in self.stands_in.items():
            body = body.replace(named, there)
        return body

    def _python(self, block: Block, where: str, body: str) -> str:
        out = io.StringIO()
        code = compile("\n" * (block.line - 1) + body, str(self.page), "exec")
        given = {name: value for name, value in self.env.items() if os.environ.get(name) != value}
        before = {name: os.environ.get(name) for name in given}
        os.environ.update(given)
        sys.path.insert(0, str(self.folder))
        try:
            with chdir(self.folder), redirect_stdout(out):
                exec(code, self.names)  # noqa: S102  # the page's own block, which is what this is for
        except BaseException as error:
            error.add_note(f"in {where}")
            raise
        finally:
            sys.path.remove(str(self.folder))
            for name, value in before.items():
                if value is None:
                    del os.environ[name]
                else:
                    os.environ[name] = value
        return out.getvalue()

    def _console(self, where: str, body: str) -> None:
        listed = list(commands(body))
        assert listed, f"{where} is a console block without a command after $"
        following = [*(each.text for each in listed[1:]), ""]
        for command, then in zip(listed, following, strict=True):
            printed = self._command(command.text)
            if then != "echo $?":
                assert self.exit_code == 0, f"{where}: {command.text}\nexit code {self.exit_code}\n{printed}"
            if command.prints.strip():
                shown = command.prints
                assert agrees(shown, printed), f"{where}: {command.text}\nshows\n{shown}\nbut this was printed\n{printed}"

    def _shell(self, where: str, body: str) -> None:
        for line in body.splitlines():
            if line.startswith("actionlearning"):
                printed = self._command(line)
                assert self.exit_code == 0, f"{where}: {line}\nexit code {self.exit_code}\n{printed}"
            elif line.startswith("make "):
                targets = TARGET.findall((ROOT / "Makefile").read_text("utf-8"))
                assert line.split()[1] in targets, f"{where}: {line}, but the targets are {targets}"

    def _command(self, text: str) -> str:
        """What a command prints on both streams."""
        if text == "echo $?":
            printed, self.exit_code = f"{self.exit_code}\n", 0
            return printed
        export = EXPORT.fullmatch(text)
        if export is not None:
            text = f"printf %s {export['value']}"
        if text == DEMO and self.demo is not None:
            return self._shared_demo(self.demo)
        done = self._ran(text, self.folder)
        self.exit_code = done.returncode
        if export is None:
            return done.stdout
        self.env[export["name"]] = done.stdout
        return ""

    def _shared_demo(self, shared: Path) -> str:
        """What the demo prints, with the files it leaves behind."""
        printed = shared / "printed.txt"
        if not printed.exists():
            done = self._ran(DEMO, shared)
            assert done.returncode == 0, done.stdout
            printed.write_text(done.stdout, "utf-8")
        for file in shared.glob("demo.*"):
            copy2(file, self.folder)
        self.exit_code = 0
        return printed.read_text("utf-8")

    def _ran(self, text: str, folder: Path) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            ["bash", "-c", text],
            cwd=folder,
            env=self.env,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            timeout=SECONDS,
            check=False,
        )
