"""The protocol's own client, run by the interpreter that has it: calls on standard input, what comes of them on output.

In: `{"command": [...], "environ": {...}, "mode": "auto", "calls": [[tool, arguments], ...]}`; a third item of a call is
after how many seconds it is cancelled.
"""

import asyncio
import json
import sys
from typing import Any

from mcp import Client, MCPError, StdioServerParameters, stdio_client


async def _answers(asked: dict[str, Any]) -> dict[str, Any]:
    command, *arguments = asked["command"]
    parameters = StdioServerParameters(command=command, args=arguments, env=asked["environ"])
    async with Client(stdio_client(parameters), mode=asked["mode"]) as client:
        listed = await client.list_tools()
        return {
            "instructions": client.instructions,
            "tools": [tool.model_dump(mode="json", by_alias=True, exclude_unset=True) for tool in listed.tools],
            "answers": [await _answer(client, *call) for call in asked["calls"]],
        }


async def _answer(client: Client, tool: str, arguments: dict[str, Any], seconds: float | None = None) -> dict[str, Any]:
    try:
        async with asyncio.timeout(seconds):
            # The client checks the structured result against the tool's output schema.
            result = await client.call_tool(tool, arguments)
    except TimeoutError:
        return {"cancelled": True}
    except MCPError as error:
        return {"refused": str(error)}
    found: dict[str, Any] = result.model_dump(mode="json", by_alias=True)
    return found


if __name__ == "__main__":
    sys.stdout.write(json.dumps(asyncio.run(_answers(json.load(sys.stdin)))))
