"""The results as Markdown tables, and as a chart."""

import re

from chart import bars
from contestants import COMPARED, CONTESTANTS, REFERENCE
from measure import HERE

README = HERE.parent / "README.md"
CHART = HERE / "calls.svg"
SHOWN = {it.name: it.shown for it in CONTESTANTS}
MISSING = "–"


def rate(load):
    return f"{load['rate']:,.0f} ± {load['spread'] * 100:.0f} %"


# A heading, the measurement and what is taken of it, how that is written, and what of it the ratio in brackets is of.
COLUMNS = (
    ("instructions", "instructions", "{:,.0f}".format, float),
    ("allocations", "allocations", "{:.0f}".format, float),
    ("bytes allocated", "bytes", "{:,.0f}".format, None),
    ("CPU µs, alone", "load 1", lambda load: f"{load['cpu'] * 1e6:.1f}", None),
    ("calls/s, alone", "load 1", rate, None),
    ("calls/s, 64 at once", "load 64", rate, lambda load: load["rate"]),
    ("peak MiB", "load 64", lambda load: f"{load['peak'] / 2**20:.0f}", None),
)


def rows(heading, *lines):
    ruler = ["---"] + ["---:"] * (len(heading) - 1)
    return "\n".join("| " + " | ".join(line) + " |" for line in (heading, ruler, *lines))


def cell(key, form, size, it, reference):
    if key not in it:
        return MISSING
    ratio = f" ({size(it[key]) / size(reference[key]):.2f})" if size and key in reference else ""
    return form(it[key]) + ratio


def table(results):
    """What one call costs, with the ratio to careful `reqwest`."""
    calls = results["calls"]
    lines = [
        [shown] + [cell(*column, calls[name], calls.get(REFERENCE, {})) for _, *column in COLUMNS]
        for name, shown in SHOWN.items()
        if calls.get(name)
    ]
    skipped = [f"{'Not measured to the end' if calls.get(name) else 'Skipped'}: {SHOWN[name]}: {why}" for name, why in results["skipped"].items()]
    return "\n\n".join([rows(["one call"] + [heading for heading, *_ in COLUMNS], *lines), *skipped])


def latencies(load):
    return ", ".join(f"{load[key] * 1e6:,.0f}" for key in ("p50", "p99", "p99.9"))


def growth(results):
    """Latency as the load grows."""
    heading = ["calls at once"] + [f"{SHOWN[name]}: µs at p50, p99, p99.9" for name in COMPARED]
    lines = [
        [f"{callers:,}"] + [latencies(found[name]) if name in found else MISSING for name in COMPARED]
        for callers, found in results["growth"].items()
    ]
    return rows(heading, *lines)


def waiting(results):
    """Memory of a call that waits for its answer, its connection included."""
    heading = ["calls that wait"] + [f"{SHOWN[name]}: heap, KiB each" for name in COMPARED]
    lines = []
    for calls, found in results["waiting"].items():
        heaps = {name: it["heap"] for name, it in found.items()}
        line = [f"{calls:,}"] + [f"{heaps[name] / 1024:.1f}" if name in heaps else MISSING for name in COMPARED]
        beyond = f"{heaps['codat'] - heaps[REFERENCE]:,.0f}" if {"codat", REFERENCE} <= heaps.keys() else MISSING
        lines.append([*line, beyond])
    return rows([*heading, "ours beyond careful `reqwest`, bytes each"], *lines)


def start(results):
    """Instructions to make a client."""
    found = results["start"]
    lines = [[SHOWN[name]] + [f"{found[name][key]:,.0f}" for key in ("first", "second", "clone")] for name in COMPARED if name in found]
    return rows(["instructions to make", "the first client", "another one", "a clone"], *lines)


def tables(results):
    """All tables, under the names that their places in the README have."""
    return {f"run-time {part.__name__}": part(results) for part in (table, growth, waiting, start)}


def write(results):
    """Rewrites the tables in the README, and the chart beside it."""
    replace(tables(results))
    counted = [(shown, results["calls"].get(name, {}).get("instructions")) for name, shown in SHOWN.items()]
    CHART.write_text(bars("Instructions for one call", [(shown, number) for shown, number in counted if number]))


def replace(named):
    """Rewrites these tables in the README, each between its markers."""
    text = README.read_text()
    for name, lines in named.items():
        new = f"<!-- {name}: begin, written by run -->\n{lines}\n<!-- {name}: end -->"
        text, count = re.subn(rf"<!-- {name}: begin.*?<!-- {name}: end -->", lambda _: new, text, flags=re.S)
        if count != 1:
            raise RuntimeError(f"the README has {count} places for {name}")
    README.write_text(text)
