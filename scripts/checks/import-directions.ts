import {
  importsOf,
  isNode,
  isTest,
  parse,
  type CheckResult,
  type Finding,
  type ImportSite,
  type SourceFile,
} from "./source-files.ts";

/**
 * Imports run one way. For every package and app: what of ours its sources may import. A package
 * that is not in this table fails, so that a new one is given its place deliberately.
 */
export const allowedImports: Readonly<Record<string, readonly string[]>> = {
  "packages/protocol": [],
  "packages/raft": [],
  "packages/wal": [],
  "packages/link": [],
  "packages/seeded-random": [],
  "packages/test-program": [],
  "packages/ledger": ["protocol"],
  "packages/archive": ["protocol", "ledger"],
  "packages/failover": ["protocol"],
  "packages/fabric": ["protocol"],
  "packages/metrics": ["protocol"],
  "packages/named-files": ["protocol"],
  "packages/replicated-log": ["raft", "wal", "named-files"],
  "packages/room": ["protocol", "ledger", "failover", "replicated-log/port"],
  "packages/gateway": ["protocol", "failover"],
  "packages/sim": [
    "protocol",
    "ledger",
    "raft",
    "failover",
    "replicated-log",
    "room",
    "gateway",
    "seeded-random",
  ],
  "packages/ui": ["protocol"],
  "packages/report": ["protocol"],
  "packages/report-charts": ["report"],
  "apps/room": [
    "protocol",
    "archive",
    "wal",
    "link",
    "metrics",
    "named-files",
    "replicated-log",
    "replicated-log/etcd",
    "replicated-log/port",
    "room",
  ],
  "apps/member": ["metrics", "named-files", "protocol", "replicated-log/etcd-member"],
  "apps/fabric": ["protocol", "fabric", "metrics", "named-files"],
  "apps/gateway": [
    "protocol",
    "link",
    "fabric",
    "gateway",
    "metrics",
    "named-files",
    "report",
    "report-charts",
    "ui/show-events",
  ],
  "apps/crowd": ["protocol"],
  "apps/cablecut": [
    "protocol",
    "archive",
    "report",
    "report-charts",
    "fabric",
    "failover",
    "ledger",
    "link",
    "link/certificates",
    "metrics",
    "named-files",
    "wal",
    "replicated-log",
    "replicated-log/etcd-place",
    "room",
    "ui/log-alarms",
    "ui/room-stops",
    "ui/show-events",
  ],
  "apps/phone": ["protocol", "ui"],
  "apps/stage": ["protocol", "ui", "ui/older-browsers", "ui/theme.css"],
  "apps/presenter": ["protocol", "ui", "ui/older-browsers", "ui/theme.css"],
  e2e: [
    "protocol",
    "archive",
    "fabric",
    "failover",
    "ledger",
    "link",
    "link/certificates",
    "link/lasting-ports",
    "replicated-log",
    "replicated-log/bare-etcd",
    "seeded-random",
    "sim/real-time-checks",
    "wal",
  ],
  scripts: ["protocol"],
};

/** What tests may import on top: the neighbour that they are tested together with. */
export const allowedInTests: Readonly<Record<string, readonly string[]>> = {
  "packages/failover": ["seeded-random"],
  "packages/raft": ["seeded-random"],
  "packages/sim": ["test-program"],
  "packages/wal": ["seeded-random", "test-program"],
  "packages/link": ["test-program"],
  "packages/fabric": ["link", "link/lasting-ports", "seeded-random"],
  "packages/gateway": ["replicated-log", "replicated-log/port", "room", "seeded-random"],
  "packages/ui": ["link/lasting-ports"],
  "packages/replicated-log": ["link", "link/lasting-ports", "seeded-random", "test-program"],
  "apps/room": ["link/certificates", "test-program"],
  "apps/fabric": ["link/lasting-ports", "test-program"],
  "apps/member": ["link/lasting-ports", "test-program"],
  "apps/gateway": ["gateway/room-status", "ui/polling-fallback"],
  "apps/phone": ["seeded-random"],
  "apps/stage": ["ui/show-scenes"],
  "apps/presenter": ["ui/show-scenes"],
};

/** Apps whose sources stand in model/ (pure state and rules), shared/ and features/ (views). */
const browserApps = ["apps/phone", "apps/stage", "apps/presenter"];

/** Parts of the gateway's logic and the parts that each may import; what stands beside them composes them. */
const gatewayParts: Readonly<Record<string, readonly string[]>> = {
  routing: [],
  recovery: ["routing"],
  people: ["routing"],
  views: ["routing", "recovery", "people"],
  console: ["routing", "recovery", "people"],
  report: ["routing", "recovery", "people", "views"],
};
/** Files beside the parts that the parts may import. */
const gatewayShared = ["awake-clock.ts", "ports.ts"];

/** What judges a simulation shares no logic with what it judges. */
const simulationJudges = /^packages\/sim\/src\/checks\//;
const judgedBySimulation = ["failover", "gateway", "room"];

const scope = "@cablecut/";

/** The package, app or top folder a file belongs to. */
function homeOf(path: string): string {
  const [top = "", name = ""] = path.split("/");
  return top === "packages" || top === "apps" ? `${top}/${name}` : top;
}

/** Every import of ours must be in the table above; relative imports must stay at home. */
export function checkImportDirections(files: readonly SourceFile[]): CheckResult {
  const findings: Finding[] = [];
  let seen = 0;
  for (const file of files) {
    const program = parse(file);
    if (!isNode(program)) {
      findings.push(program);
      continue;
    }
    for (const site of importsOf(file, program)) {
      seen++;
      const message = complaint(file.path, site);
      if (message !== undefined) findings.push({ path: file.path, line: site.line, message });
    }
  }
  return { seen, unit: `imports in ${files.length} files`, findings };
}

function complaint(path: string, { specifier }: ImportSite): string | undefined {
  const home = homeOf(path);
  const allowed = allowedImports[home];
  if (allowed === undefined) {
    return `${home} has no place in the import table; add it to allowedImports in scripts/checks/import-directions.ts`;
  }
  if (specifier.startsWith(".")) {
    const target = resolveRelative(path, specifier);
    if (homeOf(target) === home)
      return layerComplaint(home, path, target) ?? partComplaint(path, target);
    return `imports ${target} by path; import the package by its name (${scope}…) and only if ${home} may use it`;
  }
  if (!specifier.startsWith(scope)) return undefined;
  const target = specifier.slice(scope.length);
  if (target.split("/")[0]?.endsWith("-app") === true) {
    return `imports an app; apps never import apps: move what both need into a package`;
  }
  if (target === "sim" || target.startsWith("sim/")) {
    if (isTest(path) || home === "packages/sim") return undefined;
    return `imports ${specifier}; only tests import the simulator`;
  }
  if (simulationJudges.test(path) && judgedBySimulation.includes(target))
    return `imports ${specifier}, which it judges; write what it needs once more, from the rules`;
  if (allowed.includes(target)) return undefined;
  if (isTest(path) && allowedInTests[home]?.includes(target) === true) return undefined;
  const list = allowed.length === 0 ? "nothing of ours" : `only ${allowed.join(", ")}`;
  return `imports ${specifier}, but ${home} may import ${list}; pass what is needed in as an argument, or move the shared part down`;
}

/** Where a file of a browser app stands: "model", "shared", "features/<name>", or "" beside them, where all is composed. */
function layerOf(home: string, path: string): string {
  const [top = "", name = ""] = path.slice(`${home}/src/`.length).split("/");
  if (top === "features") return `features/${name}`;
  return top === "model" || top === "shared" ? top : "";
}

/** model ← shared ← features, and features never import each other; tests may look further. */
function layerComplaint(home: string, path: string, target: string): string | undefined {
  if (!browserApps.includes(home) || !path.startsWith(`${home}/src/`) || isTest(path))
    return undefined;
  const [from, to] = [layerOf(home, path), layerOf(home, target)];
  if (from === "" || from === to || to === "model") return undefined;
  if (from !== "model" && to === "shared") return undefined;
  if (from.startsWith("features/") && to.startsWith("features/")) {
    return `imports ${target}; features never import each other: move what both need into shared/ or model/, or compose them one level up`;
  }
  return `imports ${target}, but ${from} may import only ${from === "model" ? "model" : "model, shared and itself"}; pass what is needed in`;
}

/** routing ← recovery, people ← views, console; and no part imports what composes it. */
function partComplaint(path: string, target: string): string | undefined {
  const source = "packages/gateway/src/";
  if (!path.startsWith(source) || isTest(path)) return undefined;
  const [from = ""] = path.slice(source.length).split("/");
  const [to = ""] = target.slice(source.length).split("/");
  const allowed = gatewayParts[from];
  if (allowed === undefined || from === to || [...allowed, ...gatewayShared].includes(to))
    return undefined;
  return `imports ${target}, but ${from} may import only ${[...allowed, ...gatewayShared].join(", ")}; take what is needed as an argument of the constructor`;
}

/** What the table allows and nobody uses: an open door that nobody remembers. Only for the whole tree. */
export function unusedAllowances(files: readonly SourceFile[]): CheckResult {
  const used = new Set<string>();
  for (const file of files) {
    const program = parse(file);
    if (!isNode(program)) continue;
    for (const { specifier } of importsOf(file, program)) {
      if (!specifier.startsWith(scope)) continue;
      const entry = `${homeOf(file.path)} ${specifier.slice(scope.length)}`;
      used.add(isTest(file.path) && homeOf(file.path) !== "e2e" ? `${entry} in tests` : entry);
    }
  }
  const entries = [
    ...allowances(allowedImports, "allowedImports", ""),
    ...allowances(allowedInTests, "allowedInTests", " in tests"),
  ];
  const findings = entries
    .filter(({ key }) => !used.has(key))
    .map(({ home, target, table }) => ({
      path: home,
      message: `imports nothing of ${target}; take it out of ${table}`,
    }));
  return { seen: entries.length, unit: "allowed imports", findings };
}

function allowances(
  table: Readonly<Record<string, readonly string[]>>,
  name: string,
  suffix: string,
): readonly { home: string; target: string; key: string; table: string }[] {
  return Object.entries(table).flatMap(([home, targets]) =>
    targets.map((target) => ({ home, target, key: `${home} ${target}${suffix}`, table: name })),
  );
}

function resolveRelative(path: string, specifier: string): string {
  const parts = path.split("/").slice(0, -1);
  for (const step of specifier.split("/")) {
    if (step === "..") parts.pop();
    else if (step !== ".") parts.push(step);
  }
  return parts.join("/");
}
