"""Ways to break a bundle: a flipped bit in any kind of file, and files removed, added, renamed, truncated and swapped."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterator
from hashlib import sha256
from itertools import pairwise
from pathlib import Path
from random import Random

__all__ = ["Break", "copied", "files_of", "flips", "kind_of", "rearrangements", "sum_up"]

Break = tuple[str, Callable[[Path], None]]
"""What is done, in words, and what does it to a folder."""


def files_of(bundle: Path) -> list[str]:
    return sorted(path.relative_to(bundle).as_posix() for path in bundle.rglob("*") if path.is_file())


def kind_of(path: str) -> str:
    """What kind of file it is: those of one kind lie in one folder, or end alike."""
    parts = path.split("/")
    if parts[0] == "tile":
        return f"tile/{parts[1]}"
    if parts[0] == "earlier" or path.endswith(".tlog-proof"):
        return parts[0] + parts[-1][-5:]
    return parts[0] if parts[0] in {"payload", "schemas"} else path


def copied(bundle: Path, to: Path) -> Path:
    """A copy that shares its files with the original, so a break replaces a file and never writes into it."""
    shutil.copytree(bundle, to, copy_function=os.link)
    return to


def replace(path: Path, data: bytes) -> None:
    path.unlink()
    path.write_bytes(data)


def is_evidence(path: str) -> bool:
    """Whether a file proves something, and is not just there to help."""
    return path not in {"README.md", "SHA256SUMS", "bundle.json"} and not path.startswith("schemas/")


def sum_up(bundle: Path) -> None:
    """Make ``SHA256SUMS`` fit what is there."""
    paths = [path for path in files_of(bundle) if path != "SHA256SUMS"]
    lines = [f"{sha256((bundle / path).read_bytes()).hexdigest()}  {path}\n" for path in paths]
    (bundle / "SHA256SUMS").unlink(missing_ok=True)
    (bundle / "SHA256SUMS").write_text("".join(lines), "utf-8")


def flips(bundle: Path, each: int, seed: int, *, evidence: bool = False) -> Iterator[Break]:
    """So many flipped bits for every kind of file, or for every kind of ``evidence``."""
    random = Random(seed)
    kinds: dict[str, list[str]] = {}
    for path in files_of(bundle):
        if (bundle / path).stat().st_size and (is_evidence(path) or not evidence):
            kinds.setdefault(kind_of(path), []).append(path)
    for paths in kinds.values():
        for _ in range(each):
            path = random.choice(paths)
            data = bytearray((bundle / path).read_bytes())
            bit = random.randrange(len(data) * 8)
            data[bit // 8] ^= 1 << bit % 8
            yield f"bit {bit} of {path}", lambda folder, path=path, data=bytes(data): replace(folder / path, data)


def rearrangements(bundle: Path, *, evidence: bool = False) -> Iterator[Break]:
    """Every file removed, renamed, cut short and emptied, some added, and all neighbours of a kind swapped."""
    paths = [path for path in files_of(bundle) if is_evidence(path) or not evidence]
    for path in paths:
        data = (bundle / path).read_bytes()
        yield f"{path} removed", lambda folder, path=path: (folder / path).unlink()
        yield f"{path} renamed", lambda folder, path=path: (folder / path).rename(folder / f"{path}x") and None
        yield f"{path} longer", lambda folder, path=path, data=data: replace(folder / path, data + b"\n")
        if data:
            yield f"{path} cut short", lambda folder, path=path, data=data: replace(folder / path, data[:-1])
            yield f"{path} emptied", lambda folder, path=path: replace(folder / path, b"")
    for one, two in pairwise(paths):
        first, second = (bundle / one).read_bytes(), (bundle / two).read_bytes()
        if kind_of(one) == kind_of(two) and first != second:
            yield (
                f"{one} and {two} swapped",
                lambda folder, one=one, two=two, first=first, second=second: (
                    replace(folder / one, second),
                    replace(folder / two, first),
                )[0],
            )
    for added in ("more", "tile/0/999", "tile/entries/999", "payload/999", "earlier/3/checkpoint", "schemas/no.such-name.json"):
        yield f"{added} added", lambda folder, added=added: _add(folder / added)


def _add(path: Path) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(b"{}\n")
