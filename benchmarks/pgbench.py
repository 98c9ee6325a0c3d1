"""The insert of the raw driver, sent by PostgreSQL's own `pgbench`: what the server can do where no Python is in the way."""

from __future__ import annotations

import re
import shutil
import subprocess
from pathlib import Path

import psycopg
from cores import on_any_core
from measuring import Contender
from places import Place, embedded_postgres
from psycopg.conninfo import conninfo_to_dict
from raw import COLUMNS, PG_INDEXES, PG_TABLE, SHOWN
from sample import STATE, TOPIC

__all__ = ["pgbench", "program"]

SCRIPT = (
    f"INSERT INTO events ({COLUMNS}) VALUES (gen_random_uuid(), 1, '{TOPIC}', '\\x{STATE.hex()}', gen_random_uuid(), NULL);\n"
)

NAMES = ", ".join(f"'{name}'" for name in SHOWN)
ASKING = f"INSERT INTO settings SELECT name, setting FROM pg_settings WHERE name IN ({NAMES});\n"
"""It prints nothing that it reads, so it writes what its own connection has set."""


def program() -> str | None:
    """Where pgbench is: among the binaries that embedded-postgres brings, else in the path."""
    brought = Path(embedded_postgres().__file__).parent / "pginstall" / "bin" / "pgbench"
    return str(brought) if brought.exists() else shutil.which("pgbench")


def pgbench(place: Place, *, writers: int, slow_flush: bool = False) -> dict[str, Contender]:
    """One contender, or none where there is no pgbench or no PostgreSQL. It works in whole seconds."""
    path = program()
    if path is None or place.backend != "postgresql":
        return {}
    if "pgbench" not in place.urls:
        place.urls["pgbench"] = place.url("pgbench", slow_flush=slow_flush)
        with psycopg.connect(place.urls["pgbench"], autocommit=True) as connection:
            for statement in (PG_TABLE, *PG_INDEXES):
                connection.execute(statement)  # type: ignore[arg-type]  # psycopg wants literals
    url = place.urls["pgbench"]
    script, asking = place.folder / "insert.sql", place.folder / "settings.sql"
    script.write_text(SCRIPT)
    asking.write_text(ASKING)
    parts = conninfo_to_dict(url)
    where = ["-h", str(parts["host"]), "-U", str(parts["user"]), str(parts["dbname"])]
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute("CREATE TABLE IF NOT EXISTS settings (name text, value text)")
        told_by = [path, "-n", "-M", "prepared", "-f", str(asking), "-c", "1", "-t", "1", *where]
        subprocess.run(told_by, check=True, capture_output=True)
        place.settings["pgbench"] = dict(connection.execute("SELECT name, value FROM settings"))

    def measured(seconds: float) -> float:
        length = ["-t", "2"] if place.run.brief else ["-T", str(max(1, round(seconds)))]
        how = ["-n", "-M", "prepared", "-f", str(script), "-c", str(writers), "-j", "1", *length]
        # it is no contender of this process, so it does not have to stay on its core
        done = subprocess.run(
            [path, *how, *where], check=True, capture_output=True, text=True, preexec_fn=on_any_core, process_group=0
        )
        (rate,) = re.findall(r"^tps = ([0-9.]+)", done.stdout, re.MULTILINE)
        return float(rate)

    return {"pgbench": measured}
