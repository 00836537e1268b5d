"""Build a connection from explicit fields, a file and the environment."""

import os
from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

from mimecast_hold.api.auth.credentials import ApiKeys, ClientCredentials
from mimecast_hold.api.base_url import checked_base_url, is_mimecast
from mimecast_hold.api.connection import (
    BOUNDS,
    REGIONS,
    Connection,
    ca_variables,
    checked_proxy_url,
    region_url,
)
from mimecast_hold.errors import ConfigurationError
from mimecast_hold.hold_queue.arguments import did_you_mean
from mimecast_hold.plugin.connection.file import ConnectionFile
from mimecast_hold.plugin.connection.layers import (
    CLIENT_CREDENTIALS,
    Choices,
    Layer,
    check_credentials,
    check_destination,
    choose,
)
from mimecast_hold.plugin.manifest import may_be_shown, schema
from mimecast_hold.plugin.validation.schemas import violation, without_blanks

__all__ = ["Settings", "connection_from"]


class Settings(NamedTuple):
    """A connection, and warnings about where it came from."""

    connection: Connection
    warnings: tuple[str, ...] = ()


def connection_from(explicit: object, file: ConnectionFile | None, environ: Mapping[str, str]) -> Settings:
    """Layer explicit fields over the file over the environment.

    Credentials come from one layer, as do region and base_url. No layer above that of the credentials decides where
    they are sent. Raises `ConfigurationError`, which contains no secret.
    """
    rules = schema("connection")
    fields = rules["properties"]
    layers = _layers(explicit, file, environ, fields)
    chosen = choose(layers, fields)
    names = check_credentials(chosen, layers)
    try:
        connection = _connection(names, chosen, rules)
    except ConfigurationError as error:
        if error.field is None or error.field not in chosen:
            raise
        label = chosen[error.field].layer.label(error.field)
        raise ConfigurationError(f"{label}: {error}", hint=error.hint, field=error.field) from None
    check_destination(chosen, _destination_fields(chosen, connection.base_url), names)
    connection = connection._replace(ca_bundle=_ca_bundle(chosen, environ))
    return Settings(connection, file.warnings if file else ())


def _layers(
    explicit: object, file: ConnectionFile | None, environ: Mapping[str, str], fields: Mapping[str, Any]
) -> list[Layer]:
    if explicit is not None and not isinstance(explicit, Mapping):
        raise ConfigurationError(
            "$.connection: expected an object with the connection's fields.",
            hint='For example: {"region": "eu", ...}',
            field="$.connection",
        )
    layers = [Layer("explicit", "the explicit connection", explicit or {})]
    if file:
        layers.append(Layer("file", file.path or "the connection file", file.values, file.is_text))
    for layer in layers:
        _check_names(layer, fields)
    variables = {field: environ.get(f"MIMECAST_{field.upper()}") for field in fields}
    layers.append(Layer("environment", "the environment", variables, is_text=True))
    return [layer._replace(values=without_blanks(layer.values, schema("connection"))) for layer in layers]


def _check_names(layer: Layer, fields: Mapping[str, Any]) -> None:
    for number, name in enumerate(layer.values, 1):
        if name not in fields:
            label = layer.label(name) if may_be_shown(name) else f"Field {number} in {layer.name}"
            hint = f"{did_you_mean(str(name), fields)} Known fields: {', '.join(fields)}."
            raise ConfigurationError(f"{label}: unknown field.", hint=hint.strip())


def _connection(names: Sequence[str], chosen: Choices, rules: Mapping[str, Any]) -> Connection:
    _check_values(names, chosen, rules)
    values = {field: choice.value for field, choice in chosen.items()}
    secrets = {name: values[name] for name in names}
    credentials = ClientCredentials(**secrets) if names == CLIENT_CREDENTIALS else ApiKeys(**secrets)
    guard = chosen.get("require_guard")
    limits: dict[str, Any] = {}
    for name in BOUNDS:
        field = rules["properties"][name]
        value = values.get(name, field["default"])
        # 8.0 is an integer to JSON Schema, and must be one to Python.
        limits[name] = int(value) if field["type"] == "integer" else value
    return Connection(
        base_url=_base_url(credentials.api, values),
        credentials=credentials,
        proxy_url=checked_proxy_url(values["proxy_url"]) if "proxy_url" in values else None,
        require_guard=values.get("require_guard", False),
        required_by=guard.layer.label("require_guard") if guard else "require_guard",
        **limits,
    )


def _check_values(names: Sequence[str], chosen: Choices, rules: Mapping[str, Any]) -> None:
    values = {field: choice.value for field, choice in chosen.items()}
    region = values.get("region")
    if isinstance(region, str):
        if "base_url" not in chosen:  # before the schema, which does not tell the regions of the two APIs apart
            region_url("2.0" if names == CLIENT_CREDENTIALS else "1.0", region)
        values["region"] = region.lower()  # any letter case is accepted
    # The value is not quoted: it may be a secret in the wrong field.
    if found := violation(rules, values, quoting=False):
        raise ConfigurationError(f"{found.text}.", hint=found.hint, field=str(found.path[0]))


def _base_url(api: str, values: Mapping[str, Any]) -> str:
    if "base_url" in values:
        return checked_base_url(values["base_url"], allow_other_host=values.get("allow_other_host", False))
    # A wrong host answers as it does to a wrong key, so an API 1.0 region cannot be guessed.
    if "region" not in values and api == "1.0":
        raise ConfigurationError(
            "API 1.0 needs region or base_url.",
            hint=f"The regions are: {', '.join(REGIONS['1.0'])}.",
            field="region",
        )
    return region_url("2.0" if api == "2.0" else "1.0", values.get("region", "global"))


def _destination_fields(chosen: Choices, url: str) -> list[str]:
    """Return the fields that decide where credentials are sent; a `base_url` of Mimecast's own is not among them."""
    fields = ["proxy_url", "ca_bundle"]
    if not is_mimecast(url):
        fields.append("base_url")
    if "allow_other_host" in chosen and chosen["allow_other_host"].value:
        fields.append("allow_other_host")
    return fields


def _ca_bundle(chosen: Choices, environ: Mapping[str, str]) -> str | None:
    paths = dict(ca_variables(environ))
    if "ca_bundle" in chosen:
        choice = chosen["ca_bundle"]
        paths = {choice.layer.label("ca_bundle"): choice.value}
    label, path = next(((label, path) for label, path in paths.items() if path), ("", None))
    if path and not os.path.exists(path):  # noqa: PTH110 - the path is passed on unchanged
        raise ConfigurationError(
            f"{label} names a file or folder that does not exist.",
            hint="Give the path of a PEM file, or leave it out to trust certifi's authorities.",
            field="ca_bundle",
        )
    return path
