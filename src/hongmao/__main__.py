"""The command line: one verb for each process or task."""

import logging.config
import os
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from pydantic import ValidationError
from rich.console import Console

if TYPE_CHECKING:
    from hongmao.settings import Settings

app = typer.Typer(
    name="hongmao",
    no_args_is_help=True,
    rich_markup_mode="markdown",
    pretty_exceptions_enable=False,
    help="""**Hongmao (红猫)**: earn from the shopping that notes inspire, without running a shop.

    Try it with `hongmao demo`. Run it with `hongmao migrate`, then `hongmao up`. All state lies in
    one folder, `HONGMAO_HOME` (default `var/`), and settings come from the environment or from the
    file `env` in that folder; `docs/reference/settings.md` lists them. When something is wrong,
    start with `hongmao doctor`.""",
)
user_app = typer.Typer(no_args_is_help=True, help="Open accounts and set passwords.")
app.add_typer(user_app, name="user")
measure_app = typer.Typer(no_args_is_help=True, help="Share conversions among touches.")
app.add_typer(measure_app, name="measure")
bench_app = typer.Typer(no_args_is_help=True, help="Prove on this machine what is promised.")
app.add_typer(bench_app, name="bench")
out = Console(soft_wrap=True)
complain = Console(stderr=True, soft_wrap=True, style="red")

Port = Annotated[int | None, typer.Option(help="Port to listen on; 0 takes any free one.")]
Inherited = Annotated[int | None, typer.Option(hidden=True)]


def fail(sentence: str) -> typer.Exit:
    """Say what is wrong and how to mend it; the command ends with status 2."""
    complain.print(sentence, markup=False)
    return typer.Exit(2)


def load() -> "Settings":
    """The settings, with Django ready; ends the command with a sentence where one is wrong."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "hongmao.settings")
    values = load_settings()
    import django

    django.setup()
    return values


def load_settings(need_secret: bool = False) -> "Settings":
    """The settings alone, without Django: what the edge needs."""
    try:
        from hongmao.settings import LOGGING, settings
    except ValidationError as error:
        for problem in error.errors():
            name = "_".join(str(part) for part in problem["loc"]).upper()
            complain.print(f"HONGMAO_{name}: {problem['msg']}", markup=False)
        raise fail("Mend these settings in the environment or in the file env.") from None
    logging.config.dictConfig(LOGGING)
    settings.home.mkdir(parents=True, exist_ok=True)
    if need_secret and len(settings.secret.get_secret_value()) < 32:
        raise fail(
            "HONGMAO_SECRET is not set, or shorter than 32 characters. Make one with "
            f"`python -c 'import secrets; print(secrets.token_hex(32))'` and keep it in the "
            f"environment or in {settings.home / 'env'} as HONGMAO_SECRET=…"
        )
    return settings


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


@app.command()
def pull(
    marketplace: Annotated[str, typer.Argument(help="Whose feeds: taobao or taobao_ud, for one.")],
    first: Annotated[
        datetime, typer.Option("--from", formats=["%Y-%m-%d"], help="First day to pull.")
    ],
    last: Annotated[
        datetime, typer.Option("--to", formats=["%Y-%m-%d"], help="Last day to pull, all of it.")
    ],
) -> None:
    """Pull a marketplace's feeds over days of the past again; nothing is stored twice.

    Days are those of `HONGMAO_TIME_ZONE`. Stopped or killed, the same command goes on where it
    stopped. The worker may run meanwhile: its own place in the feeds stays as it is.

    Example: `hongmao pull taobao --from 2026-11-01 --to 2026-11-12`.
    """
    load()
    from hongmao.links.marketplaces import configured
    from hongmao.reports import show_backfill

    if marketplace not in configured():
        known = ", ".join(configured()) or "none: see docs/reference/settings.md"
        raise fail(f"No access to {marketplace!r} is set up. Choose from: {known}.")
    if last < first:
        raise fail("--to is before --from.")
    raise typer.Exit(show_backfill(marketplace, first.date(), last.date(), out))


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


@app.command()
def doctor() -> None:
    """Check settings, ports, database, disk, clock, log and snapshot; say how to mend each."""
    values = load()
    from hongmao.doctor import examine, report

    raise typer.Exit(report(examine(values), out))


@app.command("match")
def match_command(
    again: Annotated[
        bool, typer.Option("--again", help="Judge orders anew that have a match already.")
    ] = False,
    since: Annotated[
        datetime | None,
        typer.Option(formats=["%Y-%m-%d"], help="With --again: orders made from this day on."),
    ] = None,
) -> None:
    """Match the orders that wait to their clicks, with what the lake and the leases say now.

    A judgement that comes out differently supersedes the one that stands, which is kept; the worker
    then brings the books in line. Safe to run at any time, and twice.
    """
    load()
    from django.utils import timezone

    from hongmao.jobs.match import match_all
    from hongmao.orders.actions import judge_again
    from hongmao.reports import show_matching

    if since is not None and not again:
        raise fail("--since goes with --again.")
    if again:
        judge_again(timezone.make_aware(since) if since else None)
    show_matching(lambda heard: match_all(timezone.now(), heard), out)


@app.command()
def audit() -> None:
    """Recount everything from the log; end with 1 where any shown total differs."""
    load()
    from hongmao.jobs.audit import audit as run_audit
    from hongmao.jobs.audit import differs
    from hongmao.reports import show_findings

    findings = show_findings(run_audit(), out)
    raise typer.Exit(1 if differs(findings) else 0)


@app.command()
def import_orders(
    marketplace: Annotated[str, typer.Argument(help="taobao, jd, pdd, shopify or postback.")],
    file: Annotated[Path, typer.Argument(exists=True, dir_okay=False, help="The report, CSV.")],
    dry_run: Annotated[bool, typer.Option(help="Show what would change; change nothing.")] = False,
    preset: Annotated[
        str, typer.Option(help="Whose columns: taobao, jd, pdd or generic; usually known.")
    ] = "",
    named: Annotated[
        list[str] | None,
        typer.Option("--map", help="A column called otherwise: field=column. May be repeated."),
    ] = None,
    skip_bad: Annotated[bool, typer.Option(help="Import the good rows in spite of bad ones.")]
    = False,
) -> None:  # fmt: skip
    """Import a marketplace's order report; a report imported twice changes nothing.

    Bad rows are listed with their line and why. Without `--skip-bad` they stop the import before
    anything is written, and the command ends with 1.
    """
    load()
    from hongmao.imports import CannotImport, run_import

    try:
        good = run_import(marketplace, file, preset, named or [], dry_run, skip_bad, out)
    except CannotImport as problem:
        raise fail(str(problem)) from None
    raise typer.Exit(0 if good else 1)


@app.command()
def postback(
    name: Annotated[str, typer.Argument(help="The network's name: 1 to 16 of a-z, 0-9 and -.")],
    preset: Annotated[str, typer.Option(help="tune, voluum or keitaro; else plain names.")] = "",
    currency: Annotated[str, typer.Option(help="Currency where a postback names none.")] = "USD",
    address: Annotated[
        list[str] | None, typer.Option(help="An address or CIDR it calls from. May be repeated.")
    ] = None,
    link: Annotated[
        str, typer.Option(help="Where its links lead, with {click_id} and {item_id}.")
    ] = "",
) -> None:
    """Prepare a network that sends postbacks: prints the setting to keep and the URL to give it.

    Nothing is written: put the line into the environment or the file `env`, and restart.
    """
    values = load()
    from hongmao.imports import CannotImport, prepare_network

    try:
        lines = prepare_network(
            name, values.web_address, preset=preset, currency=currency,
            addresses=address or [], link=link,
        )  # fmt: skip
    except CannotImport as problem:
        raise fail(str(problem)) from None
    for line in lines:
        out.print(line, markup=False, highlight=False)


@app.command()
def migrate() -> None:
    """Bring the database up to this version; makes it where there is none."""
    values = load()
    from django.core.management import call_command
    from django.db import OperationalError

    try:
        call_command("migrate", interactive=False, verbosity=0)
    except OperationalError as error:
        raise fail(f"The database does not answer: {error}. Check HONGMAO_DATABASE_URL.") from None
    where = values.database_url.split("@")[-1] if values.database_url else str(values.home)
    out.print(f"The database is up to date ({where}).")


@user_app.command("add")
def user_add(
    username: Annotated[str, typer.Argument(help="Name to log in with.")],
    role: Annotated[str, typer.Option(help="reader, creator, brand or operator.")] = "operator",
    name: Annotated[str, typer.Option(help="Name that pages show.")] = "",
    password: Annotated[
        str, typer.Option(prompt=True, confirmation_prompt=True, hide_input=True)
    ] = "",
) -> None:
    """Open an account."""
    load()
    from django.contrib.auth.password_validation import validate_password
    from django.core.exceptions import ValidationError as Invalid
    from django.db import IntegrityError

    from hongmao.people.actions import create_person
    from hongmao.people.models import Role

    if role not in Role.values:
        raise fail(f"There is no role {role!r}. Choose one of: {', '.join(Role.values)}.")
    try:
        validate_password(password)
        create_person(username, password, Role(role), name or username)
    except Invalid as error:
        raise fail(" ".join(error.messages)) from None
    except IntegrityError:
        raise fail(f"{username} has an account already.") from None
    out.print(f"{username} can log in as {role}.")


@user_app.command("password")
def user_password(
    username: Annotated[str, typer.Argument(help="Whose password to set.")],
    password: Annotated[
        str, typer.Option(prompt=True, confirmation_prompt=True, hide_input=True)
    ] = "",
) -> None:
    """Set the password of an account."""
    load()
    from hongmao.people.actions import set_password
    from hongmao.people.models import Person

    try:
        set_password(username, password)
    except Person.DoesNotExist:
        raise fail(f"There is no account {username}.") from None
    out.print(f"The password of {username} is set.")


@user_app.command("list")
def user_list() -> None:
    """List the accounts with their roles."""
    load()
    from hongmao.people.queries import everyone
    from hongmao.reports import show_people

    show_people(everyone(), out)


@measure_app.command("paths")
def measure_paths(
    paths: Annotated[Path, typer.Argument(exists=True, dir_okay=False, help="CSV or Parquet.")],
    model: Annotated[
        str,
        typer.Option(
            help="first, last, last-non-direct, linear, position, time-decay, markov or shapley."
        ),
    ] = "markov",
    order: Annotated[int, typer.Option(min=1, max=4, help="Markov's order.")] = 1,
    sep: Annotated[
        str | None, typer.Option(help="What parts the touches of a path.", show_default=">")
    ] = None,
    half_life: Annotated[
        float | None,
        typer.Option(help="Time decay's, in touches: path tables have no times.", show_default="1"),
    ] = None,
    direct: Annotated[
        list[str] | None,
        typer.Option(
            help="A channel that last-non-direct passes over; may be repeated.",
            show_default="direct",
        ),
    ] = None,
    skip_bad: Annotated[bool, typer.Option(help="Leave bad rows out, and count them.")] = False,
    target: Annotated[
        Path | None, typer.Option("--out", help="File to write: .csv or .parquet.")
    ] = None,
) -> None:
    """Credit channels from a table of paths; `docs/measure.md` says how each model shares.

    Columns: `path` (`a > b > c`), `total_conversions`, and maybe `total_conversion_value` and
    `total_null`. Every row is used or refused, and counted; without `--skip-bad` a refused row
    stops it with status 1.

    Example: `hongmao measure paths PATHS.csv --model markov --order 2 --out CREDITS.csv`.
    """
    from hongmao.measuring import CannotMeasure, run_paths

    passed = tuple(direct) if direct else ("direct",)
    try:
        good = run_paths(paths, model, order, sep, half_life, passed, skip_bad, target, out)
    except CannotMeasure as problem:
        raise fail(str(problem)) from None
    raise typer.Exit(0 if good else 1)


@bench_app.command("kill")
def bench_kill(
    rounds: Annotated[int, typer.Option(min=1, help="Kills in each mode.")] = 20,
) -> None:
    """Kill an edge under full load, in both modes; end with 1 where a click is lost or doubled."""
    from hongmao.killtest import kill_edges

    counts = [
        kill_edges(rounds, mode, lambda line: out.print(line, markup=False))
        for mode in ("power", "crash")
    ]
    for count in counts:
        out.print(
            f"{count.durability}: {count.rounds} kills, {count.answered} clicks answered, "
            f"{count.written} written, {count.missing} answered and missing, "
            f"{count.duplicated} duplicated"
        )
    raise typer.Exit(0 if all(count.sound for count in counts) else 1)


def main() -> None:
    """Run the command line."""
    app()


if __name__ == "__main__":
    main()
