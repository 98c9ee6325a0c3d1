"""What `actionlearning.testing` offers is there, and costs nothing before it is used."""

from __future__ import annotations

import re
import subprocess
import sys

import pytest
from hypothesis import given

from actionlearning import testing
from actionlearning.application.candidates import DIGEST
from actionlearning.testing import strategies


@pytest.mark.parametrize("name", testing.__all__)
def test_every_public_name_loads(name: str) -> None:
    assert getattr(testing, name).__doc__
    assert name in dir(testing)


def test_a_name_that_is_not_offered_is_an_attribute_error() -> None:
    with pytest.raises(AttributeError, match="no attribute 'Nothing'"):
        testing.Nothing  # noqa: B018  # asked for to see it fail


def test_playing_needs_neither_hypothesis_nor_pytest() -> None:
    loaded = "import sys, actionlearning.testing as t; t.RandomProgramme; print({'hypothesis', 'pytest'} & set(sys.modules))"
    said = subprocess.run([sys.executable, "-c", loaded], capture_output=True, text=True, check=True)
    assert "set()\n" == said.stdout


@given(digest=strategies.digests(), score=strategies.scores())
def test_digests_and_scores_are_what_use_cases_take(digest: str, score: int) -> None:
    assert re.fullmatch(DIGEST, digest)
    assert 1 <= score <= 10
