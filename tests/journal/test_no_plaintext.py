"""What people say in confidence is in no file and no table in the clear."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import closing
from datetime import date
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import attrs
import psycopg
import pytest
from places import command_of, opened, url_of

from actionlearning.domain.member.events import MemberRegistered
from actionlearning.domain.personal import Personal
from actionlearning.domain.problem.events import ActionCommitted, ProblemRaised, QuestionAsked
from actionlearning.domain.programme.events import ProgrammeChartered
from actionlearning.domain.values import ActionId, ActionKind, MemberId, Origin, QuestionForm, QuestionFunction, SetId
from actionlearning.sealing.sqlite import SQLiteKeyring

SAID = (
    "Aisha Rahman-Vogel",
    "ward manager of the seventh floor",
    "I cannot say no to my own team",
    "a rota that nobody signs",
    "I may change it with immediate effect",
    "an eight-week self-roster",
    "gaps below one in twenty",
    "What would happen if you did nothing?",
    "שלום לכולם",
    "名前は秘密です",
    "🌱🌱🌱 seedling",
)
TITLE = "The Calder Vale wards programme"


def events(stream: UUID, member: MemberId, other: MemberId) -> list[tuple[UUID, int, Any]]:
    """Every text of ``SAID``, each in a field for personal text, and the title in one that is not."""
    texts = iter(SAID)

    def said(*subjects: MemberId) -> Personal:
        return Personal(*subjects, text=next(texts))

    committed = (ActionId(uuid4()), 1, date(2025, 2, 7), Origin.SELF, ActionKind.STEP)
    told = [
        ProgrammeChartered(TITLE, ("Calder Vale",), member, "peers who ask", "GBP", "Europe/London"),
        MemberRegistered("Calder Vale", None, None, said(member), said(member)),
        ProblemRaised(SetId(uuid4()), member, said(member), said(member), said(member)),
        ActionCommitted(*committed, said(member), said(member)),
        QuestionAsked(1, other, QuestionForm.OPEN, QuestionFunction.PROBING, said(other, member)),
        *(QuestionAsked(1, other, QuestionForm.OPEN, QuestionFunction.PROBING, said(other)) for _ in range(3)),
    ]
    return [(stream, version, each) for version, each in enumerate(told, start=1)]


def forms(text: str) -> list[bytes]:
    """How a text might stand in a file: as it is, in another encoding, escaped as JSON would."""
    escaped = text.encode("unicode_escape")
    return [text.encode(), text.encode("utf-16-le"), text.encode("utf-16-be"), escaped, escaped.replace(b"\\U000", b"\\u")]


def found_in(bytes_of: Sequence[bytes], texts: Sequence[str]) -> list[str]:
    return [text for text in texts if any(form in each for form in forms(text) for each in bytes_of)]


def revealed(journal: Any, stream: UUID) -> list[str]:
    """Every text of a stream, in the clear."""
    handles = []
    for recorded in journal.read(stream):
        fields = [getattr(recorded.event, field.name) for field in attrs.fields(type(recorded.event))]
        handles += [each for each in fields if isinstance(each, Personal)]
    return [journal.reveal(handle) for handle in handles]


@pytest.mark.parametrize("closed", [False, True], ids=["while it is open", "after it was closed"])
def test_no_file_of_a_journal_on_sqlite_holds_what_was_said(tmp_path: Path, *, closed: bool) -> None:
    keyring = SQLiteKeyring(tmp_path / "journal.keys.db", bytes(range(32)))
    journal = opened(url_of(tmp_path / "journal.db"), keyring=keyring)
    stream, member, other = uuid4(), MemberId(uuid4()), MemberId(uuid4())
    with closing(keyring), closing(journal):
        journal.append(command_of(*events(stream, member, other)), guards={})
        assert sorted(SAID) == sorted(revealed(journal, stream))
        if closed:
            journal.close()
            keyring.close()
        files = {path.name: path.read_bytes() for path in tmp_path.iterdir()}

    expected = {"journal.db", "journal.keys.db"}
    logs = {f"{name}-{kind}" for name in expected for kind in ("wal", "shm")}
    assert (expected if closed else expected | logs) == set(files)
    assert [] == found_in(list(files.values()), SAID)
    assert [TITLE] == found_in(list(files.values()), [TITLE]), "the control: a title is not personal, and is found"


def test_no_column_of_a_journal_on_postgresql_holds_what_was_said(postgres_url: str) -> None:
    stream, member, other = uuid4(), MemberId(uuid4()), MemberId(uuid4())
    with closing(opened(postgres_url)) as journal:
        journal.append(command_of(*events(stream, member, other)), guards={})
        assert sorted(SAID) == sorted(revealed(journal, stream))
    with psycopg.connect(postgres_url) as connection:
        states = [bytes(state) for (state,) in connection.execute("SELECT state FROM stored_events")]
        rows = [row.encode() for (row,) in connection.execute("SELECT stored_events::text FROM stored_events")]

    assert [] == found_in([*states, *rows], SAID)
    assert [TITLE] == found_in(states, [TITLE]), "the control: a title is not personal, and is found"


def test_the_search_would_find_what_was_said() -> None:
    for text in SAID:
        assert [text] == found_in([b"..." + text.encode() + b"..."], [text])
        assert [text] == found_in([b"..." + text.encode("utf-16-le") + b"..."], [text])


def test_two_texts_that_are_the_same_are_not_seen_to_be(tmp_path: Path) -> None:
    with closing(opened(url_of(tmp_path / "journal.db"))) as journal:
        stream, member = uuid4(), MemberId(uuid4())
        event = MemberRegistered("Calder Vale", None, None, Personal(member, text="same"), Personal(member, text="same"))
        journal.append(command_of((stream, 1, event), (stream, 2, event)), guards={})
        handles = [text for each in journal.read(stream) for text in (each.event.name, each.event.role)]

    assert 4 == len({handle.sealed.ciphertext for handle in handles})
    assert 1 == len({len(handle.sealed.ciphertext) for handle in handles})
