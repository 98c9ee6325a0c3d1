"""``audit replay`` tells the history that a bundle holds, needs no journal and no key for it, and believes nothing unproved."""

from __future__ import annotations

import json
import re
import shutil
import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from signed_demo import URL, do, verified
from terminal import done, typed

pytestmark = pytest.mark.usefixtures("signed_demo")


@pytest.mark.parametrize(
    ("bundle", "when"),
    [
        ("whole", ()),
        ("part", ()),
        ("whole", ("--as-at", "2025-01-14")),
        ("part", ("--as-known-at", "100")),
        ("whole", ("--as-known-at", "2025-01-14")),
    ],
)
def test_a_bundle_alone_tells_the_history_that_the_journal_tells(bundle: str, when: tuple[str, ...]) -> None:
    def plain(told: dict[str, Any]) -> dict[str, Any]:
        """What is not sealed, and not of this moment."""
        entries = [{key: each[key] for key in each.keys() - {"event", "sentence"}} for each in told["entries"]]
        return {**told, "entries": entries, "as_at": told["as_at"] if "--as-at" in when else None}

    expected = done("history", "set", "ward-set", "--db", URL, "--format", "json", *when).json
    shutil.move("demo.keys.db", "elsewhere")
    shutil.move("demo.db", "gone")
    answer = done("audit", "replay", bundle, "set", "ward-set", "--key", "log.vkey", "--format", "json", *when)
    assert "" == answer.err
    assert plain(expected) == plain(answer.json)
    assert len(expected["entries"]) > 20
    assert "[sealed]" in answer.out
    assert "Aisha" in json.dumps(expected), "the control"
    assert "Aisha" not in answer.out


def test_people_are_told_apart_in_a_replay_though_their_names_are_sealed() -> None:
    told = done("audit", "replay", "part", "set", "ward-set")
    assert 6 < len(set(re.findall(r"member [0-9a-f]{8}", told.out)))
    assert "nobody's signature was looked at" in told.err


def test_what_is_not_what_was_hashed_is_left_out_and_named_with_its_position() -> None:
    path = next(path for path in sorted(Path("whole/payload").rglob("*")) if path.is_file())
    lines = path.read_text("utf-8").split("\n")
    changed = next(n for n, line in enumerate(lines) if '"session":' in line)
    lines[changed] = lines[changed].replace('"session":', '"session": ', 1)
    path.write_text("\n".join(lines), "utf-8")
    answer = typed("audit", "replay", "whole", "set", "ward-set", "--key", "log.vkey")
    assert 3 == answer.code
    assert f"event {changed + 1}: version " in answer.err
    assert "joined the set" in answer.out, "the rest is told"


@pytest.mark.parametrize("broken", ["entries.jsonl", "payloads.jsonl", "a proof by another name", "a whole bundle", "a folder"])
def test_of_an_excerpt_that_is_broken_what_holds_is_told_and_nothing_crashes(broken: str) -> None:
    excerpt = Path("part/excerpt")
    match broken:
        case "a proof by another name":
            max(excerpt.glob("*.tlog-proof")).rename(excerpt / "last.tlog-proof")
        case "a whole bundle":
            about = Path("part/bundle.json")
            shutil.rmtree("part")
            shutil.copytree("whole", "part")
            about.write_text(about.read_text("utf-8").replace('"whole"', '"excerpt"'), "utf-8")
        case "a folder":
            (excerpt / "payloads.jsonl").unlink()
            (excerpt / "payloads.jsonl").mkdir()
        case _:
            (excerpt / broken).unlink()
    answer = typed("audit", "replay", "part", "set", "ward-set", "--key", "log.vkey")
    assert 3 == answer.code
    assert all(line.startswith("actionlearning: ") for line in answer.err.splitlines())
    assert ("joined the set" in answer.out) == (broken == "a proof by another name"), "what was verified before it is told"


@pytest.mark.parametrize(
    ("altered", "why"),
    [
        ("topic = 'set.session-closed.9'", "its version is newer than this release"),
        ("""state = CAST(replace(CAST(state AS TEXT), '"actor":"', '"actor":"z') AS BLOB)""", "Invalid UUID"),
    ],
    ids=["a newer event", "an actor that is none"],
)
def test_what_this_release_cannot_read_is_left_out_and_named_with_its_position(altered: str, why: str) -> None:
    with closing(sqlite3.connect("demo.db", isolation_level=None)) as connection:
        query = "SELECT max(position) FROM stored_events WHERE topic = 'set.session-closed.1'"
        ((position,),) = connection.execute(query).fetchall()
        connection.execute(f"UPDATE stored_events SET {altered} WHERE position = ?", (position,))
        for table in ("al_audit_log", "al_audit_tiles", "al_audit_checkpoints"):
            connection.execute(f"DROP TABLE {table}")
        connection.execute("DELETE FROM al_projections WHERE projection = 'audit'")
    done("audit", "init", "--name", "example.org/learning", "--db", URL)
    done("audit", "checkpoint", "--db", URL)
    done("audit", "bundle", "--out", "newer", "--db", URL)
    assert 0 == verified(bundle="newer").code
    answer = typed("audit", "replay", "newer", "set", "ward-set", "--key", "log.vkey")
    assert 1 == answer.code
    assert f"position {position}: event" in answer.err
    assert why in answer.err
    assert "joined the set" in answer.out


def test_a_bundle_that_somebody_has_made_up_moves_no_terminal_and_crashes_nothing() -> None:
    done("do", "members.register", "name=x", "role=y", "organisation=Dale", "--as", "dale", "--db", URL)
    for old, new in (("Dale", r"\u001b[2J\u009b2J\u202e"), ("Europe/London", r"Europe/\u001b[2J"), ("ward set", r"\u001b[2J")):
        do(f"UPDATE stored_events SET state = CAST(REPLACE(state, '{old}', '{new}') AS BLOB)")
    do("DELETE FROM stored_events WHERE topic = 'programme.chartered.1'")
    for table in ("al_audit_log", "al_audit_tiles", "al_audit_checkpoints"):
        do(f"DROP TABLE {table}")
    do("DELETE FROM al_projections WHERE projection = 'audit'")
    done("audit", "init", "--name", "example.org/learning", "--db", URL)
    done("audit", "checkpoint", "--db", URL)
    done("audit", "bundle", "--out", "hostile", "--db", URL)
    told = ""
    for about in (("set", "ward-set"), ("member", "dale"), ("programme", "calder-vale")):
        answer = typed("audit", "replay", "hostile", *about, "--key", "log.vkey")
        assert answer.code in (1, 3)
        assert answer.err
        told += answer.out + answer.err
        assert not any(code in answer.out + answer.err for code in ("\x1b", "\x9b", "\u202e"))
    assert "\N{REPLACEMENT CHARACTER}" in told, "the control: some of it would have been printed"
    answer = verified("--format", "json", bundle="hostile")
    assert 3 == answer.code, "a stream that begins with its second event"


def test_a_bundle_that_is_none_is_not_replayed() -> None:
    answer = typed("audit", "replay", "absent", "set", "ward-set")
    assert 1 == answer.code
    assert "there is no bundle" in answer.err
    assert 1 == typed("audit", "replay", "whole", "set", "no-such-set", "--key", "log.vkey").code
