"""Codat's own Python client, one page after the other, as its documentation shows it."""

import json
import re
import sys
import time
from pathlib import Path

from codat_platform import CodatPlatform
from codat_platform.models import shared

AUTHORIZATION = "Basic dlRrM21SejBRdzh1WXA1blhjMXNEZjdnSGoya0xhNGI="


def main():
    url, records = sys.argv[1:]
    codat = CodatPlatform(security=shared.Security(auth_header=AUTHORIZATION), server_url=url)
    start = time.perf_counter()
    companies = connections = 0
    page = 1
    while True:
        response = codat.companies.list(request={"page": page, "page_size": int(records)})
        for company in response.results:
            companies += 1
            connections += len(company.data_connections or [])
        if response.links.next is None:
            break
        page += 1
    seconds = time.perf_counter() - start
    peak = 1024 * int(re.search(r"VmHWM:\s*(\d+) kB", Path("/proc/self/status").read_text())[1])
    print(json.dumps({"companies": companies, "connections": connections, "seconds": seconds, "peak": peak}))


main()
