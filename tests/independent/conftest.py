"""The verifier that is not ours, built once, and where the tests find what those of audit and of the journal have."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOMS = ("journal", "audit", "independent")
sys.path += [str(Path(__file__).parents[1] / room) for room in ROOMS]

SOURCES = Path("/usr/share/gocode")
"""Where Debian's packages put the sources of Go libraries."""

MISSING = "Go or its x/mod package is missing, so NOTHING WAS VERIFIED BY CODE THAT IS NOT OURS; install {}".format(
    "golang-go and golang-golang-x-mod-dev"
)


@pytest.fixture(scope="session")
def goverify(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The program, built against the packaged sources."""
    go = shutil.which("go")
    if go is None or not (SOURCES / "src/golang.org/x/mod/sumdb/tlog").is_dir():
        pytest.skip(MISSING)
    folder = tmp_path_factory.mktemp("goverify")
    settings = {"GO111MODULE": "off", "GOFLAGS": "-mod=mod", "GOPATH": str(SOURCES), "GOCACHE": str(folder / "cache")}
    program = folder / "goverify"
    source = Path(__file__).parent / "goverify" / "main.go"
    subprocess.run([go, "build", "-o", program, source], env={**os.environ, **settings}, check=True, timeout=300)
    return program
