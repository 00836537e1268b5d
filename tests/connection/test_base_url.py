import pytest

from mimecast_hold.api.auth.credentials import ApiKeys, ClientCredentials
from mimecast_hold.api.base_url import checked_base_url, is_loopback, is_mimecast
from mimecast_hold.api.connection import (
    REGIONS,
    Api,
    Connection,
    checked_proxy_url,
    region_url,
)
from mimecast_hold.errors import ConfigurationError

KEYS = ClientCredentials("id", "secret")


@pytest.mark.parametrize(
    ("text", "url"),
    [
        ("https://eu-api.mimecast.com", "https://eu-api.mimecast.com"),
        ("https://eu-api.mimecast.com/", "https://eu-api.mimecast.com"),
        ("https://eu-api.mimecast.com:443/", "https://eu-api.mimecast.com"),
        ("https://api.services.mimecast.com", "https://api.services.mimecast.com"),
        (
            "https://uspcom-api.mimecast-pscom-us.com",
            "https://uspcom-api.mimecast-pscom-us.com",
        ),
        ("http://127.0.0.1:8080", "http://127.0.0.1:8080"),
        ("http://127.0.0.1:80", "http://127.0.0.1"),
        ("http://127.255.1.2:1", "http://127.255.1.2:1"),
        ("http://[::1]:8080", "http://[::1]:8080"),
        ("http://[0:0:0:0:0:0:0:1]", "http://[0:0:0:0:0:0:0:1]"),
        ("http://localhost:65535", "http://localhost:65535"),
        ("https://localhost:8443", "https://localhost:8443"),
    ],
)
def test_mimecast_and_loopback_hosts_are_accepted(text: str, url: str) -> None:
    assert checked_base_url(text) == url


OTHERS = [
    "https://eu-api.mimecast.com.evil.example",
    "https://evilmimecast.com",
    "https://mimecast.com",
    "https://mimecast-pscom-us.com",
    "https://eu-api.mimecast.com:8443",
    "https://eu-api.mimecast.com.",
    "https://proxy.example.com",
    "https://xn--mimecst-cza.com",
    "https://128.0.0.1",
    "https://10.127.0.1",
    "https://127.0.0.1.nip.io",
    "https://localhost.example.com",
    "https://[::ffff:127.0.0.1]",
    "https://[2001:db8::1]",
    "https://127.example.com",
]


@pytest.mark.parametrize("text", OTHERS)
def test_another_host_is_rejected(text: str) -> None:
    with pytest.raises(ConfigurationError):
        checked_base_url(text)


@pytest.mark.parametrize("text", [text for text in OTHERS if not text.endswith(".")])
def test_another_host_is_accepted_if_allowed_and_is_not_mimecast(text: str) -> None:
    url = checked_base_url(text, allow_other_host=True)
    assert url == text
    assert not is_mimecast(url)
    assert not is_loopback(url)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "eu-api.mimecast.com",
        "//eu-api.mimecast.com",
        "https:eu-api.mimecast.com",
        "https:/eu-api.mimecast.com",
        "https:///eu-api.mimecast.com",
        "ftp://eu-api.mimecast.com",
        "http://eu-api.mimecast.com",
        "http://proxy.example.com",
        "HTTPS://eu-api.mimecast.com",
        "https://EU-api.mimecast.com",
        "https://canary@eu-api.mimecast.com",
        "https://user:canary@eu-api.mimecast.com",
        "https://eu-api.mimecast.com@evil.example",
        "https://eu-api.mimecast.com:canary@evil.example",
        "https://evil.example\\@eu-api.mimecast.com",
        "https://evil.example\\.mimecast.com",
        "https://evil.example#.mimecast.com",
        "https://evil.example?.mimecast.com",
        "https://evil.example/.mimecast.com",
        "https://evil.example%2f.mimecast.com",
        "https://evil.example%00.mimecast.com",
        "https://eu-api.mimecast.com/api",
        "https://eu-api.mimecast.com//",
        "https://eu-api.mimecast.com/?",
        "https://eu-api.mimecast.com?key=canary",
        "https://eu-api.mimecast.com#canary",
        "https://eu-api.mimecast.com..",
        "https://.mimecast.com",
        "https://a..mimecast.com",
        "https://-a.mimecast.com",
        "https://a-.mimecast.com",
        "https://a_b.mimecast.com",
        "https://" + "a" * 64 + ".mimecast.com",
        "https://" + "a." * 125 + "mimecast.com",
        "https://eu-api.mimecast.com:",
        "https://eu-api.mimecast.com:0",
        "https://eu-api.mimecast.com:0443",
        "https://eu-api.mimecast.com:99999",
        "https://eu-api.mimecast.com:65536",
        "https://eu-api.mimecast.com:-1",
        "https://eu-api.mimecast.com:+443",
        "https://eu-api.mimecast.com:443:443",
        "https://eu-api.mimecast.com:4\u0664\u0663",
        "http://127.0.0.1:99999",
        "https://eu-api.mime\u0441ast.com",
        "https://eu-api\u3002mimecast.com",
        "https://eu-api.mimecast.\u212aom",
        "https://evil.example\uff0f.mimecast.com",
        "https://eu-api.mimecast.com\n",
        "https://eu-api.mimecast.com\t",
        " https://eu-api.mimecast.com",
        "https://evil.example\n.mimecast.com",
        "https://evil.example\x00.mimecast.com",
        "https://evil.example\x7f.mimecast.com",
        "http://2130706433",
        "http://0x7f000001",
        "http://0x7f.1",
        "http://127.1",
        "http://127.0.0.01",
        "http://127.0.0.256",
        "http://0177.0.0.1",
        "http://127.0.0.1.",
        "http://[::1%25lo]",
        "http://[::1%lo]",
        "http://[::1",
        "http://::1",
        "http://[]",
        "http://[127.0.0.1]",
        "http://[::1]x",
        "http://[::1]@evil.example",
        "http://[::FFFF]",
    ],
)
def test_an_ambiguous_url_is_refused_even_with_allow_other_host(
    text: str,
) -> None:
    for allowed in (False, True):
        with pytest.raises(ConfigurationError) as caught:
            checked_base_url(text, allow_other_host=allowed)
        assert caught.value.field == "base_url"
        assert caught.value.hint
        assert "canary" not in str(caught.value) + caught.value.hint
        assert str(caught.value).isprintable()


@pytest.mark.parametrize(("api", "regions"), REGIONS.items())
def test_every_region_is_mimecast(api: Api, regions: dict[str, str]) -> None:
    for region, url in regions.items():
        assert region_url(api, region) == url == checked_base_url(url)
        assert is_mimecast(url)


def test_the_regions_are_the_documented_ones() -> None:
    assert " ".join(REGIONS["1.0"]) == "eu de us usb ca za au je sandbox uspcom"
    assert " ".join(REGIONS["2.0"]) == "global us uk"


def test_the_error_for_a_region_of_the_other_api_lists_the_valid_ones() -> None:
    with pytest.raises(ConfigurationError, match="global, us, uk") as caught:
        region_url("2.0", "eu")
    assert "eu is a region of API 1.0" in caught.value.hint


def test_a_connection_knows_its_host_and_api() -> None:
    tenant = Connection(base_url="https://eu-api.mimecast.com", credentials=KEYS)
    assert (tenant.host, tenant.is_mimecast, tenant.is_loopback, tenant.api) == (
        "eu-api.mimecast.com",
        True,
        False,
        "2.0",
    )
    here = Connection(base_url="http://[::1]:8080", credentials=ApiKeys("a", "c2VjcmV0", "b", "c"))
    assert (here.host, here.is_mimecast, here.is_loopback, here.api) == (
        "[::1]:8080",
        False,
        True,
        "1.0",
    )


@pytest.mark.parametrize(
    "text",
    [
        "http://proxy.example.com:3128",
        "https://proxy.example.com",
        "http://user:pa%40ss@proxy.example.com:3128/",
        "HTTP://Proxy_1:80",
        "http://[::1]:3128",
    ],
)
def test_a_proxy_url_is_accepted_and_does_not_print(text: str) -> None:
    proxy = checked_proxy_url(text)
    assert proxy.reveal() == text
    assert text not in repr(proxy)


@pytest.mark.parametrize(
    "text",
    [
        "proxy.example.com:3128",
        "socks5://proxy.example.com",
        "http://",
        "http://user:canary@",
        "http://user:can@ary@proxy.example.com",
        "http://user:canary/@proxy.example.com",
        "http://proxy.example.com:canary",
        "http://proxy.example.com:0",
        "http://proxy.example.com:65536",
        "http://proxy.example.com/path",
        "http://proxy.example.com?canary",
        "http://proxy.example.com\n",
        "http://pr oxy.example.com",
    ],
)
def test_an_invalid_proxy_url_is_rejected_and_not_shown(text: str) -> None:
    with pytest.raises(ConfigurationError) as caught:
        checked_proxy_url(text)
    assert caught.value.field == "proxy_url"
    assert "canary" not in str(caught.value)
    assert "proxy.example.com" not in str(caught.value)
