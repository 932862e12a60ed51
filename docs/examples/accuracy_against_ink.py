# %% [markdown]
"""How early is a drawing of your own recognized?

This draws one drawing many times over, each time a little differently, feeds all of them to the recognizer point by
point, and plots accuracy against ink. Run it as it is, or cell by cell in an editor that knows "# %%":

    python docs/examples/accuracy_against_ink.py --out house.png

Put your own strokes into `house`, and their word into WORD.
"""

# %%
from __future__ import annotations

import argparse
from pathlib import Path

import numpy as np
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure

from model import Points, Recognizer

WEIGHTS = Path(__file__).resolve().parents[2] / "model" / "weights" / "inkling.safetensors"
WORD = "house"
STEP = 15.0  # board units between two points, about what a quick pen leaves
PACE = 40.0  # milliseconds between them


# %% A drawing is a list of strokes, a stroke a list of corners in board units: x to the right, y down, 0 to 1000.
def house() -> list[list[tuple[float, float]]]:
    """Walls, roof, door and a window, in the order in which one draws them."""
    return [
        [(300, 450), (300, 800), (700, 800), (700, 450), (300, 450)],
        [(270, 460), (500, 250), (730, 460)],
        [(450, 800), (450, 620), (540, 620), (540, 800)],
        [(580, 530), (580, 600), (650, 600), (650, 530), (580, 530)],
    ]


# %% No hand draws it twice alike: another size and slant each time, and lines that wander.
def by_hand(strokes: list[list[tuple[float, float]]], rng: np.random.Generator) -> list[np.ndarray]:
    """The strokes as dense points (n, 2), turned and scaled as a whole, and each a little off."""
    angle, scale = rng.normal(0, 0.06), rng.uniform(0.6, 1.1)
    turn = scale * np.array([[np.cos(angle), -np.sin(angle)], [np.sin(angle), np.cos(angle)]])
    drawn = []
    for corners in strokes:
        path = np.array(corners, float) + rng.normal(0, 8, (len(corners), 2))
        along = np.concatenate([[0], np.cumsum(np.hypot(*np.diff(path, axis=0).T))])
        places = np.linspace(0, along[-1], max(2, int(along[-1] / STEP)))
        dense = np.stack([np.interp(places, along, path[:, side]) for side in (0, 1)], 1)
        dense += np.cumsum(rng.normal(0, 0.8, dense.shape), 0)
        drawn.append(np.clip((dense - 500) @ turn.T + 500, 0, 1000).astype(np.float32))
    return drawn


# %% The live path: every sketch gets its next point, and one call answers for all of them.
def watch(recognizer: Recognizer, drawings: list[list[np.ndarray]], word: str) -> tuple[np.ndarray, np.ndarray]:
    """Probability of `word` (D, n) and whether it is the best guess (D, n), after each of the n SHARES."""
    accepted = list(recognizer.categories.accepted(word))  # the word, and what counts as it
    sketches = [recognizer.open() for _ in drawings]
    points = [[(xy, i == len(s) - 1) for s in strokes for i, xy in enumerate(s)] for strokes in drawings]
    probability: list[list[float]] = [[] for _ in drawings]
    right: list[list[bool]] = [[] for _ in drawings]
    for i in range(max(map(len, points))):
        live = [d for d, p in enumerate(points) if i < len(p)]
        guesses = recognizer.feed({sketches[d]: [one_point(*points[d][i], PACE * i)] for d in live})
        for d in live:
            p = guesses[sketches[d]].probabilities
            probability[d].append(float(p[accepted].sum()))
            right[d].append(int(p.argmax()) in accepted)
    return on_shares(probability), on_shares(right)


def one_point(xy: np.ndarray, up: bool, t: float) -> Points:
    """A single point of ink; `up` says that the pen left the board after it."""
    return Points(xy[:1], xy[1:], np.array([t], np.float32), up)


SHARES = np.linspace(0.02, 1, 50)  # of the ink


def on_shares(rows: list[list[float]]) -> np.ndarray:
    """Drawings have different numbers of points: what each row says after the same shares of them."""
    return np.array([[row[max(0, int(np.ceil(share * len(row))) - 1)] for share in SHARES] for row in rows], float)


# %% And the picture: the drawings, and what was made of them.
def plot(drawings: list[list[np.ndarray]], probability: np.ndarray, right: np.ndarray, word: str, out: Path) -> None:
    """Draw a few of the drawings beside accuracy and probability against ink, as PNG."""
    figure = Figure(figsize=(11, 4.5), layout="constrained")
    FigureCanvasAgg(figure)
    shown, curve = figure.subplots(1, 2, width_ratios=(1, 2))
    for i, strokes in enumerate(drawings[:4]):
        for stroke in strokes:
            shown.plot(*(stroke / 2 + 500 * np.array([i % 2, i // 2])).T, color="black", linewidth=1.5)
    shown.set(title=f"{word}, {len(drawings)} times over", xlim=(0, 1000), ylim=(1000, 0), aspect="equal")
    shown.axis("off")
    curve.plot(100 * SHARES, 100 * probability.T, color="#9ecae1", linewidth=0.5)
    curve.plot([], [], color="#9ecae1", label=f"probability of {word}, each drawing")
    curve.plot(100 * SHARES, 100 * right.mean(0), color="#08519c", linewidth=2.5, label="accuracy of the best guess")
    curve.set(xlabel="share of the ink, %", ylabel="%", xlim=(0, 100), ylim=(0, 102))
    curve.grid(alpha=0.3)
    curve.legend()
    figure.savefig(out, dpi=100)


# %%
def main() -> None:
    """Read the options, draw, watch, plot."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--checkpoint", type=Path, default=WEIGHTS, help="weights (the shipped ones)")
    parser.add_argument("--out", type=Path, default=Path("accuracy_against_ink.png"), help="picture to write")
    parser.add_argument("--times", type=int, default=100, help="how often to draw it (100)")
    args = parser.parse_args()
    rng = np.random.default_rng(1)
    drawings = [by_hand(house(), rng) for _ in range(args.times)]
    probability, right = watch(Recognizer.load(args.checkpoint, threads=1), drawings, WORD)
    plot(drawings, probability, right, WORD, args.out)
    for share in (0.1, 0.25, 0.5, 0.75, 1.0):
        place = int(np.argmin(abs(SHARES - share)))
        accuracy, mean = right[:, place].mean(), probability[:, place].mean()
        print(f"{share:4.0%} of the ink: {accuracy:4.0%} right, mean probability {mean:.2f}")


if __name__ == "__main__":
    main()
