"""Drawings to show: from shards, from files of either kind, or none."""

import json

import pytest

from model import BadInputError, Examples
from model.data.sharding import Plan, make_shards
from tests.made import layout, line


def in_the_square(drawing):
    return all(len(s) == 2 and len(s[0]) == len(s[1]) and 0 <= min(*s[0], *s[1]) <= max(*s[0], *s[1]) <= 255
               for s in drawing)  # fmt: skip


@pytest.mark.parametrize("kind", ["simplified", "raw"])
def test_files_called_like_their_word_are_shown_in_a_square(tmp_path, kind):
    folder = layout(tmp_path, {"apple": 9, "sun": 2}, (kind,)) / "full" / kind
    examples = Examples(folder)

    apples = examples.of("apple")

    assert len(apples) == 6 and len(examples.of("sun")) == 2
    assert all(in_the_square(drawing) for drawing in apples)
    assert max(max(stroke[0] + stroke[1]) for stroke in apples[0]) == 255


def test_drawings_that_nobody_recognized_are_no_examples_and_broken_ones_are_passed_over(tmp_path):
    bad = line("apple", 1).replace('"drawing"', '"recognized":false,"drawing"')
    (tmp_path / "apple.ndjson").write_text(bad + "broken\n" + line("apple", 2), encoding="utf-8")

    assert len(Examples(tmp_path).of("apple")) == 1


def test_a_word_without_drawings_has_none(tmp_path):
    (tmp_path / "inside").mkdir()
    (tmp_path / "apple.ndjson").write_text(line("apple", 1), encoding="utf-8")

    assert Examples(None).of("apple") == []
    assert Examples(tmp_path).of("pear") == []
    assert Examples(tmp_path / "inside").of("../apple") == []


def test_a_folder_that_is_not_there_is_an_error(tmp_path):
    with pytest.raises(BadInputError, match="no folder"):
        Examples(tmp_path / "nowhere")


def test_shards_are_shown_as_they_were_written(tmp_path):
    folder = layout(tmp_path, {"apple": 120, "sun": 120})
    make_shards(Plan(folder, "here", ("apple", "sun"), ("simplified",)), {}, lambda: None)
    lines = (folder / "full/simplified/sun.ndjson").read_text(encoding="utf-8").splitlines()
    written = [json.loads(text)["drawing"] for text in lines]

    suns = Examples(folder).of("sun")

    assert suns and all(drawing in written for drawing in suns)
    assert Examples(folder).of("pear") == []
