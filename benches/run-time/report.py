"""The results as Markdown tables, and as a chart."""

import re

from chart import bars
from contestants import COMPARED, CONTESTANTS, REFERENCE
from measure import HERE

README = HERE.parent / "README.md"
CHART = HERE / "calls.svg"
SHOWN = {it.name: it.shown for it in CONTESTANTS}
MISSING = "–"

# A heading, where its number is found, and how it is written; a ratio stands in brackets.
COLUMNS = (
    ("instructions", lambda it: it.get("instructions"), "{:,.0f}", True),
    ("allocations", lambda it: it.get("allocations"), "{:.0f}", True),
    ("bytes allocated", lambda it: it.get("bytes"), "{:,.0f}", False),
    ("CPU µs, alone", lambda it: it["load 1"]["cpu"] * 1e6, "{:.1f}", False),
    ("calls/s, alone", lambda it: it["load 1"]["rate"], "{:,.0f}", False),
    ("calls/s, 64 at once", lambda it: it["load 64"]["rate"], "{:,.0f}", True),
    ("± %", lambda it: it["load 64"]["spread"] * 100, "{:.0f}", False),
    ("peak MiB", lambda it: it["load 64"]["peak"] / 2**20, "{:.0f}", False),
)


def rows(lines):
    heading, *rest = lines
    ruler = ["---"] + ["---:"] * (len(heading) - 1)
    return "\n".join("| " + " | ".join(line) + " |" for line in (heading, ruler, *rest))


def cell(find, form, ratio, it, reference):
    value = find(it)
    if value is None:
        return MISSING
    base = find(reference) if ratio and reference else None
    return form.format(value) + (f" ({value / base:.2f})" if base else "")


def table(results):
    """What one call costs, with the ratio to careful `reqwest`."""
    calls = results["calls"]
    lines = [["one call"] + [heading for heading, *_ in COLUMNS]]
    for name, shown in SHOWN.items():
        if name in calls:
            lines.append([shown] + [cell(*column, calls[name], calls.get(REFERENCE)) for _, *column in COLUMNS])
    skipped = [f"Skipped: {SHOWN[name]}: {why}" for name, why in results["skipped"].items()]
    return "\n\n".join([rows(lines), *skipped])


def growth(results):
    """Latency as the load grows."""
    lines = [["calls at once"] + [f"{SHOWN[name]}: µs at p50, p99, p99.9" for name in COMPARED]]
    for callers, found in results["growth"].items():
        times = ([found[name][key] * 1e6 for key in ("p50", "p99", "p99.9")] for name in COMPARED)
        lines.append([f"{int(callers):,}"] + [", ".join(f"{time:,.0f}" for time in three) for three in times])
    return rows(lines)


def waiting(results):
    """Memory of a call that waits for its answer, its connection included."""
    lines = [["calls that wait"] + [f"{SHOWN[name]}: heap, KiB each" for name in COMPARED] + ["ours beyond careful `reqwest`, bytes each"]]
    for calls, found in results["waiting"].items():
        beyond = found["codat"]["heap"] - found[REFERENCE]["heap"]
        lines.append([f"{int(calls):,}"] + [f"{found[name]['heap'] / 1024:.1f}" for name in COMPARED] + [f"{beyond:,.0f}"])
    return rows(lines)


def start(results):
    """Instructions to make a client."""
    keys = ("first", "second", "clone")
    lines = [["instructions to make", "the first client", "another one", "a clone"]]
    for name in COMPARED:
        lines.append([SHOWN[name]] + [f"{results['start'][name][key]:,.0f}" for key in keys])
    return rows(lines)


def write(results):
    """Rewrites the tables in the README, each between its markers, and the chart beside it."""
    text = README.read_text()
    for part in (table, growth, waiting, start):
        name = f"run-time {part.__name__}"
        new = f"<!-- {name}: begin, written by run -->\n{part(results)}\n<!-- {name}: end -->"
        text, count = re.subn(rf"<!-- {name}: begin.*?<!-- {name}: end -->", lambda _: new, text, flags=re.S)
        if count != 1:
            raise RuntimeError(f"the README has {count} places for {name}")
    README.write_text(text)
    calls = results["calls"]
    shown = [(SHOWN[name], calls[name]) for name in SHOWN if "instructions" in calls.get(name, {})]
    CHART.write_text(bars("Instructions for one call", [(label, it["instructions"]) for label, it in shown]))
