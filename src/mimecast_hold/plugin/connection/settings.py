"""A connection from what was given, a file and the environment."""

import os
from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

from mimecast_hold.api.auth.credentials import ApiKeys, ClientCredentials
from mimecast_hold.api.base_url import is_mimecast
from mimecast_hold.api.connection import (
    BOUNDS,
    REGIONS,
    Connection,
    ca_variables,
    checked_base_url,
    checked_proxy_url,
    region_url,
)
from mimecast_hold.errors import ConfigurationError
from mimecast_hold.plugin.connection.file import ConnectionFile
from mimecast_hold.plugin.connection.layers import (
    CLIENT_CREDENTIALS,
    Choices,
    Layer,
    check_credentials,
    check_travel,
    choose,
)
from mimecast_hold.plugin.manifest import may_be_shown, schema
from mimecast_hold.plugin.validation.quoting import closest
from mimecast_hold.plugin.validation.schemas import violation, without_blanks

__all__ = ["Settings", "connection_from"]


class Settings(NamedTuple):
    """A connection, and what the reader of its answers ought to know besides."""

    connection: Connection
    warnings: tuple[str, ...] = ()


def connection_from(explicit: object, file: ConnectionFile | None, environ: Mapping[str, str]) -> Settings:
    """Layer what was given over the file over the environment.

    Credentials, and region with base_url, come whole from one layer, and nothing decides where
    credentials travel from a layer above theirs. Raises `ConfigurationError`, with no secret in it.
    """
    rules = schema("connection")
    fields = rules["properties"]
    layers = _layers(explicit, file, environ, fields)
    chosen = choose(layers, fields)
    names = check_credentials(chosen, layers)
    try:
        _check_region(names, chosen)
        _check_values(rules, chosen)
        connection = _connection(names, chosen, fields)
    except ConfigurationError as error:
        raise _located(error, chosen) from None
    check_travel(chosen, _steering(chosen, connection.base_url), names)
    connection = connection._replace(ca_bundle=_ca_bundle(chosen, environ))
    return Settings(connection, file.warnings if file else ())


def _connection(names: Sequence[str], chosen: Choices, fields: Mapping[str, Any]) -> Connection:
    credentials = _credentials(names, chosen)
    proxy = chosen.get("proxy_url")
    guard = chosen.get("require_guard")
    return Connection(
        base_url=_base_url(credentials, chosen),
        credentials=credentials,
        proxy_url=checked_proxy_url(proxy.value) if proxy else None,
        require_guard=guard is not None and guard.value,
        required_by=guard.layer.label("require_guard") if guard else "require_guard",
        **_numbers(fields, chosen),
    )


def _located(error: ConfigurationError, chosen: Choices) -> ConfigurationError:
    if error.field is None or error.field not in chosen:
        return error
    label = chosen[error.field].layer.label(error.field)
    return ConfigurationError(f"{label}: {error}", hint=error.hint, field=error.field)


def _layers(
    explicit: object,
    file: ConnectionFile | None,
    environ: Mapping[str, str],
    fields: Mapping[str, Any],
) -> Sequence[Layer]:
    if explicit is not None and not isinstance(explicit, Mapping):
        raise ConfigurationError(
            "$.connection: expected an object with the connection's fields.",
            hint='For example: {"region": "eu", ...}',
            field="$.connection",
        )
    found = [Layer("given", explicit or {})]
    if file:
        found.append(Layer("file", file.values, file.is_text, file.path))
    for layer in found:
        _check_names(layer, fields)
    prefixed = {field: environ.get(f"MIMECAST_{field.upper()}") for field in fields}
    found.append(Layer("environment", prefixed, is_text=True))
    return [Layer(each.kind, _filled_in(each), each.is_text, each.path) for each in found]


def _filled_in(layer: Layer) -> dict[str, object]:
    kept = without_blanks(layer.values, schema("connection"))
    return kept if isinstance(kept, dict) else {}


def _check_names(layer: Layer, fields: Mapping[str, Any]) -> None:
    for number, name in enumerate(layer.values, 1):
        if name not in fields:
            label = layer.label(name) if may_be_shown(name) else f"Field {number} in {layer.name}"
            hint = f"{closest(str(name), list(fields))} The fields are: {', '.join(fields)}."
            raise ConfigurationError(f"{label}: there is no such field.", hint=hint.strip())


def _check_values(rules: Mapping[str, Any], chosen: Choices) -> None:
    values = {field: choice.value for field, choice in chosen.items()}
    if isinstance(values.get("region"), str):
        values["region"] = values["region"].lower()  # any letter case will do
    # Nothing is quoted: a secret may have been put into the wrong field.
    if found := violation(rules, values, quoting=False):
        raise ConfigurationError(f"{found.text}.", hint=found.hint, field=str(found.path[0]))


def _check_region(names: Sequence[str], chosen: Choices) -> None:
    """Ahead of the schema, which knows the regions of both APIs and not which API it is."""
    region = chosen["region"].value if "region" in chosen else None
    if isinstance(region, str) and "base_url" not in chosen:
        region_url("2.0" if names == CLIENT_CREDENTIALS else "1.0", region)


def _credentials(names: Sequence[str], chosen: Choices) -> ApiKeys | ClientCredentials:
    values = {name: chosen[name].value for name in names}
    return ClientCredentials(**values) if names == CLIENT_CREDENTIALS else ApiKeys(**values)


def _base_url(credentials: ApiKeys | ClientCredentials, chosen: Choices) -> str:
    if "base_url" in chosen:
        allowed = "allow_other_host" in chosen and chosen["allow_other_host"].value
        return checked_base_url(chosen["base_url"].value, allow_other_host=allowed)
    if "region" in chosen:
        return region_url(credentials.api, chosen["region"].value)
    # Where an API 1.0 tenant lives cannot be guessed: a wrong host answers as a wrong key does.
    if credentials.api == "1.0":
        raise ConfigurationError(
            "Neither region nor base_url is given; API 1.0 needs one of them.",
            hint=f"The regions are: {', '.join(REGIONS['1.0'])}.",
            field="region",
        )
    return region_url("2.0", "global")


def _steering(chosen: Choices, url: str) -> list[str]:
    """The fields that decide where credentials travel; Mimecast's own hosts are no decision."""
    fields = ["proxy_url", "ca_bundle"]
    if not is_mimecast(url):
        fields.append("base_url")
    if "allow_other_host" in chosen and chosen["allow_other_host"].value:
        fields.append("allow_other_host")
    return fields


def _ca_bundle(chosen: Choices, environ: Mapping[str, str]) -> str | None:
    named = dict(ca_variables(environ))
    if "ca_bundle" in chosen:
        choice = chosen["ca_bundle"]
        named = {choice.layer.label("ca_bundle"): choice.value}
    for label, path in named.items():
        if path and not os.path.exists(path):  # noqa: PTH110 - the path is handed on as it is
            raise ConfigurationError(
                f"{label} names a file or folder that does not exist.",
                hint="Give the path of a PEM file, or leave it out to trust certifi's authorities.",
                field="ca_bundle",
            )
        if path:
            return path
    return None


def _numbers(fields: Mapping[str, Any], chosen: Choices) -> dict[str, Any]:
    values = {}
    for name in BOUNDS:
        value = chosen[name].value if name in chosen else fields[name]["default"]
        # 8.0 is an integer to JSON Schema, and must be one to Python.
        values[name] = int(value) if fields[name]["type"] == "integer" else value
    return values
