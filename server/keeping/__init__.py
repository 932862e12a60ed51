"""What a player needs to go on after this process has ended is kept on a shelf that outlives it.

`saved` is the format, `shelf` what any shelf does, `redis` and `tables` are the two there are, `keeping` brings what is
new to the shelf beside everything else, and takes players over from a process that is gone.

No acknowledgement waits for the shelf. What a page was acknowledged since the last write, and a killed process took
with it, the page sends again: it keeps the whole log of its round, and the answer to its hello names the ink and the
edit that are wanted next.
"""
