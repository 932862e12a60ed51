"""The game: rounds, players, the wire, and what is kept. See README.md for what lives here."""
