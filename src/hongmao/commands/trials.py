"""A marketplace to try things in, and a whole demo."""

from pathlib import Path
from typing import Annotated

import typer

from hongmao.commands.base import Port, fail, load, load_settings, out

app = typer.Typer()


@app.command()
def sandbox(
    application: Annotated[
        str, typer.Option("--app", help="App key and secret that it accepts: KEY:SECRET.")
    ],
    port: Port = None,
    catalogue: Annotated[
        Path | None, typer.Option(help="JSON file of stores and products to sell.")
    ] = None,
) -> None:
    """Run a marketplace to try things in: it speaks Taobao's protocol and sells for pretend.

    Prints its address when it is ready. Example: `hongmao sandbox --port 0 --app demo:secret`.
    """
    from hongmao.processes import announce
    from hongmao.sandbox.server import run

    key, _, secret = application.partition(":")
    if not key or not secret:
        raise fail("--app takes KEY:SECRET, for example --app demo:secret")
    values = load_settings()
    status = run(
        host=values.host,
        port=values.sandbox_port if port is None else port,
        app_key=key,
        app_secret=secret,
        folder=values.home / "sandbox",
        catalogue=catalogue,
        ready=lambda address: announce(values, "sandbox", address),
    )
    raise typer.Exit(status)


@app.command()
def demo(
    script: Annotated[
        bool,
        typer.Option("--script", help="Drive one reader through the whole chain, and audit it."),
    ] = False,
    readers: Annotated[bool, typer.Option(help="Keep a slow trickle of simulated readers.")] = True,
) -> None:
    """Set up a community with notes, brands and a sandbox marketplace, and run all of it.

    With `--script` nothing is shown: one reader goes the whole way from a note to a refund, each
    step prints its ids, and the command ends with 0 only if every cent agrees.
    """
    from hongmao.demo.setup import NotADemo, prepare

    try:
        prepare(any_port=script)
    except NotADemo as error:
        raise fail(str(error)) from None
    values = load()
    if script:
        from hongmao.demo.script import run_script

        raise typer.Exit(run_script(values, out))
    from hongmao.demo.run import run_demo

    raise typer.Exit(run_demo(values, out, readers=readers))


@app.command(hidden=True)
def demo_readers() -> None:
    """The demo's simulated readers; `hongmao demo` starts them."""
    values = load_settings()
    from hongmao.demo.readers import run_readers

    raise typer.Exit(run_readers(values))
