"""Which hosts may be given the credentials: a base URL checked to the letter, and put in one form.

Only one narrow form passes (scheme, lower-case ASCII host, port), so that no two readers of it can
disagree about which host it names.
"""

import re

from mimecast_hold.errors import ConfigurationError

_MIMECAST = (".mimecast.com", ".mimecast-pscom-us.com")
_OWN_PORT = {"https": "443", "http": "80"}
_PARTS = r"(?P<scheme>[a-z]+)://(?P<host>\[[0-9a-f:.]*\]|[^:/]*)(?P<port>:[^/]*)?(?P<path>/.*)?"
_LABEL = r"[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?"
_LONGEST_NAME = 253  # RFC 1035, 2.3.4, without the trailing dot and its length
_NAME = rf"(?:{_LABEL}\.)*{_LABEL}"
_OCTET = "(?:25[0-5]|2[0-4][0-9]|1[0-9]{2}|[1-9]?[0-9])"
_IPV4 = rf"{_OCTET}(?:\.{_OCTET}){{3}}"
# What a resolver may take for an address in some other notation: 2130706433, 0x7f.1, 127.1
_NUMERIC_END = r"(?:.*\.)?(?:[0-9]+|0x[0-9a-f]*)"
_HINT = "Give https:// and the host that Mimecast names for the region, or give region instead."


def checked_base_url(text: str, *, allow_other_host: bool = False) -> str:
    """Give the URL in its one form, or raise `ConfigurationError` with the rule that is broken.

    The text itself is in no message: a password may stand in it.
    """
    _check_characters(text)
    parts = re.fullmatch(_PARTS, text)
    if not parts:
        raise _refusal("is not of the form https://host")
    scheme, host, port = parts["scheme"], parts["host"], parts["port"]
    if scheme not in _OWN_PORT:
        raise _refusal("must begin with https://")
    if parts["path"] not in (None, "/"):
        raise _refusal("must have no path")
    if not _is_host(host):
        raise _refusal("has no valid host")
    if port is not None and not (re.fullmatch(":[1-9][0-9]{0,4}", port) and int(port[1:]) < 1 << 16):
        raise _refusal("must have a port from 1 to 65535, or none")
    own = port is None or port[1:] == _OWN_PORT[scheme]
    url = f"{scheme}://{host}{'' if own else port}"
    _check_travel(url, allow_other_host=allow_other_host)
    return url


def host(url: str) -> str:
    """The host of a checked URL, with its port where it is not the scheme's own."""
    return url.partition("://")[2]


def is_mimecast(url: str) -> bool:
    """Whether a checked URL is Mimecast's: https, on its own port, under one of its names."""
    return url.startswith("https://") and url.endswith(_MIMECAST)


def is_loopback(url: str) -> bool:
    """Whether a checked URL names this machine."""
    name = re.sub(r":[0-9]+\Z", "", host(url)) if not url.endswith("]") else host(url)
    if name.startswith("["):
        return _ipv6(name) == 1
    return name == "localhost" or (name.startswith("127.") and bool(re.fullmatch(_IPV4, name)))


def redirect_host(location: str) -> str:
    """The host that a redirect's `Location` names; nothing where it names none, or none in a plain form."""
    named = re.match(r"(?i)(?:https?:)?//(?:[^/?#@]*@)?(?P<host>\[[0-9a-f:.]*\]|[^:/?#@]*)", location)
    name = named["host"].lower() if named else ""
    return name if name and _is_host(name) else ""


def _check_characters(text: str) -> None:
    if not text.isascii() or not text.isprintable() or " " in text:
        raise _refusal("must be plain ASCII without blanks or control characters")
    rules = {
        "@": "must have no user name or password",
        "?": "must have no query",
        "#": "must have no fragment",
        "\\": "must have no backslash",
        "%": "must have nothing percent-encoded",
    }
    for character, rule in rules.items():
        if character in text:
            raise _refusal(rule)
    if text != text.lower():
        raise _refusal("must be in lower case")


def _ipv6(name: str) -> int | None:
    """An address in brackets as a number; None if it is none."""
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
    return len(name) <= _LONGEST_NAME and bool(re.fullmatch(_NAME, name))


def _check_travel(url: str, *, allow_other_host: bool) -> None:
    if is_loopback(url) or is_mimecast(url):
        return
    if not url.startswith("https://"):
        raise _refusal("must begin with https:// (http is for this machine alone)")
    if not allow_other_host:
        raise _refusal(
            f"names {host(url)}, which is not Mimecast's",
            hint=f"Use port 443 of a host under {' or '.join(_MIMECAST)}; or set allow_other_host"
            " to true, and that host is given the credentials.",
        )


def _refusal(rule: str, hint: str = _HINT) -> ConfigurationError:
    return ConfigurationError(f"base_url {rule}.", hint=hint, field="base_url")
