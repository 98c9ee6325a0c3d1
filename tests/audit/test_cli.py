"""``audit`` on the command line: an operator signs and bundles, an auditor verifies, and exit codes tell."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
from signed_demo import URL, do, held, verified, words
from terminal import done, typed

from actionlearning.audit.guarantees import GUARANTEES, NOT_CLAIMED
from actionlearning.audit.note import Kind, Signer, read_note
from actionlearning.cli.audit import audit

pytestmark = pytest.mark.usefixtures("signed_demo")

ACTIONS = ("init", "checkpoint", "status", "bundle", "verify", "replay")


@pytest.mark.parametrize("action", ACTIONS)
def test_every_action_has_help_with_an_example(action: str) -> None:
    told = done("audit", action, "--help").out
    assert re.search(rf"Example: actionlearning audit {action}\b", " ".join(told.split()))
    assert "--db" in told
    assert "--format" in told


def test_there_are_these_actions_and_no_others() -> None:
    assert set(ACTIONS) == set(audit.commands)


def test_keys_are_made_once_and_rotated_and_the_secret_is_never_shown() -> None:
    key = Path("log.vkey").read_text("utf-8").strip()
    again = done("audit", "init", "--name", "example.org/learning", "--db", URL)
    assert key == again.out.strip()
    assert "demo.audit.key; keep it where only the sequencer reads it" in again.err
    secret = Path("demo.audit.key").read_text("utf-8").strip()
    assert secret.startswith("PRIVATE+KEY+example.org/learning/")
    both = done("audit", "init", "--name", "example.org/learning", "--rotate", "--db", URL).out.split()
    assert [key] == both[:1]
    assert 2 == len(both)
    assert (
        secret.split("+")[-1]
        not in done("audit", "init", "--name", "example.org/learning", "--db", URL, "--format", "json").out
    )
    published = done("audit", "checkpoint", "--db", URL).out
    assert 2 == len(read_note(published.encode()).signatures)
    hash_ = key.split("+")[1]
    assert both[1:] == done("audit", "init", "--name", "example.org/learning", "--retire", hash_, "--db", URL).out.split()


def test_a_lost_key_file_is_not_replaced_without_a_word() -> None:
    Path("demo.audit.key").unlink()
    answer = typed("audit", "init", "--name", "example.org/learning", "--db", URL)
    assert 2 == answer.code
    assert "put it back, or make a new key with --rotate" in answer.sentence
    assert "keys that are called example.org/learning" in typed("audit", "checkpoint", "--db", URL).sentence


def test_a_log_that_has_not_begun_says_how_to_begin(tmp_path: Path) -> None:
    done("do", "members.register", "name=Amara", "role=Sponsor", "organisation=Vale", "--db", "sqlite:///new.db")
    for action in (("status",), ("checkpoint",), ("bundle", "--out", "other")):
        answer = typed("audit", *action, "--db", "sqlite:///new.db")
        assert 1 == answer.code
        assert "actionlearning audit init" in answer.sentence
    assert "there is no journal yet" in typed("audit", "init", "--db", "sqlite:///absent.db").sentence
    assert tmp_path.is_dir()


def test_a_checkpoint_is_printed_and_kept_elsewhere() -> None:
    published = done("audit", "checkpoint", "--to", "auditor", "--db", URL).out
    assert published == Path("held").read_text("utf-8")
    assert [published] == [path.read_text("utf-8") for path in Path("auditor").iterdir()]
    told = done("audit", "checkpoint", "--db", URL, "--format", "json").json
    assert (held(), published) == (told["size"], told["checkpoint"])


def test_status_tells_how_far_the_log_is() -> None:
    done("do", "members.register", "name=Amara", "role=Sponsor", "organisation=Vale", "--db", URL)
    told = done("audit", "status", "--db", URL, "--format", "json").json
    size = held()
    assert (size, size, size + 1, size, None) == (
        told["hashed"],
        told["position"],
        told["journal_position"],
        told["signed"]["size"],
        told["alarm"],
    )
    assert f"{size} events, up to position {size} of {size + 1}" in words(done("audit", "status", "--all", "--db", URL))
    assert "1 newer events are not signed yet, and not in it" in words(done("audit", "bundle", "--out", "more", "--db", URL))


def test_what_is_kept_elsewhere_is_compared_where_everything_is_and_not_passed_over() -> None:
    done("audit", "status", "--all", "--to", "auditor", "--db", URL)
    answer = typed("audit", "status", "--to", "auditor", "--db", URL)
    assert (2, True) == (answer.code, "give --all with it" in answer.err)


def test_a_changed_past_halts_the_signing_and_exits_three() -> None:
    do("UPDATE stored_events SET state = CAST(REPLACE(state, '2025', '2024') AS BLOB) WHERE position = 200")
    for action in (("checkpoint",), ("status", "--all"), ("bundle", "--out", "other")):
        answer = typed("audit", *action, "--db", URL)
        assert 3 == answer.code
        assert "position 200" in answer.sentence
    status = typed("audit", "status", "--db", URL)
    assert 3 == status.code
    assert "halted at position 200" in status.err
    assert not Path("other").exists()


def test_an_auditor_is_told_in_words_what_was_proved_and_what_was_not() -> None:
    answer = verified("--checkpoint", "held")
    assert 0 == answer.code
    told = words(answer)
    for guarantee in GUARANTEES:
        assert guarantee in told
    assert f"Not claimed: {', '.join(NOT_CLAIMED)}." in told
    assert f"events {held()} looked at, of {held()}" in told
    assert f"history has only grown since your checkpoint of {held()} events" in told
    assert "no independent witness was named" in told
    assert told.endswith(" VERIFIED")
    assert "NOT VERIFIED" not in told
    machine = done("audit", "verify", "whole", "--key", "log.vkey", "--checkpoint", "held", "--format", "json").json
    assert (True, held(), held(), "whole") == (machine["verified"], machine["size"], machine["covered"], machine["kind"])


def test_what_is_newer_than_the_auditors_checkpoint_is_told_to_be_outside_the_window() -> None:
    for name in ("Amara", "Ben"):
        done("do", "members.register", f"name={name}", "role=Sponsor", "organisation=Vale", "--db", URL)
    done("audit", "checkpoint", "--db", URL)
    done("audit", "bundle", "--out", "later", "--db", URL)
    answer = verified("--checkpoint", "held", bundle="later")
    assert 0 == answer.code
    newer = held() + 1
    assert f"events {newer} to {newer + 1}: they are outside the window" in words(answer)
    path = max(Path("later/payload").rglob("*"), key=lambda path: (path.is_file(), str(path)))
    *before, one, two = path.read_text("utf-8").splitlines(keepends=True)
    path.write_text("".join([*before, one.replace("Vale", "Dale"), two.replace("Vale", "Dale")]), "utf-8")
    broken = verified("--checkpoint", "held", bundle="later")
    assert 3 == broken.code
    assert f"event {newer}: version 1 of stream" in words(broken)
    assert "(outside the window: no checkpoint that you hold covers it)" in words(broken)
    problems: list[Any] = verified("--checkpoint", "held", "--format", "json", bundle="later").json["problems"]
    assert [True, True] == [each["outside_the_window"] for each in problems if each["event"]]


def test_what_does_not_hold_exits_three_and_what_cannot_be_read_two() -> None:
    size, root = held(), read_root()
    assert 0 == verified("--root", f"{size}:{root}").code
    wrong = verified("--root", f"{size}:{'0' * 64}")
    assert 3 == wrong.code
    assert "something in them was changed" in words(wrong)
    assert words(wrong).endswith("NOT VERIFIED")
    assert 3 == verified(bundle="absent").code
    assert 3 == typed("audit", "verify", "whole", "--key", str(Signer.new("example.org/other").verifier)).code
    for misused in (
        ("audit", "verify", "whole"),
        ("audit", "verify", "whole", "--key", "nonsense"),
        ("audit", "verify", "whole", "--key", "demo.audit.key"),
        ("audit", "verify", "whole", "--key", "log.vkey", "--root", "240"),
        ("audit", "verify", "whole", "--key", "log.vkey", "--checkpoint", "absent"),
    ):
        answer = typed(*misused)
        assert 2 == answer.code, misused
        assert answer.sentence


def read_root() -> str:
    root: str = done("audit", "status", "--db", URL, "--format", "json").json["signed"]["root"]
    return root


def test_a_witness_signs_and_is_asked_for() -> None:
    witness = Signer.new("witness.example/w", Kind.WITNESS)
    text = read_note(Path("held").read_bytes()).text
    Path("answer").write_text(witness.sign(text, at=1_735_689_600).line, "utf-8")
    key = str(witness.verifier)
    assert 3 == verified("--witness", key).code
    done("audit", "checkpoint", "--cosigned", "answer", "--witness", key, "--db", URL)
    done("audit", "bundle", "--out", "witnessed", "--db", URL)
    answer = verified("--witness", key, bundle="witnessed")
    assert 0 == answer.code
    assert "signed by the witness witness.example/w, who says that it was 2025-01-01 00:00:00 UTC" in words(answer)
    other = str(Signer.new("witness.example/v", Kind.WITNESS).verifier)
    assert 3 == verified("--witness", key, "--witness", other, bundle="witnessed").code
    assert 0 == verified("--witness", key, "--witness", other, "--quorum", "1", bundle="witnessed").code


def test_a_journal_on_a_server_is_signed_without_the_keys_to_what_was_said(postgres_url: str) -> None:
    kek = {"ACTIONLEARNING_KEK": "00" * 32}
    done("do", "members.register", "name=Amara", "role=Sponsor", "organisation=Vale", "--db", postgres_url, env=kek)
    key = done("audit", "init", "--db", postgres_url).out.strip()
    assert Path("actionlearning.audit.key").exists()
    done("audit", "checkpoint", "--db", postgres_url)
    done("audit", "bundle", "--out", "server", "--db", postgres_url)
    assert 1 == done("audit", "verify", "server", "--key", key, "--format", "json").json["size"]
