"""The files of a bundle as a verifier meets them: each read once, compared with its sum, and none of them unasked for."""

from __future__ import annotations

import os
import re
from hashlib import sha256
from os import PathLike
from pathlib import Path

from attrs import frozen

from actionlearning.audit.errors import BadBundle
from actionlearning.audit.layout import LARGEST_FILE, SUMS, sums_line

__all__ = ["BundleFiles", "Problem"]

PATH = re.compile(r"[A-Za-z0-9._-]+(?:/[A-Za-z0-9._-]+)*")
LINE = re.compile(r"([0-9a-f]{64})  ([A-Za-z0-9._/-]+)\n")


@frozen
class Problem:
    """What is not as it must be: in which file, and of which entry, counted from 0, where it is about one."""

    where: str
    why: str
    index: int | None = None

    def __str__(self) -> str:
        return f"{self.where}: {self.why}" if self.index is None else f"{self.where}, event {self.index + 1}: {self.why}"


class BundleFiles:
    """A folder. Files that differ from their sum are ``problems``, and are read all the same, to find out more."""

    def __init__(self, folder: str | PathLike[str]) -> None:
        self.problems: list[Problem] = []
        self._folder = Path(folder)
        self._there = self._walk()
        self._sums = self._read_sums()
        self._read: set[str] = {SUMS}
        for path in sorted(self._sums.keys() - self._there):
            self.problems.append(Problem(path, f"it is missing, and {SUMS} has it"))

    def __contains__(self, path: str) -> bool:
        return path in self._there

    def names(self, folder: str) -> list[str]:
        """The files in a folder and below, in order."""
        return sorted(path for path in self._there if path.startswith(f"{folder}/"))

    def read(self, path: str) -> bytes:
        """A file. Raises ``BadBundle`` where it is missing or too large."""
        data = self._bytes(path)
        self._read.add(path)
        if path not in self._sums:
            self.problems.append(Problem(path, f"{SUMS} does not have it"))
        elif sha256(data).hexdigest() != self._sums[path]:
            self.problems.append(Problem(path, f"it is not the file that {SUMS} has"))
        return data

    def finish(self) -> None:
        """Note the files that nothing needed."""
        for path in sorted(self._there - self._read):
            self.problems.append(Problem(path, "there is no such file in a bundle like this"))

    def _walk(self) -> set[str]:
        there: set[str] = set()
        if not self._folder.is_dir():
            raise BadBundle(where=str(self._folder), why="there is no bundle; name the folder that one was written to")
        for folder, folders, files in os.walk(self._folder, onerror=_unreadable):
            for name in (*folders, *files):
                path = Path(folder, name)
                told = path.relative_to(self._folder).as_posix()
                if path.is_symlink() or not (path.is_dir() or path.is_file()) or not PATH.fullmatch(told):
                    raise BadBundle(where=ascii(told), why="a bundle has plain files with plain names, and nothing else")
                if path.is_file():
                    there.add(told)
        return there

    def _read_sums(self) -> dict[str, str]:
        text = self._bytes(SUMS).decode("ascii", "replace")
        found = LINE.findall(text)
        sums = {path: digest for digest, path in found}
        if "".join(sums_line(path, sums[path]) for path in sorted(sums)) != text or SUMS in sums:
            raise BadBundle(where=SUMS, why="it is not written as it should be")
        return sums

    def _bytes(self, path: str) -> bytes:
        if path not in self._there:
            raise BadBundle(where=path, why="it is missing")
        try:
            with (self._folder / path).open("rb") as file:
                size = os.fstat(file.fileno()).st_size
                if size > LARGEST_FILE:
                    raise BadBundle(where=path, why=f"it has more than {LARGEST_FILE} bytes")
                return file.read(size)  # which takes as much memory at once as is asked for
        except OSError as cause:
            raise BadBundle(where=path, why=f"it cannot be read: {cause.strerror}") from cause


def _unreadable(error: OSError) -> None:
    raise BadBundle(where=str(error.filename), why=f"it cannot be read: {error.strerror}") from error
