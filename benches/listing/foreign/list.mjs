// Codat's own TypeScript client, one page after the other, as its documentation shows it.

import { readFileSync } from "node:fs";
import { CodatPlatform } from "@codat/platform";

const authHeader = "Basic dlRrM21SejBRdzh1WXA1blhjMXNEZjdnSGoya0xhNGI=";
const [serverURL, records] = process.argv.slice(2);
const codat = new CodatPlatform({ authHeader, serverURL });

const start = performance.now();
let [companies, connections] = [0, 0];
for (let page = 1; ; page++) {
  const response = await codat.companies.list({ page, pageSize: Number(records) });
  for (const company of response.results ?? []) {
    companies++;
    connections += company.dataConnections?.length ?? 0;
  }
  if (!response.links.next) break;
}
const seconds = (performance.now() - start) / 1000;
const peak = 1024 * Number(/VmHWM:\s*(\d+) kB/.exec(readFileSync("/proc/self/status", "utf8"))[1]);
console.log(JSON.stringify({ companies, connections, seconds, peak }));
