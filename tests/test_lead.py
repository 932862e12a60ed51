"""The display rule is measured as the page runs it."""

import json
import random
import subprocess

from model.measuring.lead import Display, flips, leaders
from model.places import ROOT

PAGE = """
import { RULE, flips } from "./static/js/lead.js";
let text = "";
for await (const part of process.stdin) text += part;
console.log(JSON.stringify({ rule: RULE, flips: JSON.parse(text).map((stream) => flips(stream)) }));
"""


def stream(seed, length=80):
    """Answers some 50 ms apart in which four words take turns at being likely."""
    rng = random.Random(seed)
    now, weights, answers = 0, [1.0, 1.0, 1.0, 1.0], []
    for _ in range(length):
        now += rng.choice((20, 40, 60, 400))
        weights = [max(0.05, w * rng.uniform(0.7, 1.4)) for w in weights]
        total = sum(weights) * rng.choice((1, 1, 6))
        answers.append((now, sorted(((i, w / total) for i, w in enumerate(weights)), key=lambda g: -g[1])))
    return answers


def test_the_page_and_the_measurement_count_the_same_flips():
    streams = [stream(seed) for seed in range(40)]

    node = subprocess.run(
        ["node", "--input-type=module", "-e", PAGE],
        cwd=ROOT, input=json.dumps(streams), capture_output=True, text=True, check=True, timeout=60,
    )  # fmt: skip

    found = json.loads(node.stdout)
    assert found["rule"] == vars(Display())
    assert found["flips"] == [flips(s) for s in streams]
    assert sum(found["flips"]) > 100


def test_a_narrow_lead_must_last_and_a_clear_one_need_not():
    even, ahead, clear = [(7, 0.4), (8, 0.39)], [(8, 0.41), (7, 0.4)], [(9, 0.8), (7, 0.1)]

    assert leaders([(0, even), (100, ahead), (200, even), (300, ahead), (900, even)]) == [7, 8]
    assert leaders([(0, even), (100, ahead), (200, even)]) == [7]
    assert leaders([(0, even), (10, clear)]) == [7, 9]
    assert leaders([(0, [(7, 0.05)])]) == []
    assert flips([(0, even), (1, ahead), (2, even)], Display(margin=0)) == 2
