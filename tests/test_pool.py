"""The picture of the network's state."""

import numpy as np

from model.pool import SIZE, strongest
from server import wire


def test_the_strongest_of_each_run_of_neighbours_is_kept_with_its_sign():
    assert (
        strongest(np.array([0.1, -0.9, 0.2, 0.0, 0.3, 0.5], np.float32), 3).tolist()
        == np.float32([-0.9, 0.2, 0.5]).tolist()
    )


def test_a_picture_has_the_same_size_for_every_network_and_on_the_wire():
    for width in (16, 64, 100, 512):
        assert strongest(np.zeros(width, np.float32)).shape == (SIZE,)
    assert SIZE == wire.HIDDEN
