"""Drawings that players gave: collected with consent, reviewed, exported, taken back."""
