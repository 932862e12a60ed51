"""Names that pupils choose themselves, and the filter for them, which what they teach goes through as well.

It is a teacher's help and no judge: it knows a few words in a few languages, and how they are usually
disguised. What it lets through the host can rename.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection

from server.errors import GameError
from server.roomwire import MAX_NAME

# Parts of words that no other word has, and words that are only bad on their own: there are people called Ishita,
# Siriporn, Nazim, Slutsky and Erdem, and things called computadora and salopette.
_PARTS = (
    "fuck bitch nigger nigga faggot whore penis vagina hitler wichser arschloch hurensohn schlampe fotze missgeburt "
    "schwuchtel putain connard mierda pendejo cabron cazzo stronzo bullshit shithead shitface pornhub"
)
PARTS = _PARTS.split()
_WHOLE = (
    "ass arse asshole cunt cunts cock cocks cum dick dicks fag fags hure huren nutte rape rapist sex sexy tit tits "
    "twat wank wanker anal anus kkk shit shits shitty shitter slut sluts slutty porn porno pornos nazi nazis fick "
    "ficken ficker pute putes merde merdes salope salopes con puta putas puto culo sau"
)
WHOLE = _WHOLE.split()

LOOKALIKES = str.maketrans("013457@$!|€", "oieastasiie")

# What some scripts write the vowel of a letter with, such as those of Hindi and Thai: from Hebrew to Khmer, but for two
# that nobody sees. What is put above Latin letters is a part of them, once they are tidied.
_CODES = (chr(code) for code in range(0x591, 0x1800) if code not in (0x17B4, 0x17B5))
_MARKS = "".join(mark for mark in _CODES if unicodedata.category(mark) in ("Mn", "Mc"))
_LETTER = rf"[^\W_][{_MARKS}]{{0,3}}"
ALLOWED = re.compile(rf"(?:{_LETTER})+(?:[ .'’-]{{1,2}}(?:{_LETTER})+)*\.?")

# Marks without which it is another word: those of Indian scripts and their neighbours, and what makes a Japanese "he" a
# "be" or a "pe". Accents, the points of Hebrew and Arabic, and the dot below letters of Hindi are often left out.
_SPELT = frozenset(mark for mark in _MARKS if mark >= "\u0900" and mark != "\u093c") | {"\u3099", "\u309a"}

# Letters that are written for each other: hiragana and katakana, and two marks of Hindi for a nasal vowel. And an
# apostrophe that counts as a letter.
_ALIKE = {code: code + 0x60 for code in range(0x3041, 0x3097)} | {0x0901: 0x0902, 0x02BC: None}

# What may stand before a word that is typed, in languages that write articles as words of their own.
_ARTICLE = re.compile(
    r"^\s*(?:(?:a|an|the|un|une|una|uno|le|la|les|el|los|las|il|lo|i|gli|o|os|as|um|uma|der|die|das|ein|eine)\s+|l['’]\s*)",
    re.IGNORECASE,
)


def own(wanted: str, taken: Collection[str], filtered: bool = True) -> str:
    """A name that somebody chose, tidied. GameError "bad_name" says why not.

    `filtered`: not where the host has chosen it, who knows what pupils are called.
    """
    name = " ".join(unicodedata.normalize("NFKC", wanted).split())
    if not 0 < len(name) <= MAX_NAME:
        raise GameError("bad_name", f"this name has {len(name)} characters; take 1 to {MAX_NAME}")
    if not ALLOWED.fullmatch(name):
        raise GameError("bad_name", "a name has letters and digits, with single blanks, hyphens or apostrophes between")
    if filtered and unwanted(name):
        raise GameError("bad_name", "this name is not wanted here; take another one")
    if name.casefold() in {other.casefold() for other in taken}:
        raise GameError("bad_name", f'somebody here is called "{name}" already; take another name')
    return name


def plain(text: str) -> str:
    """A text as it is compared, without what a hurried hand leaves out: capitals, accents, blanks and the like."""
    letters = unicodedata.normalize("NFKD", text.casefold()).translate(_ALIKE)
    return "".join(letter for letter in letters if letter.isalnum() or letter in _SPELT)


def same(typed: str, name: str) -> bool:
    """Whether somebody who typed this meant that name, with an article before it or without."""
    return plain(typed) == plain(name) or plain(_ARTICLE.sub("", typed)) == plain(_ARTICLE.sub("", name))


def unwanted(name: str) -> bool:
    """Whether the filter knows a word in it, however it is disguised."""
    bare = "".join(c for c in unicodedata.normalize("NFKD", name.casefold()) if not unicodedata.combining(c))
    words = re.findall(r"[^\W_]+", bare.translate(LOOKALIKES))
    if all(len(word) == 1 for word in words):
        words = ["".join(words)]  # "s e x"
    return any(map(_bad, words))


def _bad(word: str) -> bool:
    once = _once(word)
    # Of short ones with a letter too many there are names, such as Conn.
    whole = word in WHOLE or (len(once) > 3 and once in WHOLE)
    return whole or any(part in word or _once(part) in once for part in PARTS)


def _once(word: str) -> str:
    """Without letters that are repeated: "shiiit"."""
    return re.sub(r"(.)\1+", r"\1", word)
