"""`make bench`: measures everything of design §11 that exists, and writes benchmarks/RESULTS.md.

Rates are ratios to a bare uvicorn server measured right before and after, in the same run, because machines differ
and drift; times are as they come.
"""

import os
import platform as machine
import statistics
import subprocess
import sys
from datetime import UTC, datetime
from functools import partial
from pathlib import Path

import aiohttp
import uvloop

from benchmarks import journeys, likes, servers
from benchmarks.fanout import fan_outs
from benchmarks.feeds import FEW, MANY, first_pages
from benchmarks.load import Result, request, run
from benchmarks.sagas import sagas

ROUNDS = 3
SECONDS = 3.0
PLANS = 4_000
PROBES = 300
RESULTS = Path(__file__).with_name("RESULTS.md")

type Row = tuple[str, str, str, str]


async def main() -> None:
    """Measure, print and write the table."""
    rows: list[Row] = []
    with servers.bare() as bare_url, servers.platform() as platform:
        async with aiohttp.ClientSession(cookie_jar=aiohttp.DummyCookieJar()) as session:
            people = journeys.People(session, platform.url)
            reader = await people.sign_in("reader")
            plan = [await people.ask("POST", "plans", reader, journeys.plan_body(n)) for n in range(30)][-1]
            for name, path, target in (
                ("read a plan by id, signed in", f"plans/{plan['id']}", 15.0),
                ("list my 20 newest plans", "members/me/plans?limit=20", 10.0),
            ):
                rows.append(await against_bare(name, path, target, bare_url=bare_url, url=platform.url, member=reader))
            rows.append(await saga(people, platform.state))
            rows += await creations(people, bare_url)
            rows += await likings(people)
    rows += await fan_out()
    rows += await feed()
    rows.append(imports())
    table = render(rows)
    print(table)
    RESULTS.write_text(table, encoding="utf-8")


async def bare(url: str) -> Result:
    """The reference, for one round."""
    raw = request("GET", url, "/")
    return await run(url, [iter(lambda: raw, None) for _ in range(journeys.CONNECTIONS)], seconds=SECONDS)


async def against_bare(name: str, path: str, target: float, *, bare_url: str, url: str, member: journeys.Member) -> Row:
    """A GET's rate, as the median over rounds of its ratio to the reference beside it."""
    ratios, rates, latencies = [], [], []
    for _ in range(ROUNDS):
        reference = await bare(bare_url)
        measured = await journeys.reading(url, member, path, SECONDS)
        assert set(measured.statuses) == {200}, measured.statuses
        ratios.append(measured.rate / reference.rate)
        rates.append(measured.rate)
        latencies.append(measured.percentile(0.5))
    figure = f"{statistics.median(rates):,.0f}/s, p50 {statistics.median(latencies) * 1000:.1f} ms"
    return name, figure, percent(ratios), f"{target:g} %"


async def creations(people: journeys.People, bare_url: str) -> list[Row]:
    """Creating plans until their events are delivered, and how long one follower waits at half that rate."""
    follower = await people.sign_in("follower")
    authors = [await people.sign_in(f"author-{number}") for number in range(journeys.CONNECTIONS)]
    for author in authors:
        await people.ask("PUT", f"members/{author.id}/follow", follower)
    ratios, rates = [], []
    for _ in range(ROUNDS):
        reference = await bare(bare_url)
        result, until_told = await journeys.creating(people, authors, follower, PLANS)
        assert set(result.statuses) == {201}, result.statuses
        rates.append(PLANS / until_told)
        ratios.append(rates[-1] / reference.rate)
    rate = statistics.median(rates)
    probe = await people.sign_in("probe-follower")
    await people.ask("PUT", f"members/{authors[0].id}/follow", probe)
    acts = [partial(people.ask, "POST", "plans", authors[0], journeys.plan_body(number)) for number in range(PROBES)]
    background = [journeys.posts(people, author) for author in authors[1:]]
    waits = await journeys.waits_until_told(people, probe, acts, background=background, rate=rate / 2)
    return [
        (
            "create a plan, durable, its event delivered",
            f"{rate:,.0f}/s",
            f"{100 * statistics.median(ratios):.1f} %",
            "5 %",
        ),
        ("create → notification readable, half load", percentiles(waits), "", ""),
    ]


async def likings(people: journeys.People) -> list[Row]:
    """A thousand likes of one plan at once, and how long one author waits at half that rate."""
    crowd = await likes.at_once(people)
    rate = likes.CROWD / crowd.told
    figure = f"answered in {crowd.answered:.1f} s, counted and told in {crowd.told:.1f} s ({rate:,.0f}/s)"
    waits = await likes.waits(people, rate / 2)
    return [
        ("like → notification readable, half load", percentiles(waits), "", "15 ms, 100 ms"),
        (f"{likes.CROWD:,} likes of one plan at once", figure, "", "none refused, counts right"),
    ]


async def fan_out() -> list[Row]:
    """One plan told to ten thousand followers and to a hundred thousand."""
    few, many = await fan_outs()
    times = (many.seconds / many.followers) / (few.seconds / few.followers)
    figure = (
        f"{many.seconds:.1f} s ({few.followers:,}: {few.seconds:.1f} s), memory {many.megabytes:.0f} MB "
        f"({few.followers:,}: {few.megabytes:.0f} MB)"
    )
    return [(f"fan-out to {many.followers:,} followers", figure, f"{times:.2f} × linear", "linear, memory flat, 30 s")]


async def feed() -> list[Row]:
    """The feed's first page with a thousand plans and with a million."""
    pages, making = await first_pages()
    print(f"The million plans of the feed were made in {making:.0f} s.", file=sys.stderr)
    return [
        (
            f"first page of the feed, {name}, with {MANY:,} plans",
            f"{1000 * many:.2f} ms ({FEW:,}: {1000 * few:.2f} ms)",
            f"{many / few:.2f} × {FEW:,} plans",
            f"1.3 × {FEW:,} plans",
        )
        for name, (few, many) in pages.items()
    ]


def percentiles(waits: list[float]) -> str:
    """p50 and p99 of sorted seconds, for reading."""
    return f"p50 {waits[len(waits) // 2] * 1000:.0f} ms, p99 {waits[int(len(waits) * 0.99)] * 1000:.0f} ms"


async def saga(people: journeys.People, state: Path) -> Row:
    """A recommendation from request to itinerary, without the AI's own time."""
    p50, p99, ai = (1000 * seconds for seconds in await sagas(people, state))
    figure = f"p50 {p50:.0f} ms, p99 {p99:.0f} ms (the embedded AI itself: {ai:.1f} ms)"
    return "recommendation saga without the AI's own time", figure, "", "30 ms"


def percent(ratios: list[float]) -> str:
    """The median of ratios, for reading."""
    return f"{100 * statistics.median(ratios):.1f} %"


def imports() -> Row:
    """Importing function_app for one context, beside importing openai; medians of fresh processes."""

    def seconds(module: str) -> float:
        code = f"import time; t = time.perf_counter(); import {module}; print(time.perf_counter() - t)"
        environment = {**os.environ, "KTRAVEL_ENVIRONMENT": "local", "KTRAVEL_CONTEXTS": "plan"}
        ran = subprocess.run(
            [sys.executable, "-c", code], cwd=servers.ROOT, env=environment, capture_output=True, text=True, check=True
        )
        return float(ran.stdout)

    ours, reference = [], []
    for _ in range(7):
        ours.append(seconds("function_app"))
        reference.append(seconds("openai"))
    median, of_openai = statistics.median(ours), statistics.median(reference)
    figure = f"{median:.2f} s, `import openai` {of_openai:.2f} s"
    return "import function_app for one context", figure, f"{median / of_openai:.2f} × openai", "0.6 × openai"


def render(rows: list[Row]) -> str:
    """The table as Markdown."""
    how = (
        f"`make bench` on {datetime.now(UTC).date()}, Python {machine.python_version()}, {os.cpu_count()} cores, "
        f"{journeys.CONNECTIONS} connections, one process, the load generator on the same machine. Ratios are to "
        "a bare uvicorn server in the same run (medians of three rounds side by side) unless they say to what. The "
        "feed is read in the process itself, both sizes in turn; its plans, and the followers, are copies of what the "
        "platform wrote, put into its files at once."
    )
    head = ["# Measured", "", how, "", "| what | figure | ratio | must reach |", "|---|---|---|---|"]
    lines = [*head, *(f"| {' | '.join(row)} |" for row in rows)]
    return "\n".join(lines) + "\n"


if __name__ == "__main__":
    uvloop.run(main())
