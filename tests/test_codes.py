"""Codes are easy to read and hard to guess."""

from server import codes


def test_a_code_has_no_letters_that_look_like_others_and_is_not_taken(rng):
    made = {codes.code(rng, lambda code: False) for _ in range(500)}

    assert len(made) == 500
    assert not set("".join(made)) & set("B8G1IL0OQS5UVZ2")
    assert codes.code(rng, _twice()) not in made


def _twice():
    answers = iter([True, True, False])
    return lambda code: next(answers)


def test_how_a_code_is_typed_does_not_matter():
    assert codes.tidy(" acd-EfH ") == "ACDEFH"


def test_the_space_of_codes_is_hopeless_for_who_may_try_as_often_as_the_limit_lets():
    tries = 60 + 0.5 * 4 * 3600

    assert tries / len(codes.LETTERS) ** codes.LENGTH < 1e-4
