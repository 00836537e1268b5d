"""The MCP server: connects the protocol's library to a session."""

from typing import IO, cast

import anyio
import anyio.to_thread
from mcp import MCPError, types
from mcp.server import Server, ServerRequestContext
from mcp.server.stdio import stdio_server

from mimecast_hold.errors import InputError
from mimecast_hold.mcp_server import tools
from mimecast_hold.mcp_server.lines import InputLines, Output
from mimecast_hold.mcp_server.session import Cancellation, Session
from mimecast_hold.mcp_server.stdio import SETTLING, Stdio
from mimecast_hold.plugin.manifest import Action

_CALLS_AT_ONCE = 40
_LAST_WRITES = 0.5  # seconds for a client that still reads


def serve(session: Session, lines: InputLines, output: Output) -> None:
    """Serve until the lines end. Then let running calls finish, so that every message's outcome is logged."""
    try:
        anyio.run(_serve, session, lines, output)
    finally:
        session.close(SETTLING)
        output.close(_LAST_WRITES)


async def _serve(session: Session, lines: InputLines, output: Output) -> None:
    mcp_server = server(session)
    file = anyio.wrap_file(cast("IO[str]", Stdio(lines, output, session.calls)))
    async with stdio_server(file, file) as (incoming, outgoing):
        await mcp_server.run(incoming, outgoing, mcp_server.create_initialization_options())


def server(session: Session) -> Server[object]:
    """Return a server of the protocol for a session."""
    # Calls have threads of their own, so that however many there are, messages are read and written.
    limiter = anyio.CapacityLimiter(_CALLS_AT_ONCE)

    async def list_tools(
        _: ServerRequestContext[object], __: types.PaginatedRequestParams | None
    ) -> types.ListToolsResult:
        return types.ListToolsResult(tools=list(map(tool, session.actions())))

    async def call_tool(_: ServerRequestContext[object], call: types.CallToolRequestParams) -> types.CallToolResult:
        try:
            action = session.action(call.name)
        except InputError as error:
            # MCP: Tools, "Error Handling": an unknown tool is an error of the protocol.
            raise MCPError(types.INVALID_PARAMS, f"{error} {error.hint}".strip()) from None
        return await _call(session, action, call.arguments, limiter)

    manifest = session.manifest
    return Server(
        manifest.name,
        version=manifest.version,
        title=manifest.title,
        description=manifest.description,
        instructions=tools.INSTRUCTIONS,
        on_list_tools=list_tools,
        on_call_tool=call_tool,
    )


async def _call(
    session: Session, action: Action, arguments: object, limiter: anyio.CapacityLimiter
) -> types.CallToolResult:
    cancellation = Cancellation()
    try:
        envelope = await anyio.to_thread.run_sync(
            session.call, action, arguments, cancellation, abandon_on_cancel=True, limiter=limiter
        )
    except anyio.get_cancelled_exc_class():
        cancellation.cancel()  # the client no longer waits: nothing more is sent
        raise
    return types.CallToolResult(
        content=[types.TextContent(text=tools.text(action.title, envelope))],
        structured_content=envelope,
        is_error=envelope["status"] != "success",
    )


def tool(action: Action) -> types.Tool:
    """Return an action as a tool. A release or a reject cannot be undone, so both are destructive."""
    return types.Tool(
        name=action.id,
        title=action.title,
        description=tools.description(action),
        input_schema=dict(action.input_schema),
        output_schema=dict(action.output_schema),
        # MCP: Tools, "Tool annotations": a client may show them before it asks a person for permission.
        annotations=types.ToolAnnotations(
            title=action.title,
            read_only_hint=not action.changes_anything,
            destructive_hint=action.changes_anything,
            idempotent_hint=action.safe_to_repeat,
            open_world_hint=True,
        ),
    )
