"""The normal form of addresses and domains."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mimecast_hold.hold_queue.bulk.guards import Guard
from mimecast_hold.hold_queue.search.addresses import plain_address, plain_domain
from mimecast_hold.hold_queue.search.messages import HeldMessage

DOMAINS_GUARD = Guard.of({"sender_domains": ["example.com"], "recipient_domains": ["example.com"]})
A, B = "anna@example.com", "billing@example.com"

ODD = [
    "", " ", "@", "@example.com", "billing@", "billing", "example.com", "@@example.com", "billing@@example.com",
    "x@evil.example,billing@example.com", "x@evil.example, billing@example.com", "x@evil.example;billing@example.com",
    "x@evil.example billing@example.com", "x@evil.example\tbilling@example.com", "x@evil.example\nbilling@example.com",
    "x@evil.example@example.com", "<x@evil.example> billing@example.com", "<billing@example.com>",
    "Billing <billing@example.com>", '"Billing" <billing@example.com>', '"x@evil.example"@example.com',
    '"billing"@example.com', "billing(comment)@example.com", "billing@example.com(comment)", "billing@(c)example.com",
    "billing @example.com", "billing@ example.com", " billing@example.com", "billing@example.com ",
    "billing@example.com.", "billing@.example.com", "billing@example..com", ".billing@example.com",
    "billing.@example.com", "bil..ling@example.com", "billing@-example.com", "billing@example-.com",
    "billing@[192.0.2.1]", "billing@[IPv6:2001:db8::1]", "billing\x00@example.com", "billing@example.com\x00",
    "billing@example.com\x1f", "billing@exam\u00adple.com", "billing@exam\u200bple.com", "billing\u200b@example.com",
    "billing\u202e@example.com", "billing\uff20example.com", "x@evil.example\uff0cbilling@example.com",
    "billing\\@example.com", "billing:x@example.com", "x%evil.example@example.com", "evil.example!x@example.com",
    "mailto:billing@example.com", "@evil.example:billing@example.com", "group:billing@example.com;",
    "billing@example.com>", "<billing@example.com", "billing@example.com/x", "billing@example.com?x",
    "billing@example.com#", "billing@*.com", "*@example.com", "billing@example.com\r\nTo: x@evil.example",
    "b" * 312 + "@example.com", "=?utf-8?q?billing=40example.com?=", "<>billing@example.com", "<@>",
]  # fmt: skip


@pytest.mark.parametrize("odd", ODD)
def test_only_one_plain_address_matches_a_guard(odd: str) -> None:
    assert plain_address(odd) is None
    assert DOMAINS_GUARD.mismatch(HeldMessage(id="x", from_envelope=odd, to=(B,))) == "envelope sender's domain"
    assert DOMAINS_GUARD.mismatch(HeldMessage(id="x", from_envelope=A, to=(odd,))) == "recipient's domain"
    assert DOMAINS_GUARD.mismatch(HeldMessage(id="x", from_envelope=A, to=(B, odd))) == "recipient's domain"


def test_a_plain_address_matches_the_guard() -> None:
    assert DOMAINS_GUARD.mismatch(HeldMessage(id="x", from_envelope=A, to=(B,))) is None


@pytest.mark.parametrize(
    "address",
    [
        "billing@example.com", "BILLING@EXAMPLE.COM", "b.illing+tag@mail.example.com", "SRS0=a=b=c=x@example.com",
        "bounces+1-x=example.org@example.com", "o'hara@example.com", "b_1-2@exa-mple.com", "jörg@bücher.example",
        "имя@example.com", "x@localhost", "<>",
    ],
)  # fmt: skip
def test_a_plain_address_has_a_normal_form(address: str) -> None:
    assert plain_address(address)


SAME = [
    ("bücher.example", "BÜCHER.example"),
    ("bücher.example", "bu\u0308cher.example"),
    ("bücher.example", "xn--bcher-kva.example"),
    ("bücher.example", "XN--BCHER-KVA.EXAMPLE"),
    ("bücher.example", "bücher。example"),
    ("bücher.example", "bücher\uff0eexample"),
    ("bücher.example", "bücher｡example"),
    ("straße.example", "xn--strae-oqa.example"),
    ("例え.テスト", "xn--r8jz45g.xn--zckzah"),
]


@pytest.mark.parametrize(("one", "other"), SAME)
@pytest.mark.parametrize("turned", [False, True])
def test_an_international_domain_has_one_normal_form(one: str, other: str, turned: bool) -> None:
    wanted, given = (other, one) if turned else (one, other)
    guard = Guard.of({"sender_domains": [wanted], "recipients": [f"a@{wanted}"]})
    assert guard.mismatch(HeldMessage(id="x", from_envelope=f"b@{given}", to=(f"a@{given}",))) is None


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("straße.example", "strasse.example"),
        ("xn--strae-oqa.example", "strasse.example"),
        ("βόλος.example", "βόλοσ.example"),
        ("\u212aelvin.example", "kelvin.example"),
        ("e\u0445ample.com", "example.com"),  # a Cyrillic letter that looks like an x
        ("\uff45xample.com", "example.com"),
        ("xn--example-.com", "example.com"),
        ("xn--e1a.example", "xn--e1aa.example"),
        ("sub.example.com", "example.com"),
    ],
)
def test_different_domains_have_different_normal_forms(one: str, other: str) -> None:
    assert plain_domain(one) != plain_domain(other)


@pytest.mark.parametrize("fake", ["xn--example-.com", "xn--.com", "xn---.com"])
def test_an_invalid_a_label_matches_no_other_domain(fake: str) -> None:
    assert plain_domain(fake) in (None, fake.lower())


@given(st.text(max_size=12), st.text(max_size=12))
def test_any_text_is_accepted_and_normalising_twice_changes_nothing(local: str, domain: str) -> None:
    for text in (local, f"{local}@{domain}", f"xn--{domain}.example"):
        known = plain_address(text)
        assert known is None or plain_address(known) == known
        part = plain_domain(text)
        assert part is None or plain_domain(part) == part


@pytest.mark.parametrize(
    ("guard", "fits"),
    [
        ({"recipients": [A, B]}, True),
        ({"recipients": [A]}, False),
        ({"recipient_domains": ["example.com"]}, True),
        ({"recipients": [A, B], "recipient_domains": ["example.org"]}, False),
    ],
)
def test_a_message_matches_only_if_all_its_recipients_do(guard: Any, fits: bool) -> None:
    assert (Guard.of(guard).mismatch(HeldMessage(id="x", to=(A, B))) is None) is fits


def test_a_message_with_an_unreadable_recipient_does_not_match() -> None:
    guard = Guard.of({"recipients": [A]})
    assert guard.mismatch(HeldMessage(id="x", to=(A,))) is None
    assert guard.mismatch(HeldMessage(id="x", to=(A,), unread=("to",))) == "recipient"
    assert guard.mismatch(HeldMessage(id="x", to=())) == "recipient"


def test_angle_brackets_are_the_null_sender() -> None:
    guard = Guard.of({"senders": ["<>"]})
    assert guard.mismatch(HeldMessage(id="x", from_envelope="<>")) is None
    assert guard.mismatch(HeldMessage(id="x", from_envelope=None)) == "envelope sender"
    assert guard.mismatch(HeldMessage(id="x", from_envelope="")) == "envelope sender"
