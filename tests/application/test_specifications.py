"""A specification is data: read whole from a file that its hash pins down, or refused with the line and the reason."""

from __future__ import annotations

import hashlib
import os
import re
import subprocess
import sys
import tomllib
from datetime import time
from importlib import resources
from pathlib import Path
from typing import Any

import pytest
from attrs import evolve
from company import FIRST_DAY, Company, log, opened

from actionlearning import ActionLearning, candidates
from actionlearning.application.specifications import (
    BrokenSpecification,
    SpecificationChanged,
    Specifications,
    SpecificationUnknown,
    SpecificationUnreadable,
)
from actionlearning.application.toml_lines import line_of
from actionlearning.cli.app import COMMANDS
from actionlearning.domain.candidate.events import SpecificationRef
from actionlearning.domain.candidate.specification import EvidenceSource, Practice, WorkshopDay

SHIPPED = resources.files("actionlearning.qualifications").joinpath("cmi-l5-5019.toml").read_bytes()

SMALL = """\
id = "small"
version = 1
title = "A small qualification"
awarding_body = "Nobody"
level = 5
unit = "1"
credits = 6
registration_months = 12
assignment_months = 3
prework = ["reading"]
cpd_plan = true

[practice]
stints = 2
observed = 1
outside_training = 1

[[days]]
number = 1
part = 1
topics = [
  "method",  # with a [bracket] in a comment
  "questions",
]

[[days]]
number = 2
part = 1
topics = ["review"]
starts = 09:00:00
ends = 16:30:00

[[evidence]]
kind = "report"
title = "Report"
source = "submitted"
assignment = true

[[evidence]]
kind = "practice"
title = "Practice"
source = "observed"

[[criteria]]
number = 1
title = "Explain"
evidence = ["report"]

[[criteria]]
number = 2
title = "Evaluate"
evidence = ["report", "practice"]

[awards]
award = 6
certificate = 13
"""


def written(folder: Path, text: str | bytes = SMALL, name: str = "small.toml") -> Path:
    path = folder / name
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return path


def broken(path: Path) -> BrokenSpecification:
    with pytest.raises(BrokenSpecification) as refused:
        Specifications.load(path)
    return refused.value


# The shipped one


def test_managing_action_learning_is_shipped() -> None:
    it = Specifications.shipped().latest("cmi-l5-5019")
    assert SpecificationRef("cmi-l5-5019", 1, hashlib.sha256(SHIPPED).hexdigest()) == it.ref
    assert ("Managing Action Learning", "CMI", 5, "5019", 6) == (it.title, it.awarding_body, it.level, it.unit, it.credits)
    assert (12, 3) == (it.registration_months, it.assignment_months)
    assert ("pre-reading", "problem-research", "draft-problem") == it.prework
    assert [(1, 1), (2, 1), (3, 1), (4, 2), (5, 2)] == [(day.number, day.part) for day in it.days]
    assert {(time(9), time(16, 30))} == {(day.starts, day.ends) for day in it.days}
    assert Practice(stints=2, observed=1, outside_training=1) == it.practice
    assert it.cpd_plan
    assert {"award": 6, "certificate": 13, "diploma": 37} == it.awards


def test_its_assignment_is_handed_in_and_its_ten_criteria_each_rest_on_evidence() -> None:
    it = Specifications.shipped().latest("cmi-l5-5019")
    assert {
        "observed-practice": (EvidenceSource.OBSERVED, False),
        "group-brief": (EvidenceSource.DRAFTED, False),
        "project-brief": (EvidenceSource.SUBMITTED, True),
        "reflections-and-cpd-plan": (EvidenceSource.SUBMITTED, True),
    } == {each.kind: (each.source, each.assignment) for each in it.evidence}
    assert list(range(1, 11)) == [each.number for each in it.criteria]
    assert {kind for each in it.criteria for kind in each.evidence} == {each.kind for each in it.evidence}


def test_each_of_its_criteria_names_the_commands_that_show_the_work_behind_it() -> None:
    it = Specifications.shipped().latest("cmi-l5-5019")
    assert [] == [each.number for each in it.criteria if not each.views]
    assert set() == {view for each in it.criteria for view in each.views} - set(COMMANDS)


def test_the_shipped_file_says_that_it_never_changes() -> None:
    """Candidates of every journal name these bytes: a change belongs into another file of another version."""
    assert "ad7efafe36578eb5ff70f938ac8d5b7323a2549f77d344ce59d13c65392b4ce9" == hashlib.sha256(SHIPPED).hexdigest()


# A user's own


def test_a_users_own_is_loaded_beside_the_shipped_from_files_and_folders(tmp_path: Path) -> None:
    path = written(tmp_path)
    written(tmp_path, "not a specification", "notes.txt")
    for where in (path, str(path), tmp_path, [path], [str(tmp_path), path]):
        loaded = Specifications.load(where)
        assert ["cmi-l5-5019", "small"] == [each.ref.id for each in loaded.all()]
    small = loaded.latest("small")
    assert hashlib.sha256(SMALL.encode()).hexdigest() == small.ref.sha256
    assert WorkshopDay(number=2, part=1, topics=("review",), starts=time(9), ends=time(16, 30)) == small.days[1]


def test_the_newest_version_is_taken_unless_another_is_named(tmp_path: Path) -> None:
    written(tmp_path)
    written(tmp_path, SMALL.replace("version = 1", "version = 10"), "ten.toml")
    written(tmp_path, SMALL.replace("version = 1", "version = 9"), "nine.toml")
    loaded = Specifications.load(tmp_path)
    assert 10 == loaded.latest("small").ref.version
    assert 9 == loaded.of("small", 9).ref.version
    with pytest.raises(SpecificationUnknown) as refused:
        loaded.of("small", 2)
    assert "small version 2" == refused.value.wanted
    assert "small version 10" in str(refused.value)
    with pytest.raises(SpecificationUnknown):
        loaded.latest("smal")


def test_the_exact_file_is_asked_for_by_its_hash(tmp_path: Path) -> None:
    loaded = Specifications.load(written(tmp_path))
    ref = loaded.latest("small").ref
    assert ref == loaded.exact(ref).ref
    with pytest.raises(SpecificationChanged) as refused:
        loaded.exact(evolve(ref, sha256="0" * 64))
    assert SpecificationChanged(id="small", version=1, recorded="0" * 64, loaded=ref.sha256) == refused.value
    assert ref.sha256 in str(refused.value)
    assert "0" * 64 in str(refused.value)
    with pytest.raises(SpecificationUnknown):
        loaded.exact(evolve(ref, version=2))


def test_one_version_has_one_content(tmp_path: Path) -> None:
    written(tmp_path)
    written(tmp_path, SMALL, "the-same.toml")
    assert 2 == len(Specifications.load(tmp_path).all())
    why = "version 1 of small is loaded already, with other content; give this file another version"
    other = written(tmp_path, SMALL + "\n", "this-too.toml")
    assert BrokenSpecification(file=str(other), line=2, why=why) == broken(tmp_path)
    shipped = written(tmp_path, SHIPPED + b"\n", "shipped.toml")
    assert "version 1 of cmi-l5-5019 is loaded already" in broken(shipped).why


def test_an_empty_name_loads_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "broken.toml").write_text("oops")
    monkeypatch.chdir(tmp_path)
    assert Specifications.shipped().all() == Specifications.load(["", ""]).all()
    with pytest.raises(BrokenSpecification):
        Specifications.load(".")


@pytest.mark.parametrize("name", ["missing.toml", "missing", "\x00"])
def test_what_is_not_there_is_refused(tmp_path: Path, name: str) -> None:
    with pytest.raises(SpecificationUnreadable):
        Specifications.load(tmp_path / name)


def test_an_empty_folder_is_refused(tmp_path: Path) -> None:
    with pytest.raises(SpecificationUnreadable) as refused:
        Specifications.load(tmp_path)
    assert SpecificationUnreadable(path=str(tmp_path), why="the folder holds no .toml file") == refused.value


# Broken ones

CHANGES: list[tuple[str, str, int, str]] = [
    # what is written, what stands there instead, the line and a part of the reason
    ('unit = "1"', "unit = ", 6, "this is not TOML"),
    ("certificate = 13\n", 'certificate = """', 56, "this is not TOML"),
    ("level = 5", "level = 5\nlevel = 5", 6, "this is not TOML"),
    ("level = 5\n", "", 1, "it needs level"),
    ("stints = 2\n", "", 13, "it needs stints"),
    ("[practice]\nstints = 2\nobserved = 1\noutside_training = 1\n", "", 1, "it needs practice"),
    ('part = 1\ntopics = ["review"]', 'topics = ["review"]', 26, "it needs part"),
    ("cpd_plan = true", "cpd_plan = true\ncredit = 6", 12, "there is no key credit"),
    ("ends = 16:30:00", "ends = 16:30:00\nend = 1", 32, "there is no key end"),
    ("credits = 6", 'credits = "six"', 7, "Expected int, got str"),
    ("credits = 6", "credits = true", 7, "Expected int, got bool"),
    ("credits = 6", "credits = 0", 7, ">= 1"),
    ("registration_months = 12", "registration_months = -1", 8, ">= 1"),
    ("assignment_months = 3", "assignment_months = 601", 9, "<= 600"),
    ('id = "small"', 'id = "Small one"', 1, "expected a short name"),
    ('title = "A small qualification"', 'title = " "', 3, "expected one line of text"),
    ('prework = ["reading"]', 'prework = ["reading", 5]', 10, "Expected str, got int"),
    ('prework = ["reading"]', 'prework = ["reading", "reading"]', 10, "reading is named before"),
    ("observed = 1", "observed = 3", 15, "observed is 3, more than the 2 stints"),
    ("outside_training = 1", "outside_training = 3", 16, "outside_training is 3, more than the 2 stints"),
    ("number = 2\npart = 1", "number = 1\npart = 1", 27, "1 is a day already"),
    ('  "questions",', '  "method",', 21, "method is a topic of this day already"),
    ('  "method",  # with a [bracket] in a comment\n  "questions",\n', "", 21, "length >= 1"),
    ("starts = 09:00:00\n", "", 26, "one of starts and ends"),
    ("starts = 09:00:00", "starts = 17:00:00", 31, "not after it starts"),
    ('kind = "practice"', 'kind = "report"', 40, "report is a kind of evidence already"),
    ('source = "observed"', 'source = "seen"', 42, "choose submitted, drafted, observed"),
    ('source = "observed"', 'source = "observed"\nassignment = true', 43, "an assignment is submitted"),
    (
        "[[criteria]]\nnumber = 1",
        '[[evidence]]\nkind = "more"\ntitle = "M"\nsource = "observed"\n\n[[criteria]]\nnumber = 1',
        47,
        "another kind is observed",
    ),
    ("number = 2\ntitle", "number = 1\ntitle", 50, "1 is a criterion already"),
    ('evidence = ["report", "practice"]', 'evidence = ["report", "essay"]', 52, "essay is no kind of evidence here"),
    ('evidence = ["report", "practice"]', 'evidence = ["report", "report"]', 52, "report bears on this criterion already"),
    (
        'evidence = ["report", "practice"]',
        'evidence = ["report"]\nviews = ["impact", "impact"]',
        53,
        "impact is named for this criterion already",
    ),
    ('evidence = ["report", "practice"]', "evidence = []", 52, "length >= 1"),
    ("certificate = 13", "certificate = 6", 56, "certificate takes 6 credits, and the award before it 6"),
    ("certificate = 13", "certificate = 0", 54, ">= 1"),
    ("certificate = 13", '"" = 13', 54, "awards: expected a short name: a-z, 0-9 and ._-"),
]  # fmt: skip


@pytest.mark.parametrize(("what", "instead", "line", "why"), CHANGES)
def test_a_broken_specification_is_refused_with_its_line_and_the_reason(
    tmp_path: Path, what: str, instead: str, line: int, why: str
) -> None:
    assert 1 == SMALL.count(what), "the change is made at one place"
    path = written(tmp_path, SMALL.replace(what, instead))
    error = broken(path)
    assert (str(path), line) == (error.file, error.line), error.why
    assert why in error.why
    assert str(error).startswith(f"{path}, line {line}: ")


def test_a_specification_without_criteria_is_none(tmp_path: Path) -> None:
    none = re.sub(r"\[\[criteria\]\]\n(.+\n)+", "", SMALL).replace("cpd_plan = true", "cpd_plan = true\ncriteria = []")
    assert 12 == broken(written(tmp_path, none)).line


@pytest.mark.parametrize(
    ("content", "line"),
    [(b"", 1), (b'id = "small"\n\xff', 2), (b"\xef\xbb\xbfid = 1", 1), (b"id = 1\nversion = " + b"[" * 20_000, 2)],
)
def test_what_is_no_specification_at_all_is_refused(tmp_path: Path, content: bytes, line: int) -> None:
    assert line == broken(written(tmp_path, content)).line


def test_lines_are_found_however_the_file_is_written(tmp_path: Path) -> None:
    inline = SMALL.replace("[practice]\nstints = 2\nobserved = 1\noutside_training = 1\n", "")
    inline = inline.replace("cpd_plan = true", "cpd_plan = true\npractice = { stints = 1, observed = 2, outside_training = 0 }")
    assert 12 == broken(written(tmp_path, inline)).line
    dotted = inline.replace(
        "practice = { stints = 1, observed = 2, outside_training = 0 }",
        "practice.stints = 1\npractice.observed = 2\npractice.outside_training = 0",
    )
    assert 13 == broken(written(tmp_path, dotted)).line
    windows = SMALL.replace("observed = 1", "observed = 3").replace("\n", "\r\n")
    assert 15 == broken(written(tmp_path, windows)).line


def test_a_line_is_that_of_the_nearest_thing_around_what_is_missing() -> None:
    text = 'a = """\n[not]\na.table = 1\n"""\n\n[x]\ny = [\n  1,\n]\n\n[[z]]\n[[z]]\nw = 1\n'
    tomllib.loads(text)
    expected: dict[tuple[str | int, ...], int] = {
        ("a",): 1, ("x",): 6, ("x", "y"): 7, ("x", "y", 0): 7, ("x", "missing"): 6, ("z",): 11, ("z", 0): 11, ("z", 1): 12,
        ("z", 1, "w"): 13, ("z", 0, "w"): 11, ("not",): 1, (): 1,
    }  # fmt: skip
    assert expected == {path: line_of(path, text) for path in expected}


# In the library and on the command line


def test_a_candidate_works_under_the_file_they_were_registered_under(tmp_path: Path) -> None:
    path = written(tmp_path)
    database = f"sqlite:///{tmp_path / 'journal.db'}"
    with opened(database, specifications=path) as al:
        it = Company(al)
        by = it.by(it.sponsor, FIRST_DAY)
        candidate = by.do(candidates.confirm_capability, member=it.a, basis="She leads a ward")
        by.do(candidates.register, candidate=candidate, specification="small", time_zone="Europe/London")
        assert al.specifications.latest("small").ref == log(al)[-1].event.specification

    def read(al: ActionLearning, kind: str) -> Any:
        return al.acting_as(it.sponsor, at=FIRST_DAY).do(candidates.complete_prework, candidate=candidate, kind=kind)

    with opened(database) as al, pytest.raises(SpecificationUnknown):
        read(al, "reading")
    changed = written(tmp_path, SMALL.replace('["reading"]', '["jogging"]'))
    with opened(database, specifications=[changed]) as al:
        position = al.journal.position()
        with pytest.raises(SpecificationChanged):
            read(al, "jogging")
        assert position == al.journal.position()
    written(tmp_path, SMALL.replace('["reading"]', '["jogging"]').replace("version = 1", "version = 2"))
    written(tmp_path, SMALL, "first.toml")
    with opened(database, specifications=tmp_path) as al:
        read(al, "reading")
        assert 2 == al.specifications.latest("small").ref.version


def test_a_broken_specification_is_refused_before_a_journal_is_made(tmp_path: Path) -> None:
    path = written(tmp_path, "id = ")
    with pytest.raises(BrokenSpecification):
        ActionLearning.open(f"sqlite:///{tmp_path / 'journal.db'}", specifications=[path])
    assert [path] == list(tmp_path.iterdir())


def run(*arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-c", "from actionlearning.cli import main; main()", *arguments],
        capture_output=True,
        text=True,
        check=False,
        env={**os.environ, **environment},
    )


def test_the_command_line_takes_specifications_before_and_after_a_command_and_from_the_environment(tmp_path: Path) -> None:
    path = str(written(tmp_path, SMALL.replace("credits = 6", "credits = 0")))
    good = str(written(tmp_path, SMALL, "good.toml"))
    command = ("do", "members.register", "--db", "memory:", "name=Ravi", "role=Manager", "organisation=Calder Vale")
    for arguments, environment in (
        ((*command, "--specifications", path), {}),
        (("--specifications", path, *command), {}),
        ((*command, "--specifications", good, "--specifications", path), {}),
        (command, {"ACTIONLEARNING_SPECIFICATIONS": os.pathsep.join([good, path])}),
    ):
        said = run(*arguments, **environment)
        assert (2, f"actionlearning: {path}, line 7: ") == (said.returncode, said.stderr[: len(path) + 26]), said.stderr
    assert 0 == run(*command, "--specifications", good).returncode
