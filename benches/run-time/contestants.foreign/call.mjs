// Codat's own TypeScript client as a contestant: the modes `check`, `calls` and `load`, as the harness has them.

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { CodatPlatform } from "@codat/platform";

// As in the harness's `wire`.
const companyId = "8a210b68-6988-11ed-a1eb-0242ac120002";
const authHeader = "Basic dlRrM21SejBRdzh1WXA1blhjMXNEZjdnSGoya0xhNGI=";
const lifetime = 86_400;

const [serverURL, mode, ...numbers] = process.argv.slice(2);
const codat = new CodatPlatform({ authHeader, serverURL });

async function call() {
  const start = performance.now();
  const token = await codat.companies.getAccessToken({ companyId });
  assert(token.accessToken.startsWith("eyJ") && token.expiresIn === lifetime);
  return (performance.now() - start) / 1000;
}

async function load(callers, calls) {
  let left = calls;
  const latencies = [];
  async function caller() {
    while (left-- > 0) latencies.push(await call());
  }
  await Promise.all(Array.from({ length: callers }, caller));
  return latencies.sort((a, b) => a - b);
}

const [callers, calls] = mode === "load" ? numbers.map(Number) : [1, Number(numbers[0] ?? 1)];
// The first calls, in which the compiler finds out what is worth its time, aren't counted.
await load(callers, 1000);
const [start, cpu] = [performance.now(), process.cpuUsage()];
const latencies = await load(callers, calls);
const [seconds, used] = [(performance.now() - start) / 1000, process.cpuUsage(cpu)];
const at = (share) => latencies[Math.round((latencies.length - 1) * share)];
console.log(
  JSON.stringify({
    calls: latencies.length,
    seconds,
    cpu: (used.user + used.system) / 1e6,
    p50: at(0.5),
    p99: at(0.99),
    "p99.9": at(0.999),
    peak: 1024 * Number(/VmHWM:\s*(\d+) kB/.exec(readFileSync("/proc/self/status", "utf8"))[1]),
  }),
);
