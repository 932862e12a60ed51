"""The one encoder: ink -> steps, causal, the same code in training and in play.

Every step describes one point relative to what has been drawn so far and to nothing else: the running box of the ink
is the unit of length, so a drawing means the same whatever its size and place on the board, and no step changes when
more is drawn. What the next chunk needs to know of the past travels in a *carry*, one small row per sketch.

Axes: B sketches, T points, F features, K carry columns. x grows to the right, y down, any unit of length.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

VERSION = 1
"""Raised whenever the meaning of a step changes; a checkpoint names the version it was trained with."""

FEATURES = (
    "move_x", "move_y",            # the last move over the box's longer side
    "direction_x", "direction_y",  # its unit vector
    "log_move",                    # log2 of its length over the box's longer side
    "place_x", "place_y",          # the point's place relative to the box's centre, over the longer side
    "width", "height",             # the box's sides over the longer one
    "log_growth",                  # log2 of the growth of the box through this point
    "new_stroke",                  # 1 at a stroke's first point: the move was made with the pen up
    "log_path",                    # log2(1 + length of the path so far over the longer side)
    "turn_cos", "turn_sin",        # the turn since the move before, 0 where either has no direction
    "from_start_x", "from_start_y",    # from the stroke's first point, over the longer side
    "from_origin_x", "from_origin_y",  # from the drawing's first point, over the longer side
    "log_strokes",                 # log2 of the number of strokes begun
    "log_run",                     # log2 of the number of points in this stroke
)  # fmt: skip
WIDTH = len(FEATURES)

_LOG_LIMIT = 6.0  # a jump of more than 2**6 boxes says no more than one of 2**6
_DOT = 1e-6  # a box smaller than this (in the units of the points) is a dot: it has no direction and no scale

# Columns of the carry.
_LOW, _HIGH, _LAST, _START, _ORIGIN, _DIRECTION = (slice(i, i + 2) for i in range(0, 12, 2))
_PATH, _STROKES, _RUN, _POINTS = 12, 13, 14, 15
CARRY = 16

Floats = NDArray[np.float32]
Ints = NDArray[np.int64]


def fresh(batch: int) -> Floats:
    """The carry of sketches with nothing drawn yet: (batch, K) float32."""
    return np.zeros((batch, CARRY), np.float32)


def encode(
    points: Floats, first: NDArray[np.bool_], lengths: NDArray[np.int64], carry: Floats | None = None
) -> tuple[Floats, Floats]:
    """Encode the next points of several sketches.

    points   (B, T, 2) x and y; what lies beyond a sketch's length is ignored
    first    (B, T) True where a point begins a stroke
    lengths  (B,) how many of the T points each sketch has, 0 to T
    carry    (B, K) what came before, as returned by the last call; None for blank sketches

    Returns steps (B, T, F) float32, zero beyond the lengths, and carries (B, T + 1, K) float32: [b, n] is the carry of
    sketch b after n of these points. Points must be finite: that is checked where ink comes in, not here.
    """
    if carry is None:
        carry = fresh(len(points))
    b, t, _ = points.shape
    if t == 0:
        return np.zeros((b, 0, WIDTH), np.float32), carry[:, None]
    here = points.astype(np.float32, copy=False)
    old = _begun(carry, here)
    rows, count, origin = np.arange(b)[:, None], np.arange(1, t + 1), old[:, None, _ORIGIN]
    box, strokes = _box(old, here), _strokes(old, here, first, rows, count)
    moves = _moves(old, here, first, rows, count)
    steps = _steps(here, first, origin, box, strokes, moves)
    steps[count > lengths[:, None]] = 0

    carries = np.empty((b, t + 1, CARRY), np.float32)
    carries[:, 0] = carry
    later = carries[:, 1:]
    later[..., _LOW], later[..., _HIGH], later[..., _LAST] = box.low[:, 1:], box.high[:, 1:], here
    later[..., _START], later[..., _ORIGIN], later[..., _DIRECTION] = strokes.start, origin, moves.after
    later[..., _PATH], later[..., _STROKES], later[..., _RUN] = moves.path, strokes.number, strokes.run
    later[..., _POINTS] = old[:, _POINTS, None] + count
    return steps, carries


def _begun(carry: Floats, here: Floats) -> Floats:
    """The carries (B, K); a blank sketch begins as if the pen had been at its first point all the time."""
    if carry[:, _POINTS].all():
        return carry
    blank = carry[:, _POINTS] == 0
    old = carry.copy()
    old[blank, : _DIRECTION.start] = np.tile(here[blank, 0], 5)
    return old


class _Box(NamedTuple):
    """The running box before the first of the points and at each of them."""

    low: Floats  # (B, T + 1, 2)
    high: Floats  # (B, T + 1, 2)
    sides: Floats  # (B, T + 1, 2)
    sizes: Floats  # (B, T + 1) the longer of the sides, or of a dot so little that nothing is divided by zero


def _box(old: Floats, here: Floats) -> _Box:
    low = np.minimum.accumulate(_behind(old[:, _LOW], here), 1)
    high = np.maximum.accumulate(_behind(old[:, _HIGH], here), 1)
    sides = high - low
    return _Box(low, high, sides, np.maximum(np.maximum(sides[..., 0], sides[..., 1]), _DOT))


class _Strokes(NamedTuple):
    """The stroke that each point is of."""

    start: Floats  # (B, T, 2) its first point
    number: Floats  # (B, T) 1 for the first stroke
    run: NDArray[Any]  # (B, T) how many points it has so far


def _strokes(old: Floats, here: Floats, first: NDArray[np.bool_], rows: Ints, count: Ints) -> _Strokes:
    # The number of the latest stroke's first point at or before each point; 0 where it lies in an earlier chunk.
    begun = np.maximum.accumulate(np.where(first, count, 0), 1)  # (B, T)
    start = _behind(old[:, _START], here)[rows, begun]
    run = count + np.where(begun, 1 - begun, old[:, _RUN, None])
    return _Strokes(start, old[:, _STROKES, None] + np.cumsum(first, 1), run)


class _Moves(NamedTuple):
    """The move to each point from the one before it."""

    move: Floats  # (B, T, 2)
    length: Floats  # (B, T)
    path: Floats  # (B, T) length of all moves so far that were made with the pen down
    direction: Floats  # (B, T, 2) the unit vector; 0 where the pen rested
    before: Floats  # (B, T, 2) the direction of the latest move before this one that had any
    after: Floats  # (B, T, 2) the same with this one


def _moves(old: Floats, here: Floats, first: NDArray[np.bool_], rows: Ints, count: Ints) -> _Moves:
    move = here - _behind(old[:, _LAST], here)[:, :-1]
    length = np.hypot(move[..., 0], move[..., 1])
    path = old[:, _PATH, None] + np.cumsum(np.where(first, 0, length), 1)
    still = length <= _DOT
    direction = np.where(still[..., None], 0, move / np.maximum(length, _DOT)[..., None])
    # A pen that rests keeps its direction, so that a doubled point does not hide a turn.
    heading = _behind(old[:, _DIRECTION], direction)
    heading[:, 1:] = heading[rows, np.maximum.accumulate(np.where(still, 0, count), 1)]
    return _Moves(move, length, path, direction, heading[:, :-1], heading[:, 1:])


def _steps(
    here: Floats, first: NDArray[np.bool_], origin: Floats, box: _Box, strokes: _Strokes, moves: _Moves
) -> Floats:
    """(B, T, F) in the order of FEATURES."""
    size, unit = box.sizes[:, 1:], box.sizes[:, 1:, None]
    steps: Floats = np.concatenate(
        [
            moves.move / unit,
            moves.direction,
            _log2(moves.length / size)[..., None],
            (here - (box.low + box.high)[:, 1:] / 2) / unit,
            box.sides[:, 1:] / unit,
            _log2(size / box.sizes[:, :-1])[..., None],
            first[..., None],
            np.log2(1 + moves.path / size)[..., None],
            (moves.direction * moves.before).sum(-1, keepdims=True),
            _cross(moves.before, moves.direction)[..., None],
            (here - strokes.start) / unit,
            (here - origin) / unit,
            np.log2(np.maximum(strokes.number, 1))[..., None],
            np.log2(np.maximum(strokes.run, 1))[..., None],
        ],
        -1,
        dtype=np.float32,
    )
    return steps


def _behind(before: Floats, points: Floats) -> Floats:
    """(B, 2) and (B, T, 2) -> (B, T + 1, 2)."""
    return np.concatenate([before[:, None], points], 1)


def _log2(ratio: Floats) -> Floats:
    """log2 held within the limits; a ratio of 0 is the lower one."""
    logarithm: Floats = np.log2(np.minimum(np.maximum(ratio, 2.0**-_LOG_LIMIT), 2.0**_LOG_LIMIT))
    return logarithm


def _cross(a: Floats, b: Floats) -> Floats:
    """z of the cross product: positive for a clockwise turn, as y grows down."""
    product: Floats = a[..., 0] * b[..., 1] - a[..., 1] * b[..., 0]
    return product


@dataclass(frozen=True)
class Encoder:
    """How the steps of a network are made from points. Each network names its own, and has no other."""

    version: int
    width: int  # F
    carry: int  # K
    encode: Callable[[Floats, NDArray[np.bool_], Ints, Floats | None], tuple[Floats, Floats]]  # as `encode` above

    def fresh(self, batch: int) -> Floats:
        """The carry of sketches with nothing drawn yet: (batch, K) float32."""
        return np.zeros((batch, self.carry), np.float32)


RUNNING_BOX = Encoder(VERSION, WIDTH, CARRY, encode)
