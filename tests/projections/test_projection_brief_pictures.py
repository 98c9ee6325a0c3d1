"""A brief in a terminal and as a page of Markdown: every section is told, and what people say is no mark."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest
from by_hand import ADVISER, PROGRAMME, SET, Chronicle, named, on, said
from test_projection_brief import chartered
from test_projection_pictures import AL, TELL, printed

from actionlearning.cli.brief_page import brief_page, in_markdown
from actionlearning.cli.pictures_of_brief import brief_of
from actionlearning.cli.teller import Teller, machine
from actionlearning.domain.programme.events import (
    AdvocacyLogged,
    IntegrationMapped,
    OrganisationalValueElicited,
    ProgrammeClosed,
    ProgrammeEvaluated,
    ProgrammeReviewed,
    ReadinessAssessed,
    SetReplicated,
    SponsorEndorsed,
    TimeReleased,
)
from actionlearning.domain.values import EvaluationLevel, Initiative, ReadinessAspect
from actionlearning.projections.brief import Brief

SAID = "[b] I | stand"
"""What a console could read as a style, and a page as a mark."""


def carried() -> Chronicle:
    """A programme of two organisations with everything that carries one."""
    it = chartered("North", "South")
    it.set("Ann", at=on("2025-01-01"))
    for score, at in ((3, "2025-02-10"), (7, "2025-06-10")):
        it.add(PROGRAMME, ReadinessAssessed("North", ReadinessAspect.TIME, score, f"rosters | {score}"), on(at))
    it.add(PROGRAMME, ReadinessAssessed("North", ReadinessAspect.TRUST, 4, "agree limits"), on("2025-02-10"))
    for event in (
        SponsorEndorsed(said(SAID, "sponsor")),
        SponsorEndorsed(),
        TimeReleased("North", Decimal("1200.5")),
        IntegrationMapped(Initiative.TALENT, "Talent_2025", "the same people"),
        OrganisationalValueElicited(named("value"), "South", said("nobody waits", "sponsor")),
        ProgrammeReviewed(said("halfway", "sponsor")),
        ProgrammeEvaluated(EvaluationLevel.RESULTS, said("moved", "sponsor")),
        AdvocacyLogged("care", "told *five* trusts"),
        SetReplicated(SET, SET),
    ):
        it.add(PROGRAMME, event, on("2025-03-01"))
    it.add(PROGRAMME, ProgrammeClosed(), on("2025-09-02"))
    return it


def briefly(it: Chronicle) -> Brief:
    return Brief.fold(it.history(), programme=PROGRAMME)


@pytest.fixture(scope="module")
def in_brief() -> str:
    return printed(brief_of(briefly(carried()), TELL))


@pytest.mark.parametrize(
    "line",
    [
        "Spring, as at 01 January 2026 North, South; sponsor somebody",
        "closed on 02 September 2025 “questions move things”",
        "North aspect of 10 judged next trust 4 ████░░░░░░ 10 Feb 2025 agree limits time 3 → 7 ███████░░░ 10 Jun 2025, 2 times",
        "not judged yet: sponsorship, problems, advisers, measures South not judged yet: sponsorship, time, trust",
        f"01 Mar 2025, somebody ({str(ADVISER)[:8]}): “{SAID}” 01 Mar 2025, somebody ({str(ADVISER)[:8]}) Hours",
        "North 1,200.5 0 0.0 % ░░░░░░░░░░ 0 South none 0 not available 0",
        "talent Talent_2025 the same people gaps, nothing named yet: appraisal, change, strategy",
        "South: “nobody waits”",
        f"results: somebody ({str(ADVISER)[:8]}) found on 01 Mar 2025: “moved”",
        "not evaluated yet: reaction, learning, behaviour, roi on the way, 01 Mar 2025",
        "01 Mar 2025, in care: told *five* trusts 01 Mar 2025: “A set” was made after the example of “A set”",
    ],
)
def test_a_brief_tells_every_section(in_brief: str, line: str) -> None:
    assert line in in_brief


def test_a_brief_of_nothing_says_what_is_missing() -> None:
    told_so = printed(brief_of(briefly(chartered("North")), TELL))
    for line in (
        "not judged yet: sponsorship, time, trust, problems, advisers, measures",
        "Who stood up for it nobody yet",
        "gaps, nothing named yet: appraisal, talent, change, strategy",
        "nobody has said so yet",
        "not evaluated yet: reaction, learning, behaviour, results, roi",
        "How it spread nowhere yet",
    ):
        assert line in told_so


def page(it: Chronicle) -> list[str]:
    tell = Teller(AL)
    tell.safe = in_markdown
    return list(brief_page(briefly(it), tell))


@pytest.mark.parametrize(
    "line",
    [
        "# Spring",
        "> questions move things",
        "## How ready, the weakest first",
        "### North",
        "| aspect | of 10 | judged | next |",
        "| --- | --- | --- | --- |",
        "| trust | 4 | 10 February 2025 | agree limits |",
        r"| time | 3 → 7 | 10 June 2025 | rosters \| 7 |",
        "Not judged yet: sponsorship, time, trust, problems, advisers, measures.",
        rf"- 01 March 2025, somebody ({str(ADVISER)[:8]}): “\[b\] I \| stand”",
        f"- 01 March 2025, somebody ({str(ADVISER)[:8]})",
        "| North | 1,200.5 | 0 | 0.0 % | 0 |",
        "| South | none | 0 | not available | 0 |",
        r"- **talent**, Talent\_2025: the same people",
        "- **appraisal**: a gap, nothing named yet",
        "- South: “nobody waits”",
        f"- **results**, somebody ({str(ADVISER)[:8]}), 01 March 2025: “moved”",
        "- **roi**: not evaluated yet",
        f"- on the way, somebody ({str(ADVISER)[:8]}), 01 March 2025: “halfway”",
        r"- 01 March 2025, in care: told \*five\* trusts",
        "- 01 March 2025: “A set” was made after the example of “A set”",
    ],
)
def test_the_page_of_a_brief_has_every_section(line: str) -> None:
    assert line in page(carried())


def test_the_page_of_a_brief_of_nothing_says_what_is_missing() -> None:
    lines = page(chartered("North"))
    assert {"Nobody yet.", "Nobody has said so yet.", "Nowhere yet.", "- **change**: a gap, nothing named yet"} <= set(lines)
    assert 7 == sum(line.startswith("## ") for line in lines)


def test_a_page_has_a_blank_line_around_every_heading_and_table_and_rows_of_one_width() -> None:
    lines = page(carried())
    for above, line, below in zip(["", *lines[:-1]], lines, [*lines[1:], ""], strict=True):
        if line.startswith("#"):
            assert ("", "") == (above, below), line
        if line.startswith("|") and not above.startswith("|"):
            assert "" == above, line
    tables = [line for line in lines if line.startswith("|")]
    assert {4, 5} == {len(line.replace(r"\|", "").strip("|").split("|")) for line in tables}


@pytest.mark.parametrize(
    ("words", "written"),
    [
        ("plain, with (brackets) and 3-4 dashes!", "plain, with (brackets) and 3-4 dashes!"),
        ("a | b", r"a \| b"),
        ("[a](b) <i> *c* _d_ `e` # f ~ g & h", r"\[a\](b) \<i\> \*c\* \_d\_ \`e\` \# f \~ g \& h"),
        ("back\\slash", r"back\\slash"),
        ("- no list", r"\- no list"),
        ("+ no list", r"\+ no list"),
        ("1. no list", r"1\. no list"),
        ("10) no list", r"10\) no list"),
        ("2025 was a year", "2025 was a year"),
        ("two\nlines", "two lines"),
        ("", ""),
    ],
)
def test_what_people_say_is_no_mark_on_a_page(words: str, written: str) -> None:
    assert written == in_markdown(words)


def test_machines_are_told_the_brief_in_full() -> None:
    seen: dict[str, Any] = machine(briefly(carried()), AL)
    assert [("trust", 4), ("time", 7)] == [(each["aspect"], each["score"]) for each in seen["readiness"][0]["aspects"]]
    assert (["appraisal", "change", "strategy"], 1200.5) == (seen["gaps"], seen["time"][0]["released"])
    assert {"value": 0, "numerator": 0, "denominator": 1200.5, "n": 0} == seen["time"][0]["share"]
    assert [SAID, None] == [each["statement"] for each in seen["endorsements"]]
