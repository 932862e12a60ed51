"""sketch-rnn's `.npz` files: drawings as moves, "stroke-3". The format is described in `model/ink.py`."""

import hashlib
import io
import pickle
import zipfile
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, BinaryIO

import numpy as np
from numpy.lib import format as npy
from numpy.typing import NDArray

from model.formats.drawing import Drawing, InkError, Stroke

SPLITS = ("train", "valid", "test")


class _Type:
    """A dtype as it is pickled."""

    def __init__(self, code: str, *_: object) -> None:
        self.code, self.order = code, "|"

    def __setstate__(self, state: tuple[Any, ...]) -> None:
        self.order = state[1]


class _Array:
    """An array as it is pickled. NumPy's own would crash the process over a damaged one: it is made after checks."""

    def __init__(self, *_: object) -> None:
        self.state: tuple[Any, ...] = ()

    def __setstate__(self, state: tuple[Any, ...]) -> None:
        self.state = state

    def rows(self) -> list[Any]:
        """What an array of objects holds."""
        _, shape, kind, _, rows = self.state
        if kind.code not in ("O", "O8", "O4") or not isinstance(rows, list) or shape != (len(rows),):
            raise ValueError("no row of drawings")
        return rows

    def numbers(self) -> NDArray[Any]:
        """The array of numbers that this is."""
        _, shape, kind, columns_first, data = self.state
        if kind.code[0] not in "iuf":
            raise ValueError(f"moves of the type {kind.code!r}")
        data = data.encode("latin1") if isinstance(data, str) else data  # text is what Python 2 had for bytes
        numbers = np.frombuffer(data, np.dtype(kind.order + kind.code))
        return numbers.reshape(shape, order="F" if columns_first else "C")


# All that a pickled array of arrays needs, by the names NumPy 1 and 2 and Python 2 and 3 give it.
_NEEDED: dict[tuple[str, str], Any] = {
    ("numpy", "ndarray"): _Array,
    ("numpy", "dtype"): _Type,
    ("_codecs", "encode"): lambda text, _: text.encode("latin1"),
    **{(f"numpy.{core}.multiarray", "_reconstruct"): _Array for core in ("core", "_core")},
}


class _Arrays(pickle.Unpickler):
    """The format holds pickles, and a pickle may run anything: this one builds arrays and nothing else."""

    def find_class(self, module: str, name: str) -> Any:
        if (module, name) not in _NEEDED:
            raise pickle.UnpicklingError(f"it asks for {module}.{name}, and drawings need arrays only")
        return _NEEDED[module, name]


def read(path: Path, word: str | None = None) -> dict[str, list[Drawing]]:
    """The drawings of each split; the word is the file's name up to its first dot unless given.

    The format keeps no key_id: a drawing's own is the first 8 bytes of the SHA-1 of its moves. InkError if broken.
    """
    word = word or path.name.partition(".")[0]
    try:
        with path.open("rb") as file:
            arrays = _splits(file)
    except ValueError as error:
        raise InkError(f"{path}: no sketch-rnn file: {error}") from None
    drawings: dict[str, list[Drawing]] = {}
    for split, moves in arrays.items():
        drawings[split] = []
        for number, rows in enumerate(moves):
            try:
                drawings[split].append(from_moves(rows, word))
            except InkError as error:
                raise InkError(f"{path}: {split} drawing {number}: {error.reason}") from None
    return drawings


def write(path: Path, splits: Mapping[str, Sequence[Drawing]]) -> None:
    """Write the drawings of each split (train, valid, test; a missing one is empty). InkError if one does not fit."""
    write_moves(path, {split: [to_moves(drawing) for drawing in drawings] for split, drawings in splits.items()})


def write_moves(path: Path, splits: Mapping[str, Sequence[NDArray[np.int16]]]) -> None:
    """Write drawings that are moves (n, 3) already. The same drawings make the same bytes, whenever."""
    if unknown := set(splits) - set(SPLITS):
        raise InkError(f"split {min(unknown)!r}; sketch-rnn files have {', '.join(SPLITS)}")
    with zipfile.ZipFile(path, "w") as archive:
        for split in SPLITS:
            rows = splits.get(split, ())
            array = np.empty(len(rows), dtype=object)
            for number, moves in enumerate(rows):
                array[number] = moves
            entry = zipfile.ZipInfo(f"{split}.npy")  # dated 1980
            entry.compress_type = zipfile.ZIP_DEFLATED
            with archive.open(entry, "w", force_zip64=True) as file:
                npy.write_array(file, array, allow_pickle=True)


def to_moves(drawing: Drawing) -> NDArray[np.int16]:
    """A drawing of whole numbers as moves (n, 3): dx, dy, and 1 where the pen leaves; the first from (0, 0)."""
    points = np.concatenate([stroke.points for stroke in drawing.strokes])
    moves = np.zeros((len(points), 3))
    moves[:, :2] = np.diff(points, axis=0, prepend=0)
    moves[np.cumsum([len(stroke) for stroke in drawing.strokes]) - 1, 2] = 1
    whole = moves.astype(np.int16)
    if (whole != moves).any():
        raise InkError("a move that is no whole number within 16 bits; simplify the drawing first")
    return whole


def from_moves(moves: NDArray[Any], word: str) -> Drawing:
    """Moves (n, 3) as a drawing whose coordinates are the running sums from (0, 0). InkError if there are none."""
    if not isinstance(moves, np.ndarray) or moves.ndim != 2 or moves.shape[1] != 3 or not len(moves):
        raise InkError(f"moves of shape {np.shape(moves)}; they must be (n, 3) with n at least 1")
    places = np.cumsum(moves[:, :2], axis=0, dtype=np.int64)
    ends = np.flatnonzero(moves[:-1, 2]) + 1
    key = hashlib.sha1(np.ascontiguousarray(moves, dtype="<i2").tobytes(), usedforsecurity=False).digest()
    return Drawing(
        word=word,
        key_id=int.from_bytes(key[:8], "big"),
        strokes=tuple(Stroke(part[:, 0], part[:, 1]) for part in np.split(places, ends)),
        order=("word", "key_id", "drawing"),
    )


def _splits(file: BinaryIO) -> dict[str, list[NDArray[Any]]]:
    """The moves of each split; ValueError for whatever keeps them from being read."""
    try:
        with zipfile.ZipFile(file) as archive:
            return {name: _unpickled(archive.read(f"{name}.npy")) for name in SPLITS}
    except Exception as error:  # archives, headers and pickles raise whatever the damage makes them
        raise ValueError(f"{error!s:.120}") from None


def _unpickled(data: bytes) -> list[NDArray[Any]]:
    file = io.BytesIO(data)
    version = npy.read_magic(file)
    shape, _, dtype = (npy.read_array_header_1_0 if version == (1, 0) else npy.read_array_header_2_0)(file)
    if dtype.kind != "O" or len(shape) != 1:
        raise ValueError(f"an array {shape} of {dtype} where a row of drawings must be")
    return [row.numbers() for row in _Arrays(file, encoding="latin1").load().rows()]
