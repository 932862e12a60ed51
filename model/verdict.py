"""The pass rule: when a drawing counts as recognized. Pure; the game and the evaluation share it."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class PassRule:
    """The target's calibrated probability stays at the threshold or above for some updates, with a minimum of ink.

    The figures are chosen on the validation split and stored in the checkpoint.
    """

    threshold: float = 0.15  # calibrated probability of the target, synonyms and kinds included
    updates: int = 2  # consecutive answers at or above the threshold
    ink: float = 100.0  # least length of the path drawn, in board units (the board's longer side is 1000)
    rest: float = 0.4  # seconds after which the answer to a pen that rests counts once more

    def held(self, before: int, target_p: float, ink: float) -> int:
        """How many updates in a row the target has been above the threshold, after one more answer."""
        return before + 1 if target_p >= self.threshold and ink >= self.ink else 0

    def passed(self, held: int) -> bool:
        """Whether that many updates in a row are enough."""
        return held >= self.updates
