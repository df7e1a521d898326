import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { hostsRefusalText } from "../texts/deploy-texts.ts";
import { newDeployment } from "./deployment.ts";
import { parseHosts } from "./hosts-file.ts";

const read = (path: string): string =>
  readFileSync(new URL(`../../../../${path}`, import.meta.url), "utf8");
const manual = read("docs/MACHINES.md");
const boxes = [...manual.matchAll(/^```json\n([\s\S]*?)^```$/gm)].map(([, box = ""]) => box);

test("every hosts.json of the manual is taken, as it stands there", () => {
  const rooms = boxes.map((box) => {
    const outcome = parseHosts(box);
    return outcome.ok ? outcome.hosts.topology.rooms.length : hostsRefusalText(outcome.refusal).en;
  });
  expect(rooms).toEqual([5, 3]);
});

test("the example of Prometheus' configuration asks every process of the manual's seven hosts, where it tells its figures", async () => {
  const metrics = 9_600;
  const hosts = parseHosts(JSON.stringify({ ...JSON.parse(boxes[0]!), ports: { metrics } }));
  if (!hosts.ok) throw new Error(hosts.refusal.kind);
  const files = await newDeployment(hosts.hosts, Date.now());
  const told = files
    .filter(({ path }) => /\/(room|gateway)\.json$/.test(path))
    .map(({ text }) => JSON.parse(text).metrics as { host: string; port: number })
    .map(({ host, port }) => `${host}:${port}`);
  const asked = read("monitoring/prometheus.machines.yml").match(/(?<=^ +- )[\d.]+:\d+$/gm);
  expect(asked?.toSorted()).toEqual(told.toSorted());
  expect(asked).toHaveLength(7);
});

test.each([".gitignore", ".dockerignore"])(
  "what the manual makes in a checkout holds keys, PIN and names, and %s leaves it out",
  (file) => {
    const leftOut = read(file)
      .split("\n")
      .map((line) => line.replaceAll("/", ""))
      .filter((line) => /^[\w*.-]+$/.test(line))
      .map((line) => new RegExp(`^${line.replaceAll(".", "\\.").replaceAll("*", ".*")}$`));
    const made = [...manual.matchAll(/(?:deploy (\S+\.json) )?--out ([\w-]+)$/gm)].flatMap(
      ([, hosts, out]) => [hosts, out],
    );
    const names = new Set([...made, "operator"].filter((name) => name !== undefined));
    expect(names.size).toBeGreaterThan(4);
    expect([...names].filter((name) => !leftOut.some((pattern) => pattern.test(name)))).toEqual([]);
  },
);
