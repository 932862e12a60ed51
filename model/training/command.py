"""`python -m model train`: train a network on shards of drawings, or go on with a training that was stopped."""

from __future__ import annotations

import argparse
import json
import os
import sys
from collections.abc import Mapping
from dataclasses import asdict, fields, replace
from pathlib import Path
from typing import Any

import torch
from tqdm import tqdm

from model import checkpoint
from model.checkpoint import Checkpoint
from model.data.fitting import refuse_other_words
from model.data.shards import Shards
from model.errors import BadInputError
from model.networks import NETWORKS, kind_of
from model.threads import add_threads, set_threads
from model.training.augment import AugmentConfig
from model.training.config import LENGTHENED, SET_BY_DATA, TrainConfig, fault, flag, from_flat
from model.training.distributed import World, joined
from model.training.flags import add_flags, given
from model.training.loop import Data, Plan, Run
from model.training.order import class_counts
from model.training.teacher import Teacher

_BEGUN_WITH = {
    "words": "other drawings",
    "data": "other drawings",
    "collected": "other collected drawings",
    "share": "another --share",
    "start": "other first weights",
}
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
    add_threads(parser)
    add("--loaders", type=int, metavar="N", help="processes that prepare batches (0, and 4 for each cuda device)")
    add_flags(parser.add_argument_group("training"), TrainConfig)
    add_flags(parser.add_argument_group("variation of the drawings"), AugmentConfig)
    seen: tuple[str, ...] = SET_BY_DATA
    for name, kind in NETWORKS.items():
        shared = [f"{flag(f.name)} ({f.default})" for f in fields(kind.config) if f.name in set(seen) - {*SET_BY_DATA}]
        group = parser.add_argument_group(f"network {name}", f"and {', '.join(shared)}" if shared else None)
        add_flags(group, kind.config, without=seen)
        seen += tuple(f.name for f in fields(kind.config) if f.name not in seen)


def run(args: argparse.Namespace) -> int:
    """Train to the end. BadInputError for what can't be trained on or with."""
    keep_freed_memory()
    set_threads(args)
    if args.loaders is not None and args.loaders < 0:
        raise BadInputError(f"--loaders {args.loaders}: it must be at least 0")
    with joined(args.device) as world:
        drawings, judges = (_opened(args.data, split, world) for split in ("train", "validation"))
        refuse_unlike(world, "--data", drawings.manifest["hash"])
        kept = world.shared(kept_settings(args.out) if world.leads else None)
        first = checkpoint.load(args.init) if args.init else None
        refuse_unlike(world, "--init", first and first.version)
        plan = planned(args, kept, drawings, first)
        if teacher := _taught_by(args, plan, kept is not None, drawings, world):
            plan = replace(plan, teacher=str(teacher.folder.resolve()), answers=teacher.hash)
        if plan.config.batch % world.size:
            raise BadInputError(f"--batch {plan.config.batch} can't be shared out evenly to {world.size} processes")
        loaders = args.loaders if args.loaders is not None else 4 * (world.device.type == "cuda")
        data = Data(drawings, judges, teacher)
        training = Run(args.out, plan, data, world, loaders, first.weights if first else None)
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


def planned(
    args: argparse.Namespace, kept: Mapping[str, Any] | None, drawings: Shards, first: Checkpoint | None
) -> Plan:
    """The plan of a new run, or of the kept one. BadInputError for a setting that would make it another."""
    begun = _begun(args.init, first, drawings) if first else {}
    name = args.network or {**begun, **(kept or {})}.get("network", "stream")
    kind = kind_of(name)
    _refuse_foreign(args, name)
    asked = given(args, TrainConfig) | given(args, AugmentConfig)
    shape = given(args, kind.config)
    if kept:
        now = {"words": drawings.classes, "data": drawings.manifest["hash"], "network": name, **asked, **shape}
        refuse_another(args.out, kept, {**now, **({"start": first.version} if first else {})})
    elif begun and (other := _other({**begun, **begun["shape"]}, {"network": name, **shape})):
        raise BadInputError(f"{args.init} has {other}: leave it out, the network is that of its first weights")
    config = from_flat({**kind.training, **(kept["config"] if kept else {}), **asked})
    before = {**begun, **(kept or {})}
    whole = _chosen(asdict(kind.config(**{**before.get("shape", {}), **shape})))
    if wrong := fault(config, whole):
        raise BadInputError(wrong)
    made = {key: before.get(key, "") for key in ("start", "teacher", "answers")}
    return Plan(drawings.classes, name, whole, config, drawings.manifest["hash"], **made)


def _refuse_foreign(args: argparse.Namespace, network: str) -> None:
    """BadInputError for a setting that only other networks have."""
    own = {f.name for f in fields(kind_of(network).config)}
    for other in sorted({f.name for kind in NETWORKS.values() for f in fields(kind.config)} - own):
        if hasattr(args, other):
            raise BadInputError(f"{flag(other)}: the network {network!r} has no such setting")


def _chosen(shape: Mapping[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in shape.items() if name not in SET_BY_DATA}


def _begun(path: Path, start: Checkpoint, drawings: Shards) -> dict[str, Any]:
    """What a run that begins with the weights of a checkpoint is of."""
    refuse_other_words(start, drawings.classes, path, drawings.directory)
    checkpoint.restore(start)  # CheckpointError for weights that do not fit
    return {"network": start.network, "shape": _chosen(start.config), "start": start.version}


def _taught_by(args: argparse.Namespace, plan: Plan, begun: bool, drawings: Shards, world: World) -> Teacher | None:
    """The teacher that is asked for, or that the run has. BadInputError for another than it was begun with."""
    folder = args.teacher or (Path(plan.teacher) if plan.teacher else None)
    if folder is None:
        return None
    if begun and not plan.answers:
        raise BadInputError(f"{args.out} was begun without a teacher: leave --teacher out, or choose another --out")
    teacher = Teacher(folder, plan.data, len(drawings), len(drawings.classes))
    if begun and teacher.hash != plan.answers:
        other = f"{args.out} was begun with other answers of a teacher than {folder} has"
        raise BadInputError(f"{other}: name their folder with --teacher, or choose another --out")
    if world.reads:
        teacher.verify()
    refuse_unlike(world, "--teacher", teacher.hash)
    return teacher


def kept_settings(folder: Path) -> dict[str, Any] | None:
    """What the run in `folder` was begun with: its config, flat, and the rest of its plan by name."""
    last = folder / "last.pt"
    if not last.exists():
        return None
    try:
        kept = torch.load(last, "cpu", weights_only=True, mmap=True)
        config, plan = json.loads(kept["config"]), json.loads(kept["plan"])
        variation = config.pop("variation")
        return {**plan, "words": tuple(plan["words"]), "config": config | variation}
    except Exception as error:  # torch.load raises whatever the damage makes it
        raise BadInputError(f"{last} cannot be read ({error!s:.80}); remove it to begin anew") from None


def refuse_another(folder: Path, kept: Mapping[str, Any], now: Mapping[str, Any]) -> None:
    """BadInputError when a setting of now would make the kept run another one."""
    for name, what in _BEGUN_WITH.items():
        if name in now and now[name] != kept[name]:
            raise BadInputError(f"{folder} was begun with {what}: choose another --out")
    if other := _other({**kept["shape"], **kept["config"], **kept}, now):
        raise BadInputError(f"{folder} was begun with {other}: leave it out, or choose another --out")


def _other(before: Mapping[str, Any], now: Mapping[str, Any]) -> str:
    """The first setting that is another now: "--hidden 8, not 16"; empty where there is none."""
    for name, value in now.items():
        if name not in LENGTHENED and value != before.get(name, value):
            return f"{flag(name)} {before[name]}, not {value}"
    return ""


def refuse_unlike(world: World, option: str, value: object) -> None:
    """BadInputError, in all processes, where what an option names is not the same on every machine."""
    if not world.alike(value):
        raise BadInputError(f"{option} is not the same on every machine: bring the same files to all of them")


def _opened(folder: Path, split: str, world: World) -> Shards:
    """The drawings of a split, of every class some, and unchanged since they were fetched."""
    drawings = Shards(folder, split)
    counts = class_counts(drawings.labels, len(drawings.classes))
    if not counts.all():
        word = drawings.classes[int(counts.argmin())]
        raise BadInputError(f"class {word!r} has no {split} drawings in {folder}: fetch more of it, or leave it out")
    if world.reads:
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
