"""Builds contestants, runs them against the server, and counts what they cost."""

import contextlib
import json
import os
import re
import resource
import statistics
import subprocess
from pathlib import Path

HERE = Path(__file__).resolve().parent
PROGRAMS = HERE / "target" / "release"

# Each call is measured as the difference of two lengths, so that what a process does once isn't counted.
SHORT, LONG = 100, 1100

ENVIRONMENT = os.environ | {"CARGO_TARGET_DIR": str(HERE / "target"), "CARGO_TERM_COLOR": "never"}
# These would change what is measured.
for name in ("RUSTFLAGS", "CARGO_ENCODED_RUSTFLAGS", "RUSTC_WRAPPER", "CARGO_INCREMENTAL", "GLIBC_TUNABLES"):
    ENVIRONMENT.pop(name, None)


class Failed(Exception):
    """A program that couldn't be built, or that failed."""


def run(command):
    """Runs a command to its end; gives what it writes to both of its outputs."""
    done = subprocess.run([str(word) for word in command], cwd=HERE, env=ENVIRONMENT, capture_output=True, text=True, timeout=1800)
    if done.returncode != 0:
        raise Failed(f"{command[0]} failed:\n{done.stderr[-2000:]}")
    return done.stdout, done.stderr


def build(package):
    """Builds one package, with the features that it asks for and no others."""
    run(["cargo", "build", "--release", "--package", package])
    return [PROGRAMS / package]


@contextlib.contextmanager
def server(*arguments):
    """The server that all call; gives its URL."""
    with subprocess.Popen([PROGRAMS / "bench-server", *arguments], stdout=subprocess.PIPE, text=True) as process:
        try:
            yield process.stdout.readline().strip()
        finally:
            process.kill()


def result(program, url, *arguments):
    """What a contestant measures of itself."""
    output, _ = run([*program, url, *arguments])
    return json.loads(output)


def instructions(program, url, *arguments):
    """All instructions of one run."""
    valgrind = ["valgrind", "--tool=callgrind", "--callgrind-out-file=/dev/null"]
    _, messages = run([*valgrind, *program, url, *arguments])
    return int(re.search(r"Collected : (\d+)", messages)[1])


def slope(program, url, mode, short, long):
    """The instructions of one step more."""
    return (instructions(program, url, mode, long) - instructions(program, url, mode, short)) / (long - short)


def per_call(program, url, native):
    """What doesn't depend on the machine's speed: instructions, allocations and bytes."""
    if not native:
        return {}
    counted = result(program, url, "calls", LONG)
    return {
        "instructions": slope(program, url, "calls", SHORT, LONG),
        "allocations": counted["allocations"] / LONG,
        "bytes": counted["bytes"] / LONG,
    }


def load(programs, url, callers, calls, rounds):
    """Runs all in turns, there and back, so that what disturbs the machine meets all; gives their medians, and the spread of the rates."""
    found = {name: [] for name in programs}
    order = list(programs.items())
    for _ in range(rounds):
        order.reverse()
        for name, (program, share) in order:
            found[name].append(result(program, url, "load", callers, max(callers, int(calls * share))))
    return {name: summary(runs) for name, runs in found.items()}


def summary(runs):
    rates = [run["calls"] / run["seconds"] for run in runs]
    median = statistics.median
    low, _, high = statistics.quantiles(rates)
    return {key: median(run[key] for run in runs) for key in ("p50", "p99", "p99.9", "peak")} | {
        "rate": median(rates),
        # Half the distance between the quartiles.
        "spread": (high - low) / 2 / median(rates),
        "cpu": median(run["cpu"] / run["calls"] for run in runs),
    }


def outstanding(program, calls):
    """The memory of one call of so many that wait for their answers."""
    # Each is a connection.
    _, most = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (most, most))
    with server("hold") as url:
        held = result(program, url, "outstanding", calls)
    return {key: value / calls for key, value in held.items()}


def start(program, url):
    """The instructions of making a client, a second one, and a clone."""
    none, one, two = (instructions(program, url, "make", clients) for clients in (0, 1, 2))
    return {"first": one - none, "second": two - one, "clone": slope(program, url, "clone", 0, 1000)}
