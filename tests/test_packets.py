"""Nothing a client sends raises inside the library: what is no message becomes one that is answered."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from server import wire
from server.packets import MALFORMED, CheckedPacket, problem


def read(text):
    return CheckedPacket(encoded_packet=text)


def test_an_event_is_read_as_the_library_reads_it():
    packet = read('27["ink",{"seq":0}]')

    assert (packet.packet_type, packet.id, packet.data) == (2, 7, ["ink", {"seq": 0}])


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("2{", "property name"),
        ("2" + "[" * 5000, "recursion"),
        ('2["ink",' + "9" * 5000 + "]", "limit"),
        ("2[]", "begins with its name"),
        ("2[3]", "begins with its name"),
        ('2[{"a":1}]', "begins with its name"),
        ('2{"ink":1}', "begins with its name"),
        ("2", "begins with its name"),
        ('2["disconnect"]', '"disconnect" is no message'),
        ('2["connect"]', '"connect" is no message'),
        ('51-["ink",{"_placeholder":true,"num":0}]', "no event"),
        ('61-["ink"]', "no event"),
        ('4{"message":"no"}', "no event"),
        ("x", "invalid literal"),
        (b"\x00\x01", "binary"),
        ("2" + " " * wire.MAX_MESSAGE, f"at most {wire.MAX_MESSAGE}"),
    ],
)
def test_what_is_no_message_becomes_an_event_with_the_reason(text, says):
    packet = read(text)

    assert packet.packet_type == 2 and packet.namespace is None
    assert packet.data[0] == MALFORMED
    assert says in packet.data[1]
    assert packet.attachment_count == 0


@given(st.text() | st.binary() | st.from_regex(r"[0-6](\d-)?(/\w*,)?\d*[\[{\"\]}a,:1]*", fullmatch=True))
def test_whatever_comes_in_is_a_packet_or_malformed(text):
    packet = read(text)

    assert packet.attachment_count == 0
    assert packet.packet_type != 2 or isinstance(packet.data[0], str)


def test_not_a_number_gets_as_far_as_the_door():
    packet = read('2["ink",{"x":[NaN,Infinity]}]')

    assert packet.data[0] == "ink" and str(packet.data[1]["x"]) == "[nan, inf]"


def test_what_is_sent_is_written_as_the_library_writes_it():
    assert CheckedPacket(2, ["over", {"won": True}]).encode() == '2["over",{"won":true}]'


def test_the_last_word_before_closing_is_a_problem_on_the_wire():
    text = problem("bad_message", "too long")

    assert text[0] == "4"
    assert read(text[1:]).data == ["problem", {"code": "bad_message", "message": "too long"}]
    assert json.loads(text[2:])[0] in wire.TO_CLIENT
