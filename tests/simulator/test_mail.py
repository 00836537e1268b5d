import json
import re
from collections import Counter
from datetime import timedelta

import pytest

from mimecast_hold.simulator import HeldMail, Tenant
from mimecast_hold.simulator.mailbox.identifiers import decode, encode
from tests.simulator.caller import NOW

# RFC 2606, section 3, and names below.
RESERVED = re.compile(r"(?:[a-z0-9-]+\.)*example\.(?:com|net|org)")


def mail_of(seed: int = 7, held: int = 400) -> list[HeldMail]:
    return list(Tenant(seed, held, now=lambda: NOW).held.values())


def test_the_same_seed_gives_the_same_mail() -> None:
    assert mail_of(3) == mail_of(3)
    assert {mail.id for mail in mail_of(3)}.isdisjoint(mail.id for mail in mail_of(4))
    assert Tenant(3).credentials == Tenant(3).credentials
    assert Tenant(3).credentials != Tenant(4).credentials


def test_ids_do_not_depend_on_the_clock() -> None:
    assert list(Tenant(3).held) == list(Tenant(3, now=lambda: NOW).held)


def test_every_address_has_a_reserved_domain() -> None:
    mail = mail_of()
    people = {p for m in mail for p in (m.sender, m.header_sender, m.recipient)}
    assert all(RESERVED.fullmatch(person.address.partition("@")[2]) for person in people)
    hosts = [host for m in mail for host in re.findall(r"https?://([^/\")]+)", m.subject)]
    assert hosts
    assert all(RESERVED.fullmatch(host) for host in hosts)


def test_mail_is_mixed() -> None:
    mail = mail_of()
    assert {m.route for m in mail} == {"inbound", "outbound", "internal"}
    assert {m.has_attachments for m in mail} == {True, False}
    assert len({m.policy.name for m in mail}) >= 6
    assert len({m.size for m in mail}) > 100
    assert any(m.sender != m.header_sender for m in mail)
    assert {m.policy.held_group for m in mail} == {"administrator", "moderator", "user"}


def test_one_mail_to_several_people_is_held_once_for_each() -> None:
    letters = Counter((m.subject, m.received, m.sender) for m in mail_of())
    assert max(letters.values()) >= 3
    assert letters.most_common()[-1][1] == 1


def test_some_subjects_are_hostile_and_survive_json() -> None:
    mail = mail_of(held=150)
    subjects = [m.subject for m in mail]
    for sign in ("\x1b", "=HYPERLINK", "<img", "](https://", "\u202e", "\r\n"):
        assert any(sign in subject for subject in subjects), repr(sign)
    assert [json.loads(m.json)["subject"] for m in mail] == subjects


def test_mail_is_in_order_and_younger_than_a_fortnight() -> None:
    dates = [m.received for m in mail_of()]
    assert dates == sorted(dates)
    assert timedelta(0) <= NOW - dates[-1]
    assert NOW - dates[0] < timedelta(days=14)


def test_ids_have_mimecasts_form_and_show_their_kind() -> None:
    tenant = Tenant()
    for identifier in (*tenant.held, tenant.unknown_id(), tenant.tracking_id()):
        assert re.fullmatch(r"[A-Za-z0-9_-]{40,1024}", identifier)
    (first, *_) = tenant.held
    assert {"secureid", "hldqid", "queue_id"} <= set(decode(first))
    assert set(decode(tenant.unknown_id())) == set(decode(first))
    assert {"messageStatusType", "archiveid"} <= set(decode(tenant.tracking_id()))
    assert len({tenant.unknown_id(n) for n in range(50)} - set(tenant.held)) == 50


@pytest.mark.parametrize("text", ["", "nonsense", "eJw", "ü", encode({})[:-3]])
def test_other_text_is_not_read_as_an_id(text: str) -> None:
    with pytest.raises(ValueError, match="not an id"):
        decode(text)


def test_an_id_decodes_to_its_fields() -> None:
    fields = {"secureid": "x", "hldqid": 7}
    assert decode(encode(fields)) == fields
