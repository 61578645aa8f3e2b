"""Codat's own Python client as a contestant: the modes `check`, `calls` and `load`, as the harness has them."""

import json
import re
import sys
import threading
import time
from pathlib import Path

from codat_platform import CodatPlatform
from codat_platform.models import shared

# As in the harness's `wire`.
COMPANY = "8a210b68-6988-11ed-a1eb-0242ac120002"
AUTHORIZATION = "Basic dlRrM21SejBRdzh1WXA1blhjMXNEZjdnSGoya0xhNGI="
LIFETIME = 86_400

# Calls that aren't counted: they open the connections.
WARM_UP = 100


def client(url):
    return CodatPlatform(security=shared.Security(auth_header=AUTHORIZATION), server_url=url)


def call(client):
    start = time.perf_counter()
    token = client.companies.get_access_token(request={"company_id": COMPANY})
    assert token.access_token.startswith("eyJ") and token.expires_in == LIFETIME
    return time.perf_counter() - start


def load(client, callers, calls):
    latencies = []

    def caller(share):
        latencies.extend(call(client) for _ in range(share))

    threads = [threading.Thread(target=caller, args=(calls // callers,)) for _ in range(callers)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(latencies) == calls // callers * callers, "a caller failed"
    return sorted(latencies)


def main():
    url, mode, *numbers = sys.argv[1:]
    callers, calls = map(int, numbers) if mode == "load" else (1, int(numbers[0]) if numbers else 1)
    codat = client(url)
    load(codat, callers, max(callers, WARM_UP))
    start, cpu = time.perf_counter(), time.process_time()
    latencies = load(codat, callers, calls)
    seconds, cpu = time.perf_counter() - start, time.process_time() - cpu
    at = {f"p{share}": latencies[round((len(latencies) - 1) * share / 100)] for share in (50, 99, 99.9)}
    peak = 1024 * int(re.search(r"VmHWM:\s*(\d+) kB", Path("/proc/self/status").read_text())[1])
    print(json.dumps({"calls": len(latencies), "seconds": seconds, "cpu": cpu, "peak": peak} | at))


main()
