"""Flags come from the settings themselves: none is missing, none is described twice, none means two things."""

import argparse
import math
from dataclasses import asdict, dataclass, fields
from typing import Literal

import pytest

from model.networks import NETWORKS
from model.training.augment import AugmentConfig
from model.training.command import add_arguments
from model.training.config import SET_BY_DATA, TrainConfig, fault, flag, flattened, from_flat
from model.training.flags import add_flags, given


@dataclass(frozen=True)
class Kitchen:
    """Settings of every type."""

    pots: int = 3  # how many, 100 % of them clean
    heat: float = 0.5  # of the stove
    gas: bool = True  # or electric
    style: Literal["plain", "fancy"] = "plain"  # of the dishes
    shelf: tuple[int, ...] = ()  # no flag can say this


def parsed(*flags, without=()):
    parser = argparse.ArgumentParser()
    add_flags(parser, Kitchen, without)
    return given(parser.parse_args(flags), Kitchen)


def test_only_what_is_given_is_given():
    assert parsed() == {}
    assert parsed("--pots", "5", "--heat", "2", "--no-gas", "--style", "fancy") == {
        "pots": 5, "heat": 2.0, "gas": False, "style": "fancy"
    }  # fmt: skip


@pytest.mark.parametrize("flags", [["--pots", "1.5"], ["--style", "rich"], ["--shelf", "1"], ["--heat"]])
def test_what_is_of_another_type_is_refused(flags):
    with pytest.raises(SystemExit):
        parsed(*flags)


def test_the_help_is_the_comment_with_the_default():
    parser = argparse.ArgumentParser()
    add_flags(parser, Kitchen)

    text = " ".join(parser.format_help().split())

    assert "how many, 100 % of them clean (3)" in text and "of the dishes (plain)" in text


def test_a_field_can_be_left_out():
    with pytest.raises(SystemExit):
        parsed("--pots", "5", without=("pots",))


def test_every_setting_is_a_flag_with_a_description():
    parser = argparse.ArgumentParser()
    add_arguments(parser)
    described = {a.dest: a.help for a in parser._actions}

    configs = [TrainConfig, AugmentConfig, *(kind.config for kind in NETWORKS.values())]
    names = {f.name for config in configs for f in fields(config)} - {"variation", "features", "categories"}

    assert names <= described.keys()
    assert [name for name in names if not described[name].split(" (")[0]] == []


def test_settings_of_training_variation_and_networks_have_names_of_their_own():
    """Networks may share names among each other: only one of them is trained."""
    shared = {f.name for f in fields(TrainConfig)} & {f.name for f in fields(AugmentConfig)}
    for kind in NETWORKS.values():
        shared |= {f.name for f in fields(kind.config)} & {
            f.name for config in (TrainConfig, AugmentConfig) for f in fields(config)
        }

    assert shared == set()


def shape_of(kind):
    """The settings of a network that somebody may choose."""
    return {name: value for name, value in asdict(kind.config()).items() if name not in SET_BY_DATA}


def numbers_of(values):
    return [name for name, value in values.items() if isinstance(value, int | float) and not isinstance(value, bool)]


def test_the_defaults_are_without_fault():
    for kind in NETWORKS.values():
        assert fault(TrainConfig(**kind.training), shape_of(kind)) == ""


def test_every_number_has_a_limit_that_nothing_nonsensical_passes():
    for nonsense in (-1, math.nan):
        for name in numbers_of(flattened(TrainConfig())):
            assert fault(from_flat({name: nonsense}), {}).startswith(f"{flag(name)} {nonsense}: it must be"), name
        for kind in NETWORKS.values():
            for name in numbers_of(shape_of(kind)):
                said = fault(TrainConfig(), shape_of(kind) | {name: nonsense})
                assert said.startswith(f"{flag(name)} {nonsense}: it must be"), name


def test_a_setting_is_written_as_a_flag():
    assert flag("validate_on") == "--validate-on"
