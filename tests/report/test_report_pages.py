"""Pages without a browser: every section, figures that agree with the views, nothing to show, and when."""

from __future__ import annotations

import shlex
from collections.abc import Callable
from datetime import UTC, date, datetime
from itertools import pairwise
from uuid import UUID
from xml.etree import ElementTree as ET

import pytest
from company import Company, opened
from pages import ALIASES, Pages, chart
from reading import Reader as Read

from actionlearning import ActionLearning, problems
from actionlearning.application.names import Names
from actionlearning.domain.values import SetId
from actionlearning.projections.brief import Brief
from actionlearning.projections.evaluation import Evaluation
from actionlearning.projections.impact import Impact
from actionlearning.projections.set_overview import SetOverview
from actionlearning.projections.standing import Standing
from actionlearning.report.blocks import Journey, Matrix, Numbers, Table, Thread
from actionlearning.report.errors import NoPageAbout
from actionlearning.report.making import page_about
from actionlearning.report.page import as_html
from actionlearning.report.readers import Reader, written

SECTIONS = {
    "calder-vale": [
        "thread",
        "reaction",
        "learning",
        "behaviour",
        "results",
        "worth",
        "cases",
        "contribution",
        "readiness",
        "support",
        "ties",
        "help",
        "figures",
    ],
    "ward-set": ["sessions", "actions", "questions", "attendance", "airtime", "room", "process", "figures"],
    "M5": ["journey", "problems", "actions", "learning", "questions", "private"],
    "ravi-5019": ["matrix", "deadlines", "practice", "evidence", "workshops", "trail"],
}
CHARTS = {
    "calder-vale": {"reaction", "ratings", "talk", "behaviour", "progress", "worth", "comparator", "readiness-1"},
    "ward-set": {"actions", "questions", "functions", "airtime", "energy", "process"},
    "M5": {"actions", "questions", "ratings", "clarity"},
    "ravi-5019": {"deadlines", "practice"},
}
LATE = date(2025, 9, 30)


# What is there


@pytest.mark.parametrize("alias", ALIASES)
def test_a_page_has_all_its_sections_and_charts(alias: str, page_of: Pages) -> None:
    page = page_of(alias)
    assert SECTIONS[alias] == [section.name for section in page.sections]
    assert CHARTS[alias] == {each.name for each in page.charts}
    assert all(section.blocks for section in page.sections)


@pytest.mark.parametrize("alias", ALIASES)
def test_behind_every_chart_stands_the_table_it_was_drawn_from(alias: str, page_of: Pages) -> None:
    for each in page_of(alias).charts:
        assert each.table.rows, each.name
        assert each.says
        assert {len(each.table.head)} == {len(row) for row in each.table.rows}


def test_the_thread_goes_from_every_objective_to_its_benefit(page_of: Pages) -> None:
    (thread,) = page_of("calder-vale", reader=Reader.SET).section("thread").blocks
    assert isinstance(thread, Thread)
    links = ["Objective", "Problems", "Actions", "Outcomes", "Measure", "Benefit"]
    assert [links] * 4 == [[link.name for link in strand.links] for strand in thread.strands]
    agency, _, turnover, _ = thread.strands
    assert ("3 of 5", "now 124") == (agency.links[3].emphasis, agency.links[4].emphasis)
    assert ("80.0 % of the way",) == agency.links[4].lines
    assert "counted as £29,760" in agency.links[5].lines[0]
    assert [False] * 5 + [True] == [link.missing for link in turnover.links]
    (outside,) = page_of("calder-vale").section("thread").blocks
    assert isinstance(outside, Thread)
    agency, _, turnover, _ = outside.strands
    assert ["withheld"] * 3 == [link.emphasis for link in agency.links[1:4]], "two members brought all that was done for it"
    assert [False] * 5 + [True] == [link.missing for link in turnover.links]
    assert agency.links[4:] == thread.strands[0].links[4:], "what changed for the organisation is about nobody"


def test_the_return_is_the_adjusted_one_with_cash_apart(page_of: Pages, html_of: Callable[..., str]) -> None:
    numbers = [n for block in page_of("calder-vale").section("worth").blocks if isinstance(block, Numbers) for n in block.items]
    assert {"ROI, cash": "203.5 %", "ROI, cash and economic": "444.9 %"} == {
        n.label: n.value for n in numbers if "ROI" in n.label
    }
    assert "2,844" not in html_of("calder-vale")
    assert "2844" not in html_of("calder-vale")
    assert "Left out of every figure: Families answered in time (validated, and no amount of money)" in html_of("calder-vale")
    assert "Fewer leavers to replace (rejected)" in html_of("calder-vale")


def test_progress_past_the_target_and_back_is_drawn_in_another_pattern(page_of: Pages) -> None:
    progress = chart(page_of("calder-vale"), "progress")
    assert ["accent", "dots"] == [key.look for key in progress.keys]
    assert "url(#dots)" in progress.wide
    assert ("111.1 %", "80.0 %") == (progress.table.rows[3][6], progress.table.rows[0][6])


def test_every_action_is_a_bar_with_its_standing_in_words(vale: ActionLearning, page_of: Pages) -> None:
    overview = vale.view(SetOverview, as_at=LATE, set=SetId(Names(vale.journal).id("ward-set")))
    actions = chart(page_of("ward-set"), "actions")
    assert 20 == len(overview.actions) == len(actions.table.rows)
    assert [each.standing.value for each in overview.actions] == [row[-1] for row in actions.table.rows]
    assert {"Partly", "Not achieved", "Released", "By a date agreed anew", "On time"} == {
        row[-1].capitalize() for row in actions.table.rows
    }
    drawn = " ".join(ET.fromstring(actions.wide).itertext())  # noqa: S314  # our own drawing
    for standing in (Standing.NOT_ACHIEVED, Standing.RELEASED, Standing.RENEGOTIATED):
        assert f"{standing.value.capitalize()} · " in drawn
    assert {"accent", "dots", "lines", "cross", "grey"} == {key.look for key in actions.keys}


def test_attendance_is_a_matrix_with_words_behind_the_signs(page_of: Pages) -> None:
    (matrix,) = page_of("ward-set").section("attendance").blocks
    assert isinstance(matrix, Matrix)
    told = {heading: [mark.words for mark in marks] for heading, marks, _ in matrix.rows}
    assert "sent an apology" == told["David Lim"][2]
    assert "absent" == told["Chloe Okafor"][4]
    assert ["not a member then"] * 3 + ["present"] * 4 == told["Grace Mbeki"]
    assert f"3 of 3; left {written(date(2025, 3, 20))}" in [said for _, _, said in matrix.rows]


def test_the_journey_of_a_member_is_told_in_order(page_of: Pages) -> None:
    (journey,) = page_of("M5").section("journey").blocks
    assert isinstance(journey, Journey)
    titles = [entry.title for entry in journey.entries]
    assert "Brought “The weekend pilot is resisted”" == titles[0]
    assert "Used it on another problem" == titles[-1]
    assert titles.index("Not achieved") < titles.index("Learnt")


def test_the_matrix_of_a_candidate_says_how_each_criterion_was_judged(page_of: Pages) -> None:
    matrix = page_of("ravi-5019").section("matrix").blocks[0]
    assert isinstance(matrix, Matrix)
    assert 10 == len(matrix.rows)
    assert "met 27 Jun 2025, by Gwen Pritchard; before that not yet 6 Jun 2025" == " ".join(matrix.rows[2][2].split())
    assert ["does not bear on it", "there", "there", "does not bear on it"] == [mark.words for mark in matrix.rows[0][1]]


def test_figures_on_a_page_are_those_of_the_view(vale: ActionLearning, page_of: Pages) -> None:
    its = vale.view(Evaluation, as_at=LATE, programme=Names(vale.journal).id("calder-vale")).behaviour
    table = chart(page_of("calder-vale", reader=Reader.SET), "behaviour").table
    assert [f"{float(its.follow_through.value or 0) * 100:.1f} %", "16 of 19", "7"] == list(table.rows[0][1:])
    assert ["85 %", "", "5"] == list(chart(page_of("calder-vale"), "behaviour").table.rows[0][1:]), "the same, to a twentieth"


def test_a_sponsor_is_told_of_a_set_what_they_are_told_of_its_programme_and_of_no_session(page_of: Pages) -> None:
    page, whole = page_of("ward-set", reader=Reader.SPONSOR), page_of("calder-vale")
    (ours,), (theirs,) = page.section("figures").blocks, whole.section("figures").blocks
    assert isinstance(ours, Table)
    assert isinstance(theirs, Table)
    assert theirs.rows == ours.rows, "the programme has one set"
    assert "A draft: " in page.reader_note
    assert set() == {each.name for each in page.charts}
    text = " ".join(line for entry in page.section("sessions").blocks[0].entries for line in entry.lines)
    assert ("held" in text, " there" in text, "of 6" in text) == (True, False, False)
    assert page_of("ward-set").charts, "the control"


# Nothing to show


@pytest.fixture
def bare() -> Company:
    return Company(opened())


@pytest.mark.parametrize("reader", [Reader.SPONSOR, Reader.SET])
def test_a_programme_in_which_nothing_happened_says_so_and_draws_no_figure(bare: Company, reader: Reader) -> None:
    with bare.al:
        page = page_about(bare.al, bare.programme, reader=reader)
        html = as_html(page)
        assert ["not available"] * 4 == [number.value for number in page.numbers]
        assert "No objective was set for this programme yet" in Read(html).text
        assert "Nobody has judged this level yet." in html
        assert {"0.0 %", "£0", "nan", "None"} & set(Read(html).text.split()) == set()


@pytest.mark.parametrize("reader", [Reader.SPONSOR, Reader.SET])
def test_a_set_that_never_met_says_so(bare: Company, reader: Reader) -> None:
    with bare.al:
        page = page_about(bare.al, bare.set, reader=reader, as_at=date(2025, 1, 7))
        text = Read(as_html(page)).text
        assert "in the diary" in text
        assert "No questions and no advice were recorded in any session." in text
        assert ("Nobody has committed to an action yet." in text) == (reader is Reader.SET)


def test_a_member_and_an_adviser_who_did_nothing_yet_have_a_page(bare: Company) -> None:
    with bare.al:
        for person in (bare.a, bare.adviser):
            text = Read(as_html(page_about(bare.al, person))).text
            assert "Nothing has been captured yet." in text
            assert "You have not rated yourself yet." in text


def test_there_is_no_page_about_a_problem(bare: Company) -> None:
    with bare.al, pytest.raises(NoPageAbout, match="is a problem"):
        page_about(bare.al, bare.problems[bare.a])


def test_an_action_that_is_open_or_overdue_ends_today(bare: Company) -> None:
    with bare.al:
        at = bare.meet(1)
        bare.by(bare.a, at).do(problems.present, problem=bare.problems[bare.a], session=1)
        bare.commit(bare.a, at)
        for day, standing in ((date(2025, 2, 7), "open"), (date(2025, 2, 8), "overdue")):
            actions = chart(page_about(bare.al, bare.set, as_at=day), "actions")
            assert [standing] == [row[-1] for row in actions.table.rows]


def test_a_page_in_the_middle_of_a_candidacy_says_what_is_missing(page_of: Pages, html_of: Callable[..., str]) -> None:
    then = date(2025, 6, 10)
    assert "Missing before verification" in html_of("ravi-5019", as_at=then)
    assert "again by 30 Jun 2025" in Read(html_of("ravi-5019", as_at=then)).text
    assert "hollow" in {key.look for key in chart(page_of("ravi-5019", as_at=then), "deadlines").keys}


# When


def test_a_page_is_as_at_and_as_known_at_a_moment(vale: ActionLearning, page_of: Pages) -> None:
    early = page_of("calder-vale", as_at=date(2025, 4, 8), reader=Reader.SET)
    assert ("not available", "88.9 %") == (early.numbers[0].value, early.numbers[3].value)
    assert date(2025, 4, 8) == early.origin.as_at
    half = vale.journal.position() // 2
    assert half == page_of("calder-vale", as_known_at=half).origin.position
    moment = datetime(2025, 6, 3, 12, tzinfo=UTC)
    assert "2025-06-03T12:00:00+00:00" in page_of("ward-set", as_at=moment, as_known_at=moment).origin.command


def test_a_page_as_known_at_a_time_names_the_last_position_of_all_that_it_tells(vale: ActionLearning, page_of: Pages) -> None:
    """An impact is read from less, and may have been told everything before then."""
    told = [each for each in vale.journal.read_all() if type(each.event) in Brief.wants]
    ends = [each for each, following in pairwise(told) if each.recorded_at < following.recorded_at]
    last = [each for each in ends if type(each.event) not in Impact.wants][-1]
    assert last.position == page_of("calder-vale", as_known_at=last.recorded_at, reader=Reader.SET).origin.position
    programme = Names(vale.journal).id("calder-vale")
    assert last.position > vale.view(Impact, as_known_at=last.recorded_at, programme=programme).position, "the control"


@pytest.mark.parametrize("alias", ALIASES)
def test_the_command_at_the_foot_makes_the_same_page_again(alias: str, vale: ActionLearning, page_of: Pages) -> None:
    page = page_of(alias)
    program, command, stream, *options = shlex.split(page.origin.command)
    asked = dict(zip(options[::2], options[1::2], strict=True))
    assert ("actionlearning", "report") == (program, command)
    again = page_about(
        vale,
        UUID(stream),
        reader=Reader(asked["--for"]),
        as_at=datetime.fromisoformat(asked["--as-at"]),
        as_known_at=int(asked["--as-known-at"]),
    )
    assert as_html(page) == as_html(again)
    assert page.origin.command in Read(as_html(page)).text
    assert str(vale.journal.id) in as_html(page)
