"""Run the command line with `python -m mimecast_hold`."""

from mimecast_hold.cli.main import console

if __name__ == "__main__":
    console()
