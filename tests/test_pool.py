"""The picture of the network's state."""

import numpy as np
import pytest

from model.pool import SIZE, pooled
from server import wire


def test_neighbours_are_taken_together_and_their_sign_stays():
    found = pooled(np.array([0.3, 0.2, -0.5, -1.0, 0.9, -0.9], np.float32), 3)

    assert found.tolist() == pytest.approx([0.5, -np.sqrt(0.75), 0.0])


def test_a_picture_has_the_same_size_for_every_network_and_on_the_wire():
    for width in (16, 64, 100, 512):
        assert pooled(np.zeros(width, np.float32)).shape == (SIZE,)
    assert SIZE == wire.HIDDEN
