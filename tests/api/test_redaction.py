"""Secrets quoted in responses are redacted, in any spelling and at any size."""

import base64
import json
import random
from collections.abc import Mapping

import pytest

from mimecast_hold.api.auth.redaction import Redactor, proxy_secrets
from mimecast_hold.api.secret import Secret
from tests.api.spellings import SPELLINGS, is_told
from tests.api.wires import Reply

KEY = "Canary/7+tweet-key:with=all==marks=="
PLAIN = "canaryLettersAndDigits0123456789only"


def cleaned(body: str, *secrets: str, headers: Mapping[str, str] | None = None, **sent: str) -> Reply:
    reply = Redactor(map(Secret, secrets)).redact(Reply(200, headers or {}, body.encode()), sent)
    return Reply(reply.status, reply.headers, reply.body)


@pytest.mark.parametrize("spelling", SPELLINGS)
@pytest.mark.parametrize("secret", [KEY, PLAIN])
@pytest.mark.parametrize("padding", ["", "x" * 70_000])
def test_a_secret_is_taken_out_in_whatever_spelling_and_at_any_size(spelling: str, secret: str, padding: str) -> None:
    quoted = SPELLINGS[spelling](secret)
    assert is_told(secret, quoted)
    body = f'{{"before": "{padding}", "said": "Wrong: {quoted} (no key)", "after": "{padding}"}}'
    said = cleaned(body, secret, "another-secret").body.decode()
    assert not is_told(secret, said)
    parsed = json.loads(said)
    assert (parsed["before"], parsed["after"]) == (padding, padding)
    assert parsed["said"].startswith("Wrong: ")
    assert "[secret]" in parsed["said"]
    assert parsed["said"].endswith(" (no key)")


def test_a_secret_is_redacted_in_any_mixture_of_escapes() -> None:
    chance = random.Random(16)
    forms = (
        "{1}",
        "{1}",
        "\\u{0:04x}",
        "\\u{0:04X}",
        "%{0:02x}",
        "%25{0:02X}",
        "&#{0};",
        "&amp;#x{0:x};",
        "\\\\u{0:04x}",
    )
    for _ in range(2000):
        spelt = "".join(chance.choice(forms).format(ord(char), char) for char in KEY)
        before = chance.choice(("", "\\\\", "%", "&", "&#", "\\u00e9"))
        body = f'{{"a": "{before}{spelt}"}}'
        said = cleaned(body, KEY).body.decode()
        assert not is_told(KEY, said), body
        assert "[secret]" in json.loads(said)["a"]


def test_a_secret_that_looks_like_an_escape_is_redacted() -> None:
    for secret in ("abcd%41efgh%2Bijkl", "a&amp;b&#61;c&lt;defgh", 'quote"and\\backslash', "with a blank in it"):
        for spelling in ("json", "percent", "plain", "percent twice"):
            quoted = json.dumps(secret)[1:-1] if spelling == "plain" else SPELLINGS[spelling](secret)
            assert "[secret]" in cleaned(f'{{"a": "{quoted}"}}', secret).body.decode()
    assert b"[secret]" in cleaned('{"a": "with+a+blank+in+it"}', "with a blank in it").body


def test_the_authorization_header_is_redacted() -> None:
    for authorization, quoted in (
        ("Bearer eyJhbGciOi.J9canary", "eyJhbGciOi.J9canary"),
        ("Bearer eyJhbGciOi.J9canary", "eyJhbGciOi\\u002eJ9canary"),
        ("MC access-key:c2lnbmF0dXJl", "c2lnbmF0dXJl"),
        ("MC access-key:c2lnbmF0dXJl", "access-key%3Ac2lnbmF0dXJl"),
    ):
        reply = Redactor(()).redact(Reply(200, {}, f'{{"a": "{quoted}"}}'.encode()), {"Authorization": authorization})
        assert json.loads(reply.body) == {"a": "[secret]"}


def test_each_token_is_redacted_from_its_own_responses() -> None:
    redactor = Redactor(())
    for token in ("first-token", "second-token", "first-token"):
        reply = redactor.redact(Reply(200, {}, token.encode()), {"Authorization": f"Bearer {token}"})
        assert reply.body == b"[secret]"


def test_a_proxy_password_is_redacted_in_every_encoding() -> None:
    found = proxy_secrets(Secret("http://user:p%40ss%C3%A9word@proxy.example.com:3128"))
    basic = base64.b64encode("user:p@sséword".encode()).decode()
    for quoted in ("p%40ss%C3%A9word", "p%40ss%c3%a9word", "p@sséword", "p@ss\\u00e9word", basic):
        assert "[secret]" in cleaned(f'{{"a": "{quoted}"}}', *(one.reveal() for one in found)).body.decode()
    assert not any(one.reveal().strip(":") for one in proxy_secrets(Secret("http://proxy.example.com")))


def test_headers_are_redacted_like_the_body() -> None:
    reply = cleaned("{}", KEY, headers={"location": f"https://{SPELLINGS['percent'](KEY)}.example.com/", "date": "now"})
    assert reply.headers == {"location": "https://[secret].example.com/", "date": "now"}


def test_a_response_without_secrets_is_unchanged() -> None:
    for body in (
        '{"a": "50% off & \\"more\\" \\u00e9 %41 &amp; \\/ \\\\"}',
        "",
        "{}",
        "%",
        "\\",
        "&#;",
        "\\u",
        "é" * 9,
    ):
        reply = Reply(200, {"date": "now"}, body.encode())
        assert Redactor([Secret(KEY)]).redact(reply, {}) == reply


def test_binary_bodies_are_redacted_without_an_error() -> None:
    chance = random.Random(7)
    for _ in range(300):
        body = chance.randbytes(200) + KEY.encode() + chance.randbytes(200)
        assert KEY.encode() not in Redactor([Secret(KEY)]).redact(Reply(200, {}, body), {}).body


def test_short_words_are_not_redacted() -> None:
    assert cleaned("user", "user", "").body == b"user"


def test_a_truncated_secret_is_redacted_and_leaves_valid_json() -> None:
    secret = 'abcdefghijklmnop\\qrs"tuv'
    for size in range(16, len(secret)):
        body = json.dumps({"a": f"{secret[:size]}\\!"})
        assert json.loads(cleaned(body, secret).body)["a"].startswith("[secret]")


def test_a_non_ascii_password_with_quotes_is_redacted() -> None:
    password = 'pässwörd\\with"quotes'
    body = json.dumps({"a": password}, ensure_ascii=False)
    assert json.loads(cleaned(body, password).body) == {"a": "[secret]"}
