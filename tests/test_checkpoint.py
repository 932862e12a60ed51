"""A checkpoint: what goes in comes out, and what does not fit is said in one line."""

import json
from dataclasses import replace

import pytest
import torch
from safetensors.torch import safe_open, save_file

from model import CheckpointError, PassRule, Recognizer, checkpoint
from model.errors import BadInputError
from tests.tiny import CONFIG, WORDS, checkpoint_of, network, saved


def altered(path, **changes):
    """The file at `path` with other metadata."""
    with safe_open(path, "pt") as file:
        about = json.loads(file.metadata()["inkling"])
        tensors = {name: file.get_tensor(name) for name in file.keys()}  # noqa: SIM118
    kept = {name: value for name, value in (about | changes).items() if value is not None}
    save_file(tensors, path, metadata={"inkling": json.dumps(kept)})
    return path


def refused(path):
    """What is said about the file: one line."""
    with pytest.raises(CheckpointError) as caught:
        Recognizer.load(path)
    said = str(caught.value)
    assert "\n" not in said and str(path) in said and len(said) < 400
    return said


def test_everything_comes_out_as_it_went_in(tmp_path):
    rule, figures = PassRule(0.3, 3, 50.0), {"test": {"top1": 0.7, "drawings": 6900}}
    kept = checkpoint_of(network(), rule=rule, temperatures=((1, 1.2), (9, 0.8)), figures=figures,
                         thinning={"tolerance": 0.01})  # fmt: skip

    checkpoint.save(tmp_path / "a.safetensors", kept, half=False)
    again = checkpoint.load(tmp_path / "a.safetensors")

    assert (again.network, again.config, again.rule, again.figures) == ("stream", CONFIG, rule, figures)
    assert again.temperatures == ((1, 1.2), (9, 0.8)) and again.thinning == {"tolerance": 0.01}
    assert again.categories.words == WORDS
    assert all(torch.equal(again.weights[name], weight) for name, weight in kept.weights.items())


def test_weights_are_kept_in_half_precision(tmp_path):
    path, whole = saved(tmp_path / "a.safetensors"), tmp_path / "b.safetensors"
    checkpoint.save(whole, checkpoint_of(network()), half=False)

    again = checkpoint.load(path)

    assert path.stat().st_size < 0.65 * whole.stat().st_size
    for name, weight in network().state_dict().items():
        assert again.weights[name].dtype == torch.float32
        torch.testing.assert_close(again.weights[name], weight, atol=1e-3, rtol=1e-3)


def test_the_version_tells_weights_apart_and_nothing_else(tmp_path):
    a = checkpoint.load(saved(tmp_path / "a.safetensors"))
    b = checkpoint.load(saved(tmp_path / "b.safetensors", rule=PassRule(0.9)))
    checkpoint.save(tmp_path / "c.safetensors", checkpoint_of(network(seed=1)))

    assert a.version == b.version != checkpoint.load(tmp_path / "c.safetensors").version
    assert len(a.version) == 12


def test_a_kill_while_saving_leaves_what_was_there(tmp_path, monkeypatch):
    path = saved(tmp_path / "a.safetensors")
    before = path.read_bytes()

    def killed(tensors, target, metadata):
        target.write_bytes(b"half of it")
        raise KeyboardInterrupt

    monkeypatch.setattr(checkpoint, "save_file", killed)
    with pytest.raises(KeyboardInterrupt):
        saved(path)

    assert path.read_bytes() == before


def test_a_missing_file_is_said_with_the_setting_that_names_it(tmp_path):
    said = refused(tmp_path / "none.safetensors")

    assert "does not exist" in said and "INKLING_CHECKPOINT" in said and "model train" in said


@pytest.mark.parametrize("damage", [lambda b: b"", lambda b: b[: len(b) // 2], lambda b: b"\0" * 100, lambda b: b[9:]])
def test_a_damaged_file_is_said_to_be_none(tmp_path, damage):
    path = saved(tmp_path / "a.safetensors")
    path.write_bytes(damage(path.read_bytes()))

    assert "is no checkpoint of this game" in refused(path)


def test_a_file_of_somebody_elses_is_said_to_be_none(tmp_path):
    save_file({"weight": torch.zeros(3)}, tmp_path / "a.safetensors")

    assert "is no checkpoint of this game" in refused(tmp_path / "a.safetensors")


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"encoder": 99}, "was trained with encoder version 99, this is version 1"),
        ({"format": "inkling-checkpoint-9"}, "not of the format inkling-checkpoint-1"),
        ({"network": "lstm"}, "'lstm' is not known: choose one of"),
        ({"categories": [*WORDS, "moon"]}, "a network of 4 categories and a list of 5 words"),
        ({"categories": ["line", "line", "star", "zigzag"]}, "different words"),
        ({"categories": None}, "'categories'"),
        ({"config": CONFIG | {"hidden": 24}}, "does not fit"),
        ({"config": CONFIG | {"wings": 2}}, "wings"),
        ({"rule": {"threshold": 0.1, "luck": 7}}, "luck"),
        ({"thinning": {"blur": 1}}, "blur"),
        ({"colour": "blue"}, "colour"),
        ({"temperatures": [[1]]}, "is no checkpoint"),
    ],
)  # fmt: skip
def test_what_does_not_fit_is_named_and_so_is_the_remedy(tmp_path, changes, said):
    path = altered(saved(tmp_path / "a.safetensors"), **changes)

    found = refused(path)

    assert said in found and "model train" in found


def test_weights_that_do_not_fit_are_named_by_who_restores_them(tmp_path):
    """Training, scoring and calibrating restore without a recognizer, and say it as clearly."""
    path = altered(saved(tmp_path / "a.safetensors"), config=CONFIG | {"hidden": 24})

    with pytest.raises(CheckpointError, match=r"a\.safetensors does not fit this version \(.*\): train anew"):
        checkpoint.restore(checkpoint.load(path))
    with pytest.raises(CheckpointError, match="the checkpoint does not fit"):
        checkpoint.restore(replace(checkpoint_of(network()), config=CONFIG | {"layers": 3}))


def test_where_a_checkpoint_was_read_from_is_not_written_into_it(tmp_path):
    kept = checkpoint.load(saved(tmp_path / "a.safetensors"))

    checkpoint.save(tmp_path / "b.safetensors", kept)

    assert kept.file == tmp_path / "a.safetensors"
    assert checkpoint.load(tmp_path / "b.safetensors").file == tmp_path / "b.safetensors"
    assert str(tmp_path).encode() not in (tmp_path / "b.safetensors").read_bytes()


def test_the_command_line_knows_it_for_bad_input():
    assert issubclass(CheckpointError, BadInputError)


def test_the_encoder_is_that_of_the_network(tmp_path, monkeypatch):
    """A network with an encoder of its own must not be refused when ours gets a new version."""
    path = saved(tmp_path / "a.safetensors")
    encoder = checkpoint.load(path).encoder
    monkeypatch.setattr(network().__class__, "encoder", type("Newer", (), {"version": encoder + 1}))

    assert f"version {encoder}, this is version {encoder + 1}" in refused(path)
