"""Training: batches and their variation, the loop, its settings, and what it leaves behind."""
