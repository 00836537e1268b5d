"""Mimecast Hold Queue for Splunk SOAR.

Written by `mimecast-hold export splunk-soar` (0.1.0) from the plugin's manifest and schemas: do not edit.
"""

from mimecast_hold.plugin.platform import run_action
from soar_sdk.action_results import ActionOutput, ActionResult, OutputField
from soar_sdk.app import App
from soar_sdk.asset import AssetField, BaseAsset
from soar_sdk.exceptions import ActionFailure
from soar_sdk.logging import getLogger
from soar_sdk.params import Param, Params

# An action returns what is known after this many seconds, unless it has another deadline.
DEADLINE_SECONDS = 300


class Asset(BaseAsset):
    """Find, release and reject mail held by Mimecast, and report the confirmed outcome of each message."""

    region: str | None = AssetField(description="Region. Region of the tenant, in any letter case. API 1.0: eu, de, us, usb, ca, za, au, je, sandbox or uspcom (required unless base_url is set). API 2.0: global (the default), us or uk.", value_list=["eu", "de", "us", "usb", "ca", "za", "au", "je", "sandbox", "uspcom", "global", "uk"])
    base_url: str | None = AssetField(description="Base URL. URL to use instead of the region's. It must use https and a Mimecast host, without a path. http and other ports are allowed on loopback only, for the simulator.")
    client_id: str | None = AssetField(description="Client id. API 2.0: client id of the application. Requires client_secret.")
    client_secret: str | None = AssetField(description="Client secret. API 2.0: client secret of the application. Requires client_id.", sensitive=True)
    access_key: str | None = AssetField(description="Access key. API 1.0: access key of the user that the plugin acts as. Requires secret_key, app_id and app_key.", sensitive=True)
    secret_key: str | None = AssetField(description="Secret key. API 1.0: secret key for the access key, in base64 as Mimecast shows it.", sensitive=True)
    app_id: str | None = AssetField(description="Application id. API 1.0: id of the registered API application.")
    app_key: str | None = AssetField(description="Application key. API 1.0: key of the registered API application.", sensitive=True)
    proxy_url: str | None = AssetField(description="Proxy URL. URL of an http or https proxy. Handled as a secret because it can contain a password. If not set, the environment variables HTTPS_PROXY and NO_PROXY apply.", sensitive=True)
    ca_bundle: str | None = AssetField(description="CA bundle. Path of a PEM file or folder with the CA certificates to trust, for example for a proxy that inspects TLS. Verification cannot be disabled.")
    timeout_seconds: float | None = AssetField(description="Timeout in seconds. Time limit for one HTTP exchange.", default=30)
    max_attempts: int | None = AssetField(description="Maximum attempts. How many times a request for one message may be sent, including the first time. Waiting for the rate limit does not count.", default=4)
    concurrency: int | None = AssetField(description="Concurrent requests. How many requests may be in flight at the same time.", default=8)
    messages_per_request: int | None = AssetField(description="Messages per request. How many message ids one request contains. Raise it only if test_connection reports that the tenant answers for each message of a group.", default=1)
    allow_other_host: bool | None = AssetField(description="Allow another host. Allow a base_url on a host that is not Mimecast's. That host receives the credentials.", default=False)
    require_guard: bool | None = AssetField(description="Require a guard. Refuse to release or reject by id without a guard (only_if). If any source sets it to true, it is true.", default=False)


app = App(
    name="Mimecast Hold Queue",
    app_type="email",
    logo="logo.svg",
    logo_dark="logo_dark.svg",
    product_vendor="Mimecast",
    product_name="Email Security Cloud Gateway",
    publisher="mimecast-hold",
    appid="6f0d4c0e-2f0b-4f53-9a52-6d3a1f7f3f10",
    python_version="3.13",
    asset_cls=Asset,
)
logger = getLogger()


def result(action_id: str, params: Params, asset: Asset) -> ActionResult:
    """Run an action. If not everything was done, it is a failure with every record in its data."""
    found = run_action(action_id, asset.model_dump(), params.model_dump(), deadline_seconds=DEADLINE_SECONDS)
    made = ActionResult(found.succeeded, found.message, params.model_dump())
    for row in found.rows:
        made.add_data(row)
    made.set_summary({**found.summary, "readable": found.readable})
    return made


@app.test_connectivity()
def test_connectivity(asset: Asset) -> None:
    """Check that Mimecast accepts the credentials; say what works and what is missing."""
    found = run_action("test_connection", asset.model_dump(), {}, deadline_seconds=DEADLINE_SECONDS)
    for check in found.rows:
        logger.progress(f"{check['check']}: {'ok' if check['ok'] else 'missing'}. {check['detail']}")
    if not found.succeeded:
        raise ActionFailure(found.message)


class Problem(ActionOutput):
    """What is wrong, or null."""

    category: str = OutputField(example_values=["invalid_input", "configuration", "authentication", "permission", "not_found", "already_released", "already_rejected", "rate_limited", "refused", "server_error", "network", "timeout", "protocol", "deadline", "cancelled", "guard", "internal"])
    code: str | None = OutputField()
    message: str = OutputField(column_name="Problem")
    retryable: bool = OutputField()
    hint: str = OutputField(column_name="What to do")
    http_status: int | None = OutputField()


class Check(ActionOutput):
    """Result of one check."""

    check: str = OutputField(example_values=["authentication"], column_name="Check")
    required: bool = OutputField()
    ok: bool = OutputField(column_name="Ok")
    detail: str = OutputField(example_values=["API 2.0 credentials accepted."], column_name="What was seen")
    error: Problem | None


class FoundMessage(ActionOutput):
    """A held message as listed in the hold queue. One email to ten recipients is ten held messages."""

    id: str = OutputField(cef_types=["mimecast held message id"], example_values=["eJyrVipOTS4tSs1MUbJSMk8xTDZLU9JRyshJKQSLZOgaGZgABQpLU0tT48FChZZKtQDNixBS"], column_name="Id")
    received_at: str | None = OutputField(example_values=["2026-11-23T08:41:07.000Z"], column_name="Received at")
    subject: str | None = OutputField(example_values=["Invoice 2026-118"], column_name="Subject")
    from_envelope: str | None = OutputField(cef_types=["email"], example_values=["billing@example.com"], column_name="Sender")
    from_header: str | None = OutputField(cef_types=["email"], example_values=["billing@example.com"])
    from_name: str | None = OutputField(example_values=["Billing"])
    to: list[str] = OutputField(cef_types=["email"], example_values=["anna@example.org"], column_name="Recipients")
    reason: str | None = OutputField(example_values=["Default Inbound Attachment Protect Definition"], column_name="Reason")
    reason_code: str | None = OutputField(cef_types=["mimecast reason code"], example_values=["default_inbound_attachment_protect_definition"])
    route: str | None = OutputField(example_values=["inbound"])
    size_bytes: int | None = OutputField(example_values=[48213])
    has_attachments: bool | None = OutputField()
    policy: str | None = OutputField(example_values=["Default Inbound Attachment Protect Definition"])


class GetHoldSummaryRow(ActionOutput):
    """One row."""

    policy: str | None = OutputField(example_values=["Default Inbound Attachment Protect Definition"], column_name="Policy")
    count: int | None = OutputField(example_values=[12], column_name="Held")


class HeldMessage(ActionOutput):
    """The held message as it was seen in this run, or null if it was not looked up."""

    id: str = OutputField(cef_types=["mimecast held message id"], example_values=["eJyrVipOTS4tSs1MUbJSMk8xTDZLU9JRyshJKQSLZOgaGZgABQpLU0tT48FChZZKtQDNixBS"])
    received_at: str | None = OutputField(example_values=["2026-11-23T08:41:07.000Z"])
    subject: str | None = OutputField(example_values=["Invoice 2026-118"], column_name="Subject")
    from_envelope: str | None = OutputField(cef_types=["email"], example_values=["billing@example.com"], column_name="Sender")
    from_header: str | None = OutputField(cef_types=["email"], example_values=["billing@example.com"])
    from_name: str | None = OutputField(example_values=["Billing"])
    to: list[str] = OutputField(cef_types=["email"], example_values=["anna@example.org"], column_name="Recipients")
    reason: str | None = OutputField(example_values=["Default Inbound Attachment Protect Definition"])
    reason_code: str | None = OutputField(cef_types=["mimecast reason code"], example_values=["default_inbound_attachment_protect_definition"])
    route: str | None = OutputField(example_values=["inbound"])
    size_bytes: int | None = OutputField(example_values=[48213])
    has_attachments: bool | None = OutputField()
    policy: str | None = OutputField(example_values=["Default Inbound Attachment Protect Definition"])


class ReleaseRecord(ActionOutput):
    """Outcome of releasing one message."""

    id: str = OutputField(cef_types=["mimecast held message id"], example_values=["eJyrVipOTS4tSs1MUbJSMk8xTDZLU9JRyshJKQSLZOgaGZgABQpLU0tT48FChZZKtQDNixBS"], column_name="Id")
    outcome: str = OutputField(example_values=["released", "already_released", "not_released", "failed", "unknown", "not_attempted", "skipped"], column_name="Outcome")
    released: bool | None = OutputField()
    evidence: str | None = OutputField(example_values=["response", "release_log", "hold_queue"])
    released_by: str | None = OutputField()
    released_at: str | None = OutputField()
    attempts: int = OutputField(example_values=[0])
    request_id: str | None = OutputField()
    completed_at: str = OutputField(example_values=["2026-11-23T09:00:00.371Z"])
    message: HeldMessage | None
    error: Problem | None


class RejectRecord(ActionOutput):
    """Outcome of rejecting one message."""

    id: str = OutputField(cef_types=["mimecast held message id"], example_values=["eJyrVipOTS4tSs1MUbJSMk8xTDZLU9JRyshJKQSLZOgaGZgABQpLU0tT48FChZZKtQDNixBS"], column_name="Id")
    outcome: str = OutputField(example_values=["rejected", "already_rejected", "not_rejected", "failed", "unknown", "not_attempted", "skipped"], column_name="Outcome")
    rejected: bool | None = OutputField()
    evidence: str | None = OutputField(example_values=["response", "release_log", "hold_queue"])
    rejected_by: str | None = OutputField()
    rejected_at: str | None = OutputField()
    attempts: int = OutputField(example_values=[1])
    request_id: str | None = OutputField(example_values=["8578fcfc-a305-4d9a-99cb-f4d5ecefe297"])
    completed_at: str = OutputField(example_values=["2026-11-23T09:00:00.371Z"])
    message: HeldMessage | None
    error: Problem | None


class LogEntry(ActionOutput):
    """What happened to one message that left the hold queue."""

    id: str | None = OutputField(example_values=["eJyrVipOTS4tSs1MUbJSMk8xTDZLU9JRyshJKQSLZOgaGZgABQpLU0tT48FChZZKtQDNixBS"])
    fate: str = OutputField(example_values=["released", "rejected", "expired", "unclear"], column_name="Fate")
    operator: str | None = OutputField(cef_types=["email"], example_values=["soc@example.org"], column_name="Operator")
    at: str | None = OutputField(example_values=["2026-11-23T09:00:00.000Z"], column_name="At")
    reject_reason: str | None = OutputField()
    info: str | None = OutputField(example_values=["Released by administrator"])
    held_reason: str | None = OutputField(example_values=["Default Inbound Attachment Protect Definition"])
    policy: str | None = OutputField(example_values=["Default Inbound Attachment Protect Definition"])
    from_envelope: str | None = OutputField(cef_types=["email"], example_values=["billing@example.com"], column_name="Sender")
    from_header: str | None = OutputField(cef_types=["email"], example_values=["billing@example.com"])
    to: list[str] = OutputField(cef_types=["email"], example_values=["anna@example.org"], column_name="Recipients")
    subject: str | None = OutputField(example_values=["Invoice 2026-118"], column_name="Subject")
    size_bytes: int | None = OutputField(example_values=[48213])
    spam_score: float | None = OutputField(example_values=[3])


class TestConnectionParams(Params):
    """The parameters of Test Connection."""

    check_release_permission: bool | None = Param(description="Check the release permission. Try to release two random ids that cannot exist. This shows whether the role may release messages, and whether the tenant answers for each message of a group.", default=False)
    deadline_seconds: float | None = Param(description="Deadline in seconds. Stop after this many seconds and return what is known. Default: 300.", default=300)


class TestConnectionSummary(ActionOutput):
    """What a playbook branches on."""

    branch: str = OutputField(example_values=["success", "partial", "failure"])
    status: str = OutputField(example_values=["success", "partial", "failure"])
    requested: int = OutputField(example_values=[1])
    ok: int = OutputField(example_values=[1])
    failed: int = OutputField(example_values=[0])
    host: str | None = OutputField(example_values=["eu-api.mimecast.com"])
    error_category: str | None = OutputField(example_values=["invalid_input", "configuration", "authentication", "permission", "not_found", "already_released", "already_rejected", "rate_limited", "refused", "server_error", "network", "timeout", "protocol", "deadline", "cancelled", "guard", "internal"])
    warnings: list[str] = OutputField()
    readable: str = OutputField(example_values=["1 of 1 check passed."])


@app.action(
    description="Check the credentials and permissions, and report what works and what is missing.",
    verbose="Permission: Account | Dashboard | Read (to show the account name and to check access to the hold queue); Permission: Account | Monitoring | Held | Read (to check access to the release log); Permission: Account | Monitoring | Held | Edit (for check_release_permission); API 2.0 product: Cloud Gateway (always); API 2.0 product: Audit Events (to check access to the release log); Safe to repeat: It only reads, or tries to release ids that cannot exist.",
    action_type="investigate",
    read_only=True,
    output_class=Check,
    summary_type=TestConnectionSummary,
    render_as="table",
)
def test_connection(params: TestConnectionParams, asset: Asset):  # noqa: ANN201
    return result("test_connection", params, asset)


class FindHeldMessagesParams(Params):
    """The parameters of Find Held Messages."""

    search_field: str | None = Param(description="Search field. Field to search. Requires search_text.", value_list=["all", "subject", "sender", "recipient", "reason_code", "sender_ip"])
    search_text: str | None = Param(description="Search text. Text to search for. Without search_field, all fields are searched.")
    start: str | None = Param(description="Start. Only messages received since this time: an RFC 3339 time (2026-11-23T09:00:00Z), or a time span before now (90m, 24h, 7d, 2w).", default="30d")
    end: str | None = Param(description="End. Only messages received until this time: an RFC 3339 time (2026-11-23T09:00:00Z), or a time span before now (90m, 24h, 7d, 2w). If not set, messages up to the newest.")
    reason_codes: str | None = Param(description="Reason codes. Only messages held for one of these reason codes.", allow_list=True, cef_types=["mimecast reason code"])
    route: str | None = Param(description="Route. Only messages with this route.", default="all", value_list=["all", "internal", "outbound", "inbound", "external"])
    held_group: str | None = Param(description="Held for. Only messages held for the decision of this group.", value_list=["administrator", "moderator", "user", "cluster"])
    has_attachments: bool | None = Param(description="Has attachments. Only messages with attachments (true) or without attachments (false).")
    admin: bool | None = Param(description="All recipients. List messages held for all recipients (true) or only for the user of the credentials (false).", default=True)
    max_messages: int | None = Param(description="Maximum messages. List at most this many messages. If there are more, truncated is true.", default=1000)
    include_raw: bool | None = Param(description="Include raw items. Also return each message as Mimecast sent it.", default=False)
    deadline_seconds: float | None = Param(description="Deadline in seconds. Stop after this many seconds and return what is known. Default: 300.", default=300)


class FindHeldMessagesSummary(ActionOutput):
    """What a playbook branches on."""

    branch: str = OutputField(example_values=["success", "failure"])
    status: str = OutputField(example_values=["success", "failure"])
    truncated: bool = OutputField()
    found: int = OutputField(example_values=[1])
    host: str | None = OutputField(example_values=["eu-api.mimecast.com"])
    error_category: str | None = OutputField(example_values=["invalid_input", "configuration", "authentication", "permission", "not_found", "already_released", "already_rejected", "rate_limited", "refused", "server_error", "network", "timeout", "protocol", "deadline", "cancelled", "guard", "internal"])
    warnings: list[str] = OutputField()
    readable: str = OutputField(example_values=["1 held message."])


@app.action(
    description="List held messages that match filters, with the ids for releasing or rejecting them.",
    verbose="Permission: Account | Dashboard | Read (always); API 2.0 product: Cloud Gateway (always); Safe to repeat: It only reads.",
    action_type="investigate",
    read_only=True,
    output_class=FoundMessage,
    summary_type=FindHeldMessagesSummary,
    render_as="table",
)
def find_held_messages(params: FindHeldMessagesParams, asset: Asset):  # noqa: ANN201
    return result("find_held_messages", params, asset)


class GetHoldSummaryParams(Params):
    """The parameters of Get Hold Summary."""

    deadline_seconds: float | None = Param(description="Deadline in seconds. Stop after this many seconds and return what is known. Default: 300.", default=300)


class GetHoldSummarySummary(ActionOutput):
    """What a playbook branches on."""

    branch: str = OutputField(example_values=["success", "failure"])
    status: str = OutputField(example_values=["success", "failure"])
    policies: int = OutputField(example_values=[1])
    messages: int = OutputField(example_values=[12])
    host: str | None = OutputField(example_values=["eu-api.mimecast.com"])
    error_category: str | None = OutputField(example_values=["invalid_input", "configuration", "authentication", "permission", "not_found", "already_released", "already_rejected", "rate_limited", "refused", "server_error", "network", "timeout", "protocol", "deadline", "cancelled", "guard", "internal"])
    warnings: list[str] = OutputField()
    readable: str = OutputField(example_values=["12 messages are held."])


@app.action(
    description="Count held messages by reason.",
    verbose="Permission: Account | Monitoring | Held Summary | Read (always); API 2.0 product: Cloud Gateway (always); Safe to repeat: It only reads.",
    action_type="investigate",
    read_only=True,
    output_class=GetHoldSummaryRow,
    summary_type=GetHoldSummarySummary,
    render_as="table",
)
def get_hold_summary(params: GetHoldSummaryParams, asset: Asset):  # noqa: ANN201
    return result("get_hold_summary", params, asset)


class ReleaseHeldMessageParams(Params):
    """The parameters of Release Held Message."""

    ids: str = Param(description="Message ids. Secure ids of the held messages to release, as returned by Find Held Messages: 1 to 10,000. Duplicates are sent once.", allow_list=True, cef_types=["mimecast held message id"], primary=True)
    reason: str | None = Param(description="Reason. Why the messages are released, for the audit trail. It is written to log lines and the readable text, and never sent to Mimecast.")
    dry_run: bool | None = Param(description="Dry run. Show which messages would be released, with their details from the hold queue. Release nothing.", default=False)
    look_first: bool | None = Param(description="Look first. Look up the messages in the hold queue first. Records then show what was released, and the release log can settle the outcome if an answer is lost.", default=False)
    only_if_reason_codes: str | None = Param(description="Guard: Reason codes. The message was held for one of these reason codes.", allow_list=True, cef_types=["mimecast reason code"])
    only_if_senders: str | None = Param(description="Guard: Senders. The envelope sender is one of these addresses; <> is the null sender. Senders can be forged.", allow_list=True, cef_types=["email"])
    only_if_sender_domains: str | None = Param(description="Guard: Sender domains. The envelope sender is in one of these domains. Subdomains do not match.", allow_list=True, cef_types=["domain"])
    only_if_recipients: str | None = Param(description="Guard: Recipients. Every recipient is one of these addresses.", allow_list=True, cef_types=["email"])
    only_if_recipient_domains: str | None = Param(description="Guard: Recipient domains. Every recipient is in one of these domains. Subdomains do not match.", allow_list=True, cef_types=["domain"])
    deadline_seconds: float | None = Param(description="Deadline in seconds. Stop after this many seconds and return what is known. Default: 300.", default=300)


class ReleaseHeldMessageSummary(ActionOutput):
    """What a playbook branches on."""

    branch: str = OutputField(example_values=["success", "partial", "failure", "dry_run"])
    status: str = OutputField(example_values=["success", "partial", "failure"])
    dry_run: bool = OutputField()
    requested: int = OutputField(example_values=[1])
    released: int = OutputField(example_values=[1])
    already_released: int = OutputField(example_values=[0])
    not_released: int = OutputField(example_values=[0])
    failed: int = OutputField(example_values=[0])
    unknown: int = OutputField(example_values=[0])
    not_attempted: int = OutputField(example_values=[0])
    skipped: int = OutputField(example_values=[0])
    host: str | None = OutputField(example_values=["eu-api.mimecast.com"])
    error_category: str | None = OutputField(example_values=["invalid_input", "configuration", "authentication", "permission", "not_found", "already_released", "already_rejected", "rate_limited", "refused", "server_error", "network", "timeout", "protocol", "deadline", "cancelled", "guard", "internal"])
    warnings: list[str] = OutputField()
    readable: str = OutputField(example_values=["Released 1 of 1 held message."])


@app.action(
    description="Release held messages by id, and report the outcome of each.",
    verbose="Permission: Account | Monitoring | Held | Edit (always); Permission: Account | Dashboard | Read (for look_first, only_if and dry_run, and to check the outcome if an answer is lost); Permission: Account | Monitoring | Held | Read (to check the outcome if an answer is lost, and to recognise messages that were released or rejected earlier); API 2.0 product: Cloud Gateway (always); API 2.0 product: Audit Events (to check the outcome if an answer is lost, and to recognise messages that were released or rejected earlier); Safe to repeat: A released message is no longer held. Releasing it again is refused and changes nothing.",
    action_type="correct",
    read_only=False,
    output_class=ReleaseRecord,
    summary_type=ReleaseHeldMessageSummary,
    render_as="table",
)
def release_held_message(params: ReleaseHeldMessageParams, asset: Asset):  # noqa: ANN201
    return result("release_held_message", params, asset)


class ReleaseMatchingHeldMessagesParams(Params):
    """The parameters of Release Matching Held Messages."""

    max_messages: int = Param(description="Maximum messages. Release nothing if more messages than this match.")
    dry_run: bool | None = Param(description="Dry run. Show which messages would be released. Release nothing. True unless set to false.", default=True)
    search_field: str | None = Param(description="Search field. Field to search. Requires search_text. Addresses match as a whole, on the envelope. A message with several recipients matches only if all of them match.", value_list=["subject", "sender", "recipient", "reason_code"])
    search_text: str | None = Param(description="Search text. Text to search for. For sender and recipient, one complete address. Requires search_field.")
    start: str | None = Param(description="Start. Only messages received since this time: an RFC 3339 time (2026-11-23T09:00:00Z), or a time span before now (90m, 24h, 7d, 2w).", default="30d")
    end: str | None = Param(description="End. Only messages received until this time: an RFC 3339 time (2026-11-23T09:00:00Z), or a time span before now (90m, 24h, 7d, 2w). Required if dry_run is false, so that mail that arrives later is not released.")
    reason_codes: str | None = Param(description="Reason codes. Only messages held for one of these reason codes.", allow_list=True, cef_types=["mimecast reason code"])
    route: str | None = Param(description="Route. Only messages with this route.", default="all", value_list=["all", "internal", "outbound", "inbound", "external"])
    has_attachments: bool | None = Param(description="Has attachments. Only messages with attachments (true) or without attachments (false).")
    admin: bool | None = Param(description="All recipients. Match messages held for all recipients (true) or only for the user of the credentials (false).", default=True)
    deadline_seconds: float | None = Param(description="Deadline in seconds. Stop after this many seconds and return what is known. Default: 300.", default=300)


class ReleaseMatchingHeldMessagesSummary(ActionOutput):
    """What a playbook branches on."""

    branch: str = OutputField(example_values=["success", "partial", "failure", "dry_run"])
    status: str = OutputField(example_values=["success", "partial", "failure"])
    dry_run: bool = OutputField()
    matched: int = OutputField(example_values=[1])
    released: int = OutputField(example_values=[0])
    already_released: int = OutputField(example_values=[0])
    not_released: int = OutputField(example_values=[0])
    failed: int = OutputField(example_values=[0])
    unknown: int = OutputField(example_values=[0])
    not_attempted: int = OutputField(example_values=[0])
    skipped: int = OutputField(example_values=[1])
    host: str | None = OutputField(example_values=["eu-api.mimecast.com"])
    error_category: str | None = OutputField(example_values=["invalid_input", "configuration", "authentication", "permission", "not_found", "already_released", "already_rejected", "rate_limited", "refused", "server_error", "network", "timeout", "protocol", "deadline", "cancelled", "guard", "internal"])
    warnings: list[str] = OutputField()
    readable: str = OutputField(example_values=["Dry run: nothing was changed. 1 held message would be released."])


@app.action(
    description="Release all held messages that match filters, or none if there are too many. A dry run by default.",
    verbose="Permission: Account | Dashboard | Read (always); Permission: Account | Monitoring | Held | Edit (if dry_run is false); Permission: Account | Monitoring | Held | Read (to check the outcome if an answer is lost); API 2.0 product: Cloud Gateway (always); API 2.0 product: Audit Events (to check the outcome if an answer is lost); Not safe to repeat: It releases what matches at that time. If end is a time span, that can be other messages.",
    action_type="correct",
    read_only=False,
    output_class=ReleaseRecord,
    summary_type=ReleaseMatchingHeldMessagesSummary,
    render_as="table",
)
def release_matching_held_messages(params: ReleaseMatchingHeldMessagesParams, asset: Asset):  # noqa: ANN201
    return result("release_matching_held_messages", params, asset)


class RejectHeldMessageParams(Params):
    """The parameters of Reject Held Message."""

    ids: str = Param(description="Message ids. Secure ids of the held messages to reject, as returned by Find Held Messages: 1 to 10,000. Duplicates are sent once.", allow_list=True, cef_types=["mimecast held message id"], primary=True)
    reason_type: str | None = Param(description="Reason type. Why the messages are rejected: one of Mimecast's reason types.", value_list=["MESSAGE CONTAINS UNDESIRABLE CONTENT", "MESSAGE CONTAINS CONFIDENTIAL INFORMATION", "REVIEWER DISAPPROVES OF CONTENT", "INAPPROPRIATE COMMUNICATION", "MESSAGE GOES AGAINST EMAIL POLICIES"])
    message: str | None = Param(description="Message to the sender. Text of the notification to the sender. It is sent outside the organisation.")
    notify: bool | None = Param(description="Notify the sender. Notify the sender of the rejection.", default=False)
    dry_run: bool | None = Param(description="Dry run. Show which messages would be rejected, with their details from the hold queue. Reject nothing.", default=False)
    look_first: bool | None = Param(description="Look first. Look up the messages in the hold queue first. Records then show what was rejected, and the release log can settle the outcome if an answer is lost.", default=False)
    only_if_reason_codes: str | None = Param(description="Guard: Reason codes. The message was held for one of these reason codes.", allow_list=True, cef_types=["mimecast reason code"])
    only_if_senders: str | None = Param(description="Guard: Senders. The envelope sender is one of these addresses; <> is the null sender. Senders can be forged.", allow_list=True, cef_types=["email"])
    only_if_sender_domains: str | None = Param(description="Guard: Sender domains. The envelope sender is in one of these domains. Subdomains do not match.", allow_list=True, cef_types=["domain"])
    only_if_recipients: str | None = Param(description="Guard: Recipients. Every recipient is one of these addresses.", allow_list=True, cef_types=["email"])
    only_if_recipient_domains: str | None = Param(description="Guard: Recipient domains. Every recipient is in one of these domains. Subdomains do not match.", allow_list=True, cef_types=["domain"])
    deadline_seconds: float | None = Param(description="Deadline in seconds. Stop after this many seconds and return what is known. Default: 300.", default=300)


class RejectHeldMessageSummary(ActionOutput):
    """What a playbook branches on."""

    branch: str = OutputField(example_values=["success", "partial", "failure", "dry_run"])
    status: str = OutputField(example_values=["success", "partial", "failure"])
    dry_run: bool = OutputField()
    requested: int = OutputField(example_values=[1])
    rejected: int = OutputField(example_values=[1])
    already_rejected: int = OutputField(example_values=[0])
    not_rejected: int = OutputField(example_values=[0])
    failed: int = OutputField(example_values=[0])
    unknown: int = OutputField(example_values=[0])
    not_attempted: int = OutputField(example_values=[0])
    skipped: int = OutputField(example_values=[0])
    host: str | None = OutputField(example_values=["eu-api.mimecast.com"])
    error_category: str | None = OutputField(example_values=["invalid_input", "configuration", "authentication", "permission", "not_found", "already_released", "already_rejected", "rate_limited", "refused", "server_error", "network", "timeout", "protocol", "deadline", "cancelled", "guard", "internal"])
    warnings: list[str] = OutputField()
    readable: str = OutputField(example_values=["Rejected 1 of 1 held message."])


@app.action(
    description="Reject held messages by id, and optionally notify their senders.",
    verbose="Permission: Account | Monitoring | Held | Edit (always); Permission: Account | Dashboard | Read (for look_first, only_if and dry_run, and to check the outcome if an answer is lost); Permission: Account | Monitoring | Held | Read (to check the outcome if an answer is lost, and to recognise messages that were released or rejected earlier); API 2.0 product: Cloud Gateway (always); API 2.0 product: Audit Events (to check the outcome if an answer is lost, and to recognise messages that were released or rejected earlier); Safe to repeat: A rejected message is no longer held. Rejecting it again is refused and changes nothing.",
    action_type="contain",
    read_only=False,
    output_class=RejectRecord,
    summary_type=RejectHeldMessageSummary,
    render_as="table",
)
def reject_held_message(params: RejectHeldMessageParams, asset: Asset):  # noqa: ANN201
    return result("reject_held_message", params, asset)


class GetReleaseLogParams(Params):
    """The parameters of Get Release Log."""

    search_field: str | None = Param(description="Search field. Field to search. Requires search_text.", value_list=["all", "operator", "from", "to", "subject", "info", "held_reason"])
    search_text: str | None = Param(description="Search text. Text to search for. Without search_field, all fields are searched.")
    start: str | None = Param(description="Start. Only messages that left the queue since this time: an RFC 3339 time (2026-11-23T09:00:00Z), or a time span before now (90m, 24h, 7d, 2w).", default="24h")
    end: str | None = Param(description="End. Only messages that left the queue until this time: an RFC 3339 time (2026-11-23T09:00:00Z), or a time span before now (90m, 24h, 7d, 2w). If not set, messages up to the newest.")
    status: str | None = Param(description="Status. Only messages with this status in the log.", value_list=["released", "rejected"])
    max_entries: int | None = Param(description="Maximum entries. List at most this many entries. If there are more, truncated is true.", default=1000)
    deadline_seconds: float | None = Param(description="Deadline in seconds. Stop after this many seconds and return what is known. Default: 300.", default=300)


class GetReleaseLogSummary(ActionOutput):
    """What a playbook branches on."""

    branch: str = OutputField(example_values=["success", "failure"])
    status: str = OutputField(example_values=["success", "failure"])
    truncated: bool = OutputField()
    entries: int = OutputField(example_values=[1])
    host: str | None = OutputField(example_values=["eu-api.mimecast.com"])
    error_category: str | None = OutputField(example_values=["invalid_input", "configuration", "authentication", "permission", "not_found", "already_released", "already_rejected", "rate_limited", "refused", "server_error", "network", "timeout", "protocol", "deadline", "cancelled", "guard", "internal"])
    warnings: list[str] = OutputField()
    readable: str = OutputField(example_values=["1 message left the hold queue."])


@app.action(
    description="List messages that left the hold queue, with what happened to each and who decided.",
    verbose="Permission: Account | Monitoring | Held | Read (always); API 2.0 product: Audit Events (always); Safe to repeat: It only reads.",
    action_type="investigate",
    read_only=True,
    output_class=LogEntry,
    summary_type=GetReleaseLogSummary,
    render_as="table",
)
def get_release_log(params: GetReleaseLogParams, asset: Asset):  # noqa: ANN201
    return result("get_release_log", params, asset)


if __name__ == "__main__":
    app.cli()
