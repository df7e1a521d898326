import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { spacedFingerprint, type ShowSnapshot } from "@cablecut/protocol";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { StageWatch } from "../faults/gateway-killed/stage-watch.ts";
import { DeployedHosts, gateways, hostNames, rooms } from "./deployed-hosts.ts";
import { engineUnderTest, whyNoEtcd } from "../processes/members.ts";
import { buildNewer, newestVersionHere } from "../processes/newer-build.ts";
import { hasNetem, HostNetwork, whyNoHosts } from "./host-network.ts";
import { Manual } from "./manual.ts";
import { People } from "./people.ts";

/**
 * Nothing is said of how long things take: this is only when a test gives up, ms. On a busy machine a room may be lost three
 * times within a minute, and gets no shards for another one.
 */
const waitMs = 100_000;
const bringUpMs = 180_000;
const people = 16;
const pauseMs = 150;

const reason = whyNoHosts() ?? (engineUnderTest() === "etcd" ? whyNoEtcd() : null);
const withNetem = reason === null && hasNetem();
/** Debian's faketime, loaded without its wrapper: that one would take the signals, and leave the room running. */
const faketimeLibrary = readdirSync("/usr/lib")
  .map((folder) => `/usr/lib/${folder}/faketime/libfaketime.so.1`)
  .find((path) => existsSync(path));
const faketime = faketimeLibrary !== undefined;
const anHourOff = faketime
  ? ["env", `LD_PRELOAD=${faketimeLibrary}`, "FAKETIME=+3600", "DONT_FAKE_MONOTONIC=1"]
  : [];
const roomHosts = Object.keys(rooms);

/**
 * Seven hosts with two network cards each, made from a hosts.json by `cablecut deploy`, with people who pay all the time.
 * Each test leaves the show as it found it: all rooms normal, all shards at home. CABLECUT_ENGINE=etcd: an etcd member
 * beside each room makes the log.
 */
describe.skipIf(reason !== null)("seven hosts", () => {
  let folder: string;
  let network: HostNetwork;
  let hosts: DeployedHosts;
  let crowd: People;
  let stage: StageWatch;

  const snapshot = (): ShowSnapshot => {
    if (stage.snapshot === null) throw new Error("no gateway shows anything");
    return stage.snapshot;
  };
  const isHome = (): boolean =>
    stage.snapshot !== null &&
    stage.snapshot.rooms.every(
      ({ condition, shardsServing }) => condition === "normal" && shardsServing === 20,
    );
  /** Every room answers and every shard is served, at home or elsewhere: the next room may be stopped. */
  const isWhole = (): boolean => {
    const seen = stage.snapshot?.rooms ?? [];
    const served = seen.reduce((sum, { shardsServing }) => sum + shardsServing, 0);
    return served === 100 && seen.every(({ condition }) => condition === "normal");
  };
  const until = async (condition: () => boolean, what: string): Promise<void> => {
    const deadline = performance.now() + waitMs;
    while (!condition()) {
      if (performance.now() > deadline) {
        throw new Error(`waited in vain: ${what}\n${JSON.stringify(stage.snapshot, null, 1)}`);
      }
      await pause(25);
    }
  };
  /** These rooms serve nobody, and everybody is served: the switch is over. */
  const areOut = (...out: readonly string[]): boolean => {
    const served = stage.snapshot?.rooms.map(({ shardsServing }) => shardsServing) ?? [];
    const isOut = (at: number): boolean => out.includes(Object.values(rooms)[at] ?? "");
    const total = served.reduce((sum, shards) => sum + shards, 0);
    const settled = stage.snapshot?.incident?.state === "recovered";
    return settled && total === 100 && served.every((shards, at) => isOut(at) === (shards === 0));
  };
  /** Cables that are drawn cut. */
  const cut = (): string[] =>
    snapshot().cables.flatMap(({ cable, fault }) => (fault === "silence" ? [cable] : []));
  const goesOnPaying = async (): Promise<void> => {
    const before = crowd.receipts.length;
    await until(() => crowd.receipts.length > before + 5 * people, "they go on paying");
  };

  const manual = new Manual();
  const operator = "sh-1";
  const program = "node /opt/cablecut/dist/cablecut.mjs";
  const typed = async (host: string | null, command: string): Promise<string> => {
    const { code, out } = await hosts.type(host, manual.follow(command));
    expect([command, code, out]).toEqual([command, 0, expect.anything()]);
    return out;
  };
  /** What stands there for one host, done on each. */
  const typedOn = async (host: string, command: string): Promise<void> => {
    const { code, out } = await hosts.type(host, manual.follow(command).replace("hz-1", host));
    expect([host, code, out]).toEqual([host, 0, expect.anything()]);
  };

  /** By hand, as the manual says: what rooms have written, into the operator's folder. */
  const carryRooms = async (): Promise<void> => {
    for (const host of roomHosts) {
      const from = join(hosts.place(host, "data"), "rooms");
      const copied = await hosts.run(null, ["cp", "-r", from, join("machines", "operator")]);
      expect(copied).toMatchObject({ code: 0 });
    }
  };

  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), "cablecut-machines-"));
    network = new HostNetwork();
    hosts = new DeployedHosts(network, folder);
    hosts.writeHostsFile("keynote");
    await typed(null, "node dist/cablecut.mjs deploy hosts.json --out machines");
    await typed("hz-1", "sh hz-1/install.sh");
    // The program was carried there; without --go nothing else was done.
    expect(readdirSync(join(folder, "hosts", "hz-1"))).toEqual(["opt"]);
    for (const host of hostNames) await typedOn(host, "sh hz-1/install.sh --go --first");
    await Promise.all(hostNames.map((host) => hosts.start(host)));
    stage = new StageWatch(hosts.origin("web-1"));
    await until(isHome, "every room is normal");
    crowd = new People(
      gateways.map((each) => hosts.origin(each)),
      people,
      pauseMs,
    );
    await until(() => crowd.inside === people, "everybody has an account");
    crowd.start();
    await until(() => crowd.receipts.length > people, "they pay");
  }, bringUpMs);

  afterAll(async () => {
    crowd?.close();
    stage?.close();
    await hosts?.stopAll();
    network?.remove();
    rmSync(folder, { recursive: true, force: true });
  });

  test("each host reaches every other over both networks, and says so", async () => {
    for (const host of ["hz-1", "web-2"]) {
      const out = await typed(host, `${program} deploy --check /etc/cablecut`);
      const ways = out.split("\n").filter((line) => / over [AB]: answers/.test(line));
      expect([ways.length, out]).toEqual([12, expect.stringContaining("this host is ready")]);
    }
  });

  test("one card of two is pulled, or a whole switch fails: nothing happens", async () => {
    expect(cut()).toEqual([]);
    network.unplug("hz-1", "A");
    await until(() => cut().join() === "hz-a/A", "that cable is drawn cut");
    await goesOnPaying();
    network.plug("hz-1", "A");
    network.switchOff("B");
    const ofB = Object.values(rooms).map((room) => `${room}/B`);
    await until(() => cut().join() === ofB.join(), "the plane is drawn cut");
    await goesOnPaying();
    network.switchOn("B");
    await until(() => cut().length === 0, "every cable is whole");
    await until(isHome, "every room is normal");
    expect(stage.snapshot?.incident).toBeNull();
  });

  test("a card whose queue is starved, or that delays and loses packets: payments go over the other", async () => {
    network.starve("hz-1", "A", 64);
    await goesOnPaying();
    network.calm("hz-1", "A");
    if (withNetem) {
      network.worsen("sh-1", "B", 150, 8);
      await goesOnPaying();
      network.calm("sh-1", "B");
    }
    await until(() => cut().length === 0, "every cable is whole");
    await until(isHome, "every room is normal");
    expect(stage.snapshot?.incident).toBeNull();
  });

  test("the operator changes pace and failback from any host", async () => {
    await typed(operator, `${program} ctl failback on --data operator`);
    await until(() => snapshot().failback, "that is so");
    await until(isHome, "every room is normal");
    expect(stage.snapshot?.incident).toBeNull();
    // From here on a room that gets no processor for half a second is suspected.
    await typed(operator, `${program} ctl pace full-speed --data operator`);
    await until(() => snapshot().pace === "full-speed" && snapshot().failback, "both are so");
  });

  test("both cards of both Hangzhou hosts are pulled, and everybody is served elsewhere", async () => {
    for (const card of ["A", "B"] as const) {
      for (const host of ["hz-1", "hz-2"]) network.unplug(host, card);
    }
    await until(() => areOut("hz-a", "hz-b"), "Hangzhou's people are served elsewhere");
    await until(() => cut().join() === "hz-a/A,hz-a/B,hz-b/A,hz-b/B", "all four are drawn cut");
    const { out } = await hosts.type(operator, `${program} ctl status --data operator`);
    expect(out).toMatch(/hz-a .*A ==x== {2}B ==x==/);
    await goesOnPaying();
    for (const card of ["A", "B"] as const) {
      for (const host of ["hz-1", "hz-2"]) network.plug(host, card);
    }
    await until(isHome, "everybody is home");
  });

  test("a host loses its power and comes back with its disk, and where faketime is with its clock an hour off", async () => {
    await hosts.kill("sh-2");
    await until(() => areOut("sh-b"), "its people are served elsewhere");
    await hosts.start("sh-2", anHourOff);
    await until(isHome, "everybody is home");
    const { code, out } = await hosts.type("hz-1", `${program} deploy --check /etc/cablecut`);
    const clock = out.split("\n").filter((line) => line.includes("clock of sh-2"));
    expect([code, clock.join()]).toEqual([
      faketime ? 1 : 0,
      expect.stringMatching(faketime ? /^NOT .* (3599|3600)\.\d s ahead of/ : /^ok /),
    ]);
  });

  test("a host is replaced by an empty one: it recovers from the others before it counts", async () => {
    await hosts.kill("sz-1");
    await until(() => areOut("sz-a"), "its people are served elsewhere");
    hosts.empty("sz-1");
    expect(await typed("sz-1", "sh sz-1/install.sh --go")).not.toContain("--begin");
    await hosts.start("sz-1");
    await until(isHome, "everybody is home");
    const lost = {
      raft: ["the log was lost"],
      etcd: ["the log was lost", "its data are lost: another member takes its place"],
    }[hosts.engine];
    for (const words of lost) expect(hosts.words("sz-1")).toContain(words);
  });

  test("rooms are started again one by one, as systemd does it, and nobody's payment is lost", async () => {
    manual.follow("systemctl restart cablecut-room");
    for (const host of ["hz-1", "sh-1"]) {
      await hosts.stop(host);
      await hosts.start(host);
      await until(isWhole, "every room answers");
    }
    expect(crowd.lost).toBe(0);
  });

  test("rooms are upgraded one by one to a build that writes a newer payload version, one goes back before that, and nobody's payment is lost", async () => {
    const newer = join(folder, "newer");
    await Promise.all([buildNewer("room", newer), buildNewer("cablecut", newer)]);
    const restarted = async (host: string): Promise<void> => {
      await hosts.stop(host);
      await hosts.start(host);
      // A room that is started three times within a minute gets no shards for another one, which is nothing to wait for.
      await until(isWhole, "every room answers");
    };
    const upgrade =
      "test -d /opt/cablecut/dist.next && rm -rf /opt/cablecut/dist.before && mv /opt/cablecut/dist /opt/cablecut/dist.before && mv /opt/cablecut/dist.next /opt/cablecut/dist";
    for (const host of roomHosts) {
      // An upgrade of last year has left its own.
      hosts.carry(host, newer, "dist.before");
      hosts.carry(host, newer);
      await typed(host, upgrade);
      await restarted(host);
      if (host !== "hz-1") continue;
      await typed(
        host,
        "test -d /opt/cablecut/dist.before && rm -rf /opt/cablecut/dist.next && mv /opt/cablecut/dist /opt/cablecut/dist.next && mv /opt/cablecut/dist.before /opt/cablecut/dist",
      );
      await restarted(host);
      await typed(host, upgrade);
      await restarted(host);
    }
    await goesOnPaying();
    expect(crowd.lost).toBe(0);
  });

  test("a gateway's host is gone: its people go on at the other", async () => {
    await hosts.kill("web-2");
    const gone = people / gateways.length;
    await until(() => crowd.atOtherGateways >= gone && crowd.inside === people, "they moved");
    await goesOnPaying();
    expect(crowd.lost).toBe(0);
    await hosts.start("web-2");
  });

  test("both cards of a gateway's host are pulled: its people go on at the other, and so does the operator", async () => {
    for (const card of ["A", "B"] as const) network.unplug("web-1", card);
    try {
      const at = hosts.origin("web-2");
      await until(() => crowd.countAt(at) === people && crowd.inside === people, "they moved");
      await goesOnPaying();
      const status = "node dist/cablecut.mjs ctl status --data operator";
      const { out } = await hosts.type(null, status);
      expect(out).toMatch(/hz-a +normal +A ===== {2}B =====/);
      expect(crowd.lost).toBe(0);
    } finally {
      for (const card of ["A", "B"] as const) network.plug("web-1", card);
    }
    await until(isWhole, "web-1 hears every room again");
  });

  test("the operator makes the report: signed, with the key that stage and phones name, and all transfers", async () => {
    await carryRooms();
    // The operator's own program is older than what the rooms write by now, and would leave out what it cannot read.
    const byOlder = await hosts.type(
      null,
      "node dist/cablecut.mjs ctl report --data operator --out report",
    );
    expect(byOlder.code).not.toBe(0);
    expect(byOlder.out).toContain("a newer program wrote some of the entries");
    const made = await typed(operator, `${program} ctl report --data operator --out report`);
    const told = await fetch(`${hosts.origin("web-1")}/report.json`);
    const { show } = (await told.json()) as { show: { keyFingerprint: string | null } };
    expect(made).toContain(spacedFingerprint(show.keyFingerprint ?? "none"));
    expect(made).not.toMatch(/did not answer|no transfers/);
    const verified = await typed(null, "node dist/cablecut.mjs verify report/report.json");
    expect(verified).toMatch(/the report holds/i);
    expect(verified).toMatch(/transfers: \d{3,} rows/);
  });

  test("from any host the operator sees the show, and every receipt is in the logs of all hosts", async () => {
    await until(isWhole, "every room answers");
    const status = await typed(operator, `${program} ctl status --data operator`);
    expect(status).toMatch(/sz-a .*A ===== {2}B =====/);
    await crowd.stop();
    expect(crowd.lost).toBe(0);
    await typed(operator, `${program} ctl audit --data operator`);
    manual.follow("systemctl stop cablecut-room");
    await hosts.stopAll();
    await typed(null, "rm -rf operator/rooms");
    await carryRooms();
    writeFileSync(join(folder, "receipts.json"), JSON.stringify(crowd.receipts));
    const verify = manual.follow("node dist/cablecut.mjs verify --data operator");
    const version = newestVersionHere() + 1;
    const byOlder = await hosts.type(null, verify);
    expect(byOlder.code).not.toBe(0);
    expect(byOlder.out).toContain(
      `payload version ${version}, and this program reads versions up to`,
    );
    hosts.operatorHas = join(folder, "newer");
    const verified = await hosts.type(null, `${verify} --receipts receipts.json`);
    expect(verified.code, verified.out).toBe(0);
    expect(crowd.receipts.length).toBeGreaterThan(20 * people);
  });

  test("the next show begins on the same hosts once the data of the last one are moved away, and not before", async () => {
    stage.close();
    hosts.operatorHas = join(folder, "newer");
    await typed(null, "node dist/cablecut.mjs deploy hosts.json --out machines-next");
    hosts.deployedTo = "machines-next";
    const before = readFileSync(join(hosts.place("hz-1", "etc"), "room.json"), "utf8");
    const first = "sh hz-1/install.sh --go --first";
    const refused = await hosts.type("hz-1", first);
    expect([refused.code, refused.out]).toEqual([1, expect.stringContaining("belongs to show")]);
    expect(readFileSync(join(hosts.place("hz-1", "etc"), "room.json"), "utf8")).toBe(before);
    for (const host of hostNames)
      await typed(host, 'mv /var/lib/cablecut "/var/lib/cablecut.$(date +%Y%m%d-%H%M%S)"');
    for (const host of hostNames) await typedOn(host, first);
    await Promise.all(hostNames.map((host) => hosts.start(host)));
    stage = new StageWatch(hosts.origin("web-1"));
    await until(isHome, "every room is normal");
    await hosts.stopAll();
  });

  test("nothing stands in the manual that was not done here", () => {
    expect(manual.notFollowed).toEqual([]);
  });

  test("systemd takes the units", async ({ skip }) => {
    const units = ["hz-1", "web-1"].flatMap((host) =>
      hosts
        .unitsOf(host)
        .map((unit) => join(hosts.place(host, "units"), `cablecut-${unit}.service`)),
    );
    const one = await hosts.run(null, ["systemd-analyze", "--version"]);
    skip(one.code !== 0, "systemd-analyze is not installed");
    for (const unit of units) {
      const { code, out } = await hosts.run(null, ["systemd-analyze", "verify", unit]);
      expect([unit, code, out]).toEqual([unit, 0, ""]);
    }
  });
});

test.for([
  ["seven hosts", reason],
  ["delay and loss between hosts", withNetem ? null : "the kernel has no netem"],
  ["a host whose clock is an hour off", faketime ? null : "faketime is not installed"],
] as const)("%s can be played on this machine", ([, why], { skip }) => {
  skip(why !== null, why ?? "");
  expect(why).toBeNull();
});
