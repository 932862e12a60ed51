"""Drawings from files, into the database: to be reviewed like any other.

`entries` reads every format, `checks` says what may come in and makes rows of it, `imports` writes a file's rows, all
or none.
"""
