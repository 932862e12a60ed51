"""Learning from a teacher: how its answers are kept, and what they do to the loss."""

import json
import pickle

import numpy as np
import pytest
import torch
from torch import nn

from model import checkpoint
from model.__main__ import main
from model.data.shards import Shards
from model.errors import BadInputError
from model.measuring import teach
from model.publishing.card import _training
from model.training.config import TrainConfig
from model.training.loss import prefix_loss
from model.training.supply import Ready
from model.training.teacher import KEPT, Teacher, likeliest, sign
from tests.doodles import shards_of
from tests.test_picture import weights
from tests.test_train_cli import TINY, started_with_a_roomy_allocator  # noqa: F401

WORDS = ("arc", "cross", "star")


def kept(folder, p, data="d"):
    """A folder with the answers p (N, C)."""
    folder.mkdir(exist_ok=True)
    categories, probabilities = likeliest(p)
    np.save(folder / "categories.npy", categories)
    np.save(folder / "probabilities.npy", probabilities)
    sign(folder, {"data": data, "drawings": len(p), "teachers": ["t"]})
    return folder


def test_the_likeliest_answers_are_kept_and_the_rest_is_spread_evenly(tmp_path):
    p = np.full((2, KEPT + 4), 0.01, np.float32)
    p[0, 3], p[1, 7] = 1 - p[0].sum() + 0.01, 1 - p[1].sum() + 0.01

    found = Teacher(kept(tmp_path / "t", p), "d", 2, KEPT + 4).answers(np.array([1, 0, 1]))

    assert found.shape == (3, KEPT + 4)
    assert np.allclose(found, p[[1, 0, 1]], atol=1e-3)
    assert np.allclose(found.sum(1), 1, atol=1e-6)


def test_answers_to_other_drawings_are_refused(tmp_path):
    folder = kept(tmp_path / "t", np.eye(3, dtype=np.float32))

    with pytest.raises(BadInputError, match="other drawings"):
        Teacher(folder, "another hash", 3, 3)
    with pytest.raises(BadInputError, match="other drawings"):
        Teacher(folder, "d", 4, 3)
    with pytest.raises(BadInputError, match="holds no answers of a teacher"):
        Teacher(tmp_path / "nowhere", "d", 3, 3)


def test_changed_answers_are_named(tmp_path):
    folder = kept(tmp_path / "t", np.eye(3, dtype=np.float32))
    teacher = Teacher(folder, "d", 3, 3)
    teacher.verify()

    np.save(folder / "categories.npy", np.zeros((3, 3), np.int16))

    with pytest.raises(BadInputError, match=r"categories\.npy is not as `teach` wrote it"):
        teacher.verify()


def test_to_another_process_answers_go_by_name(tmp_path):
    """Each loader would be sent all of them otherwise: gigabytes, where there are many drawings."""
    teacher = Teacher(kept(tmp_path / "t", np.full((5000, 3), 1 / 3, np.float32)), "d", 5000, 3)

    sent = pickle.dumps(teacher)

    assert len(sent) < 1000
    assert (pickle.loads(sent).answers(np.arange(3)) == teacher.answers(np.arange(3))).all()


def test_the_loss_is_least_where_the_network_answers_as_teacher_and_label_do():
    """Half of the loss is the label's, half the teacher's; the best answer is their mean."""
    label, taught = torch.tensor([0]), torch.tensor([[0.2, 0.8, 0.0]])
    batch = Ready(torch.zeros(1, 2, 1), torch.tensor([2]), label, taught)

    class Says(nn.Module):
        def __init__(self, p):
            super().__init__()
            self.logits = nn.Parameter(torch.log(torch.tensor(p) + 1e-6))

        def forward(self, steps, places):
            return self.logits.expand(1, places.shape[1], 3)

    def loss(p):
        return prefix_loss(Says(p), batch, np.ones((1, 1)), TrainConfig(smoothing=0, taught=0.5))[0].item()

    both = loss([0.6, 0.4, 0.0])
    assert both < loss([0.7, 0.3, 0.0]) and both < loss([0.5, 0.5, 0.0])


def test_networks_of_two_kinds_teach_a_student(tmp_path, capsys):
    data = shards_of(tmp_path, WORDS, train=12, validation=4)
    main(["train", "--data", str(data), "--out", str(tmp_path / "first"), "--steps", "3", *TINY])
    first, rival = tmp_path / "first/best.safetensors", weights(tmp_path / "rival.npz", WORDS[::-1])
    asked = ["--data", str(data), "--out", str(tmp_path / "taught")]

    assert main(["teach", *asked, "--checkpoint", str(first), "--picture", str(rival)]) == 0
    taught = ["--teacher", str(tmp_path / "taught"), "--steps", "3", *TINY]
    assert main(["train", "--data", str(data), "--out", str(tmp_path / "student"), *taught]) == 0

    about = json.loads((tmp_path / "taught/about.json").read_text())
    assert about["teachers"] == ["best", "rival"] and about["drawings"] == 36
    student = checkpoint.load(tmp_path / "student/best.safetensors")
    assert student.figures["training"]["teachers"] == ["best", "rival"]
    facts = {"code": {"commit": "abc", "changed": False}, "training": {}}
    assert "learned from the answers of best and rival" in _training(student, facts)
    assert student.version != checkpoint.load(first).version, "the answers change what is learned"


@pytest.fixture
def student(tmp_path, capsys):
    """Trains on one set of shards, with some taught answers beside them; -> exit code, what was printed, weights."""
    data = shards_of(tmp_path, WORDS, train=12, validation=4)
    rng = np.random.default_rng(5)
    kept(tmp_path / "taught", rng.dirichlet(np.ones(3), 36).astype(np.float32), Shards(data, "train").manifest["hash"])

    def train(out, *flags):
        code = main(["train", "--data", str(data), "--out", str(tmp_path / out), *flags])
        best = tmp_path / out / "best.safetensors"
        return code, capsys.readouterr().err, checkpoint.load(best) if best.exists() else None

    return train


def test_a_run_that_was_stopped_goes_on_with_its_teacher(student, tmp_path):
    taught = ["--teacher", str(tmp_path / "taught"), *TINY]
    student("stopped", "--steps", "4", *taught)

    code, said, resumed = student("stopped", "--steps", "8")

    _, _, straight = student("straight", "--steps", "8", *taught)
    last = [torch.load(tmp_path / run / "last.pt", weights_only=True)["net"] for run in ("stopped", "straight")]
    assert code == 0, said
    assert all(torch.equal(weight, last[1][name]) for name, weight in last[0].items())
    assert resumed.figures["training"]["teachers"] == ["t"]
    assert resumed.figures["training"]["answers"] == straight.figures["training"]["answers"]


def test_another_teacher_than_the_runs_is_refused(student, tmp_path):
    taught = ["--teacher", str(tmp_path / "taught")]
    student("plain", "--steps", "2", *TINY)
    student("run", "--steps", "2", *taught, *TINY)

    assert "was begun without a teacher: leave --teacher out" in student("plain", "--steps", "4", *taught)[1]
    data = json.loads((tmp_path / "taught/about.json").read_text())["data"]
    kept(tmp_path / "taught", np.full((36, 3), 1 / 3, np.float32), data)
    code, said, _ = student("run", "--steps", "4")
    assert code == 2 and "was begun with other answers of a teacher than" in said and said.count("\n") == 1


def test_answers_that_have_moved_are_named_anew(student, tmp_path):
    student("run", "--steps", "2", "--teacher", str(tmp_path / "taught"), *TINY)
    (tmp_path / "taught").rename(tmp_path / "moved")

    assert "holds no answers of a teacher" in student("run", "--steps", "4")[1]
    assert student("run", "--steps", "4", "--teacher", str(tmp_path / "moved"))[0] == 0
    assert student("run", "--steps", "6")[0] == 0, "and need not be named again"


def test_interrupted_answers_are_none(tmp_path, monkeypatch):
    """The answers of a first teaching are overwritten by a second one, whose interruption leaves a mixture."""
    data = shards_of(tmp_path, WORDS, train=12, validation=4)
    rival = weights(tmp_path / "rival.npz", WORDS)
    asked = ["teach", "--data", str(data), "--out", str(tmp_path / "taught"), "--picture", str(rival)]
    assert main(asked) == 0

    def interrupted(logits):
        raise KeyboardInterrupt

    monkeypatch.setattr(teach, "_common", interrupted)

    assert main(asked) == 130
    with pytest.raises(BadInputError, match="holds no answers of a teacher"):
        Teacher(tmp_path / "taught", Shards(data, "train").manifest["hash"], 36, 3)


def test_somebody_must_teach(tmp_path, capsys):
    data = shards_of(tmp_path, WORDS, train=12, validation=4)

    assert main(["teach", "--data", str(data), "--out", str(tmp_path / "t")]) == 2
    assert "nobody teaches" in capsys.readouterr().err
