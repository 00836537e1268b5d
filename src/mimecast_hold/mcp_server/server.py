"""The server: the protocol's own library around a session. The only module that imports it."""

import anyio
import anyio.to_thread
import mcp_types as types
from mcp.server.context import ServerRequestContext
from mcp.server.lowlevel import Server
from mcp.server.stdio import stdio_server
from mcp.shared.exceptions import MCPError

from mimecast_hold.api.clock import Patience
from mimecast_hold.errors import InputError
from mimecast_hold.mcp_server import tools
from mimecast_hold.mcp_server.session import Session
from mimecast_hold.plugin.manifest import Action


def serve(session: Session) -> None:
    """Serve over standard input and output, until the client goes."""
    anyio.run(_serve, session)


async def _serve(session: Session) -> None:
    over = server(session)
    async with stdio_server() as (read, write):
        await over.run(read, write, over.create_initialization_options())


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
    begun: list[Patience] = []
    try:
        envelope = await anyio.to_thread.run_sync(
            lambda: session.call(action, arguments, begun.append), abandon_on_cancel=True
        )
    except anyio.get_cancelled_exc_class():
        # The client no longer waits: nothing more is sent.
        for patience in begun:
            patience.cancel()
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
