"""Examines an installation: what is right, what is not, and how to mend it."""

import os
import shutil
import socket
import statistics
import tempfile
import time
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Literal

import httpx
import msgspec
from django.db import DatabaseError, connection
from django.db.migrations.executor import MigrationExecutor
from django.utils import timezone
from rich.console import Console

from hongmao.core.connector import MarketplaceError
from hongmao.core.reasons import SENTENCES
from hongmao.edge.snapshot import SnapshotError, read_snapshot
from hongmao.edge.status import STATUS, LogStatus
from hongmao.jobs.upkeep import LAKE, PATIENCE
from hongmao.lake.parquet import segment_name, shipped
from hongmao.lake.segments import sealed_segments
from hongmao.links.marketplaces import configured, connector
from hongmao.orders.queries import feeds, matching_health
from hongmao.people.queries.chores import chore
from hongmao.processes import running
from hongmao.settings import Settings

Verdict = Literal["ok", "look", "bad", "unknown"]
MARKS = {"ok": "[green]✓[/]", "look": "[yellow]![/]", "bad": "[red]✗[/]", "unknown": "[dim]?[/]"}
LEAST_FREE = 1 << 30
SLOW_SYNC_MS = 20.0


class Sign(msgspec.Struct, frozen=True):
    """What one check found, and where it is not well, how to mend it."""

    check: str
    verdict: Verdict
    found: str
    mend: str = ""


def examine(values: Settings) -> Iterator[Sign]:
    """Every check, one after the other; none changes anything."""
    yield _secret(values)
    for name, port in (("web", values.web_port), ("edge", values.edge_port)):
        yield _port(values, name, port)
    yield from _database()
    yield from _disk(values.home)
    yield from _clock()
    yield _snapshot(values)
    yield from _logs(values)
    yield _lake(values)
    yield from _upkeep(values)
    yield from _feeds()
    yield from _matching()


def report(signs: Iterator[Sign], out: Console) -> int:
    """Print the signs as they come; returns 1 where one is bad."""
    bad = False
    for sign in signs:
        bad = bad or sign.verdict == "bad"
        out.print(f"{MARKS[sign.verdict]} [bold]{sign.check:<9}[/] {sign.found}")
        if sign.mend:
            out.print(f"            {sign.mend}", style="yellow")
    return 1 if bad else 0


def _secret(values: Settings) -> Sign:
    if len(values.secret.get_secret_value()) >= 32:
        return Sign("settings", "ok", "read, and the secret is set")
    return Sign(
        "settings",
        "bad",
        "HONGMAO_SECRET is missing or shorter than 32 characters",
        "Make one: python -c 'import secrets; print(secrets.token_hex(32))'; keep it in the "
        f"environment or in {values.home / 'env'}.",
    )


def _port(values: Settings, name: str, port: int) -> Sign:
    address = next((one.address for one in running(values.home) if one.name == name), "")
    if address:
        try:
            health = httpx.get(f"{address}/healthz", timeout=3)
        except httpx.HTTPError as error:
            return Sign(
                name, "bad", f"runs at {address} but does not answer ({error})",
                "Look at what it printed; stop it, and hongmao up starts it again.",
            )  # fmt: skip
        verdict: Verdict = "ok" if health.status_code == httpx.codes.OK else "bad"
        return Sign(name, verdict, f"answers at {address} with {health.status_code}")
    if port == 0:
        return Sign(name, "look", "does not run", "Start it: hongmao up")
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((values.host, port))
        except OSError as error:
            return Sign(
                name, "bad", f"port {port} is taken by something else ({error.strerror})",
                f"Stop what uses it, or set HONGMAO_{name.upper()}_PORT (0: any free port).",
            )  # fmt: skip
    return Sign(name, "look", f"does not run; port {port} is free", "Start it: hongmao up")


def _database() -> Iterator[Sign]:
    try:
        executor = MigrationExecutor(connection)
        pending = executor.migration_plan(executor.loader.graph.leaf_nodes())
    except DatabaseError as error:
        yield Sign(
            "database", "bad", f"does not answer: {error}".strip(),
            "Check HONGMAO_DATABASE_URL and that the server runs.",
        )  # fmt: skip
        return
    if pending:
        yield Sign("database", "bad", f"lacks {len(pending)} migrations", "Run: hongmao migrate")
    else:
        yield Sign("database", "ok", f"{connection.vendor}, up to date")


def _disk(home: Path) -> Iterator[Sign]:
    free = shutil.disk_usage(home).free
    enough = free >= LEAST_FREE
    yield Sign(
        "disk",
        "ok" if enough else "bad",
        f"{free / 1e9:.1f} GB free in {home}",
        "" if enough else "Make room: the edge keeps redirecting, but clicks wait in memory.",
    )
    try:
        sync_ms = _sync_ms(home)
    except OSError as error:
        yield Sign("disk", "bad", f"{home} cannot be written: {error.strerror}", "Mend its rights.")
        return
    slow = sync_ms > SLOW_SYNC_MS
    yield Sign(
        "disk",
        "look" if slow else "ok",
        f"fdatasync takes {sync_ms:.2f} ms (median of 15)",
        "Every click waits for it: a faster disk, or HONGMAO_DURABILITY=crash." if slow else "",
    )


def _sync_ms(home: Path) -> float:
    took = []
    with tempfile.TemporaryFile(dir=home) as file:
        for _ in range(15):
            file.write(b"x" * 512)
            file.flush()
            began = time.perf_counter()
            os.fdatasync(file.fileno()) if hasattr(os, "fdatasync") else os.fsync(file.fileno())
            took.append((time.perf_counter() - began) * 1000)
    return statistics.median(took)


def _clock() -> Iterator[Sign]:
    if not configured():
        yield Sign("clock", "unknown", "no marketplace to compare it with")
    for marketplace in configured():
        yield _clock_against(marketplace)


def _clock_against(marketplace: str) -> Sign:
    try:
        skew = connector(marketplace).clock_skew_ms() / 1000
    except MarketplaceError as error:
        return Sign("clock", "bad", str(error), "Set this machine's clock: turn on NTP.")
    if abs(skew) < 2:
        return Sign("clock", "ok", f"{skew:+.1f} s against {marketplace}'s")
    verdict: Verdict = "look" if abs(skew) < 60 else "bad"
    return Sign(
        "clock", verdict, f"{skew:+.1f} s against {marketplace}'s",
        "Turn on NTP: matches need clocks that agree, and calls fail from 10 minutes on.",
    )  # fmt: skip


def _snapshot(values: Settings) -> Sign:
    try:
        head = read_snapshot(values.snapshot_file).head
    except (SnapshotError, OSError) as error:
        return Sign("snapshot", "bad", str(error), "Start the worker: hongmao up, or hongmao work")
    age = time.time() - head.made_ms / 1000
    if age < 3 * values.snapshot_seconds:
        return Sign("snapshot", "ok", f"{head.count} links, {age:.0f} s old")
    return Sign(
        "snapshot", "look", f"{head.count} links, {age:.0f} s old",
        "The worker does not run: changed links do not reach the edge. Start it: hongmao work",
    )  # fmt: skip


def _logs(values: Settings) -> Iterator[Sign]:
    found = sorted(values.log_folder.glob(f"*/{STATUS}"))
    if not found:
        yield Sign("log", "look", "no edge has written one yet", "Start it: hongmao up")
    for path in found:
        status = msgspec.json.decode(path.read_bytes(), type=LogStatus)
        name = status.log[:8]
        if status.degraded or status.lost:
            yield Sign(
                "log", "bad", f"{name}: {status.held} events wait in memory, {status.lost} lost",
                status.reason or "The disk is well again; the loss is counted and stays counted.",
            )  # fmt: skip
        else:
            yield Sign("log", "ok", f"{name}: segment {status.segment}, nothing lost")


def _lake(values: Settings) -> Sign:
    held = shipped(values.lake_folder)
    missing = [
        path
        for path in sealed_segments(values.log_folder)
        if segment_name(path.parent.name, int(path.stem)) not in held
    ]
    late = [path for path in missing if time.time() - path.stat().st_mtime > 60]
    if late:
        return Sign(
            "lake", "look", f"{len(late)} sealed segments wait for over a minute",
            "Start the worker: hongmao work",
        )  # fmt: skip
    return Sign("lake", "ok", f"{len(held)} segments, {len(missing)} on their way")


def _upkeep(values: Settings) -> Iterator[Sign]:
    every = timedelta(minutes=values.lake_upkeep_minutes)
    if not every:
        yield Sign("upkeep", "unknown", "HONGMAO_LAKE_UPKEEP_MINUTES=0 leaves the lake to others")
        return
    try:
        last = chore(LAKE)
    except DatabaseError:
        return  # the check of the database has said so
    if last is None or last.done_at is None:
        yield Sign("upkeep", "look", "the lake was never kept", "Start the worker: hongmao work")
        return
    ago = timezone.now() - last.done_at
    late = ago > 2 * every + PATIENCE
    counts = ", ".join(f"{number:,} {name}" for name, number in last.counts.items() if number)
    yield Sign(
        "upkeep", "look" if late else "ok",
        f"{ago / timedelta(minutes=1):.0f} minutes ago: {counts or 'nothing to do'}",
        "The worker does not get to it: look at its log." if late else "",
    )  # fmt: skip


def _feeds() -> Iterator[Sign]:
    if not configured():
        yield Sign(
            "marketplaces", "look", "no keys, so no orders are pulled",
            "Set HONGMAO_TAOBAO_APP_KEY, _APP_SECRET and _PIDS, or another marketplace's keys.",
        )  # fmt: skip
        return
    for feed in feeds():
        lag = timezone.now() - feed.read_until
        check = f"{feed.marketplace}"
        if feed.trouble:
            yield Sign(check, "bad", f"{feed.kind}: {feed.trouble}", "The worker tries again.")
        elif lag > timedelta(minutes=15):
            yield Sign(
                check, "look", f"{feed.kind} are read up to {lag} ago", "Start: hongmao work"
            )
        else:
            seconds = max(0, round(lag.total_seconds()))
            yield Sign(check, "ok", f"{feed.kind} are read up to {seconds} s ago")


def _matching() -> Iterator[Sign]:
    try:
        found = matching_health(timezone.now())
    except DatabaseError:
        return  # the check of the database has said so
    for one in found:
        fit, pool = one.lesson.fit, one.supply
        lasts = "" if pool is None else f"; {pool.free} of {pool.total} adzones free"
        known = (
            f"{one.marketplace}: within {fit.tolerance_ms / 1000:.1f} s, skew "
            f"{fit.skew_ms / 1000:+.1f} s ({one.lesson.samples} samples){lasts}"
        )
        mend = " ".join(SENTENCES[reason].text("en", **facts) for reason, facts in one.amiss)
        yield Sign("matching", "look" if one.amiss else "ok", known, mend)
