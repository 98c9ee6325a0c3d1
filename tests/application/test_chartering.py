"""What a programme takes to be chartered: one currency, and at least one organisation."""

from __future__ import annotations

from typing import Any

import pytest
from company import FIRST_DAY, opened

from actionlearning.application import members, programmes
from actionlearning.application.inputs import WrongInput
from actionlearning.application.programmes import NotACurrency


def charter(*, currency: str = "GBP", organisations: tuple[str, ...] = ("Calder Vale",)) -> Any:
    with opened("memory:") as al:
        who = al.acting_as(None, at=FIRST_DAY).do(members.register, name="Amara", role="Sponsor", organisation="Calder Vale")
        return al.acting_as(who, at=FIRST_DAY).do(
            programmes.charter,
            title="Spring",
            organisations=organisations,
            sponsor=who,
            theory_of_change="Questions move what plans do not",
            currency=currency,
            time_zone="Europe/London",
        )


def test_a_currency_is_three_capital_letters() -> None:
    assert charter(currency="EUR") is not None
    for currency in ("eur", "EURO", "€", "EUR\n", ""):
        with pytest.raises(NotACurrency) as refused:
            charter(currency=currency)
        assert NotACurrency(currency=currency) == refused.value


def test_a_programme_names_at_least_one_organisation() -> None:
    assert charter(organisations=("Calder Vale", "Aire Trust")) is not None
    with pytest.raises(WrongInput, match="organisations"):
        charter(organisations=())
