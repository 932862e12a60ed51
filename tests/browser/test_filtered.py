"""Where a network filters WebSockets, refusing them or letting nothing through, everything is played by polling."""

import pytest
from playwright.sync_api import expect

from tests.browser.link import Filter
from tests.browser.shapes import ladder
from tests.later import later

# The fake network behind `server` takes n strokes for the n-th of: circle, square, triangle, star, ladder, spiral.


@pytest.mark.parametrize("silent", later([False, True], [True]))
def test_a_round_is_played_where_websockets_are_filtered(player, silent):
    filtered = Filter(silent)
    filtered.over(player.page)

    player.begin("ladder").draw(ladder()).expect(phase="over", verdict="recognized")

    assert filtered.seen, "no websocket was tried"


@pytest.mark.parametrize("silent", later([False, True], []))
def test_a_class_plays_where_websockets_are_filtered(room, silent):
    room.filter = Filter(silent)
    wall, pupil = room.wall(), room.pupil()
    room.begin("race", pupil)

    pupil.draw(ladder(rungs=2)).expect(phase="over")

    expect(wall.locator(".tile.is-won")).to_have_count(1)
    assert room.filter.seen >= 2, "no websocket was tried"
