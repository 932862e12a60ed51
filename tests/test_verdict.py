"""The pass rule: probability above the threshold, for some updates, with a minimum of ink."""

from model import PassRule

RULE = PassRule(threshold=0.3, updates=2, ink=100)


def passes(updates):
    held = 0
    for p, ink in updates:
        held = RULE.held(held, p, ink)
    return RULE.passed(held)


def test_two_updates_in_a_row_are_enough():
    assert passes([(0.1, 200), (0.3, 210), (0.9, 220)])


def test_one_is_not():
    assert not passes([(0.1, 200), (0.9, 210)])


def test_a_dip_starts_the_count_again():
    assert not passes([(0.9, 200), (0.2, 210), (0.9, 220)])


def test_a_dot_never_wins_however_sure_the_network_is():
    assert not passes([(0.99, 0)] * 50)
