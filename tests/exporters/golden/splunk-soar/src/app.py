"""Mimecast Hold Queue for Splunk SOAR.

Written by `mimecast-hold export splunk-soar` (0.1.0) from the plugin's manifest and schemas: change it there.
"""

from mimecast_hold.plugin.platform import answer
from soar_sdk.action_results import ActionOutput, ActionResult, OutputField
from soar_sdk.app import App
from soar_sdk.asset import AssetField, BaseAsset
from soar_sdk.exceptions import ActionFailure
from soar_sdk.logging import getLogger
from soar_sdk.params import Param, Params

# An action is back by then with whatever is known, unless it is given another deadline.
DEADLINE_SECONDS = 300


class Asset(BaseAsset):
    """Finds, releases and rejects mail that Mimecast holds, with one true record for each message."""

    region: str | None = AssetField(description="Region. Where the tenant lives, in any letter case. API 1.0: eu, de, us, usb, ca, za, au, je, sandbox or uspcom (required, unless base_url is given). API 2.0: global (the default), us or uk.", value_list=["eu", "de", "us", "usb", "ca", "za", "au", "je", "sandbox", "uspcom", "global", "uk"])
    base_url: str | None = AssetField(description="Base URL. Overrides the region: https and a Mimecast host, with no path. http and other ports only on this machine (loopback), for the simulator.")
    client_id: str | None = AssetField(description="Client id. API 2.0: the application's client id. Given together with client_secret.")
    client_secret: str | None = AssetField(description="Client secret. API 2.0: the application's client secret. Given together with client_id.", sensitive=True)
    access_key: str | None = AssetField(description="Access key. API 1.0: the access key of the user that the plugin works as. All four API 1.0 fields are given together.", sensitive=True)
    secret_key: str | None = AssetField(description="Secret key. API 1.0: the secret key that belongs to the access key, in base64 as Mimecast shows it.", sensitive=True)
    app_id: str | None = AssetField(description="Application id. API 1.0: the id of the registered API application.")
    app_key: str | None = AssetField(description="Application key. API 1.0: the key of the registered API application.", sensitive=True)
    proxy_url: str | None = AssetField(description="Proxy URL. An http or https proxy on the way to Mimecast. A secret, since it may hold a password. Without it HTTPS_PROXY and NO_PROXY of the environment hold.", sensitive=True)
    ca_bundle: str | None = AssetField(description="CA bundle. The path of a file (PEM) or folder with the certificate authorities to trust, for a proxy that opens TLS. Verification cannot be switched off.")
    timeout_seconds: float | None = AssetField(description="Time-out in seconds. How long one HTTP exchange may take.", default=30)
    max_attempts: int | None = AssetField(description="Attempts. How often to ask about one message, the first time included. Waiting for the rate limit does not count.", default=4)
    concurrency: int | None = AssetField(description="Requests at once. How many requests may be in flight at once.", default=8)
    messages_per_request: int | None = AssetField(description="Messages a request. How many message ids one request carries. Raise it only once test_connection says that the tenant accounts for groups.", default=1)
    allow_other_host: bool | None = AssetField(description="Allow another host. Allow a base_url whose host is not Mimecast's. It will be given the credentials.", default=False)
    require_guard: bool | None = AssetField(description="Require a guard. Refuse to release or reject by id unless the guard (only_if) is given. If any source sets it to true, it is true.", default=False)


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
    """Run an action. One that did not do all it was asked for is a failure, with every record in its data."""
    given = answer(action_id, asset.model_dump(), params.model_dump(), deadline_seconds=DEADLINE_SECONDS)
    made = ActionResult(given.succeeded, given.message, params.model_dump())
    for row in given.rows:
        made.add_data(row)
    made.set_summary({**given.summary, "readable": given.readable})
    return made


@app.test_connectivity()
def test_connectivity(asset: Asset) -> None:
    """Check that Mimecast accepts the credentials, and say what works and what is missing."""
    given = answer("test_connection", asset.model_dump(), {}, deadline_seconds=DEADLINE_SECONDS)
    for check in given.rows:
        logger.progress(f"{check['check']}: {'ok' if check['ok'] else 'missing'}. {check['detail']}")
    if not given.succeeded:
        raise ActionFailure(given.message)


class Problem(ActionOutput):
    """What is wrong, or null."""

    category: str = OutputField(example_values=["invalid_input", "configuration", "authentication", "permission", "not_found", "already_released", "already_rejected", "rate_limited", "refused", "server_error", "network", "timeout", "protocol", "deadline", "cancelled", "guard", "internal"])
    code: str | None = OutputField()
    message: str = OutputField(column_name="Problem")
    retryable: bool = OutputField()
    hint: str = OutputField(column_name="What to do")
    http_status: int | None = OutputField()


class Check(ActionOutput):
    """One thing that was checked."""

    check: str = OutputField(example_values=["authentication"], column_name="Check")
    required: bool = OutputField()
    ok: bool = OutputField(column_name="Ok")
    detail: str = OutputField(example_values=["API 2.0 credentials accepted."], column_name="What was seen")
    error: Problem | None


class FoundMessage(ActionOutput):
    """A held message as the hold queue showed it. One mail to ten recipients is ten held messages."""

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
    """The held message as it was seen in this run, or null where nobody looked."""

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
    """What became of one message that was to be released."""

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
    """What became of one message that was to be rejected."""

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
    """What became of one message that left the hold queue."""

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
    """What Test Connection is given."""

    check_release_permission: bool | None = Param(description="Check the release permission. Ask to release two random ids that cannot exist, to see whether the role may release and whether the tenant accounts for each of several messages in one request.", default=False)
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
    description="Checks that Mimecast accepts the credentials, and says what works and what is missing.",
    verbose="Permission: Account | Dashboard | Read (to name the account and to check that the hold queue can be read); Permission: Account | Monitoring | Held | Read (to check that the release log can be read); Permission: Account | Monitoring | Held | Edit (check_release_permission); API 2.0 product: Cloud Gateway (always); API 2.0 product: Audit Events (to check that the release log can be read); Safe to repeat: It reads, and at the most asks for messages that cannot exist.",
    action_type="investigate",
    read_only=True,
    output_class=Check,
    summary_type=TestConnectionSummary,
    render_as="table",
)
def test_connection(params: TestConnectionParams, asset: Asset):  # noqa: ANN201
    return result("test_connection", params, asset)


class FindHeldMessagesParams(Params):
    """What Find Held Messages is given."""

    search_field: str | None = Param(description="Search in. Which field to search. Requires search_text.", value_list=["all", "subject", "sender", "recipient", "reason_code", "sender_ip"])
    search_text: str | None = Param(description="Search text. The text to search for. Requires search_field, unless all fields are searched.")
    start: str | None = Param(description="From. Only messages received since this time. An RFC 3339 time (2026-11-23T09:00:00Z) or a span back from now (90m, 24h, 7d, 2w).", default="30d")
    end: str | None = Param(description="Until. Only messages received until this time. If left out, all mail up to the newest. An RFC 3339 time (2026-11-23T09:00:00Z) or a span back from now (90m, 24h, 7d, 2w).")
    reason_codes: str | None = Param(description="Reason codes. Only messages held for one of these reason codes.", allow_list=True, cef_types=["mimecast reason code"])
    route: str | None = Param(description="Route. Only messages with this route.", default="all", value_list=["all", "internal", "outbound", "inbound", "external"])
    held_group: str | None = Param(description="Held for. Only messages that this group of people decides on.", value_list=["administrator", "moderator", "user", "cluster"])
    has_attachments: bool | None = Param(description="Has attachments. Only messages with attachments (true), or only those without (false).")
    admin: bool | None = Param(description="All recipients. List messages held for all recipients (true), or only for the user of the credentials (false).", default=True)
    max_messages: int | None = Param(description="At most. List at most this many messages; truncated says if there are more.", default=1000)
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
    description="Lists the messages that Mimecast holds, filtered, with the ids to release or reject them by.",
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
    """What Get Hold Summary is given."""

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
    description="Counts what Mimecast holds, for each reason.",
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
    """What Release Held Message is given."""

    ids: str = Param(description="Message ids. The secure ids of the held messages to release, as Find Held Messages gives them: 1 to 10,000. Duplicates are asked for once.", allow_list=True, cef_types=["mimecast held message id"], primary=True)
    reason: str | None = Param(description="Reason. Why they are released, for the audit trail: it goes into log lines and the readable text, never to Mimecast.")
    dry_run: bool | None = Param(description="Dry run. Show what would be released, with what the hold queue shows for each, and release nothing.", default=False)
    look_first: bool | None = Param(description="Look first. Look the messages up in the hold queue before anything is sent, so that records show what was released and a lost answer can be settled by the release log.", default=False)
    only_if_reason_codes: str | None = Param(description="Guard: Reason codes. The message was held for one of these reason codes.", allow_list=True, cef_types=["mimecast reason code"])
    only_if_senders: str | None = Param(description="Guard: Senders. The envelope sender is one of these addresses; <> is the null sender. A sender is a claim that anyone can make.", allow_list=True, cef_types=["email"])
    only_if_sender_domains: str | None = Param(description="Guard: Sender domains. The envelope sender is in one of these domains. Subdomains do not count.", allow_list=True, cef_types=["domain"])
    only_if_recipients: str | None = Param(description="Guard: Recipients. Every recipient is one of these addresses.", allow_list=True, cef_types=["email"])
    only_if_recipient_domains: str | None = Param(description="Guard: Recipient domains. Every recipient is in one of these domains. Subdomains do not count.", allow_list=True, cef_types=["domain"])
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
    description="Releases held messages by their ids, and says for each what became of it.",
    verbose="Permission: Account | Monitoring | Held | Edit (always); Permission: Account | Dashboard | Read (look_first, only_if, dry_run, and to settle a lost answer); Permission: Account | Monitoring | Held | Read (to settle a lost answer, and to tell a message that was released or rejected before); API 2.0 product: Cloud Gateway (always); API 2.0 product: Audit Events (to settle a lost answer, and to tell a message that was released or rejected before); Safe to repeat: A released message is no longer held; releasing it again is refused and changes nothing.",
    action_type="correct",
    read_only=False,
    output_class=ReleaseRecord,
    summary_type=ReleaseHeldMessageSummary,
    render_as="table",
)
def release_held_message(params: ReleaseHeldMessageParams, asset: Asset):  # noqa: ANN201
    return result("release_held_message", params, asset)


class ReleaseMatchingHeldMessagesParams(Params):
    """What Release Matching Held Messages is given."""

    max_messages: int = Param(description="At most. Release nothing if more messages than this match.")
    dry_run: bool | None = Param(description="Dry run. Show what would be released, and release nothing. True unless set to false.", default=True)
    search_field: str | None = Param(description="Search in. Which field to search. Requires search_text. Addresses match as a whole, on the envelope; a message to several recipients matches only if all of them do.", value_list=["subject", "sender", "recipient", "reason_code"])
    search_text: str | None = Param(description="Search text. The text to search for: for sender and recipient one whole address. Requires search_field.")
    start: str | None = Param(description="From. Only messages received since this time. An RFC 3339 time (2026-11-23T09:00:00Z) or a span back from now (90m, 24h, 7d, 2w).", default="30d")
    end: str | None = Param(description="Until. Only messages received until this time. Required with dry_run: false, so that mail that arrives later is not released. An RFC 3339 time (2026-11-23T09:00:00Z) or a span back from now (90m, 24h, 7d, 2w).")
    reason_codes: str | None = Param(description="Reason codes. Only messages held for one of these reason codes.", allow_list=True, cef_types=["mimecast reason code"])
    route: str | None = Param(description="Route. Only messages with this route.", default="all", value_list=["all", "internal", "outbound", "inbound", "external"])
    has_attachments: bool | None = Param(description="Has attachments. Only messages with attachments (true), or only those without (false).")
    admin: bool | None = Param(description="All recipients. Match messages held for all recipients (true), or only for the user of the credentials (false).", default=True)
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
    description="Releases the held messages that fit a filter, up to a number; a dry run unless said otherwise.",
    verbose="Permission: Account | Dashboard | Read (always); Permission: Account | Monitoring | Held | Edit (dry_run is false); Permission: Account | Monitoring | Held | Read (to settle a lost answer); API 2.0 product: Cloud Gateway (always); API 2.0 product: Audit Events (to settle a lost answer); Not safe to repeat: It releases whatever matches by then, and with an end given as a span that may be other mail.",
    action_type="correct",
    read_only=False,
    output_class=ReleaseRecord,
    summary_type=ReleaseMatchingHeldMessagesSummary,
    render_as="table",
)
def release_matching_held_messages(params: ReleaseMatchingHeldMessagesParams, asset: Asset):  # noqa: ANN201
    return result("release_matching_held_messages", params, asset)


class RejectHeldMessageParams(Params):
    """What Reject Held Message is given."""

    ids: str = Param(description="Message ids. The secure ids of the held messages to reject, as Find Held Messages gives them: 1 to 10,000. Duplicates are asked for once.", allow_list=True, cef_types=["mimecast held message id"], primary=True)
    reason_type: str | None = Param(description="Reason type. Why they are rejected, as one of Mimecast's reason types.", value_list=["MESSAGE CONTAINS UNDESIRABLE CONTENT", "MESSAGE CONTAINS CONFIDENTIAL INFORMATION", "REVIEWER DISAPPROVES OF CONTENT", "INAPPROPRIATE COMMUNICATION", "MESSAGE GOES AGAINST EMAIL POLICIES"])
    message: str | None = Param(description="Message to the sender. The text of the notification to the sender. It leaves the organisation.")
    notify: bool | None = Param(description="Notify the sender. Send the sender a notification of the rejection.", default=False)
    dry_run: bool | None = Param(description="Dry run. Show what would be rejected, with what the hold queue shows for each, and reject nothing.", default=False)
    look_first: bool | None = Param(description="Look first. Look the messages up in the hold queue before anything is sent, so that records show what was rejected and a lost answer can be settled by the release log.", default=False)
    only_if_reason_codes: str | None = Param(description="Guard: Reason codes. The message was held for one of these reason codes.", allow_list=True, cef_types=["mimecast reason code"])
    only_if_senders: str | None = Param(description="Guard: Senders. The envelope sender is one of these addresses; <> is the null sender. A sender is a claim that anyone can make.", allow_list=True, cef_types=["email"])
    only_if_sender_domains: str | None = Param(description="Guard: Sender domains. The envelope sender is in one of these domains. Subdomains do not count.", allow_list=True, cef_types=["domain"])
    only_if_recipients: str | None = Param(description="Guard: Recipients. Every recipient is one of these addresses.", allow_list=True, cef_types=["email"])
    only_if_recipient_domains: str | None = Param(description="Guard: Recipient domains. Every recipient is in one of these domains. Subdomains do not count.", allow_list=True, cef_types=["domain"])
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
    description="Rejects held messages by their ids, with a notification to the sender where wanted.",
    verbose="Permission: Account | Monitoring | Held | Edit (always); Permission: Account | Dashboard | Read (look_first, only_if, dry_run, and to settle a lost answer); Permission: Account | Monitoring | Held | Read (to settle a lost answer, and to tell a message that was released or rejected before); API 2.0 product: Cloud Gateway (always); API 2.0 product: Audit Events (to settle a lost answer, and to tell a message that was released or rejected before); Safe to repeat: A rejected message is no longer held; rejecting it again is refused and changes nothing.",
    action_type="contain",
    read_only=False,
    output_class=RejectRecord,
    summary_type=RejectHeldMessageSummary,
    render_as="table",
)
def reject_held_message(params: RejectHeldMessageParams, asset: Asset):  # noqa: ANN201
    return result("reject_held_message", params, asset)


class GetReleaseLogParams(Params):
    """What Get Release Log is given."""

    search_field: str | None = Param(description="Search in. Which field to search. Requires search_text.", value_list=["all", "operator", "from", "to", "subject", "info", "held_reason"])
    search_text: str | None = Param(description="Search text. The text to search for. Requires search_field, unless all fields are searched.")
    start: str | None = Param(description="From. Only messages that left the queue since this time. An RFC 3339 time (2026-11-23T09:00:00Z) or a span back from now (90m, 24h, 7d, 2w).", default="24h")
    end: str | None = Param(description="Until. Only messages that left the queue until this time. If left out, all up to the newest. An RFC 3339 time (2026-11-23T09:00:00Z) or a span back from now (90m, 24h, 7d, 2w).")
    status: str | None = Param(description="Status. Only messages with this status in the log.", value_list=["released", "rejected"])
    max_entries: int | None = Param(description="At most. List at most this many entries; truncated says if there are more.", default=1000)
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
    description="Lists what became of messages that left the hold queue, and who decided.",
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
