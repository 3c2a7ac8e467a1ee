"""What keeps an installation sound."""

import typer

from hongmao.commands.base import fail, load, out

app = typer.Typer()


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


@app.command()
def doctor() -> None:
    """Check settings, ports, database, disk, clock, log and snapshot; say how to mend each."""
    values = load()
    from hongmao.doctor import examine, report

    raise typer.Exit(report(examine(values), out))


@app.command()
def audit() -> None:
    """Recount everything from the log; end with 1 where any shown total differs."""
    load()
    from hongmao.jobs.audit import audit as run_audit
    from hongmao.jobs.audit import differs
    from hongmao.reports import show_findings

    findings = show_findings(run_audit(), out)
    raise typer.Exit(1 if differs(findings) else 0)
