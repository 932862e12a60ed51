"""The log of a run, its sums, and its picture."""

import pytest
import torch
from matplotlib.image import imread

from model.errors import BadInputError
from model.training.curves import draw
from model.training.log import Log, Meter


def test_lines_come_out_as_they_went_in(tmp_path):
    log = Log(tmp_path / "log.jsonl")

    log.add(10, {"loss": 1.23456789})
    log.add(20, {"loss": 0.5, "top1": 1.0})

    assert log.rows() == [{"step": 10, "loss": 1.234568}, {"step": 20, "loss": 0.5, "top1": 1.0}]


def test_half_a_line_is_none_and_is_gone_after_a_cut(tmp_path):
    log = Log(tmp_path / "log.jsonl")
    log.add(10, {"loss": 1.0})
    with log.path.open("a") as file:
        file.write('{"step": 20, "lo')

    assert log.rows() == [{"step": 10, "loss": 1.0}]
    log.cut(99)
    log.add(20, {"loss": 2.0})
    assert [row["step"] for row in log.rows()] == [10, 20]


def test_a_log_of_nothing_is_empty(tmp_path):
    assert Log(tmp_path / "log.jsonl").rows() == []


def test_the_meter_weighs_steps_by_their_drawings():
    meter = Meter()

    meter.add(torch.tensor(1.0), torch.tensor(3), 4, 8)
    meter.add(torch.tensor(4.0), torch.tensor(1), 1, 8)

    now = meter.read()
    assert now["loss"] == pytest.approx((4 * 1 + 4) / 5) and now["top1"] == pytest.approx(4 / 5)
    assert now["speed"] > 0 and meter.drawings == 16


@pytest.mark.parametrize("loss", [float("nan"), float("inf")])
def test_a_loss_that_is_no_number_is_said_with_the_remedy(loss):
    meter = Meter()
    meter.add(torch.tensor(loss), torch.tensor(0), 4, 4)

    with pytest.raises(BadInputError, match="choose a lower --rate"):
        meter.read()


@pytest.mark.parametrize("count", [0, 1, 50])
def test_curves_are_drawn_from_the_first_line_on(tmp_path, count):
    rows = [{"step": 100 * i, "loss": 3 / (i + 1), "top1": 0.1, "top1@50": 0.2, "top3@100": 0.5} for i in range(count)]

    draw(rows, tmp_path / "curves.png")

    picture = imread(tmp_path / "curves.png")
    assert picture.shape[0] > 300 and picture.shape[1] > 800 and picture.std() > 0.01
    assert [p.name for p in tmp_path.iterdir()] == ["curves.png"]
