"""`python -m server moderators ...`, as whoever types it sees it."""

import io

import pytest

from server.__main__ import main
from server.commands import moderators as command

PASSPHRASE = "ink on paper, at night"


class Terminal(io.StringIO):
    """Somebody sits before it."""

    def isatty(self):
        return True


@pytest.fixture
def run(tmp_path, monkeypatch, capsys):
    """A function that runs a command with this on stdin -> exit code, what was printed, what was complained."""

    def run(*arguments, typed="", stdin=io.StringIO):
        monkeypatch.setattr("sys.stdin", stdin(typed))
        code = main(["moderators", *arguments, "--database-url", f"sqlite:///{tmp_path}/doodles.sqlite3"])
        return code, *capsys.readouterr()

    return run


def test_a_moderator_is_added_listed_and_removed(run):
    added = run("add", "Mo", typed=f"{PASSPHRASE}\n")
    listed = run("list")
    removed = run("remove", "Mo")

    assert added == (0, "Mo may review now, at /doodles/review\n", "")
    assert listed[0] == 0 and listed[1].startswith("Mo ") and PASSPHRASE not in listed[1]
    assert removed[0] == 0 and "nobody" in run("list")[1]


@pytest.mark.parametrize(
    ("arguments", "typed", "named"),
    [
        (["add", "Mo"], "short\n", "12 to 200"),
        (["add", "Mo"], "", "12 to 200"),
        (["add", ""], f"{PASSPHRASE}\n", "1 to 40"),
        (["add", "x" * 41], f"{PASSPHRASE}\n", "1 to 40"),
        (["add", "Mo\x07"], f"{PASSPHRASE}\n", "1 to 40"),
        (["remove", "Mo"], "", "there is nobody"),
    ],
)
def test_what_will_not_do_is_one_line(run, arguments, typed, named):
    code, _, complaint = run(*arguments, typed=typed)

    assert code == 2 and named in complaint and complaint.count("\n") == 1


def test_a_name_is_taken_once(run):
    run("add", "Mo", typed=f"{PASSPHRASE}\n")

    code, _, complaint = run("add", "Mo", typed="another passphrase\n")

    assert code == 2 and "already" in complaint


def test_at_a_terminal_the_passphrase_is_asked_for_twice(run, monkeypatch):
    answers = [PASSPHRASE, "something else"]
    monkeypatch.setattr(command, "getpass", lambda _: answers.pop(0))

    code, _, complaint = run("add", "Mo", stdin=Terminal)

    assert (code, answers) == (2, []) and "not the same" in complaint
