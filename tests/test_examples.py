"""What the documents tell people to type works, and so does the bench: with a small network, and with the real one."""

import json
import re
import runpy
import sys
from pathlib import Path

import pytest
import torch

from model import Categories, checkpoint
from model.checkpoint import Checkpoint
from tests.tiny import CONFIG, network

ROOT = Path(__file__).resolve().parents[1]
WEIGHTS = ROOT / "model" / "weights" / "inkling.safetensors"
WORDS = ("circle", "house", "square", "star")
BLOCK = re.compile(r"^```python\n(.*?)^```", re.MULTILINE | re.DOTALL)


@pytest.fixture
def checkout(tmp_path, monkeypatch):
    """A folder that has weights where a checkout has them, of a small network, to be in while code runs."""
    kept = Checkpoint("stream", dict(CONFIG), network().state_dict(), Categories(WORDS))
    checkpoint.save(tmp_path / "model" / "weights" / "inkling.safetensors", kept)
    monkeypatch.chdir(tmp_path)
    threads = torch.get_num_threads()
    yield tmp_path
    torch.set_num_threads(threads)


def script(path, *words, monkeypatch):
    """Run a file as `python FILE words...` would, and leave what it defined."""
    monkeypatch.setattr(sys, "argv", [str(path), *map(str, words)])
    return runpy.run_path(str(ROOT / path), run_name="__main__")


@pytest.mark.parametrize("page", ["docs/use.md", "README.md"])
def test_the_code_on_a_page_runs_from_top_to_bottom(checkout, capsys, page):
    blocks = BLOCK.findall((ROOT / page).read_text(encoding="utf-8"))
    names: dict[str, object] = {}

    for block in blocks:
        exec(block, names)

    printed = re.findall(r"\('(\w+)', [\d.]+\)", capsys.readouterr().out.splitlines()[0])
    assert sorted(printed) == sorted(WORDS)


def test_the_five_lines_recognize_what_they_draw(monkeypatch, capsys):
    """The house of the page, with the weights that are shipped: a network that had forgotten it would be seen here."""
    if not WEIGHTS.exists():
        pytest.skip("model/weights/inkling.safetensors is missing: there is nothing to recognize with")
    monkeypatch.chdir(ROOT)

    exec(BLOCK.findall((ROOT / "docs" / "use.md").read_text(encoding="utf-8"))[0], {})

    assert "('house', " in capsys.readouterr().out


def test_accuracy_against_ink_is_drawn_for_a_drawing_of_ones_own(checkout, monkeypatch, capsys):
    small = checkout / "model" / "weights" / "inkling.safetensors"

    script("docs/examples/accuracy_against_ink.py", "--checkpoint", small, "--times", 3, "--out", "house.png",
           monkeypatch=monkeypatch)  # fmt: skip

    assert (checkout / "house.png").read_bytes().startswith(b"\x89PNG")
    assert re.fullmatch(r"( *\d+% of the ink: +\d+% right, mean probability \d\.\d\d\n){5}", capsys.readouterr().out)


def test_the_house_of_the_example_is_recognized_by_the_shipped_weights(checkout, monkeypatch, capsys):
    if not WEIGHTS.exists():
        pytest.skip("model/weights/inkling.safetensors is missing: there is nothing to recognize with")

    found = script("docs/examples/accuracy_against_ink.py", "--times", 4, monkeypatch=monkeypatch)

    said = capsys.readouterr().out
    assert found["WEIGHTS"] == WEIGHTS
    assert any(int(percent) >= 75 for percent in re.findall(r"(\d+)% right", said)), said


def test_the_bench_measures_the_recognizer_and_names_the_machine(checkout, monkeypatch, capsys):
    small = checkout / "model" / "weights" / "inkling.safetensors"

    script("tests/bench/bench_recognizer.py", "--checkpoint", small, "--repeat", 2, "--json", "bench.json",
           monkeypatch=monkeypatch)  # fmt: skip

    found = json.loads((checkout / "bench.json").read_text())
    assert [(row["floor"], row["aim"]) for row in found["rows"]] == [
        (2, 0.5), (1.2, 1.05), (20, 60), (6, 12), (None, None)
    ]  # fmt: skip
    for row in found["rows"][1:]:
        assert row["figure"] == pytest.approx(row["ms"] / row["beside_ms"])
    assert found["rows"][0]["figure"] > 0
    assert found["machine"]["cores"] >= 1
    assert found["network"].startswith("inkling ")
    assert "point 400 over point 4 " in capsys.readouterr().out


def test_without_weights_the_bench_takes_a_new_network_of_the_usual_shape(checkout, monkeypatch):
    names = runpy.run_path(str(ROOT / "tests" / "bench" / "bench_recognizer.py"))

    fresh = names["kept_at"](checkout / "nowhere.safetensors")

    assert len(fresh.categories) == 345
