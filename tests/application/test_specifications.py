"""A specification is data: it is read whole from a file that its hash pins down, shipped or one of the user's own."""

from __future__ import annotations

import hashlib
import os
import subprocess
import sys
from datetime import time
from importlib import resources
from pathlib import Path
from typing import Any

import pytest
from attrs import evolve
from company import FIRST_DAY, Company, log, opened
from small_specification import SMALL, broken, written

from actionlearning import ActionLearning, candidates
from actionlearning.application.specifications import (
    BrokenSpecification,
    SpecificationChanged,
    Specifications,
    SpecificationUnknown,
    SpecificationUnreadable,
)
from actionlearning.cli.app import COMMANDS
from actionlearning.domain.candidate.events import SpecificationRef
from actionlearning.domain.candidate.specification import EvidenceSource, Practice, WorkshopDay

SHIPPED = resources.files("actionlearning.qualifications").joinpath("cmi-l5-5019.toml").read_bytes()


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
