"""Publishing a checkpoint so that others can rebuild it."""
