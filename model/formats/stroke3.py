"""sketch-rnn's `.npz` files: drawings as moves, "stroke-3". The format is described in `model/ink.py`."""

import hashlib
import io
import pickle
import zipfile
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np
from numpy.lib import format as npy
from numpy.typing import NDArray

from model.formats.drawing import Drawing, InkError, Stroke

SPLITS = ("train", "valid", "test")
# All that a pickled array of arrays needs, by the names NumPy 1 and 2 and Python 2 and 3 give it.
_NEEDED = {("numpy", "ndarray"), ("numpy", "dtype"), ("_codecs", "encode")} | {
    (f"numpy.{core}.multiarray", "_reconstruct") for core in ("core", "_core")
}


class _Arrays(pickle.Unpickler):
    """The format holds pickles, and a pickle may run anything: this one builds arrays and nothing else."""

    def find_class(self, module: str, name: str) -> Any:
        if (module, name) not in _NEEDED:
            raise pickle.UnpicklingError(f"it asks for {module}.{name}, and drawings need arrays only")
        return super().find_class(module.replace("numpy.core", "numpy._core"), name)


def read(path: Path, word: str | None = None) -> dict[str, list[Drawing]]:
    """The drawings of each split; the word is the file's name up to its first dot unless given.

    The format keeps no key_id: a drawing's own is the first 8 bytes of the SHA-1 of its moves. InkError if broken.
    """
    word = word or path.name.partition(".")[0]
    try:
        with zipfile.ZipFile(path) as archive:
            arrays = {name: _unpickled(archive.read(f"{name}.npy")) for name in SPLITS}
    except (zipfile.BadZipFile, KeyError, ValueError, EOFError, pickle.UnpicklingError) as error:
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


def from_moves(moves: NDArray[np.int16], word: str) -> Drawing:
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


def _unpickled(data: bytes) -> Sequence[NDArray[np.int16]]:
    file = io.BytesIO(data)
    version = npy.read_magic(file)
    shape, _, dtype = (npy.read_array_header_1_0 if version == (1, 0) else npy.read_array_header_2_0)(file)
    if dtype.kind != "O" or len(shape) != 1:
        raise ValueError(f"an array {shape} of {dtype} where a row of drawings must be")
    rows: Sequence[NDArray[np.int16]] = _Arrays(file, encoding="latin1").load()
    return rows
