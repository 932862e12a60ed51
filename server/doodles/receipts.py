"""A receipt: six words that open what was given, for whoever holds them. Only their hash is kept.

There are 512 words, so 54 bits: who may try one every two seconds finds one of a million receipts in a thousand years.
"""

from __future__ import annotations

import difflib
import re

from server.chance import Chooser
from server.errors import GameError

_WORDS = (
    "acorn actor alarm album amber angle ankle apple apron arch arena arrow artist atlas attic autumn bacon badge "
    "bagel baker ball bamboo banana band barn barrel basket bay beach beak beam bean bear beaver bed beetle bell belt "
    "bench berry bike bird biscuit blanket block blossom blue boat bonnet book boot bottle bowl box branch bread "
    "breeze brick bridge broom brother brush bubble bucket bud buffalo bush butter button cabin cable cactus cake "
    "camel camera camp candle canoe canvas card carpet carrot cart castle cat cave cedar cellar cello chain chair "
    "chalk cheese cherry chess chest chicken chimney circle circus city clay cliff clock cloud clover coast coat cobra "
    "cocoa coin comet compass cookie copper coral cork corner cotton country cow crab cradle crane crayon cream creek "
    "cricket crown cup cushion daisy dance desk diamond dinner dish doctor dog doll dolphin donkey door dove dragon "
    "drawer dream dress drum duck dune eagle ear easel east echo egg elbow elephant engine evening fabric falcon "
    "family farm feather fence fern ferry fiddle field finger fire fish flag flame flower flute fog forest fork fossil "
    "fountain fox frame friend frog fruit galaxy garden garlic gate giant ginger glass globe glove goat gold goose "
    "grape grass green guitar hammer hamster harp hat hawk hazel heart hedge helmet hen hill hive hobby holiday honey "
    "hood horn horse hotel house igloo ink insect iris iron island ivy jacket jam jar jasmine jeans jelly jewel jigsaw "
    "journey juice jungle kettle key king kitchen kite kitten knee koala ladder lagoon lake lamb lamp lantern laptop "
    "lava lawn leaf leather lemon lentil letter library lily lime lion lizard llama log lunch magnet mango map maple "
    "marble market mask meadow melon metal milk mill mint mirror mitten money monkey moon morning moss motor mountain "
    "mouse muffin mug museum music mustard napkin needle nest noodle north nose nut oak oasis oat ocean olive onion "
    "opera orange orbit orchard orchid otter oven owl oyster paddle page paint palace palm pancake panda paper parade "
    "park parrot party pasta path peach peanut pearl pebble pencil penguin pepper petal piano picnic picture pie "
    "pigeon pillow pilot pine pink planet plant plate plum pocket poem pond pony poppy potato powder prince prize "
    "pumpkin puppet puppy purple puzzle pyramid quartz queen quilt rabbit radio radish raft rain raisin raven reef "
    "ribbon rice ring river robin robot rocket roof rope rose rubber ruby ruler saddle salad salmon salt sand scarf "
    "school scooter seal season seed shadow shark sheep shelf shell ship shirt shoe shop shore shovel silk silver "
    "singer skate sketch ski sky sleeve slipper snail snow soap sock sofa song soup south spark sparrow sphere spice "
    "spider spinach spoon spring squirrel stable star stone stork storm stove street summer swan sweater table tailor "
    "teacher teapot temple tent thumb ticket tiger toast tomato tooth torch tower town toy tractor train tree triangle "
    "trophy truck trumpet tulip tunnel turnip turtle umbrella uncle valley vanilla vase velvet village vine violet "
    "violin voyage wagon wall walnut water wave wheat wheel whistle willow window wing winter wizard wolf wool yacht "
    "yogurt zebra zero zipper"
)
WORDS = _WORDS.split()
COUNT = 6
MOST = 200  # characters of a receipt as somebody types it

_KNOWN = frozenset(WORDS)


def make(rng: Chooser) -> str:
    """A new one: "cat-lemon-boat-..."."""
    return "-".join(rng.choice(WORDS) for _ in range(COUNT))


def read(typed: str) -> str:
    """A receipt as it was meant: capitals and commas do not matter. GameError "no_receipt" when it cannot be one."""
    words = re.findall(r"[^\W\d_]+", typed.lower())
    for word in words:
        if word not in _KNOWN:
            near = difflib.get_close_matches(word, WORDS, 1)
            hint = f'; did you mean "{near[0]}"?' if near else ""
            raise GameError("no_receipt", f'no receipt has the word "{word[:20]}" in it{hint}')
    if len(words) != COUNT:
        raise GameError("no_receipt", f"a receipt has {COUNT} words; this one has {len(words)}")
    return "-".join(words)
