"""Where a checkpoint comes from: the data, the code and the environment at hand, as facts that can be compared.

`publish` writes them down, `reproduce` looks whether they are at hand again.
"""

from __future__ import annotations

import hashlib
import json
import platform
import subprocess
from collections.abc import Iterable
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Any

from model.data.shards import Shards, read_manifest, sha256
from model.places import ROOT

NEEDED = ("matplotlib", "numpy", "safetensors", "torch", "tqdm")
"""What `model` imports: these must be installed. Other packages count only where they are."""

Facts = dict[str, Any]


def data_at(folder: Path) -> Facts:
    """What a folder of shards holds, by its manifest. ShardError when there is none, or a changed one.

    `drawings` and `split` are digests of the arrays and of the split alone: the same drawings fetched from somewhere
    else, whose manifest has another `hash`, agree in both.
    """
    manifest = read_manifest(folder / "manifest.json")
    return {
        "hash": manifest["hash"],
        "drawings": digest([manifest["classes"], [[s["path"], s["sha256"]] for s in manifest["shards"]]]),
        "split": digest(manifest["split"]),
        "rule": manifest["split"]["rule"],
        "licence": manifest["licence"],
        "classes": len(manifest["classes"]),
        "counts": {kind: {k: sum(v.values()) for k, v in of.items()} for kind, of in manifest["counts"].items()},
        "raw": digest_of_files(raw_files(folder, manifest["classes"])),
    }


def verify(folder: Path, kinds: Iterable[str]) -> None:
    """Read every shard and compare it with its sum in the manifest. ShardError names the first that differs."""
    for kind in kinds:
        Shards(folder, "all", kind).verify()


def raw_files(folder: Path, classes: Iterable[str]) -> list[Path]:
    """The files of raw drawings that `fetch --kind both` left beside the shards, in label order; none for some."""
    files = [folder / "full" / "raw" / f"{name}.ndjson" for name in classes]
    return [path for path in files if path.exists()]


def code_at(root: Path = ROOT) -> Facts:
    """The commit, what differs from it, and a digest of the model room's sources, which is what counts.

    Outside a git checkout, as in an unpacked archive, commit and changes are None: not known.
    """
    inside = _git(root, "rev-parse", "--show-prefix") == ""  # of this checkout, not of one that it lies in
    paths = sorted([*(root / "model").rglob("*.py"), root / "model" / "words.txt"])
    watched = ("model", ":(exclude)model/weights", "constraints.txt")
    changed = _git(root, "status", "--porcelain", "--", *watched) if inside else None
    return {
        "commit": _git(root, "rev-parse", "HEAD") if inside else None,
        "changed": None if changed is None else [line[3:] for line in changed.splitlines()],
        "sources": digest([[str(path.relative_to(root)), sha256(path)] for path in paths]),
    }


def environment_at(root: Path = ROOT) -> Facts:
    """Python's version, and the packages locked in constraints.txt."""
    lines = (root / "constraints.txt").read_text(encoding="utf-8").splitlines()
    locked = dict(line.split("==") for line in lines if "==" in line and not line.startswith("#"))
    return {"python": platform.python_version(), "locked": locked}


def installed(names: Iterable[str]) -> dict[str, str]:
    """The installed ones of these packages and their versions, without a build's local part ("+cpu")."""
    found = {}
    for name in names:
        try:
            found[name] = version(name).split("+")[0]
        except PackageNotFoundError:
            continue
    return found


def digest(value: Any) -> str:
    """SHA-256 of a value, written as JSON."""
    return hashlib.sha256(json.dumps(value, sort_keys=True, separators=(",", ":")).encode()).hexdigest()


def digest_of_files(paths: list[Path]) -> str | None:
    """SHA-256 over the names and contents of files; None when there are none."""
    return digest([[path.name, sha256(path)] for path in paths]) if paths else None


def _git(root: Path, *command: str) -> str | None:
    """What git answers, without the newline at its end; None where there is no git, or nothing for it to look at."""
    try:
        answer = subprocess.run(["git", "-C", root, *command], capture_output=True, text=True, check=True)
    except (OSError, subprocess.CalledProcessError):
        return None
    return answer.stdout.rstrip("\n")
