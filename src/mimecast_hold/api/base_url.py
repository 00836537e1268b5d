"""Check the base URL, which decides where credentials are sent.

Only one narrow form is valid (scheme, lower-case ASCII host, port), so that no two parsers can disagree about the host.
"""

import re

from mimecast_hold.errors import ConfigurationError

_MIMECAST = (".mimecast.com", ".mimecast-pscom-us.com")
_DEFAULT_PORT = {"https": ":443", "http": ":80"}
_PARTS = r"(?P<scheme>[a-z]+)://(?P<host>\[[0-9a-f:.]*\]|[^:/]*)(?P<port>:[^/]*)?(?P<path>/.*)?"
_LABEL = r"[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?"
_MAX_NAME = 253  # RFC 1035, section 2.3.4, without the trailing dot and its length
_NAME = rf"(?:{_LABEL}\.)*{_LABEL}"
_OCTET = "(?:25[0-5]|2[0-4][0-9]|1[0-9]{2}|[1-9]?[0-9])"
_IPV4 = rf"{_OCTET}(?:\.{_OCTET}){{3}}"
# A resolver may read such a name as an address in another notation: 2130706433, 0x7f.1, 127.1
_NUMERIC_END = r"(?:.*\.)?(?:[0-9]+|0x[0-9a-f]*)"
_HINT = "Use https:// and the host of your region in Mimecast's documentation, or set region instead."


def checked_base_url(text: str, *, allow_other_host: bool = False) -> str:
    """Return the URL in its one form.

    Raises `ConfigurationError` with the rule that it breaks. No message shows the text, as it may contain a password.
    """
    _check_characters(text)
    parts = re.fullmatch(_PARTS, text)
    if not parts:
        raise _refusal("must have the form https://host")
    scheme, host, port = parts["scheme"], parts["host"], parts["port"]
    if scheme not in _DEFAULT_PORT:
        raise _refusal("must begin with https://")
    if parts["path"] not in (None, "/"):
        raise _refusal("must have no path")
    if not _is_host(host):
        raise _refusal("has no valid host")
    if port is not None and not (re.fullmatch(":[1-9][0-9]{0,4}", port) and int(port[1:]) < 1 << 16):
        raise _refusal("must have a port from 1 to 65535 or none")
    url = f"{scheme}://{host}{'' if port in (None, _DEFAULT_PORT[scheme]) else port}"
    if is_loopback(url) or is_mimecast(url):
        return url
    if scheme != "https":
        raise _refusal("must begin with https:// (http is allowed on this machine only)")
    if not allow_other_host:
        raise _refusal(
            f"names {host_of(url)}, which is not Mimecast's",
            hint=f"Use port 443 of a host under {' or '.join(_MIMECAST)}, or set allow_other_host to true to send the "
            "credentials to that host.",
        )
    return url


def host_of(url: str) -> str:
    """Return the host of a checked URL, with its port if that is not the scheme's default."""
    return url.partition("://")[2]


def is_mimecast(url: str) -> bool:
    """Return whether a checked URL is Mimecast's: https on port 443, under one of its domains."""
    return url.startswith("https://") and url.endswith(_MIMECAST)


def is_loopback(url: str) -> bool:
    """Return whether a checked URL is on this machine."""
    name = re.sub(r":[0-9]+\Z", "", host_of(url))
    if name.startswith("["):
        return _ipv6(name) == 1
    return name == "localhost" or (name.startswith("127.") and bool(re.fullmatch(_IPV4, name)))


def redirect_host(location: str) -> str:
    """Return the host in the `Location` of a redirect, or "" if it has none in a plain form."""
    named = re.match(r"(?i)(?:https?:)?//(?:[^/?#@]*@)?(?P<host>\[[0-9a-f:.]*\]|[^:/?#@]*)", location)
    name = named["host"].lower() if named else ""
    return name if name and _is_host(name) else ""


def _check_characters(text: str) -> None:
    if not text.isascii() or not text.isprintable() or " " in text:
        raise _refusal("must be printable ASCII without spaces")
    rules = {
        "@": "must have no user name or password",
        "?": "must have no query",
        "#": "must have no fragment",
        "\\": "must have no backslash",
        "%": "must have no percent-encoding",
    }
    for character, rule in rules.items():
        if character in text:
            raise _refusal(rule)
    if text != text.lower():
        raise _refusal("must be in lower case")


def _ipv6(name: str) -> int | None:
    """Return an address in brackets as a number, or None if it is not valid."""
    from ipaddress import IPv6Address

    try:
        return int(IPv6Address(name[1:-1]))
    except ValueError:
        return None


def _is_host(name: str) -> bool:
    if name.startswith("["):
        return _ipv6(name) is not None
    if re.fullmatch(_NUMERIC_END, name):
        return bool(re.fullmatch(_IPV4, name))
    return len(name) <= _MAX_NAME and bool(re.fullmatch(_NAME, name))


def _refusal(rule: str, hint: str = _HINT) -> ConfigurationError:
    return ConfigurationError(f"base_url {rule}.", hint=hint, field="base_url")
