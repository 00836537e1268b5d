"""The server: the protocol's own library around a session."""

import anyio
import anyio.to_thread
import mcp_types as types
from mcp.server.context import ServerRequestContext
from mcp.server.lowlevel import Server
from mcp.shared.exceptions import MCPError

from mimecast_hold.errors import InputError
from mimecast_hold.mcp_server import tools
from mimecast_hold.mcp_server.lines import InputLines, Output
from mimecast_hold.mcp_server.link import Link
from mimecast_hold.mcp_server.session import Cancellation, Session
from mimecast_hold.plugin.manifest import Action

_SETTLING = 3.0  # seconds; a run ends within one of being cancelled
_LAST_ANSWERS = 0.5  # seconds for a client that still reads


def serve(session: Session, lines: InputLines, output: Output) -> None:
    """Serve until the lines end; then settle the calls under way, so that what became of each message is logged."""
    try:
        anyio.run(_serve, session, lines, output)
    finally:
        session.close(_SETTLING)  # whatever ended it


async def _serve(session: Session, lines: InputLines, output: Output) -> None:
    over = server(session)
    link = Link(lines, output)
    try:
        async with anyio.create_task_group() as group:
            group.start_soon(link.send)
            group.start_soon(over.run, link.incoming, link.outgoing, over.create_initialization_options())
            await link.receive()
            # The library would abandon the calls under way if it saw the end before they have ended.
            await anyio.to_thread.run_sync(
                session.calls.settle, _SETTLING, abandon_on_cancel=True, limiter=anyio.CapacityLimiter(1)
            )
            with anyio.move_on_after(_LAST_ANSWERS):
                await link.all_answered()
            group.cancel_scope.cancel()
    finally:
        link.close()


def server(session: Session) -> Server[object]:
    """The session as a server of the protocol."""

    async def list_tools(
        _: ServerRequestContext[object], __: types.PaginatedRequestParams | None
    ) -> types.ListToolsResult:
        return types.ListToolsResult(tools=[_tool(action) for action in session.actions()])

    async def call_tool(_: ServerRequestContext[object], asked: types.CallToolRequestParams) -> types.CallToolResult:
        try:
            action = session.action(asked.name)
        except InputError as error:
            # MCP: Tools, "Error Handling": an unknown tool is an error of the protocol.
            raise MCPError(types.INVALID_PARAMS, f"{error} {error.hint}".strip()) from None
        return await _call(session, action, asked.arguments)

    declared = session.declared
    return Server(
        declared.name,
        version=declared.version,
        title=declared.title,
        description=declared.description,
        instructions=tools.INSTRUCTIONS,
        on_list_tools=list_tools,
        on_call_tool=call_tool,
    )


async def _call(session: Session, action: Action, arguments: object) -> types.CallToolResult:
    cancellation = Cancellation()
    try:
        envelope = await anyio.to_thread.run_sync(session.call, action, arguments, cancellation, abandon_on_cancel=True)
    except anyio.get_cancelled_exc_class():
        # The client no longer waits: nothing more is sent.
        cancellation.cancel()
        raise
    return types.CallToolResult(
        content=[types.TextContent(text=tools.text(action.title, envelope))],
        structured_content=envelope,
        is_error=envelope["status"] != "success",
    )


def _tool(action: Action) -> types.Tool:
    hints = tools.hints(action)
    return types.Tool(
        name=action.id,
        title=action.title,
        description=tools.description(action),
        input_schema=dict(action.input_schema),
        output_schema=dict(action.output_schema),
        annotations=types.ToolAnnotations(
            title=action.title,
            read_only_hint=hints.read_only,
            destructive_hint=hints.destructive,
            idempotent_hint=hints.idempotent,
            open_world_hint=True,
        ),
    )
