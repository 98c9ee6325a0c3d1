"""A specification that is broken is refused, with its line and the reason, before anything is made."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

import pytest
from small_specification import SMALL, broken, written

from actionlearning import ActionLearning
from actionlearning.application.specifications import BrokenSpecification
from actionlearning.application.toml_lines import line_of

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


def test_a_broken_specification_is_refused_before_a_journal_is_made(tmp_path: Path) -> None:
    path = written(tmp_path, "id = ")
    with pytest.raises(BrokenSpecification):
        ActionLearning.open(f"sqlite:///{tmp_path / 'journal.db'}", specifications=[path])
    assert [path] == list(tmp_path.iterdir())
