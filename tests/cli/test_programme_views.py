"""``evaluate``, ``compare`` and ``brief``: what those who answer for programmes see of Calder Vale and of their own."""

from __future__ import annotations

import re
import shutil
from pathlib import Path
from typing import Any

import pytest
from terminal import done, ran, typed

LAST = "2025-09-02"
EIGHTY = {"NO_COLOR": "1", "COLUMNS": "80", "PATH": "/usr/bin:/bin", "PYTHONUTF8": "1"}
VIEWS = (("evaluate", "calder-vale"), ("compare",), ("brief", "calder-vale"), ("brief", "calder-vale", "--markdown"))
NAMES = [" ".join(view) for view in VIEWS]


@pytest.fixture(scope="module")
def kept(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder in which the demo is kept."""
    folder = tmp_path_factory.mktemp("demo")
    answer = ran("demo", "--db", f"sqlite:///{folder / 'demo.db'}", "--format", "json")
    assert answer.code == 0, answer.err
    return folder


@pytest.fixture
def demo(kept: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    """The demo, to look at."""
    url = f"sqlite:///{kept / 'demo.db'}"
    monkeypatch.setenv("ACTIONLEARNING_DB", url)
    return url


@pytest.fixture
def copied(kept: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    """A copy of the demo, to record more in."""
    for file in kept.glob("demo.*"):
        shutil.copy2(file, tmp_path)
    url = f"sqlite:///{tmp_path / 'demo.db'}"
    monkeypatch.setenv("ACTIONLEARNING_DB", url)
    return url


def machine(*arguments: str) -> Any:
    return done(*arguments, "--format", "json").json


def flowing(told: str) -> str:
    """What was told as one line."""
    return " ".join(told.split())


# For all three


@pytest.mark.parametrize("view", VIEWS, ids=NAMES)
def test_it_fits_eighty_columns_and_needs_no_colour(demo: str, view: tuple[str, ...]) -> None:
    told = ran(*view, "--as-at", LAST, env={**EIGHTY, "ACTIONLEARNING_DB": demo})
    assert (0, "") == (told.code, told.err)
    assert "\x1b" not in told.out
    longest = max(len(line) for line in told.out.splitlines())
    assert longest <= 80 or "--markdown" in view, "a page is wrapped by whoever shows it"
    assert f"as at {LAST}, known up to position " in told.out
    assert "simulated" in told.out


@pytest.mark.parametrize("view", VIEWS[:3], ids=NAMES[:3])
@pytest.mark.usefixtures("copied")
def test_only_the_position_shows_a_report_again_exactly(view: tuple[str, ...]) -> None:
    before = machine(*view, "--as-at", LAST)
    done("do", "programmes.incur_cost", "--by", "manager", "programme=calder-vale", "category=venue", "amount=5",
         "--at", "2025-08-01T10:00:00+01:00")  # fmt: skip
    done("do", "support.release_time", "--by", "manager", "programme=calder-vale", "organisation=Calder Vale NHS Trust",
         "hours=5", "--at", "2025-08-01T10:00:00+01:00")  # fmt: skip
    after = machine(*view, "--as-at", LAST)
    again = machine(*view, "--as-at", LAST, "--as-known-at", str(before["position"]))
    assert before == again
    assert {**before, "position": after["position"]} != after, "the control"


@pytest.mark.parametrize("view", ["evaluate", "brief", "compare"])
@pytest.mark.usefixtures("demo")
def test_what_is_no_programme_is_misused(view: str) -> None:
    for which in ("ward-set", "no-such-thing"):
        answer = typed(view, which)
        assert (2, "") == (answer.code, answer.out)
        assert answer.sentence
    assert f"{view} was called wrongly: ward-set is a set; give a programme" in typed(view, "ward-set").sentence
    assert 2 == typed(view, "calder-vale", "--as-at", "2024-01-01").code


# evaluate


@pytest.mark.usefixtures("demo")
def test_an_evaluation_tells_what_calder_vale_reported() -> None:
    told = flowing(done("evaluate", "calder-vale", "--as-at", LAST).out)
    for line in (
        "safety in the set 7.14 ███████░░░ first 5.00, last 9.00",
        "would recommend it 9.00 █████████░ 6",
        "less isolated 4.33 → 7.33 ███████░░░ 6",
        "open questions at first 44.0 %",
        "open questions at last 82.0 %",
        "advice at last 3.8 %",
        "steps done of those due 84.2 % ████████░░ 16 of 19 7",
        "done on time 78.9 % ████████░░ 15 of 19 7",
        "taken up promptly 89.5 % █████████░ 17 of 19 7",
        "111.1 % ██████████▶",
        "ROI 203.5 %, BCR 3.04",
        "ROI 444.9 %, BCR 5.45",
        "Fewer leavers to replace, lacks validation rejected",
    ):
        assert line in told
    assert "found on" not in told, "nobody had evaluated it by then"
    assert "results" in machine("evaluate", "calder-vale")["found"]
    assert "Helen Frost found on 09 Sep 2025: “Sixteen of nineteen steps done." in flowing(done("evaluate", "calder-vale").out)


@pytest.mark.parametrize(("as_at", "done_of_due"), [("2025-04-08", (8, 9)), ("2025-06-03", (13, 16)), (LAST, (16, 19))])
@pytest.mark.usefixtures("demo")
def test_an_evaluation_is_as_at_the_day_that_was_asked_for(as_at: str, done_of_due: tuple[int, int]) -> None:
    figure = machine("evaluate", "calder-vale", "--as-at", as_at)["behaviour"]["follow_through"]
    assert done_of_due == (figure["numerator"], figure["denominator"])
    assert figure == machine("metrics", "calder-vale", "--as-at", as_at)["follow_through"]


@pytest.mark.usefixtures("copied")
def test_the_sponsor_reads_no_word_of_the_set_until_its_owner_lets_it_out() -> None:
    entries = machine("history", "problem", "band-7s")["entries"]
    said = next(each for each in entries if each["name"] == "problem.action-committed")
    words = said["event"]["what"]
    assert words not in flowing(done("evaluate", "calder-vale").out)
    done("do", "problems.release_to_sponsor", "--by", "M3", "problem=band-7s", f"version={said['version']}", "label=what")
    everything = machine("evaluate", "calder-vale")["success_cases"]
    assert [words] == [case["title"] for case in everything["weakest"] if case["id"] == said["event"]["action"]]
    told = flowing(done("evaluate", "calder-vale").out)
    assert f"“{words}”, lacks validation" in told


@pytest.mark.usefixtures("copied")
def test_a_claim_upheld_later_leaves_the_old_report_as_it_was_known() -> None:
    before = machine("evaluate", "calder-vale")
    claims = {each["title"]: each["id"] for each in before["success_cases"]["weakest"]}
    rejected = claims["Fewer leavers to replace"]
    done("do", "programmes.validate_benefit", "--by", "finance-director", "programme=calder-vale", f"benefit={rejected}")
    after = machine("evaluate", "calder-vale")
    assert 50796 == after["roi"]["money"]["cash_and_economic"]["benefits"]["value"]
    again = machine("evaluate", "calder-vale", "--as-known-at", str(before["position"]))
    assert {**before, "as_at": ""} == {**again, "as_at": ""}


@pytest.mark.usefixtures("copied")
def test_a_reversed_cost_a_revised_and_a_retired_objective_show_at_once() -> None:
    cost = done("do", "programmes.incur_cost", "--by", "manager", "programme=calder-vale", "category=venue", "amount=500").out
    assert "£9,546" in done("evaluate", "calder-vale").out
    done("do", "programmes.reverse_cost", "--by", "manager", "programme=calder-vale", f"cost={cost.strip()}", "reason=twice")
    done("do", "programmes.revise_objective", "--by", "manager", "programme=calder-vale", "objective=O1", "target=124",
         "by=2025-12-31", "reason=Two wards closed")  # fmt: skip
    done("do", "programmes.retire_objective", "--by", "manager", "programme=calder-vale", "objective=O3", "reason=Another plan")
    told = flowing(done("evaluate", "calder-vale").out)
    assert "£9,046" in told
    assert "148 124 124 100.0 %" in told
    assert "Ward agency spend was to go to 118 at first" in told
    assert "“Another plan”" in told
    assert "reached 2 of 3 that were measured" in told


# compare


@pytest.mark.usefixtures("demo")
def test_every_programme_is_compared_unless_some_are_named() -> None:
    titles = ["Calder Vale action learning programme 2025", "Set advisers' training 2025"]
    assert titles == [each["title"] for each in machine("compare")["programmes"]]
    assert titles[1:] == [each["title"] for each in machine("compare", "spring-programme")["programmes"]]
    assert titles == [each["title"] for each in machine("compare", "spring-programme", "calder-vale")["programmes"]]


@pytest.mark.usefixtures("demo")
def test_a_comparison_tells_the_same_figures_as_each_programme_alone() -> None:
    for each, alias in zip(machine("compare", "--as-at", LAST)["programmes"], ("calder-vale", "spring-programme"), strict=True):
        alone = machine("metrics", alias, "--as-at", LAST)
        assert {name: alone[name] for name in each["figures"]} == each["figures"]
        assert alone["money"]["costs"] == each["money"]["costs"]
    told = flowing(done("compare", "--as-at", LAST).out)
    assert "1 Calder Vale action… 84.2 % (7) ███████░ 78.9 % (7) 100.0 % (7)" in told
    assert "2 Set advisers' trai… 1 training 5 5 100.0 % (5)" in told


@pytest.mark.usefixtures("copied")
def test_programmes_of_two_currencies_and_zones_stand_side_by_side_and_are_not_added() -> None:
    done("do", "programmes.charter", "--by", "manager", "--as", "far", "title=Far", 'organisations=["South"]',
         "sponsor=sponsor", "theory_of_change=x", "currency=NZD", "time_zone=Pacific/Auckland",
         "--at", "2025-02-01T10:00:00+00:00")  # fmt: skip
    done("do", "programmes.incur_cost", "--by", "manager", "programme=far", "category=venue", "amount=1000",
         "--at", "2025-03-03T20:00:00+00:00")  # fmt: skip
    told = done("compare").out
    assert "NZD 1,000" in told
    assert "£9,046" in told
    assert not re.search("10,046", told)
    for as_at, cost in (("2025-03-03", None), ("2025-03-04", 1000)):  # it was the fourth in Auckland
        (far,) = machine("compare", "far", "--as-at", as_at)["programmes"]
        assert cost == far["money"]["costs"]["value"]


def test_a_journal_without_a_programme_compares_nothing() -> None:
    done("do", "members.register", "name=Amara", "role=Sponsor", "organisation=Vale", "--db", "sqlite:///new.db")
    assert "no programme had been chartered" in done("compare", "--db", "sqlite:///new.db").out
    assert [] == machine("compare", "--db", "sqlite:///new.db")["programmes"]


# brief


@pytest.mark.usefixtures("demo")
def test_a_brief_says_what_to_work_on_first() -> None:
    told = flowing(done("brief", "calder-vale").out)
    for line in (
        "advisers 3 ███░░░░░░░ 11 Dec 2024 Let somebody in the trust qualify",
        "06 Dec 2024, Amara Nwosu: “I will not ask what was said in the set.",
        "Calder Vale NHS Trust 126 102 81.0 % ████████░░ 7",
        "gaps, nothing named yet: talent, change",
        "roi: Helen Frost found on 09 Sep 2025",
        "in Health and care in the region: Told the directors",
    ):
        assert line in told
    assert "not evaluated yet: reaction, learning, behaviour, results, roi" in flowing(
        done("brief", "calder-vale", "--as-at", LAST).out
    )


@pytest.mark.usefixtures("demo")
def test_a_brief_can_be_kept_as_a_page() -> None:
    told = done("brief", "calder-vale", "--markdown")
    assert "" == told.err, "nothing but the page is said, so it can be put into a file"
    lines = told.out.splitlines()
    assert "# Calder Vale action learning programme 2025" == lines[0]
    assert re.fullmatch(r"as at .* UTC, known up to position \d+, simulated", lines[-1])
    assert "| aspect | of 10 | judged | next |" in lines
    assert "- **talent**: a gap, nothing named yet" in lines
    assert "[dim]" not in told.out


@pytest.mark.usefixtures("demo")
def test_a_brief_tells_how_organisations_helped_each_other() -> None:
    told = done("brief", "spring-programme", "--markdown").out
    assert "- Calder Vale NHS Trust → Norbeck Community Trust (1 → 4 people): 7 questions\n" in told
    assert "Help between organisations" in done("brief", "spring-programme").out
    assert "Help between organisations" not in done("brief", "calder-vale").out


@pytest.mark.usefixtures("demo")
def test_a_brief_has_one_form_at_a_time() -> None:
    answer = typed("brief", "calder-vale", "--markdown", "--format", "json")
    assert (2, "") == (answer.code, answer.out)
    assert "--markdown and --format json are two forms; give one" in answer.sentence
    assert ["talent", "change"] == machine("brief", "calder-vale")["gaps"]
