"""How good a network is: scores, prefixes, replay through the live path, calibration, and reports."""
