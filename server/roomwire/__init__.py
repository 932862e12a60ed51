"""Every message of a classroom's room: names, directions, fields, units, limits. static/js/roomwire.js mirrors it.

They pass beside those of wire.py, on the same connection and after its `hello`. Drawing is the game's own: what the
server begins for a pupil with `begin` is a round like any other, with `ink`, `undo`, `guess` and `over`.

    page -> server                                        acknowledged with
      room_open {settings?, language?}                     {code, host, wall, room}
      room_join {code, seat?, name?, another?}             {code, seat, me, room, begin}
      room_host {code, token}                              {code, wall, room, canvases}
      room_wall {code, token}                              {code, room, canvases}
      room_name {seat, name?}                              {name}
      room_turn {seat}                                     {begin}
      room_say  {seat, text}                               {right, near}
      room_vote {seat, drawing, yes}                       {}
      room_gallery {}                                      {number, word, drawings}
      room_leave {seat}                                    {}
      room_do   {do, ..}                                   {}                          the host's alone
      room_results {number?}                               {number, .., drawings, confusion, guesses}
      room_drawing {drawing}                               {drawing, .., strokes, curve}
      room_export {names?}                                 {csv}                       the host's alone
      room_learned {word}                                  {file}                      the host's alone
    server -> page
      room    the room as this page may see it, whenever that changes, ten times a second at most
      begin   {code, seat, round, word, seconds, threshold, ms, number, count}      draw now
      frame   {n, canvases}                                                         to host and wall
      gone    {reason: "closed" | "removed" | "expired" | "host_elsewhere"}         this page is out of the room

**Addresses.** /join and /join/<code> for pupils, /host and /host/<code>#<host token>, /wall/<code>#<wall token>: what
comes after the # is never sent to a server, nor written into a log. GET /rooms/<code>/link.json is {link}, the
address that pupils on the same network reach /join/<code> at, and GET /rooms/<code>/qr.svg its QR code. GET
/words.json is {words: [[word, level, theme]]}, level "easy", "medium" or "hard".

**Who is who.** `host` is the token that makes a page the host, `wall` the one that lets a projector in, `seat` the one
that is a pupil: with it a page that was reloaded, or lost its link, is the same pupil. A page keeps its seats; one that
has lost them on the way, and joins without, has a new seat of the same pupil. `me` {member, name} is what others see
of it. One device may hold several seats (`another`: true adds one; at most 8) and
passes them round: `room_turn` says whose drawing comes next. Without `name` a friendly one is made up, in the room's
language or, where it has none, in that of the page that opened it; `room_name` without one makes up another. The
newest page with the host's token is the host; the one before is `gone`.

**The room**, as `room` has it and acknowledgements do:

    all      {code, phase, paused, waiting, locked, muted, mode, language, collect, number, count, word, seconds,
              ms_left, players, asked, done, podium, teaching: null or [drawings there are, drawings it takes]}
    pupils   + names: whether they may choose their own, ballot: how many drawings `room_gallery` has now,
               seats: [{member, seat: its first 8 characters, name, team, status, turn, score, drawing, shown, hidden,
               seconds, ms_left: of its own drawing while that runs}]
    host     + members: [{member, name, team, here, status, turn, score, drawing, shown, hidden, timer, device, won,
              ms}]
               teams: [[team, score]], settings, timer: by how much everybody's clock is longer, taught: [[word,
               drawings it was learned from]]
    wall     as the host's, without settings, word in guess mode, or anything of members that are not `here` or drew

    phase    lobby, drawing, judging (fool only), results, done
    status   waiting, drawing, won, over, guessing, right (has guessed it)
    turn     on a shared device: this one's drawing can begin, with `room_turn`
    asked    how many draw this word, or guess it in guess mode; `done` of them have
    waiting  the host has been gone for some time, and the room is paused until it is back
    number   of the word, from 1 (0 in the lobby); `count` is how many there are, or null
    word     null in the lobby, and in guess mode for all but drawer and host
    seconds  of the word that is drawn, as they were when it began; between words, of the next one
    ms_left  null without a clock, or where each has a clock of its own; stands still while the room is paused. That
             of a seat goes by the seat's own clock, which may be longer, or begin later on a shared device
    device   which device it plays on, a number; members with the same one share it
    timer    by how much its clock is longer: 1, 10, or null for no clock; that of the room counts too
    here     whether its link is up. A word without a clock waits for 20 seconds for those whose link is lost

**Modes.** race: all draw the same word, who is recognized has a point. relay: `teams` of them, one of each draws,
another one with each word. museum: all draw the same word, without a clock, until the host says `end`; nobody wins.
fool: all draw the same word so that people see it and the network does not; then all vote on each other's (phase
judging): a point for each drawing that half of those who voted saw and the network did not. guess: one draws, the
others type (`room_say`), the network guesses too: a point to whoever is right, one more if before the network, and one
to the drawer for the first. `near` is told to who said it alone. With `speed` (off) a drawing that is recognized earns
up to one more point.

**What the host can do**, `room_do`'s `do`:

    start, next            the first word, the next one (from the results, or skipping the one that runs)
    pause, resume, end     end: the word that runs is over; in judging: it is judged; in the results: the game is over
    extend {seconds}       more time for all, 1 to 600
    lock {on}              nobody new comes in; who was there may come back
    mute {on}              all devices are silent
    podium {on}            the wall shows one in the end
    show {member?, on}     the canvas may be on the wall; without `member` all of this word. With the setting
                           `approve` (on) nothing is shown before
    hide {member, on}      the canvas is off the wall at once, and stays off with the next word until it is shown again
    remove {member}        out of the room, and not back in on the same device (unless others of it are still there)
    rename {member, name?} without a name a friendly one
    timer {factor, member?}  1, 10 or null (no clock), for one or for all; for the word that runs as well
    team {member, team}    in relay, from 0
    teach {word}           from the lobby: the class draws a word that the network does not know, as in a museum
    learn                  between two words: it is learned from the drawings that are there, 5 at least; the room is
                           in its lobby then, and its network knows the word
    forget {word}          it is no longer known
    bring {file}           a word that another room has taught, as `room_learned` gave it
    set {settings}         what is given is changed, from the next word on; words and count with the next start
    again                  back to the lobby with all scores at 0, and what was drawn forgotten
    close                  the room is deleted, with everything in it

**Settings** {mode, words, count, seconds, threshold, language, names, approve, speed, teams, difficulty,
collect}: `words` a
list or null for any of the `difficulty`, which come in the order given if given; `count` 1 to 50; `seconds` null for no
clock; `names` whether pupils may choose their own, which are checked against a filter; `language` a code ("pt"): the
room's wall and its pupils' pages speak it, and words are guessed in it; null: each page speaks its own, guesses are in
any.

`collect` (off): pupils are asked whether their drawings may be kept for good, and those of pupils who say yes, and have
a device of their own, are (`agree` and `keep` of wire.py).

**Own words.** What a room has taught is guessed in all its rounds, and nowhere else; it may be among `words`. It is
kept with the room and deleted with it, at most 8 words. `file` {format: "inkling-word-1", word, examples, network,
learned}: another room of servers with the same `network` can `bring` it.

**Canvases.** A canvas is {drawing, member, ink?, from?, guess?, p?, over?}, where drawing is the round's id. `ink`
holds what was drawn since the last frame, entry by entry: [[x..], [y..], up] with whole board units, or "undo", "redo",
"clear". `from`: 0 when it is all there is: the canvas begins anew. `guess` [word, p] is the best guess, `p` the
probability of the word asked for, `over` {won, ms} how it ended. A canvas that is gone (hidden, or another word) has
`drawing` null. There are ten frames a second at most, none when nothing changed, and a host sees all canvases, a wall
the shown ones.

**Results** of a word, for host and wall (the wall: shown drawings only): {number, mode, word, count, words, drawings,
confusion, guesses}. `words`: [[number, word]..], those that have been drawn. `drawings`: {drawing, member, name, won,
recognized: ms until the network first was sure, or null, ms, p, top: the first guesses, strokes: [[x..], [y..]] in
whole board units, votes: [yes, no]}, the first recognized first. `confusion`: [[asked, taken for, how often]] of all
words up to now, what was recognized counted as itself. `guesses`: what pupils said. `room_drawing` brings the times
as well, strokes: [[x..], [y..], [t..]], and `curve`: [[ms, p, best guess, its p]..], at most 200 of them. Undone
strokes are not in it. The last 50 words of a room can be asked about.

**Kept.** A room, its drawings included, is deleted four hours after its last use or at `close`; nothing of it goes
anywhere else, neither to the results of the game nor to a log, but for what `collect` is about. On a server that has
no place for another room, one that no pupil ever joined makes way 15 minutes after its host has gone.
"""

from server.roomwire.doings import (
    DOINGS,
    SIMPLE,
    SWITCHES,
    Bring,
    Do,
    Doing,
    Extend,
    Forget,
    Hide,
    Learn,
    Remove,
    Rename,
    Set,
    Show,
    Simple,
    Switch,
    Teach,
    Team,
    Timer,
    Turn,
    do,
)
from server.roomwire.limits import (
    FRAME_MS,
    LEARNED,
    MAX_FACTOR,
    MAX_NAME,
    MAX_PLAYERS,
    MAX_SAY,
    MAX_SEATS,
    MAX_TEAMS,
    MODES,
    PHASES,
    STATUSES,
    TO_CLIENT,
    TO_SERVER,
    GoneReason,
    Mode,
    Phase,
    Status,
)
from server.roomwire.pages import (
    Drawing,
    Enter,
    Export,
    Gallery,
    Join,
    Learned,
    Name,
    Open,
    Results,
    Say,
    Seat,
    Vote,
    drawing,
    enter,
    export,
    gallery,
    join,
    learned,
    name,
    open,
    results,
    say,
    seat,
    vote,
)
from server.roomwire.settings import Settings

__all__ = [
    "DOINGS", "FRAME_MS", "LEARNED", "MAX_FACTOR", "MAX_NAME", "MAX_PLAYERS", "MAX_SAY", "MAX_SEATS", "MAX_TEAMS",
    "MODES", "PHASES", "SIMPLE", "STATUSES", "SWITCHES", "TO_CLIENT", "TO_SERVER", "Bring", "Do", "Doing",
    "Drawing", "Enter", "Export", "Extend", "Forget", "Gallery", "GoneReason", "Hide", "Join", "Learn", "Learned",
    "Mode", "Name", "Open", "Phase", "Remove", "Rename", "Results", "Say", "Seat", "Set", "Settings", "Show",
    "Simple", "Status", "Switch", "Teach", "Team", "Timer", "Turn", "Vote", "do", "drawing", "enter", "export",
    "gallery", "join", "learned", "name", "open", "results", "say", "seat", "vote",
]  # fmt: skip
