"""Build a reproducible app package for Splunk SOAR.

Usage, with splunk-soar-sdk installed: python make_app.py [OUTPUT.tgz]. Each wheel is verified by its hash in uv.lock.
"""

import asyncio
import io
import json
import sys
import tarfile
import zipfile
from pathlib import Path

HERE = Path(__file__).resolve().parent
WHEELS = HERE / "wheels"
sys.path.insert(0, str(WHEELS / "mimecast_hold-0.1.0-py3-none-any.whl"))

from mimecast_hold.exporters.package import Package  # noqa: E402
from soar_sdk.cli.package import cli  # noqa: E402
from soar_sdk.meta.dependencies import UvWheel  # noqa: E402

# The SDK downloads all wheels at once and gives each one ten seconds.
AT_ONCE, ATTEMPTS = asyncio.Semaphore(6), 3
download = UvWheel.fetch


async def fetch(wheel: UvWheel) -> bytes:
    """Download a wheel, or read it from wheels/ if uv.lock has no URL for it."""
    if wheel.url is None:
        data = (WHEELS / str(wheel.filename)).read_bytes()
        wheel.validate_hash(data)
        return data
    async with AT_ONCE:
        for _ in range(ATTEMPTS - 1):
            try:
                return await download(wheel)
            except OSError:
                continue
            except Exception as error:  # noqa: BLE001 - the SDK's HTTP client has its own exceptions
                if "Timeout" not in type(error).__name__ and "Connect" not in type(error).__name__:
                    raise
        return await download(wheel)


def repacked(data: bytes) -> bytes:
    """Return the package with its files sorted, fixed times and no user names."""
    with tarfile.open(fileobj=io.BytesIO(data)) as archive:
        files = {m.name: archive.extractfile(m).read() for m in archive.getmembers() if m.isfile()}
    locked = (HERE / "uv.lock").read_text()
    for path, content in files.items():
        if path.endswith("/manifest.json"):
            manifest = json.loads(content)
            manifest["utctime_updated"] = "2020-01-01T00:00:00.000000Z"
            files[path] = json.dumps(manifest, indent=4).encode()
        elif path.endswith(".whl") and Path(path).name not in locked:
            # The SDK built this wheel from a source distribution in uv.lock.
            with zipfile.ZipFile(io.BytesIO(content)) as wheel:
                inside = {name: wheel.read(name) for name in wheel.namelist()}
            files[path] = Package(files=inside, archive_name="built.zip", next_step="").archive()
    return Package(files=files, archive_name="app.tgz", next_step="").archive()


def main() -> None:
    """Build the app, and make the package reproducible."""
    output = Path(sys.argv[1] if len(sys.argv) > 1 else "mimecast_hold_app-0.1.0.tgz").resolve()
    UvWheel.fetch = fetch
    cli.build(HERE, output, None)
    output.write_bytes(repacked(output.read_bytes()))
    print(f"{output} ({output.stat().st_size:,} bytes)")


if __name__ == "__main__":
    main()
