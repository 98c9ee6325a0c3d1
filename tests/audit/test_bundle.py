"""Bundles: what is in them, what an auditor is told of them, what they refuse, and how much memory they take."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tracemalloc
from pathlib import Path
from time import process_time
from uuid import UUID, uuid4

import msgspec
import pytest
from logs import ORIGIN, SIGNER, TRUST, believed, fill, opened, sequencer_of
from samples import mixed, sample

from actionlearning.audit.bundle import Bundler
from actionlearning.audit.checkpoint import Checkpoint, Trust, signed
from actionlearning.audit.errors import BadNote, BundleExists, NoSuchCheckpoint, NotBegun, NotSigned
from actionlearning.audit.guarantees import GUARANTEES
from actionlearning.audit.layout import line_of, state_of
from actionlearning.audit.note import Signer
from actionlearning.audit.tree import leaf_hash
from actionlearning.audit.verify import Problem, verify
from actionlearning.journal.port import Raw

EVENTS = 10_000
MILLION = 1_000_000


def test_a_bundle_has_everything_that_was_signed_and_nothing_newer(tmp_path: Path) -> None:
    journal = opened("memory:")
    sequencer = sequencer_of(journal)
    for more in (100, 200):
        fill(journal, more)
        published = sequencer.checkpoint()
    fill(journal, 5)
    written = Bundler(journal).whole(tmp_path / "it")
    assert believed(published) == written
    raw: list[Raw] = list(journal.read_raw())[:300]
    lines = [line for path in ("000", "001.p/44") for line in (tmp_path / "it/payload" / path).read_bytes().splitlines()]
    assert [each.state for each in raw] == lines
    entries: list[tuple[str, int, bytes]] = []
    verdict = verify(
        tmp_path / "it", TRUST, each=lambda entry: entries.append((entry.leaf.stream, entry.leaf.version, entry.state))
    )
    assert [(str(each.stream), each.version, each.state) for each in raw] == entries
    assert verdict.about is not None
    assert ("whole", ORIGIN, str(journal.id), 300, False) == (
        verdict.about.kind,
        verdict.about.log,
        verdict.about.journal,
        verdict.about.size,
        verdict.about.simulated,
    )
    assert published == (tmp_path / "it/checkpoint").read_bytes()
    assert ["100"] == [path.name for path in (tmp_path / "it/earlier").iterdir()]
    done = subprocess.run(["sha256sum", "--check", "--strict", "--quiet", "SHA256SUMS"], cwd=tmp_path / "it", check=True)
    assert 0 == done.returncode


def test_a_bundle_tells_its_reader_what_it_proves_and_describes_what_is_stored(tmp_path: Path) -> None:
    bundle = sample(tmp_path, 40).whole
    page = (bundle / "README.md").read_text("utf-8")
    assert all(guarantee in page for guarantee in GUARANTEES)
    assert "wall-clock time" in page
    schema = json.loads((bundle / "schemas/member.registered.1.json").read_text("utf-8"))
    stored = json.loads((bundle / "payload/000.p/40").read_text("utf-8").splitlines()[0])
    described = schema["$defs"][schema["$ref"].removeprefix("#/$defs/")]["properties"]
    assert stored.keys() <= described.keys()
    event = schema["$defs"]["MemberRegistered"]["properties"]
    assert stored["event"].keys() == event.keys()
    assert event["name"]["x-personal"] is True
    assert "x-personal" not in event["organisation"]


def test_nothing_that_was_said_is_in_a_bundle(tmp_path: Path) -> None:
    found = sample(tmp_path, 40)
    everything = b"".join(path.read_bytes() for path in tmp_path.rglob("*") if path.is_file())
    assert b"Calder Vale" in everything, "the control: what an organisation is called is plain"
    assert b"Aisha" not in everything
    assert found.whole.is_dir()


def test_an_excerpt_has_the_streams_that_were_named_each_event_with_its_proof(tmp_path: Path) -> None:
    journal = opened("memory:")
    mixed(journal, 400)
    sequencer_of(journal).checkpoint()
    wanted = {UUID(int=3), UUID(int=4)}
    Bundler(journal).excerpt(wanted, tmp_path / "it", about={"set": str(UUID(int=3))})
    expected = [(index, str(each.stream), each.state) for index, each in enumerate(journal.read_raw()) if each.stream in wanted]
    found: list[tuple[int, str, bytes]] = []
    verdict = verify(tmp_path / "it", TRUST, each=lambda entry: found.append((entry.index, entry.leaf.stream, entry.state)))
    assert expected == found
    assert ((), len(expected), 400) == (verdict.problems, verdict.entries, verdict.size)
    assert not verdict.whole
    Bundler(journal).excerpt([uuid4()], tmp_path / "empty", about={})
    assert ((), 0) == (verify(tmp_path / "empty", TRUST).problems, verify(tmp_path / "empty", TRUST).entries)


def test_an_excerpt_proves_growth_out_of_the_checkpoints_that_go_along(tmp_path: Path) -> None:
    journal = opened("memory:")
    sequencer = sequencer_of(journal)
    published = []
    for _ in range(3):
        fill(journal, 10, stream=uuid4())
        published.append(sequencer.checkpoint())
    streams = {each.stream for each in journal.read_raw(until=10)}
    Bundler(journal).excerpt(streams, tmp_path / "it", about={}, since=[10, 30])
    assert 10 == verify(tmp_path / "it", TRUST, checkpoints=[published[0]]).covered
    (problem,) = verify(tmp_path / "it", TRUST, checkpoints=[published[1]]).problems
    assert "ask for one with --since" in problem.why
    assert 30 == verify(tmp_path / "it", TRUST, checkpoints=[published[2]]).covered
    false = signed(Checkpoint(ORIGIN, 10, leaf_hash(b"another")), [SIGNER])
    (problem,) = verify(tmp_path / "it", TRUST, checkpoints=[false]).problems
    assert "it has not grown out of the checkpoint of 10 events that you hold" in problem.why


def test_what_cannot_be_bundled_is_refused_and_leaves_nothing(tmp_path: Path) -> None:
    journal = opened("memory:")
    out = tmp_path / "it"
    with pytest.raises(NotBegun):
        Bundler(journal).whole(out)
    sequencer = sequencer_of(journal)
    with pytest.raises(NotSigned):
        Bundler(journal).whole(out)
    sequencer.checkpoint()
    with pytest.raises(NoSuchCheckpoint, match="of 3 events"):
        Bundler(journal).whole(out, since=[3])
    assert [] == [path.name for path in tmp_path.iterdir()]
    Bundler(journal).whole(out)
    with pytest.raises(BundleExists):
        Bundler(journal).whole(out)
    assert ["it"] == [path.name for path in tmp_path.iterdir()]


def test_who_is_believed_comes_from_outside(tmp_path: Path) -> None:
    it = sample(tmp_path)
    assert verify(it.whole, it.trust).holds
    (problem,) = verify(it.whole, Trust((Signer.new(ORIGIN).verifier,))).problems
    assert "no key that was named has signed it" in problem.why
    assert verify(it.whole, None).holds, "whoever only wants to read looks at no signature"


def test_a_checkpoint_or_a_root_of_the_auditors_is_compared(tmp_path: Path) -> None:
    it = sample(tmp_path)
    held = believed(it.held)
    verdict = verify(it.whole, TRUST, checkpoints=[it.held], root=(held.size, held.root))
    assert ((), [True, True], 150) == (verdict.problems, [each.proved for each in verdict.held], verdict.covered)
    false = verify(it.whole, TRUST, checkpoints=[it.held], root=(150, leaf_hash(b"another")))
    assert (False, 150) == (false.holds, false.covered), "one that fails does not take from what another has proved"
    longer = signed(Checkpoint(ORIGIN, 301, held.root), [SIGNER])
    assert "history has become shorter" in verify(it.whole, TRUST, checkpoints=[longer]).problems[0].why
    other = signed(Checkpoint("example.org/other", 150, held.root), [SIGNER])
    assert "you hold one of example.org/other" in verify(it.whole, TRUST, checkpoints=[other]).problems[0].why
    with pytest.raises(BadNote):
        verify(it.whole, TRUST, checkpoints=[b"nonsense"])


def test_a_problem_names_the_event_and_whether_a_checkpoint_covers_it(tmp_path: Path) -> None:
    it = sample(tmp_path)
    for tile, line, number in (("000", 20, 21), ("001.p/44", 3, 260)):
        path = it.whole / "payload" / tile
        whole = path.read_bytes()
        lines = whole.split(b"\n")
        lines[line] = lines[line].replace(b'"', b"'", 1)
        path.write_bytes(b"\n".join(lines))
        verdict = verify(it.whole, TRUST, checkpoints=[it.held])
        (event,) = [problem for problem in verdict.problems if problem.index is not None]
        assert str(event).startswith(f"payload/{tile}, event {number}: version ")
        assert (number > 150) == verdict.is_outside(event)
        path.write_bytes(whole)
    assert verify(it.whole, TRUST).holds


@pytest.mark.parametrize(
    "change",
    [
        (b'"size": 300', b'"size": 299'),
        (b'"kind": "whole"', b'"kind": "excerpt"'),
        (b"al.bundle/1", b"al.bundle/2"),
        (b'"simulated": false', b'"simulated": false, "more": 1'),
        (b'"simulated": false', b'"simulated":false'),
        (b"example.org", b"example.com"),
        (b"{", b""),
        (b"{", b"{" * 10_000),
    ],
)
def test_what_a_bundle_says_of_itself_must_be_so(tmp_path: Path, change: tuple[bytes, bytes]) -> None:
    it = sample(tmp_path)
    path = it.whole / "bundle.json"
    assert change[0] in path.read_bytes()
    path.write_bytes(path.read_bytes().replace(*change))
    assert not verify(it.whole, TRUST).holds


def test_links_and_odd_names_and_nothing_at_all_are_failures_and_no_crashes(tmp_path: Path) -> None:
    it = sample(tmp_path)
    assert "there is no bundle" in verify(tmp_path / "absent", TRUST).problems[0].why
    (tmp_path / "empty").mkdir()
    assert Problem("SHA256SUMS", "it is missing") in verify(tmp_path / "empty", TRUST).problems
    (it.whole / "link").symlink_to("/etc/passwd")
    assert "plain files" in verify(it.whole, TRUST).problems[0].why
    (it.whole / "link").unlink()
    (it.whole / "odd\nname").write_text("", "utf-8")
    assert "plain names" in verify(it.whole, TRUST).problems[0].why
    (it.whole / "odd\nname").unlink()
    os.mkfifo(it.whole / "pipe")
    assert "plain files" in verify(it.whole, TRUST).problems[0].why


def test_an_error_that_nobody_foresaw_is_a_failure_and_no_crash(tmp_path: Path) -> None:
    it = sample(tmp_path, 40)

    def stumble(_: object) -> None:
        raise ZeroDivisionError("a surprise")

    (problem,) = verify(it.whole, TRUST, each=stumble).problems
    assert "ZeroDivisionError: a surprise" in problem.why


@pytest.mark.parametrize("state", [b"{}", b'{"a":"\xc3\xa9"}', b"", b"x\x9c\n", b'{"a":\n1}', b'"{}"'])
def test_stored_bytes_are_a_line_whatever_they_are(state: bytes) -> None:
    line = line_of(state)
    assert b"\n" not in line
    assert state == state_of(line)
    assert (line == state) == (state.startswith(b"{") and b"\n" not in state)


@pytest.mark.parametrize("line", [b"", b'"', b'"e30="', b'"AA="', b"'", b'"\xff"', b'"QQ=="x'])
def test_a_line_that_could_be_written_otherwise_is_none(line: bytes) -> None:
    assert state_of(line) is None


def test_memory_stays_bounded_however_long_the_journal_is(tmp_path: Path) -> None:
    journal = opened(f"sqlite:///{tmp_path}/journal.db")
    for _ in range(4):
        mixed(journal, EVENTS // 4)
    tracemalloc.start()
    sequencer_of(journal, batch=1000).checkpoint()
    Bundler(journal).whole(tmp_path / "it")
    verdict = verify(tmp_path / "it", TRUST)
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert ((), EVENTS) == (verdict.problems, verdict.entries)
    assert sum(path.stat().st_size for path in (tmp_path / "it").rglob("*") if path.is_file()) > 5 * 2**20
    assert peak < 5 * 2**20, "less than the bundle has"


@pytest.mark.soak
def test_a_million_events_are_hashed_bundled_and_verified_in_less_than_three_hundred_megabytes(tmp_path: Path) -> None:
    script = Path(__file__).parents[2] / "benchmarks" / "audit.py"
    for step in ("fill", "checkpoint", "examine", "bundle", "verify"):
        command = [sys.executable, script, step, f"sqlite:///{tmp_path}/journal.db", tmp_path, "--events", str(MILLION)]
        told = json.loads(subprocess.run(command, capture_output=True, check=True, timeout=1800).stdout)
        assert MILLION == told["events"]
        assert told["peak"] < 300, f"megabytes, for {step}"


def test_it_verifies_and_hashes_faster_than_anybody_writes(tmp_path: Path) -> None:
    journal = opened("memory:")
    mixed(journal, EVENTS)
    sequencer = sequencer_of(journal)
    begun = process_time()
    sequencer.checkpoint()
    hashed = EVENTS / (process_time() - begun)
    Bundler(journal).whole(tmp_path / "it")
    begun = process_time()
    assert verify(tmp_path / "it", TRUST).holds
    verified = EVENTS / (process_time() - begun)
    assert min(hashed, verified) > 20_000, "a second of one core's time; benchmarks/audit.py finds several times as many"


def test_the_verifier_loads_no_journal_and_no_database(tmp_path: Path) -> None:
    it = sample(tmp_path, 40)
    program = (
        "import sys; from actionlearning.audit.verify import verify; from actionlearning.audit.checkpoint import Trust; "
        "from actionlearning.audit.note import Verifier; "
        f"assert verify({str(it.whole)!r}, Trust((Verifier.read({str(SIGNER.verifier)!r}),))).holds; "
        "print([m for m in sys.modules if m.split('.')[0] in ('eventsourcing', 'sqlite3', 'psycopg') "
        "or m.startswith(('actionlearning.journal', 'actionlearning.sealing', 'actionlearning.application'))])"
    )
    told = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, timeout=60, check=True)
    assert "[]" == told.stdout.strip()


def test_every_event_has_a_schema() -> None:
    from actionlearning.journal.names import topics  # noqa: PLC0415  # the table of names
    from actionlearning.journal.schemas import schema_of  # noqa: PLC0415  # as above

    for topic in topics():
        assert topic == msgspec.json.decode(msgspec.json.encode(schema_of(topic)))["title"]
    assert schema_of("no.such-name.1") is None
