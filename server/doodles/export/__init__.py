"""Given drawings, written to a folder in the formats that people train on.

`rows` brings them from the database word by word, `record` gives one in every shape, `writers` write files of them,
`folder` makes the whole appear at once or not at all, `export` joins these.
"""
