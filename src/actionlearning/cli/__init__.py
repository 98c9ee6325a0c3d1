"""The command line: it parses, calls the library once, and shows."""

from __future__ import annotations


def main() -> None:
    """Run ``actionlearning``. Exits 0 done, 1 failed, 2 misused, 3 refused."""
    from actionlearning.cli.app import app  # noqa: PLC0415  # click is loaded when a command line is, not before
    from actionlearning.cli.streams import output  # noqa: PLC0415  # as above

    with output():
        app.main(prog_name="actionlearning")
