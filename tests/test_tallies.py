"""What kept results say about the words."""

from server.store import Result, Store
from server.store.tallies import tallies
from server.vocabulary import Tally


def test_rounds_wins_and_their_times_are_counted_for_each_word(tmp_path):
    """Hidden words are left out, as who loses may have drawn something else well; so is what a chosen threshold won."""
    store = Store(f"sqlite:///{tmp_path}/results.sqlite3")
    for word, won, ms, points in [
        ("star", True, 4000, 50),
        ("star", True, 6000, 70),
        ("star", False, 20_000, 10),
        ("moon", False, 900, 5),
        ("moon", False, 900, 0),
        (None, False, 900, 90),
    ]:
        store.add(Result("classic", word, won, "recognized" if won else "time", ms, points, "v"))

    store.add(Result("hidden", "star", False, "time", 40_000, 50, "v"))
    store.add(Result("classic", "star", True, "recognized", 900, 5, "v", usual=False))
    found = tallies(store.engine)
    store.close()

    assert found == {"star": Tally(3, 2, 10_000), "moon": Tally(1, 0, 0)}
