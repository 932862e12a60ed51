"""`python -m model train`: train a network on shards of drawings, or go on with a training that was stopped."""

from __future__ import annotations

import argparse
import json
import os
import sys
from collections.abc import Mapping
from dataclasses import asdict, fields
from pathlib import Path
from typing import Any

import torch
from tqdm import tqdm

from model import checkpoint
from model.data.shards import Shards
from model.errors import BadInputError
from model.networks import NETWORKS, kind_of
from model.training.augment import AugmentConfig
from model.training.config import LENGTHENED, TrainConfig, fault, flag, flattened, from_flat
from model.training.distributed import World, joined
from model.training.flags import add_flags, given
from model.training.loop import Data, Plan, Run
from model.training.order import class_counts
from model.training.teacher import Teacher

_SET_BY_DATA = ("features", "categories")  # settings of networks that are no one's choice
_ROOMY = {"MALLOC_MMAP_THRESHOLD_": str(8 << 30), "MALLOC_TRIM_THRESHOLD_": str(8 << 30)}


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The options of `train`: a few of its own, and every setting of the training, its variation and the networks."""
    parser.allow_abbrev = False
    parser.epilog = "Settings that are not given are those of the run in RUN, or in a new run the ones in brackets."
    add = parser.add_argument
    add("--network", choices=list(NETWORKS), help="which one to train (stream)")
    add("--data", type=Path, required=True, metavar="DIR", help="shards, as made by `python -m model fetch --out DIR`")
    add("--out", type=Path, required=True, metavar="RUN", help="folder of the run; the one in it is gone on with")
    add("--init", type=Path, metavar="CHECKPOINT", help="weights that a new run begins with (random ones)")
    add("--teacher", type=Path, metavar="DIR", help="answers to learn from beside the labels, as made by `teach`")
    add("--device", choices=["auto", "cpu", "cuda"], default="auto", help="auto is cuda where there is one")
    add("--threads", type=int, metavar="N", help="torch's threads (as many as there are cores)")
    add("--loaders", type=int, metavar="N", help="processes that prepare batches (0, and 4 for each cuda device)")
    add_flags(parser.add_argument_group("training"), TrainConfig)
    add_flags(parser.add_argument_group("variation of the drawings"), AugmentConfig)
    seen: tuple[str, ...] = _SET_BY_DATA
    for name, kind in NETWORKS.items():
        shared = [f"{flag(f.name)} ({f.default})" for f in fields(kind.config) if f.name in set(seen) - {*_SET_BY_DATA}]
        group = parser.add_argument_group(f"network {name}", f"and {', '.join(shared)}" if shared else None)
        add_flags(group, kind.config, without=seen)
        seen += tuple(f.name for f in fields(kind.config) if f.name not in seen)


def run(args: argparse.Namespace) -> int:
    """Train to the end. BadInputError for what can't be trained on or with."""
    keep_freed_memory()
    if args.threads is not None:
        if args.threads < 1:
            raise BadInputError(f"--threads {args.threads}: it must be at least 1")
        torch.set_num_threads(args.threads)
    with joined(args.device) as world:
        drawings, judges = (_opened(args.data, split, world) for split in ("train", "validation"))
        plan = planned(args, world.shared(kept_settings(args.out) if world.leads else None), drawings)
        if plan.config.batch % world.size:
            raise BadInputError(f"--batch {plan.config.batch} can't be shared out evenly to {world.size} processes")
        loaders = args.loaders if args.loaders is not None else 4 * (world.device.type == "cuda")
        first = checkpoint.load(args.init).weights if args.init else None
        about = (drawings.manifest["hash"], len(drawings), len(drawings.classes))
        teacher = Teacher(args.teacher, *about) if args.teacher else None
        training = Run(args.out, plan, Data(drawings, judges, teacher), world, loaders, first)
        quiet = None if world.leads else True  # None: where there is no one to see it
        with tqdm(total=plan.config.steps, initial=training.step, unit="step", disable=quiet) as bar:

            def tell(step: int, now: Mapping[str, float]) -> None:
                figures = f"loss {now['loss']:.3f}, top-1 {now['top1']:.1%}, {now['speed']:.0f}/s"
                bar.set_postfix_str(figures, refresh=False)
                bar.update(step - bar.n)

            why = training.fit(tell=tell)
        if world.leads:
            print(f"{why}; best score on validation {training.best:.4f}, in {args.out / 'best.safetensors'}")
    return 0


def planned(args: argparse.Namespace, kept: Mapping[str, Any] | None, drawings: Shards) -> Plan:
    """The plan of a new run, or of the kept one. BadInputError for a setting that would make it another."""
    begun = _begun(args.init, drawings) if args.init else {}
    name = args.network or {**begun, **(kept or {})}.get("network", "stream")
    kind = kind_of(name)
    own = {f.name for f in fields(kind.config)}
    for other in sorted({f.name for kind in NETWORKS.values() for f in fields(kind.config)} - own):
        if hasattr(args, other):
            raise BadInputError(f"{flag(other)}: the network {name!r} has no such setting")
    asked = given(args, TrainConfig) | given(args, AugmentConfig)
    shape = given(args, kind.config)
    if kept:
        now = {"network": name, "words": drawings.classes, "data": drawings.manifest["hash"], **asked, **shape}
        if begun:
            now["start"] = begun["start"]
        refuse_another(args.out, kept, now)
    elif begun:
        refuse_another(args.init, {**begun, "config": {}}, {"network": name, **shape})
    config = from_flat({**kind.training, **(kept["config"] if kept else {}), **asked})
    if wrong := fault(config):
        raise BadInputError(wrong)
    before = {**begun, **(kept or {})}
    whole = asdict(kind.config(**{**before.get("shape", {}), **shape}))
    return Plan(drawings.classes, name, _chosen(whole), config, drawings.manifest["hash"], before.get("start", ""))


def _chosen(shape: Mapping[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in shape.items() if name not in _SET_BY_DATA}


def _begun(path: Path, drawings: Shards) -> dict[str, Any]:
    """What a run that begins with the weights of a checkpoint is of."""
    start = checkpoint.load(path)
    if start.categories.words != drawings.classes:
        raise BadInputError(f"{path} knows other words than there are drawings of: it can't be gone on from")
    return {"network": start.network, "shape": _chosen(start.config), "start": start.version}


def kept_settings(folder: Path) -> dict[str, Any] | None:
    """What the run in `folder` was begun with: config (flat) and, but for an old one, network, shape, words, data."""
    last = folder / "last.pt"
    if not last.exists():
        return None
    try:
        kept = torch.load(last, "cpu", weights_only=True, mmap=True)
        config, plan = json.loads(kept["config"]), json.loads(kept.get("plan", "{}"))
    except Exception as error:  # torch.load raises whatever the damage makes it
        raise BadInputError(f"{last} cannot be read ({error!s:.80}); remove it to begin anew") from None
    if "words" in plan:
        plan["words"] = tuple(plan["words"])
    variation = config.pop("variation", {})
    return {"config": flattened(from_flat(config | variation)), **plan}  # what an older run lacks has its default


def refuse_another(folder: Path, kept: Mapping[str, Any], now: Mapping[str, Any]) -> None:
    """BadInputError when a setting of now would make the kept run another one."""
    before = {**kept.get("shape", {}), **kept["config"], **kept}
    for name, value in now.items():
        if name in before and name not in LENGTHENED and value != before[name]:
            if name in ("words", "data"):
                raise BadInputError(f"{folder} was begun with other drawings than --data has; choose another --out")
            asked = f"{folder} was begun with {flag(name)} {before[name]}, not {value}"
            raise BadInputError(f"{asked}: leave it out, or choose another --out")


def _opened(folder: Path, split: str, world: World) -> Shards:
    """The drawings of a split, of every class some, and unchanged since they were fetched."""
    drawings = Shards(folder, split)
    counts = class_counts(drawings.labels, len(drawings.classes))
    if not counts.all():
        word = drawings.classes[int(counts.argmin())]
        raise BadInputError(f"class {word!r} has no {split} drawings in {folder}: fetch more of it, or leave it out")
    if world.leads:
        drawings.verify()
    return drawings


def keep_freed_memory() -> None:
    """Start again with glibc told to keep what is freed, unless the environment says something else already.

    A training step frees and asks for the same large blocks again and again. glibc gives each of them back to the
    kernel and gets it anew, page by page and zeroed, which takes up to half of the time on a CPU. Its allocator reads
    these only as a process starts.
    """
    if sys.platform.startswith("linux") and "MALLOC_MMAP_THRESHOLD_" not in os.environ:
        sys.stdout.flush()
        os.execve(sys.executable, [sys.executable, *sys.orig_argv[1:]], os.environ | _ROOMY)
