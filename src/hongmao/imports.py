"""Orders by hand: importing a report, and preparing a network that sends postbacks."""

import secrets
from collections.abc import Iterable
from pathlib import Path

import msgspec
from django.utils import timezone
from rich.console import Console

from hongmao.brands.models import Marketplace
from hongmao.connectors.postback.config import read_networks
from hongmao.connectors.reports.parse import read_report
from hongmao.connectors.reports.presets import PRESETS, with_columns
from hongmao.connectors.reports.settled import (
    SETTLED_PRESETS,
    SettledRow,
    read_settled,
    with_settled_columns,
)
from hongmao.connectors.reports.table import BadReport, BadRow
from hongmao.links.marketplaces import networks
from hongmao.orders.imports import carry_out, plan, sort_rows
from hongmao.reports import SHOWN_DIFFERENCES, show_import, show_reconciliation
from hongmao.settlement.actions.reconciliation import keep_figures, reconcile


class CannotImport(Exception):
    """What was asked cannot be done; it says why, and nothing was written."""


def run_import(
    marketplace: str,
    file: Path,
    preset: str,
    named: Iterable[str],
    dry_run: bool,
    skip_bad: bool,
    out: Console,
) -> bool:
    """Import a report, or show what it would change; whether no bad row stopped it.

    Raises `CannotImport`.
    """
    known = {*Marketplace.values, *PRESETS} - {"generic"}
    if marketplace not in known:
        raise CannotImport(
            f"There is no marketplace {marketplace!r}. Choose one of: {', '.join(sorted(known))}."
        )
    chosen = preset or (marketplace if marketplace in PRESETS else "generic")
    if chosen not in PRESETS:
        raise CannotImport(f"There is no preset {chosen!r}. Choose one of: {', '.join(PRESETS)}.")
    try:
        columns = with_columns(PRESETS[chosen], named)
        rows, bad = sort_rows(read_report(file.read_bytes(), columns))
    except (BadReport, ValueError, OSError) as problem:
        raise CannotImport(str(problem)) from None
    stopped = bool(bad) and not skip_bad
    dry, at = dry_run or stopped, timezone.now()
    changes = plan(marketplace, rows, at) if dry else carry_out(marketplace, rows, at, file.name)
    show_import(changes, bad, out, dry=dry)
    return not stopped


def run_reconciliation(
    marketplace: str,
    period: str,
    report: Path | None,
    preset: str,
    named: Iterable[str],
    out: Console,
) -> bool:
    """Keep a settlement report where there is one, then reconcile; whether no bad row stopped it.

    Raises `CannotImport`, and `Refusal` where the month is not closed.
    """
    if marketplace not in Marketplace.values:
        known = ", ".join(sorted(Marketplace.values))
        raise CannotImport(f"There is no marketplace {marketplace!r}. Choose one of: {known}.")
    if report is not None:
        chosen = preset or (marketplace if marketplace in SETTLED_PRESETS else "generic")
        if chosen not in SETTLED_PRESETS:
            known = ", ".join(SETTLED_PRESETS)
            raise CannotImport(f"There is no preset {chosen!r}. Choose one of: {known}.")
        try:
            columns = with_settled_columns(SETTLED_PRESETS[chosen], named)
            read = list(read_settled(report.read_bytes(), columns))
        except (BadReport, ValueError, OSError) as problem:
            raise CannotImport(str(problem)) from None
        bad = [row for row in read if isinstance(row, BadRow)]
        if bad:
            for row in bad[:SHOWN_DIFFERENCES]:
                out.print(str(row), style="red", markup=False)
            out.print(f"{len(bad)} bad rows: nothing was kept.")
            return False
        rows = [row for row in read if isinstance(row, SettledRow)]
        out.print(f"{keep_figures(marketplace, rows, report.name):,} rows kept.")
    show_reconciliation(reconcile(marketplace, period, timezone.now()), out)
    return True


def prepare_network(name: str, web_address: str, **fields: object) -> tuple[str, str]:
    """The setting that adds a network with a fresh token, and the URL it calls.

    `fields` are those of `Network` but the token. Raises `CannotImport`.
    """
    known = {key: msgspec.to_builtins(one) for key, one in networks().items()}
    entry = {"token": secrets.token_urlsafe(24), **fields}
    text = msgspec.json.encode({**known, name: entry}).decode()
    try:
        network = read_networks(text)[name]
    except ValueError as problem:
        raise CannotImport(f"{problem}.") from None
    query = "&".join(f"{parameter}=…" for parameter in network.speech.parameters.values())
    return f"HONGMAO_POSTBACKS={text}", f"{web_address}/postback/{network.token}?{query}"
