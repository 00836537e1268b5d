import copy
import json
import logging
import pickle

import pytest

from mimecast_hold.api.secret import Secret

CANARY = "canary-7f3a"


def test_only_reveal_returns_a_secret() -> None:
    secret = Secret(CANARY)
    assert secret.reveal() == CANARY
    shown = [
        repr(secret),
        str(secret),
        f"{secret}",
        f"{secret!r:>30}",
        f"{secret:>30}",
        "%s %r" % (secret, secret),  # noqa: UP031 - what old log lines do
        repr([secret]),
        repr({"key": secret}),
    ]
    assert not [text for text in shown if CANARY in text]


def test_a_log_line_does_not_show_it(caplog: pytest.LogCaptureFixture) -> None:
    logging.getLogger("test").warning("sent with %s", Secret(CANARY))
    assert CANARY not in caplog.text


def test_a_secret_is_not_a_str() -> None:
    secret = Secret(CANARY)
    assert not isinstance(secret, str)
    with pytest.raises(TypeError):
        json.dumps(secret)
    with pytest.raises(TypeError):
        "key: " + secret  # type: ignore[operator]


@pytest.mark.parametrize("copied", [pickle.dumps, copy.copy, copy.deepcopy])
def test_it_is_neither_pickled_nor_copied(copied: object) -> None:
    with pytest.raises(TypeError) as caught:
        copied(Secret(CANARY))  # type: ignore[operator]
    assert CANARY not in str(caught.value)


@pytest.mark.parametrize("value", [None, b"canary-7f3a", 7, Secret(CANARY)])
def test_a_secret_must_be_text(value: object) -> None:
    with pytest.raises(TypeError) as caught:
        Secret(value)  # type: ignore[arg-type]
    assert CANARY not in str(caught.value)


def test_secrets_are_equal_by_their_text() -> None:
    assert Secret("a\u00e9\ud800") == Secret("a\u00e9\ud800")
    assert Secret("a") != Secret("b")
    assert Secret("a") != "a"
    assert len({Secret("a"), Secret("a"), Secret("b")}) == 2
    assert not Secret("")
    assert Secret("a")


def test_a_secret_has_no_dict() -> None:
    assert not hasattr(Secret("a"), "__dict__")
