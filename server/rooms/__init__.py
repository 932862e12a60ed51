"""A classroom's room, pure: `(room, input, now) -> (room, events)`. No clock, no chance, no socket: all are arguments.

`room` is what a room is, `people` who comes, goes and is called what, `play` how words are drawn one after the other,
`views` what each page may see of it, `report` how it went.
"""
