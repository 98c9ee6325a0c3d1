"""On what a run was made: a rate means something on this machine only, so the machine is told with it."""

from __future__ import annotations

import os
import platform
import sqlite3
import tempfile
from importlib.metadata import version
from pathlib import Path
from typing import Any

__all__ = ["facts"]

PACKAGES = ("actionlearning", "eventsourcing", "attrs", "msgspec", "cryptography", "psycopg", "click")


def facts() -> dict[str, Any]:
    """The processor, memory, the file system that databases were on, and the versions of what was measured."""
    return {
        "processor": _first("/proc/cpuinfo", "model name") or platform.processor() or platform.machine(),
        "cores": os.cpu_count(),
        "memory": _first("/proc/meminfo", "MemTotal"),
        "system": platform.platform(),
        "file_system": _file_system(),
        "load_before": os.getloadavg() if hasattr(os, "getloadavg") else None,
        "python": f"{platform.python_implementation()} {platform.python_version()}",
        "sqlite": sqlite3.sqlite_version,
        "packages": {name: version(name) for name in PACKAGES},
    }


def _first(file: str, key: str) -> str:
    """The first value of a key in a file of the system, empty where there is none."""
    if not Path(file).exists():
        return ""
    lines = Path(file).read_text().splitlines()
    return next((line.partition(":")[2].strip() for line in lines if line.startswith(key)), "")


def _file_system() -> str:
    """What kind of file system temporary folders are on."""
    mounts = Path("/proc/mounts")
    if not mounts.exists():
        return "unknown"
    folder = Path(tempfile.gettempdir()).resolve()
    points = [(Path(point), kind) for _, point, kind, *_ in (line.split() for line in mounts.read_text().splitlines())]
    return max(((len(point.parts), kind) for point, kind in points if folder.is_relative_to(point)), default=(0, "unknown"))[1]
