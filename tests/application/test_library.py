"""What ``do`` takes: checked against the signature of the use case, by the editor, by mypy, and at the call."""

from __future__ import annotations

import shutil
import subprocess
import sys
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from company import SESSION_1, Company, opened

from actionlearning import ActionLearning, problems, programmes, sets
from actionlearning.application.access import KEEPER
from actionlearning.application.inputs import UNPRINTABLE, NotALabel, NotAnAmount, NotAShare, NotText, WrongInput
from actionlearning.application.work import NothingThere
from actionlearning.domain.errors import BadInput
from actionlearning.domain.values import BenefitKind, CostCategory, SetKind

MANY = "x" * 20_000


@pytest.fixture(scope="module")
def company() -> Company:
    return Company(opened())


def bring(company: Company, title: Any) -> UUID:
    return company.by(company.a).do(problems.bring, set=company.set, title=title, stake="Much", authority_to_act="Mine")


@pytest.mark.parametrize(
    ("arguments", "why"),
    [
        ({"sett": 1}, "there is no argument sett"),
        ({"title": 5}, "title: Expected str, got int"),
        ({"title": None}, "title: Expected str, got null"),
        ({"title": ""}, "title: "),
        ({"title": " \t\n"}, "title: expected some text"),
        ({"title": MANY + "x"}, "title: Expected str of length <= 20000"),
        ({"title": "x" * 100_000}, "title: Expected str of length <= 20000"),
        ({"set": "ward-set"}, "set: Invalid UUID"),
        ({"set": 7}, "set: Expected uuid, got int"),
    ],
)
def test_an_argument_that_does_not_fit_is_refused_in_words(company: Company, arguments: dict[str, Any], why: str) -> None:
    right = {"set": company.set, "title": "A problem", "stake": "Much", "authority_to_act": "Mine"}
    position = company.al.journal.position()
    with pytest.raises(WrongInput) as caught:
        company.by(company.a).do(problems.bring, **{**right, **arguments})
    assert "problems.bring was called wrongly: " in str(caught.value)
    assert why in str(caught.value)
    assert position == company.al.journal.position()
    company.by(company.a).do(problems.bring, **right)  # the control


def test_a_missing_argument_is_named(company: Company) -> None:
    with pytest.raises(WrongInput, match=r"it needs .*stake"):
        company.by(company.a).do(problems.bring, set=company.set, title="x", authority_to_act="y")


@pytest.mark.parametrize("text", ["half \ud800 of a character", "an \x1b[31mescape", "a \x00 nul", "a bell \x07", "\x85 x"])
def test_what_no_journal_stores_and_no_terminal_should_see_is_refused(company: Company, text: str) -> None:
    position = company.al.journal.position()
    with pytest.raises(NotText):
        bring(company, text)
    with pytest.raises(NotText):  # in a title, which is stored in the clear, and in a tuple of them
        company.by(company.a).do(
            sets.propose_contract, set=company.set, version=2, rules=("Trust", text), confidentiality_limits="Harm"
        )
    assert position == company.al.journal.position()


def test_nothing_that_is_refused_counts_as_printable() -> None:
    """A text that is printable is not searched for it."""
    refused = [character for character in map(chr, range(sys.maxunicode + 1)) if UNPRINTABLE.match(character)]
    assert 2048 + 62 == len(refused)
    assert [] == [character for character in refused if character.isprintable()]


@pytest.mark.parametrize(
    "text",
    [
        "Wer besitzt die Lücke? 🧭👩🏽‍⚕️",
        "مَن يملك الفجوة؟",
        "למי שייך הפער?",
        "two\nlines,\ta tab\r\n and a\u2028separator",
        "[bold]not a style[/bold] [/]",
        MANY,
        "é" * 20_000,
        "'; DROP TABLE stored_events; --",
    ],
)
def test_any_text_a_person_writes_comes_back_as_it_was(al: ActionLearning, text: str) -> None:
    it = Company(al)
    raised = al.journal.read(bring(it, text))[0]
    assert text == al.reveal(raised.event.title, KEEPER)


def cost(company: Company, amount: Any) -> Any:
    return company.by(company.sponsor).do(
        programmes.incur_cost, programme=company.programme, category=CostCategory.VENUE, amount=amount
    )


@pytest.mark.parametrize("amount", ["NaN", "sNaN", "Infinity", "-Infinity", "-1", "0", "0.001", "1E+15", "1E+999999"])
def test_money_is_a_positive_amount(company: Company, amount: str) -> None:
    with pytest.raises(NotAnAmount):
        cost(company, Decimal(amount))
    assert isinstance(cost(company, Decimal("0.01")), UUID)


@pytest.mark.parametrize("amount", ["much", "1,000", float("nan"), float("inf"), True, None])
def test_what_is_no_number_is_no_money(company: Company, amount: Any) -> None:
    with pytest.raises(BadInput):
        cost(company, amount)


@pytest.mark.parametrize("share", ["1.1", "-0.1", "NaN", "Infinity"])
@pytest.mark.parametrize("which", ["attribution", "confidence"])
def test_a_share_lies_between_nothing_and_the_whole(company: Company, which: str, share: str) -> None:
    objective = company.by(company.sponsor).do(
        programmes.set_objective,
        programme=company.programme,
        title="Spend",
        unit="£k",
        direction="fall",
        target=Decimal(118),
        by=date(2025, 6, 30),
    )

    def claim(**shares: Decimal) -> UUID:
        return company.by(company.sponsor).do(
            programmes.claim_benefit,
            programme=company.programme,
            objective=objective,
            title="Less agency",
            effect="Less spent",
            actions=(),
            kind=BenefitKind.CASH,
            amount=Decimal(100),
            evidence="The ledger",
            **{"attribution": Decimal(0), "confidence": Decimal(1), **shares},
        )

    with pytest.raises(NotAShare):
        claim(**{which: Decimal(share)})
    claim()


def test_a_choice_may_be_given_as_itself_or_as_its_text(company: Company) -> None:
    def form(kind: Any) -> Any:
        made = company.by(company.sponsor).do(
            sets.form, programme=company.programme, title="x", purpose="y", time_zone="Europe/London", kind=kind
        )
        return company.al.journal.read(made)[0].event.kind

    assert [SetKind.TRAINING] * 2 == [form(SetKind.TRAINING), form("training")]
    with pytest.raises(WrongInput, match="kind: unknown choice 'holiday'"):
        form("holiday")


def test_a_date_is_a_date_and_a_time_has_its_zone(company: Company) -> None:
    act = company.by(company.sponsor)
    with pytest.raises(WrongInput, match="starts_at: a time needs its offset"):
        act.do(sets.schedule_session, set=company.set, session=8, starts_at=datetime(2025, 3, 1, 9))  # noqa: DTZ001  # naive on purpose
    with pytest.raises(WrongInput, match="expected a date such as"):
        act.do(programmes.baseline_measure, programme=company.programme, objective=company.set, value=1, on="1.3.2025")
    act.do(sets.schedule_session, set=company.set, session=8, starts_at="2025-03-01T09:00:00+01:00")


@pytest.mark.parametrize("alias", ["Aisha Rahman", "", "-x", "x" * 65, "line\n", "naïve"])
def test_an_alias_is_a_label_and_no_place_for_a_name(company: Company, alias: str) -> None:
    with pytest.raises(NotALabel):
        company.al.acting_as(company.a, alias=alias)
    assert company.al.acting_as(company.a, alias="A01").alias == "A01"


def test_an_id_says_what_it_names(company: Company) -> None:
    kinds = [company.al.kind_of(id_) for id_ in (company.programme, company.set, company.problems[company.a], company.a)]
    assert ["programme", "set", "problem", "member"] == kinds
    with pytest.raises(NothingThere):
        company.al.kind_of(UUID(int=1))


def test_closing_twice_is_harmless(al: ActionLearning) -> None:
    al.close()
    al.close()


SNIPPET = """
from datetime import UTC, date, datetime
from uuid import uuid4
from actionlearning import ActionLearning, problems
from actionlearning.domain.values import ActionId, MemberId, ProblemId

with ActionLearning.open("memory:") as al:
    action: ActionId = al.acting_as(MemberId(uuid4()), at=datetime.now(UTC)).do(
        problems.commit_action, problem=ProblemId(uuid4()), session=1, what="Ask", {more}
    )
"""
RIGHT = 'success_measure="Ten answers", due=date(2025, 2, 7)'


@pytest.mark.parametrize(
    ("more", "expected"),
    [
        (RIGHT, "Success"),
        (RIGHT + ", hurry=True", 'Unexpected keyword argument "hurry"'),
        ('success_measure="Ten answers", due="2025-02-07"', 'Argument "due" to "do" of "Acting" has incompatible type "str"'),
        ('success_measure="Ten answers"', 'Missing named argument "due"'),
    ],
)
def test_do_is_typed_by_the_signature_of_the_use_case(tmp_path: Path, more: str, expected: str) -> None:
    pytest.importorskip("mypy")
    snippet = tmp_path / "snippet.py"
    snippet.write_text(SNIPPET.replace("{more}", more))
    cache = CACHE / "mypy"
    done = subprocess.run(
        [sys.executable, "-m", "mypy", "--strict", "--cache-dir", str(cache), str(snippet)],
        capture_output=True,
        text=True,
        cwd=tmp_path,
        check=False,
    )
    assert expected in done.stdout, done.stdout + done.stderr
    assert (done.returncode == 0) == (expected == "Success")


CACHE = Path()


@pytest.fixture(scope="module", autouse=True)
def _shared_cache(tmp_path_factory: pytest.TempPathFactory) -> Any:
    global CACHE  # noqa: PLW0603  # mypy reads the library once for all snippets
    CACHE = tmp_path_factory.mktemp("cache")
    yield
    shutil.rmtree(CACHE, ignore_errors=True)


@pytest.mark.parametrize("title", ["two\nlines", "ends\n", "\u202egnol", "a\u2028b", " "], ids=ascii)
def test_a_title_is_one_line_of_text(company: Company, title: str) -> None:
    with pytest.raises(WrongInput, match="title: expected one line of text"):
        company.by(company.adviser).do(
            sets.form, programme=company.programme, title=title, purpose="Peers", time_zone="Europe/London"
        )


@pytest.mark.parametrize("title", ["Wer besitzt die Lücke?", "مجموعة", "🧭 ward", "a\tb"], ids=ascii)
def test_a_title_may_be_in_any_script(company: Company, title: str) -> None:
    company.by(company.adviser).do(
        sets.form, programme=company.programme, title=title, purpose="Peers", time_zone="Europe/London"
    )


def test_an_unknown_choice_is_told_what_there_is_to_choose(company: Company) -> None:
    with pytest.raises(WrongInput, match="kind: unknown choice 'holiday'; choose regular, follow_up"):
        company.by(company.adviser).do(sets.schedule_session, set=company.set, session=8, starts_at=SESSION_1, kind="holiday")
