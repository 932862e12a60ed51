"""The benchmarks measure what they say they do: figures from a wrong harness would be worse than none."""

import asyncio
import json
import random
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from types import SimpleNamespace

import numpy as np
import pytest

from server import wire
from tests import tiny
from tests.bench import classroom, figures, lesson, measures, pens, pupils, soak, table, told
from tests.bench import crowd as crowds
from tests.bench.drawer import Drawer, Habits, Window
from tests.bench.served import NAIVE, NAIVE_LIVE, Server
from tests.fake_server import WAIT, FakeServer


def stroke(*times):
    """A stroke with points at these ms."""
    return np.array([[100 + i, 200, t] for i, t in enumerate(times)], float)


def test_percentiles_are_values_that_were_measured():
    found = measures.percentiles([float(i) for i in range(1, 101)])

    assert found == {"p50": 50, "p95": 95, "p99": 99}
    assert measures.percentiles([7.0]) == {"p50": 7, "p95": 7, "p99": 7}
    assert measures.percentiles([]) == {"p50": None, "p95": None, "p99": None}


@pytest.mark.parametrize("capacity", [0, 1, 3, 99, 100, 101, 250, 790, 800, 5000])
@pytest.mark.parametrize("first", [8, 100])
def test_the_search_finds_what_is_held_to_a_tenth_and_asks_for_each_number_once(capacity, first):
    asked = []

    found = measures.largest(lambda n: asked.append(n) or n <= capacity, first, most=800)

    assert 0.9 * min(capacity, 800) - 1 <= found <= capacity
    assert len(asked) == len(set(asked)) <= 12


def test_memory_that_stays_is_flat_and_memory_that_grows_is_not():
    seconds = np.arange(0, 1800, 5.0)
    noise = np.random.default_rng(1).normal(0, 1, len(seconds))

    still = measures.slope(seconds, 300 + noise)
    growing = measures.slope(seconds, 300 + noise + seconds / 60)

    assert still.flat(300)
    assert not growing.flat(300)
    assert growing.per_hour == pytest.approx(60, abs=2)


def test_ink_is_sent_when_a_page_would_send_it():
    """The timer starts with the first point that waits; lifting the pen sends at once; pauses send nothing."""
    drawn = pens.sketching("cat", [stroke(0, 10, 39, 45, 300, 310), stroke(500)])

    sent = [(m.at, json.loads("{" + m.fields + "}")) for m in drawn.messages]

    assert [(at, fields["t"], fields["up"]) for at, fields in sent] == [
        (0.04, [0, 10, 39], False),
        (0.085, [45], False),
        (0.31, [300, 310], True),
        (0.5, [500], True),
    ]


@pytest.mark.parametrize("place", [pens.QUICKDRAW / "full" / "raw", Path("nowhere")])
def test_what_is_drawn_is_good_ink_and_the_same_for_a_seed(place):
    if place.is_absolute() and not place.is_dir():
        pytest.skip(f"there are no raw drawings at {place}")

    drawings = pens.sketchings(3, place)

    assert drawings == pens.sketchings(3, place)
    assert len({drawing.word for drawing in drawings}) > 20
    for drawing in drawings[:20]:
        ends = []
        for seq, message in enumerate(drawing.messages):
            fields = json.loads("{" + message.fields + "}")
            ink = wire.ink({"round": "r", "seq": seq, **fields})
            assert not ends or ink.points.t[0] >= ends[-1]
            assert message.at * 1000 >= ink.points.t[-1]
            ends.append(ink.points.t[-1])
        assert ink.points.up


class Loop:
    """Time that passes when the test says so."""

    now = 100.0

    def time(self):
        return self.now


def test_every_piece_of_ink_counts_until_the_first_guess_that_saw_it():
    """Also those that never get one: a server that answers nobody must not look fast."""
    window, loop = Window(begin=100, end=200), Loop()
    drawer = Drawer("", [], window, random.Random(1), loop)
    drawer._round = "ab"
    drawer._waiting.extend([(0, 99.0), (1, 100.1), (2, 100.2), (3, 100.3), (4, 100.4)])

    for at, round, seq in ((101, "old", 4), (102, "ab", 0), (103, "ab", 2)):
        loop.now = at
        drawer._heard(f'42["guess",{{"round":"{round}","seq":{seq},"guesses":[],"target_p":0}}]')
    seen = list(window.waits)
    loop.now = 110
    drawer._heard('42["over",{"round":"ab","won":false,"reason":"time","ms":9}]')

    assert seen == pytest.approx([2900, 2800])
    assert window.waits[2:] == pytest.approx([9700, 9600])
    assert window.guesses == 3


def test_ink_that_a_win_makes_superfluous_does_not_count():
    window, loop = Window(begin=100, end=200), Loop()
    drawer = Drawer("", [], window, random.Random(1), loop)
    drawer._round = "ab"
    drawer._waiting.append((7, 100.0))

    drawer._heard('42["over",{"round":"ab","won":true,"reason":"recognized","ms":9}]')

    assert window.waits == []


@pytest.mark.slow
def test_a_drawer_plays_rounds_on_the_naive_server(tmp_path):
    """All of its ink is taken and answered: what the comparison is made with does its work."""
    with Server(NAIVE, checkpoint=tiny.saved(tmp_path / "tiny.safetensors")) as server:
        window = in_a_thread(drawn(server.url, Habits(), until=lambda window: window.rounds >= 2))
        report = server.report()

    assert len(window.waits) >= 6 and window.guesses >= 6
    assert not window.lost and not set(window.problems) - {"no_round"}
    assert report["lag"]["p99"] >= 0 and report["cores"] > 0


@pytest.mark.slow
def test_a_drawer_who_reloads_gets_the_round_back():
    server = FakeServer()
    try:
        window = in_a_thread(drawn(server.url, Habits(reload=1), until=lambda window: window.resumed >= 2))
    finally:
        server.stop()

    assert window.guesses > 0
    assert not window.lost and not set(window.problems) - {"over"}


def in_a_thread(coroutine):
    """What comes of it in a loop of its own: browsers that were driven here before leave one running in this thread."""
    with ThreadPoolExecutor(1) as thread:
        return thread.submit(asyncio.run, coroutine).result()


async def drawn(url, habits, until):
    """Somebody draws short strokes until that is so."""
    loop = asyncio.get_running_loop()
    window = Window(loop.time(), float("inf"))
    drawer = Drawer(url, [pens.sketching("star", [stroke(0, 50, 100), stroke(150, 200)])], window, random.Random(2))
    drawing = loop.create_task(drawer.draw(habits))
    async with asyncio.timeout(WAIT):
        while not until(window):
            await asyncio.sleep(0.05)
    drawing.cancel()
    drawer.leave()
    return window


@pytest.mark.slow
def test_a_crowd_in_several_processes_is_counted_as_one(tmp_path, monkeypatch):
    monkeypatch.setattr(crowds, "PER_PROCESS", 2)
    server = FakeServer(database_url=f"sqlite:///{tmp_path}/results.sqlite3")
    try:
        with crowds.crowd(crowds.Plan(server.url, 5, ramp=0.1, warm=1, seconds=1, idle=True)) as drawers:
            drawers.begin()
            drawers.end()
            found = drawers.found()
    finally:
        server.stop()

    assert len(drawers._processes) == 3
    assert found["waits"] == [] and found["lost"] == {} and found["guesses"] == 0
    assert crowds._joined([{"a": 1, "b": [1], "c": {"x": 1}}, {"a": 2, "b": [2], "c": {"x": 1, "y": 2}}]) == {
        "a": 3,
        "b": [1, 2],
        "c": {"x": 2, "y": 2},
    }


def found_figures():
    """As `make bench` might find them."""
    look = {"drawers": 120, "lag_ms": {"p50": 1.0, "p95": 4.0, "p99": 12.0}}
    ratios = {"one point": 2.0, "point 400 over point 4": 1.04, "points 1 to 200 rerun": 45.0, "64 sketches": 5.0}
    modes = {
        "slow": {"found": None, "idle": {"bytes_each": None}},
        table.DEFAULT: {"found": look, "idle": {"bytes_each": 34_567}},
    }
    return {
        "machine": {"cpu": "A processor", "cores": 2, "system": "Linux", "python": "3.11", "torch": "2"},
        "recognizer": {"rows": [{"what": what, "figure": ratio} for what, ratio in ratios.items()]},
        NAIVE: {"found": look | {"drawers": 10}},
        NAIVE_LIVE: {"found": look | {"drawers": 15}},
        "modes": modes,
    }


def test_the_table_says_what_reaches_the_floor_and_what_the_aim():
    head, *lines = table.rows(found_figures())

    assert head == ["metric", "floor", "aim", f"found: {table.DEFAULT}", "found: slow"]
    assert [line[3] for line in lines] == [
        "45 × (floor)",
        "1.04 (aim)",
        "5 × (below the floor)",
        "120 (floor)",
        "12 × (floor)",
        "8 × (below the floor)",
        "12 ms (floor)",
        "34.6 kB (aim)",
    ]
    nothing, none = "0 (below the floor)", "0 × (below the floor)"
    assert [line[4] for line in lines] == ["-", "-", "-", nothing, none, none, "-", "-"]
    assert "A processor" in table.table(found_figures())


def test_the_documents_agree_with_the_committed_figures():
    """A figure typed by hand, or figures that were replaced without telling the README, fail here."""
    for path in figures.DOCUMENTS:
        text = path.read_text()

        assert text == figures.filled(text, figures.read()), f"run python -m tests.bench.figures: {path.name} is old"
    names = {m[1] for path in figures.DOCUMENTS for m in figures.PLACE.findall(path.read_text())}
    assert names == set(told.TEXTS)


def test_what_stands_between_the_marks_is_what_was_measured():
    text = "a\n<!-- measured: speed -->\nold\n<!-- end of measured -->\nb"

    said = figures.filled(text, {"bench": found_figures()})
    unsaid = figures.filled(text, {})

    assert "120 people" in said and "12 × as many" in said and "8 × as many" in said and "A processor" in said
    assert "old" not in said and said.startswith("a\n") and said.endswith("\nb")
    assert "Not measured yet" in unsaid
    with pytest.raises(KeyError):
        figures.filled(text.replace("speed", "size"), {})


def test_what_is_given_kept_exported_and_moderated_is_told_with_its_figures():
    machine = found_figures()["machine"]
    export = {"seconds": 61.4, "peak_mb": 130, "written_mb": 2345.6}
    measured = {
        "ingest": {"machine": machine, "rows": [{"database": "SQLite", "kept": 1946.7, "bare": 9733.5, "ratio": 0.2}]},
        "kills": {"rows": [{"what": "a server", "kills": 50, "kept": 6485, "lost": 3}]},
        "export": {"machine": machine, "exports": {"90": {"raw": {**export, "peak_mb": 120}}, "1000": {"raw": export}}},
        "moderate": {
            "machine": machine, "drawings": 1000, "seconds": 20.1,
            "shown_ms": {"p50": 16.7, "p95": 22.3, "most": 298.6},
        },
    }  # fmt: skip

    said = {name: told.TEXTS[name](measured) for name in measured}

    assert "| SQLite | 1,947 | 9,734 | 0.20 |" in said["ingest"]
    assert "| a server | 50 | 6,485 | 3 |" in said["kills"]
    assert "| 1,000 drawings | on the disk | memory at most | with 90 |" in said["export"]
    assert "| `raw` | 61 s | 2,346 MB | 130 MB | 120 MB |" in said["export"]
    assert "in 20 seconds" in said["moderate"] and "22 ms for 95 %, 299 ms at most" in said["moderate"]
    assert all("Not measured yet" in text({}) for text in told.TEXTS.values())


def test_a_class_is_a_row_that_says_what_was_lost():
    restart = {"scored": 2, "players_lost": 0, "scores_lost": 0, "drawings_lost": 0, "points_lost": 0, "back_s": 1.5}
    one = {
        "pupils": 30, "pages": 5, "minutes": 10.0, "join": {"machine_s": 1.2}, "pen_to_wall_ms": {"p95": 140.4},
        "dropped": 0, "cores": 0.6, "wall_frames_per_second": 58.7, "restart": restart,
    }  # fmt: skip
    worse = {**one, "wall_frames_per_second": None, "restart": {**restart, "scores_lost": 2}}

    said = told.classroom({"classroom": {"classes": [one, worse], "machine": found_figures()["machine"]}})

    rows = [line.split(" | ") for line in said.splitlines()[2:4]]
    assert rows[0][2:] == ["140 ms", "0", "0.6 cores", "58.7 frames a second", "nothing; all back after 1.5 s |"]
    assert rows[1][-2:] == ["-", "2 scores |"]
    assert "Not measured yet" in told.classroom({})


def test_a_walls_ink_is_counted_once_however_often_the_whole_of_it_comes():
    wall = lesson.Wall()
    wall.hear("frame", {"canvases": [{"drawing": "r", "from": 0, "ink": [1, 2]}, {"drawing": None}]})
    wall.hear("frame", {"canvases": [{"drawing": "r", "ink": [3]}]})
    before = list(wall.came["r"])

    wall.take([{"drawing": "r", "from": 0, "ink": [1, 2, 3, 4]}])

    assert len(before) == 3 and wall.came["r"][:3] == before and len(wall.came["r"]) == 4


def test_a_pupils_pieces_are_thirty_points_a_second_and_points_that_came_are_not_lost():
    pieces = [pupils.piece(seq, 0) for seq in range(50)]
    sent, strokes = {"r": [0.1 * seq for seq in range(50)]}, [[piece["x"], piece["y"], piece["t"]] for piece in pieces]

    assert sum(len(piece["t"]) for piece in pieces) == 60 and pieces[-1]["up"]
    assert sorted(t for piece in pieces for t in piece["t"]) == [t for piece in pieces for t in piece["t"]]
    assert classroom._points_lost(sent, [{"drawing": "r", "strokes": strokes}], 100.0) == 0
    assert classroom._points_lost(sent, [{"drawing": "r", "strokes": strokes[:-1]}], 100.0) == len(pieces[-1]["t"])
    assert classroom._points_lost(sent, [{"drawing": "r", "strokes": strokes[:-1]}], 5.0) == 0, "it was on its way"


class Line:
    """A link that only remembers the ink it was given."""

    def __init__(self):
        self.ink = []

    def say(self, text):
        number, _, rest = text[2:].partition("[")
        self.ink.append((int(number), json.loads("[" + rest)[1]["seq"]))


@pytest.mark.parametrize(
    ("code", "problem"), [("slow_down", {}), ("restarting", {}), ("gap", {"expected": 1})], ids=lambda it: str(it)
)
def test_a_pupil_waits_as_a_page_does_when_ink_is_refused_and_goes_on_from_there(code, problem, monkeypatch):
    now = [100.0]
    monkeypatch.setattr(pupils, "time", SimpleNamespace(monotonic=lambda: now[0]))
    found = pupils.Found()
    pupil, line = pupils.Pupil(pupils.Plan("", "", 1), found), Line()
    pupil._link = line
    pupil._heard('42["begin",{"round":"r"}]')
    for _ in range(3):
        pupil._draw()
    (first, _), (second, _), (third, _) = line.ink
    refusal = json.dumps([{"problem": {"code": code, **problem}}])

    pupil._heard(f'43{first}[{{"seq":0}}]')
    for number in (second, third):  # the later one is refused because the earlier one was: that is no news
        pupil._heard(f"43{number}{refusal}")
    pupil._draw()
    silent = len(line.ink)
    now[0] += pupils.PAUSES[code]
    pupil._draw()

    assert silent == 3 and [seq for _, seq in line.ink] == [0, 1, 2, 1, 2, 3, 4]
    assert found.slowed == (code == "slow_down") and len(found.sent["r"]) == 5


def test_a_soak_is_flat_when_memory_is_whatever_it_was_before_that():
    looks = [{"s": 5.0 * i, "bytes": 300e6 + 50e6 * (i < 20), "sketches": i % 40} for i in range(120)]

    found = soak.verdict(looks)

    assert found["flat"] and found["megabytes"] == 300 and found["most_sketches"] == 39
    assert not soak.verdict([look | {"bytes": look["bytes"] + 1e5 * look["s"]} for look in looks])["flat"]
