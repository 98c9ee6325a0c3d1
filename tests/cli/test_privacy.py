"""People are forgotten, told what is held about them, and their keys wrapped anew, from the command line."""

from __future__ import annotations

from pathlib import Path

import pytest
from terminal import done, typed

from actionlearning.cli.app import FAILED, MISUSED, REFUSED

REGISTER = ("do", "members.register", "organisation=Trust", "role=finance manager")


@pytest.fixture(autouse=True)
def people(monkeypatch: pytest.MonkeyPatch) -> None:
    """Farid, who is to be forgotten, and Helen, who carries it out, in a journal of this folder."""
    monkeypatch.delenv("ACTIONLEARNING_NEW_KEK", raising=False)
    for alias, name in (("farid", "Farid Haddad"), ("helen", "Helen Frost")):
        done(*REGISTER, f"name={name}", "--as", alias)
    done("do", "members.set_development_goal", "goal=Let go of the ledger", "--by", "farid")
    done("do", "members.set_development_goal", "goal=Be as patient as Farid", "--by", "helen", "--about", "farid")


def everything_printed() -> str:
    answers = [done("history", "member", who, "--format", form) for who in ("farid", "helen") for form in ("table", "json")]
    return "".join(answer.out + answer.err for answer in answers)


def test_it_asks_first() -> None:
    for stdin in ("n\n", "\n", ""):
        answer = typed("erase", "farid", stdin=stdin)
        assert (FAILED, "") == (answer.code, answer.out)
        assert "for good? [y/N]" in answer.err
    assert "nobody is waiting" in done("privacy", "status").out
    assert "Farid Haddad" in everything_printed()
    answer = done("erase", "farid", stdin="y\n")
    assert "farid: erased here; final after rewrap" in answer.out


def test_who_is_erased_is_a_former_member_in_every_view() -> None:
    before = everything_printed()
    assert {"Farid Haddad", "Let go of the ledger", "Be as patient as Farid"} <= {
        text for text in ("Farid Haddad", "Let go of the ledger", "Be as patient as Farid") if text in before
    }
    answer = done("erase", "farid", "--yes", "--by", "helen", "--format", "json").json
    assert (True, False) == (answer["done"], answer["final"])
    after = everything_printed()
    for text in ("Farid", "ledger", "patient"):
        assert text not in after
    assert "former member" in after
    assert "[erased]" in after
    assert answer == done("erase", "farid", "--yes", "--format", "json").json


def test_it_is_final_after_rewrap() -> None:
    done("erase", "farid", "--yes")
    answer = done("privacy", "rewrap")
    assert "1 key wrapped anew" in answer.out
    assert "destroy yours" in answer.err
    assert "erased; final" in done("privacy", "status").out
    assert [True] == [each["final"] for each in done("privacy", "status", "--format", "json").json]
    assert "Helen Frost" in everything_printed()


def test_who_asked_themself_is_forgotten_with_the_others() -> None:
    done("do", "members.request_erasure", "--by", "farid")
    assert "asked to be forgotten; not finished" in done("privacy", "status").out
    assert "former member" in everything_printed()
    assert "erased here" in done("privacy", "finish", "--by", "helen").out
    assert [] == done("privacy", "finish", "--format", "json").json


def test_a_legal_hold_refuses() -> None:
    done("do", "members.place_legal_hold", "member=farid", "reason=Claim 2025-17", "--by", "helen")
    answer = typed("erase", "farid", "--yes")
    assert REFUSED == answer.code
    assert "is under a legal hold since" in answer.err
    assert "Farid Haddad" in everything_printed()


def test_pages_about_the_journal_go_with_them(tmp_path: Path) -> None:
    pages = tmp_path / "pages"
    pages.mkdir()
    done("report", "farid", "--out", str(pages / "farid.html"))
    (pages / "other.html").write_text("Dear Farid Haddad")
    assert "Farid Haddad" in (pages / "farid.html").read_text()  # the control
    done("erase", "farid", "--yes", "--purge", str(pages))
    assert ["other.html"] == [page.name for page in pages.iterdir()]


def test_somebody_is_told_all_that_is_held_about_them_and_nobody_elses_words(tmp_path: Path) -> None:
    told = done("privacy", "what-we-hold", "farid").json
    assert ["member.registered", "member.development-goal-set", "member.development-goal-set"] == [
        each["event"] for each in told["held"]
    ]
    assert [{"name": "Farid Haddad", "role": "finance manager"}, {"goal": "Let go of the ledger"}, {}] == [
        each["words"] for each in told["held"]
    ]
    assert ["the words name them"] == told["held"][2]["because"]
    assert "patient" not in str(told)
    page = tmp_path / "held.html"
    assert "3 records" in done("privacy", "what-we-hold", "farid", "--out", str(page)).out
    html = page.read_text()
    assert "Let go of the ledger" in html
    assert "patient" not in html
    done("erase", "farid", "--yes")
    later = done("privacy", "what-we-hold", "farid").json
    assert "former member" == later["name"]
    assert 5 == len(later["held"])
    assert {"[erased]"} == {words for each in later["held"] for words in each["words"].values()}


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (("privacy", "what-we-hold"), "what-we-hold takes one member"),
        (("privacy", "status", "farid"), "status takes no member"),
        (("privacy", "forget"), "'forget' is not one of"),
        (("erase",), "Missing argument 'MEMBER'"),
        (("erase", "nobody"), '"nobody" is neither an id'),
        (("erase", "farid", "--yes", "--purge", "nowhere"), "nowhere"),
    ],
)
def test_what_cannot_be_done_is_said(arguments: tuple[str, ...], says: str) -> None:
    answer = typed(*arguments)
    assert MISUSED == answer.code
    assert says in answer.sentence


def test_a_key_that_was_given_is_replaced_by_one_that_is_given(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    done("privacy", "rewrap", env={"ACTIONLEARNING_NEW_KEK": "ab" * 32})
    assert not (tmp_path / "actionlearning.kek").exists()
    monkeypatch.setenv("ACTIONLEARNING_KEK", "ab" * 32)
    assert "Farid Haddad" in everything_printed()
    answer = typed("privacy", "rewrap")
    assert FAILED == answer.code
    assert "set ACTIONLEARNING_NEW_KEK" in answer.sentence
