"""The module's configuration, as manifest.json describes it."""

from pydantic import BaseModel


class HoldConfiguration(BaseModel):
    """The account's fields. mimecast-hold validates them."""

    region: str | None = None
    base_url: str | None = None
    client_id: str | None = None
    client_secret: str | None = None
    access_key: str | None = None
    secret_key: str | None = None
    app_id: str | None = None
    app_key: str | None = None
    proxy_url: str | None = None
    ca_bundle: str | None = None
    timeout_seconds: float | None = None
    max_attempts: int | None = None
    concurrency: int | None = None
    messages_per_request: int | None = None
    allow_other_host: bool | None = None
    require_guard: bool | None = None
