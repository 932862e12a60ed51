"""Where the files lie that belong to the project."""

from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
WEIGHTS = ROOT / "model" / "weights" / "inkling.safetensors"  # the shipped checkpoint
WORDS = ROOT / "model" / "words.txt"  # the 345 classes of Quick, Draw!, one a line, by code point
