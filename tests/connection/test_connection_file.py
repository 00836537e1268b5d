import os
from pathlib import Path

import pytest

from mimecast_hold.errors import ConfigurationError
from mimecast_hold.plugin.connection.file import read_file
from mimecast_hold.plugin.connection.layers import Choice, Layer
from mimecast_hold.plugin.connection.settings import connection_from
from mimecast_hold.plugin.runner import ActionInput

CANARY = "canary-7f3a"


def written(folder: Path, text: str | bytes, name: str = "connection.yaml") -> Path:
    path = folder / name
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    path.chmod(0o600)
    return path


YAML = """\
# our tenant
region: us
client_id: 0123   # text all the same
client_secret: "no"
proxy_url: null
ca_bundle: ~
app_id:
timeout_seconds: 10
allow_other_host: no
"""
JSON = '{"region": "us", "client_id": "0123", "client_secret": "no", "timeout_seconds": 10}'


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("connection.yaml", YAML),
        ("connection.yml", JSON),
        ("connection", YAML),
        ("connection.json", JSON),
        ("connection", "\ufeff\n " + JSON),
        ("connection.yaml", "\ufeff" + YAML),
    ],
)
def test_yaml_and_json_say_the_same(tmp_path: Path, name: str, text: str) -> None:
    connection = connection_from(None, read_file(written(tmp_path, text, name)), {}).connection
    assert connection.base_url == "https://us-api.services.mimecast.com"
    assert connection.credentials.identity == "0123"
    assert connection.timeout_seconds == 10
    assert connection.ca_bundle is None


def test_an_empty_file_sets_nothing(tmp_path: Path) -> None:
    assert read_file(written(tmp_path, "")).values == {}
    assert read_file(written(tmp_path, "# later\n")).values == {}


@pytest.mark.parametrize(
    ("name", "text", "says"),
    [
        ("c.yaml", f"client_secret: [{CANARY}", "not valid YAML at line 1"),
        ("c.yaml", f"region: eu\n\t{CANARY}", "not valid YAML at line 2"),
        ("c.yaml", f"client_secret: *{CANARY}", "not valid YAML at line 1"),
        ("c.yaml", f"a: 1\n---\nclient_secret: {CANARY}", "not valid YAML at line 2"),
        ("c.yaml", f"client_secret: {CANARY}\x00".encode(), "not valid YAML"),
        ("c.yaml", b"client_secret: canary-7f3a\xff", "not valid YAML"),
        ("c.yaml", f"client_secret: {CANARY}\nclient_secret: b", "duplicate or invalid field name at line 2"),
        ("c.yaml", f"? [{CANARY}]\n: a", "duplicate or invalid field name at line 1"),
        ("c.yaml", CANARY, "does not consist of fields"),
        ("c.yaml", f"- {CANARY}", "does not consist of fields"),
        ("c.yaml", "[" * 1500, "not valid YAML"),
        ("c.json", f'{{"client_secret": "{CANARY}",}}', "line 1, column"),
        ("c.json", f'["{CANARY}"]', "does not consist of fields"),
        ("c.json", f'{{"client_secret": "{CANARY}", "client_secret": "b"}}', "duplicate key"),
        ("c.json", "", "line 1, column 1"),
        ("c.json", "x" * (1 << 20) + "x", "larger than 1 MiB"),
    ],
)
def test_an_error_names_the_place_and_shows_no_value(tmp_path: Path, name: str, text: str | bytes, says: str) -> None:
    path = written(tmp_path, text, name)
    with pytest.raises(ConfigurationError) as caught:
        read_file(path)
    error = caught.value
    assert says in str(error)
    assert str(path) in str(error)
    assert CANARY not in f"{error!r} {error.hint} {error.__cause__!r}"


def test_a_file_name_that_is_not_text_is_shown_as_text(tmp_path: Path) -> None:
    path = os.fsdecode(bytes(tmp_path) + b"/\xff\xed\xa0\xbd\x1b[31m.yaml")
    for text in ("", f"{CANARY}: 1", f"client_id: {CANARY}"):
        if text:
            Path(path).write_text(text)
            Path(path).chmod(0o666)
        with pytest.raises(ConfigurationError) as caught:
            connection_from(None, read_file(path), {})
        str(caught.value).encode()
        assert str(caught.value).isprintable()
    assert read_file(path).warnings[0].isprintable()


def test_a_file_that_was_read_does_not_show_its_values(tmp_path: Path) -> None:
    file = read_file(written(tmp_path, f"client_secret: {CANARY}"))
    assert file.values == {"client_secret": CANARY}
    layer = Layer("file", file.path, file.values, file.is_text)
    for holder in (file, layer, Choice(CANARY, layer, 0), ActionInput({"client_secret": CANARY}, None, file)):
        assert CANARY not in f"{holder} {holder!r} {[holder]}"


@pytest.mark.parametrize("text", ["client_secret: [a]", "client_id: {a: b}", "region: !!set {a}"])
def test_a_list_or_an_object_is_refused_as_a_value(tmp_path: Path, text: str) -> None:
    keys = {"MIMECAST_CLIENT_ID": "a", "MIMECAST_CLIENT_SECRET": "b"}
    with pytest.raises(ConfigurationError, match=r"connection\.yaml"):
        connection_from(None, read_file(written(tmp_path, text)), keys)


def test_a_tag_constructs_nothing(tmp_path: Path) -> None:
    text = "client_id: !!python/object/apply:os.getcwd []\nregion: !!python/name:os.system x"
    assert read_file(written(tmp_path, text)).values == {"client_id": [], "region": "x"}


@pytest.mark.parametrize("missing", ["none.yaml", "folder", "a\x00b"])
def test_a_file_that_cannot_be_read_is_an_error(tmp_path: Path, missing: str) -> None:
    (tmp_path / "folder").mkdir()
    with pytest.raises(ConfigurationError, match="cannot be read"):
        read_file(f"{tmp_path}/{missing}")


@pytest.mark.skipif(os.name != "posix", reason="other systems have no such bits")
@pytest.mark.parametrize(
    ("mode", "warned"),
    [(0o600, False), (0o700, False), (0o640, True), (0o604, True), (0o622, True)],
)
def test_a_file_that_other_users_can_read_gets_a_warning(tmp_path: Path, mode: int, warned: bool) -> None:
    path = written(tmp_path, "client_id: a\nclient_secret: b")
    path.chmod(mode)
    warnings = connection_from(None, read_file(path), {}).warnings
    assert bool(warnings) == warned
    assert all(str(path) in warning for warning in warnings)
