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

# Seconds; each takes a fraction of it.
BUILD_TIME, RUN_TIME = 1800, 300

# For builds, which may need a proxy.
ENVIRONMENT = os.environ | {"CARGO_TARGET_DIR": str(HERE / "target"), "CARGO_TERM_COLOR": "never"}
# These would change what is measured.
for name in ("RUSTFLAGS", "CARGO_ENCODED_RUSTFLAGS", "RUSTC_WRAPPER", "CARGO_INCREMENTAL", "GLIBC_TUNABLES"):
    ENVIRONMENT.pop(name, None)
# For what is measured: whether a proxy is for loopback isn't to be asked in each call.
DIRECT = {name: value for name, value in ENVIRONMENT.items() if not name.lower().endswith("_proxy")}
# The last line of what a failed one writes is to be its panic.
DIRECT["RUST_BACKTRACE"] = "0"

# The server has a core, and callers another. Where the scheduler moves them, one run has both on one core and the next hasn't.
# A single caller shares the server's: they work in turns, and to wake another core each time costs more than the call.
CORES = sorted(os.sched_getaffinity(0))
SERVER_CORE, CALLERS_CORE = CORES[0], CORES[-1]


class Failed(Exception):
    """A program that couldn't be built, or that failed."""


def pin(core):
    """What a new process does to stay on a core."""

    def stay():
        with contextlib.suppress(OSError):
            os.sched_setaffinity(0, {core})

    return stay


def run(command, seconds=BUILD_TIME, **options):
    """Runs a command to its end; gives what it writes to both of its outputs."""
    command = [str(word) for word in command]
    options = {"cwd": HERE, "env": ENVIRONMENT, "stdin": subprocess.DEVNULL} | options
    try:
        done = subprocess.run(command, capture_output=True, text=True, timeout=seconds, **options)
    except subprocess.TimeoutExpired:
        raise Failed(f"{command[0]} took more than {seconds} s") from None
    if done.returncode != 0:
        raise Failed(f"{command[0]} failed with {done.returncode}:\n{done.stderr[-2000:]}")
    return done.stdout, done.stderr


def build(package, *options):
    """Builds one package, with the features that it asks for and no others."""
    run(["cargo", "build", "--release", "--package", package, *options])
    return [PROGRAMS / package]


@contextlib.contextmanager
def server():
    """The server that all call; gives its URL. It ends with this process, however that ends: its input does."""
    pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "text": True}
    with subprocess.Popen([PROGRAMS / "bench-server"], env=DIRECT, preexec_fn=pin(SERVER_CORE), **pipes) as process:
        try:
            yield process.stdout.readline().strip()
        finally:
            process.kill()


def measured(program, arguments, core=SERVER_CORE, tool=()):
    """Runs a contestant against a server of its own, so that none finds what another has left behind."""
    with server() as url:
        return run([*tool, *program, url, *arguments], RUN_TIME, env=DIRECT, preexec_fn=pin(core))


def result(program, *arguments, core=SERVER_CORE):
    """What a contestant measures of itself."""
    output, _ = measured(program, arguments, core)
    try:
        return json.loads(output)
    except ValueError:
        raise Failed(f"{program[-1]} wrote no JSON: {output[:200]!r}") from None


def check(program):
    """Fails if this contestant doesn't send the right request, or doesn't read the right token."""
    result(program, "check")


def instructions(program, *arguments):
    """All instructions of one run."""
    callgrind = ["valgrind", "--tool=callgrind", "--callgrind-out-file=/dev/null"]
    _, messages = measured(program, arguments, tool=callgrind)
    count = re.search(r"Collected : (\d+)", messages)
    if not count:
        raise Failed(f"callgrind counted nothing:\n{messages[-2000:]}")
    return int(count[1])


def slope(program, mode, short, long):
    """The instructions of one step more."""
    return (instructions(program, mode, long) - instructions(program, mode, short)) / (long - short)


def per_call(program):
    """What doesn't depend on the machine's speed: instructions, allocations and bytes."""
    counted = result(program, "calls", LONG)
    return {
        "instructions": slope(program, "calls", SHORT, LONG),
        "allocations": counted["allocations"] / LONG,
        "bytes": counted["bytes"] / LONG,
    }


def load(program, callers, calls):
    """The rate, the latencies and the peak memory of so many calls."""
    core = SERVER_CORE if callers == 1 else CALLERS_CORE
    return result(program, "load", callers, max(callers, calls), core=core)


def summary(runs):
    """The medians of several runs, and the spread of their rates."""
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
    held = result(program, "outstanding", calls)
    return {key: value / calls for key, value in held.items()}


def descriptors(calls):
    """How many file descriptors so many calls at once may need."""
    return calls + 100


def raise_descriptors():
    """Raises the limit of file descriptors, since each call at once has a connection; gives the new one."""
    _, most = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (most, most))
    return most


def start(program):
    """The instructions of making a client, a second one, and a clone."""
    none, one, two = (instructions(program, "make", clients) for clients in (0, 1, 2))
    return {"first": one - none, "second": two - one, "clone": slope(program, "clone", 0, 1000)}
