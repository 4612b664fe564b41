"""Starts the server: settings said in full, everything imported first, this machine only."""

import gc
import importlib
import logging
import os
import socket
import sys
import tomllib
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from dashboard.settings import Settings
from data.problems import UserError

HERE = Path(__file__).parent
APP = HERE / "app.py"

WARM = (
    "altair",
    "narwhals",
    "pandas",
    "polars",
    "pyarrow",
    "scipy.stats",
    "streamlit.web.server.server",
    "streamlit.runtime.scriptrunner",
    "dashboard.charts",
    "dashboard.session",
    "dashboard.wording",
)
"""Imported before the first reader comes. Readers who come together would otherwise import at the
same time in their own threads, and some would be shown a half-imported library."""


def serve(
    settings: Settings, ready: Callable[[], None] = lambda: None, *, open_browser: bool = True
) -> None:
    """Serve the dashboard until it is stopped with Ctrl+C; `ready` is called when it is about to listen.

    Works from any folder. Raises UserError where the port is taken.
    """
    _refuse_a_taken_port(settings)
    settings.hand_on()
    options = server_options(settings, open_browser=open_browser)

    from streamlit import config
    from streamlit.web import bootstrap

    # As `streamlit run` does; it decides where Streamlit looks for secrets.
    config._main_script_path = str(APP)
    bootstrap.load_config_options(options)
    _warm()
    ready()
    bootstrap.run(str(APP), False, [], options)


def address(settings: Settings) -> str:
    """What a reader types into a browser."""
    host = f"[{settings.host}]" if ":" in settings.host else settings.host
    return f"http://{host}:{settings.port}"


def server_options(settings: Settings, *, open_browser: bool) -> dict[str, Any]:
    """Every setting of the server by its full name ("server.port").

    They come from .streamlit/config.toml and are passed on one by one, because Streamlit reads that
    file from the current folder only: started from elsewhere it would listen on every address.
    """
    shipped = HERE / ".streamlit" / "config.toml"  # where an installed wheel has it
    path = shipped if shipped.exists() else HERE.parent / ".streamlit" / "config.toml"
    options = dict(_flat(tomllib.loads(path.read_text(encoding="utf-8"))))
    options |= {
        "server.address": settings.host,
        "server.port": settings.port,
        "browser.serverAddress": settings.host,
        "browser.serverPort": settings.port,
    }
    if open_browser and sys.stdout.isatty():
        # Streamlit opens a browser, except on a machine that has no screen.
        del options["server.headless"]
    return options


def _flat(table: dict[str, Any], prefix: str = "") -> Iterator[tuple[str, Any]]:
    for name, value in table.items():
        if isinstance(value, dict):
            yield from _flat(value, f"{prefix}{name}.")
        else:
            yield f"{prefix}{name}", value


def _refuse_a_taken_port(settings: Settings) -> None:
    family = socket.AF_INET6 if ":" in settings.host else socket.AF_INET
    with socket.socket(family, socket.SOCK_STREAM) as probe:
        if os.name == "posix":
            # A port that was in use a moment ago is free; on Windows this option means another thing.
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((settings.host, settings.port))
        except OSError as error:
            raise UserError(
                f"Port {settings.port} cannot be used: {error.strerror}.\n"
                f"If the dashboard is running already, it is at {address(settings)}.\n"
                f"Otherwise choose another port: partnership serve --port {settings.port % 65535 + 1}"
            ) from error


def _warm() -> None:
    """Import what pages use, open the release once, and take it all out of the collector's rounds.

    Streamlit collects garbage after every redraw; with these libraries loaded that was most of a
    redraw's time until they were frozen.
    """
    for name in WARM:
        importlib.import_module(name)
    # Streamlit warns that nobody is looking on, which is so.
    onlooker = logging.getLogger("streamlit.runtime.scriptrunner_utils.script_run_context")
    onlooker.disabled = True
    importlib.import_module("dashboard.session").warm()
    onlooker.disabled = False
    gc.collect()
    gc.freeze()
