"""Small things to test the model room with: a network of a few hundred weights, and ink of our own making."""

from pathlib import Path

import numpy as np
import torch

from model import Points, Recognizer, checkpoint
from model.categories import Categories
from model.checkpoint import Checkpoint
from model.network import Stream, StreamConfig

CONFIG = {"categories": 4, "embed": 8, "conv": 8, "hidden": 16}
WORDS = ("circle", "line", "star", "zigzag")


def network(seed=0, **settings):
    torch.manual_seed(seed)
    return Stream(StreamConfig(**CONFIG | settings)).eval()


def checkpoint_of(net, **about):
    return Checkpoint("stream", dict(CONFIG), net.state_dict(), Categories(WORDS), **about)


def recognizer(**about):
    return Recognizer(checkpoint_of(network(), **about))


def saved(path: Path, **about):
    checkpoint.save(path, checkpoint_of(network(), **about))
    return path


def walk(rng, n, start=(500.0, 500.0), stride=20.0):
    """(n, 2) a pen that wanders: every point leaves the chord, so that nearly all are kept."""
    return (np.cumsum(rng.normal(0, stride, (n, 2)), 0) + start).astype(np.float32)


def points(xy, up=False):
    """Ink of (n, 2) places."""
    xy = np.asarray(xy, np.float32).reshape(-1, 2)
    return Points(xy[:, 0], xy[:, 1], np.arange(len(xy), dtype=np.float32) * 16, up)


def circle(n=40, radius=200.0, centre=(500.0, 500.0)):
    """(n, 2) once around, from the top."""
    angle = np.linspace(0, 2 * np.pi, n)
    return (np.stack([np.sin(angle), -np.cos(angle)], -1) * radius + centre).astype(np.float32)
