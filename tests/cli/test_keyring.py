import json
import os
import subprocess
from pathlib import Path

import pytest

from mimecast_hold.simulator import Simulator
from tests.cli.conftest import Ended
from tests.cli.screen import COMMAND, Screen

BACKEND = Path(__file__).with_name("backend")
SECRET = "c2VjcmV0LWNhbmFyeQ=="


@pytest.fixture
def kept(tmp_path: Path) -> Path:
    return tmp_path / "kept.json"


@pytest.fixture
def env(kept: Path) -> dict[str, str]:
    return {"KEPT": str(kept), "PYTHONPATH": str(BACKEND), "PYTHON_KEYRING_BACKEND": "kept_in_a_file.Keyring"}


def command(env: dict[str, str], *arguments: str, stdin: str = "") -> Ended:
    ended = subprocess.run(
        [COMMAND, *arguments], env=os.environ | env, input=stdin, capture_output=True, text=True, check=False
    )
    return Ended(ended.returncode, ended.stdout, ended.stderr)


def test_a_stored_connection_is_used_until_it_is_deleted(env: dict[str, str], simulator: Simulator) -> None:
    stored = command(env, "keyring", "set", "trial", stdin=json.dumps(simulator.connection("2.0")))
    assert (stored.status, stored.out) == (0, "")
    found = command(env, "find", "--keyring", "trial", "--ids")
    assert (found.status, len(found.out.split())) == (0, 40)
    assert command(env, "keyring", "delete", "trial").status == 0
    gone = command(env, "find", "--keyring", "trial")
    assert gone.status == 2
    assert "mimecast-hold keyring set trial" in gone.err


def test_a_stored_connection_decides_where_its_credentials_go(env: dict[str, str], simulator: Simulator) -> None:
    """It ranks as a file does, above the environment, with whose credentials it is not mixed."""
    command(env, "keyring", "set", "trial", stdin=json.dumps(simulator.connection("1.0")))
    more = {"MIMECAST_CLIENT_ID": "other", "MIMECAST_CLIENT_SECRET": "other"}
    assert command(env | more, "summary", "--keyring", "trial").status == 0


def test_secrets_are_prompted_without_echo(env: dict[str, str], kept: Path) -> None:
    with Screen(["keyring", "set", "prod", "--api", "1.0"], env=env) as screen:
        for prompt, typed in (
            ("uspcom): ", "eu"),
            ("Access key: ", SECRET),
            ("Secret key: ", SECRET),
            ("Application id: ", "0f8fad5b"),
            ("Application key: ", SECRET),
        ):
            screen.wait_for(prompt)  # its last blank is written once the echo is off
            screen.type(f"{typed}\n")
        assert screen.end() == 0
    assert SECRET not in screen.shown
    assert "0f8fad5b" in screen.shown
    (text,) = json.loads(kept.read_text()).values()
    assert json.loads(text)["secret_key"] == SECRET


@pytest.mark.parametrize(
    ("stdin", "told"),
    [
        ("[]", "not a JSON object"),
        ("{", "Not valid JSON"),
        (f'{{"client_secret": "{SECRET}"}}', "The credential set is incomplete"),
        (f'{{"region": "mars", "client_id": "a", "client_secret": "{SECRET}"}}', "region"),
        ("{}", "No credentials"),
    ],
)
def test_an_invalid_connection_is_not_stored(env: dict[str, str], kept: Path, stdin: str, told: str) -> None:
    ended = command(env, "keyring", "set", "prod", stdin=stdin)
    assert ended.status == 2
    assert told in ended.err
    assert SECRET not in ended.err
    assert not kept.exists()


def test_a_locked_keyring_is_an_error(env: dict[str, str], kept: Path) -> None:
    kept.mkdir()
    ended = command(env, "summary", "--keyring", "prod")
    assert ended.status == 2
    assert "keyring could not be read (KeyringLocked)" in ended.err
    assert "Traceback" not in ended.err


def test_a_failing_backend_shows_no_secret(env: dict[str, str], simulator: Simulator) -> None:
    known = {**simulator.connection("1.0"), "secret_key": SECRET}
    ended = command(env | {"BROKEN": "1"}, "keyring", "set", "prod", stdin=json.dumps(known))
    assert ended.status == 2
    assert "keyring could not be written (RuntimeError)" in ended.err
    assert "Traceback" not in ended.err
    assert SECRET not in ended.err


def test_without_the_extra_the_message_says_what_to_install(env: dict[str, str], tmp_path: Path) -> None:
    (tmp_path / "keyring.py").write_text("raise ImportError\n")
    ended = command(env | {"PYTHONPATH": str(tmp_path)}, "summary", "--keyring", "prod")
    assert ended.status == 2
    assert "pip install 'mimecast-hold[keyring]'" in ended.err
