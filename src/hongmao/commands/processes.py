"""The processes: each as a command of its own, and all under one supervisor."""

from typing import Annotated

import typer

from hongmao.commands.base import Inherited, Port, fail, load, load_settings

app = typer.Typer()


@app.command()
def up(
    workers: Annotated[int, typer.Option(min=1, help="Processes that serve pages.")] = 1,
) -> None:
    """Run edge, web and worker under one supervisor; what dies is started again.

    Ctrl-C or SIGTERM stops them cleanly: the log is sealed, no answered click is lost.
    """
    from hongmao.processes import serve

    raise typer.Exit(serve(load_settings(need_secret=True), web_workers=workers))


@app.command()
def edge(
    port: Port = None,
    workers: Annotated[
        int | None,
        typer.Option(min=1, help="Processes behind one socket; SIGHUP replaces them in order."),
    ] = None,
    fd: Inherited = None,
    tie: Inherited = None,
) -> None:
    """Answer links and beacons: `GET /r/<code>` and `POST /e`. No database on its path."""
    from hongmao.edge.app import PortInUse
    from hongmao.edge.folder import LogFolderError
    from hongmao.processes import announce, run_edge, run_edge_fleet

    values = load_settings(need_secret=True)

    def ready(address: str) -> None:
        announce(values, "edge", address)

    try:
        if workers is None:
            status = run_edge(values, port, fd, tie, ready)
        else:
            status = run_edge_fleet(values, port, fd, workers, ready)
    except (PortInUse, LogFolderError) as error:
        raise fail(str(error)) from None
    raise typer.Exit(status)


@app.command()
def web(
    port: Port = None,
    workers: Annotated[int, typer.Option(min=1, help="Processes that serve pages.")] = 1,
) -> None:
    """Serve the pages: the community, the consoles, the API."""
    from hongmao.processes import run_web

    values = load_settings(need_secret=True)
    try:
        run_web(values, port, workers)
    except OSError as error:
        raise fail(str(error)) from None


@app.command()
def work(
    once: Annotated[bool, typer.Option(help="Run every job once and end.")] = False,
) -> None:
    """Publish links, fill the lake, pull orders, match them, keep the books.

    Safe to run twice and to kill at any point.
    """
    values = load()
    from hongmao.jobs.worker import Worker
    from hongmao.processes import announce

    worker = Worker()
    if once:
        worker.prepare()
        worker.round()
        return
    raise typer.Exit(worker.run(ready=lambda: announce(values, "work", "")))
