import type { VenueCheck } from "@cablecut/protocol";
import { expect, test } from "vitest";
import { addressKey } from "../edge/address.ts";
import { machineOfTheTest } from "../testing/machine-of-the-test.ts";
import { lookAt, type Machine } from "./machine-checks.ts";
import { OwnNetworks, PhonesSeen, type PhoneCame } from "./phones-seen.ts";
import { Venue } from "./venue.ts";

/** A phone that came to an address that this machine keeps. */
const from = (address: string, changes: Partial<PhoneCame> = {}): PhoneCame => ({
  address,
  isThisMachine: false,
  to: "127.0.0.1",
  ...changes,
});

const found = async (
  different: Partial<Machine>,
  directory: string | null = "/data",
): Promise<Record<string, VenueCheck["found"]>> => {
  const checks = await lookAt({ ...machineOfTheTest, ...different }, directory);
  return Object.fromEntries(checks.map(({ check, found }) => [check, found]));
};

test("where nothing can be found out every check says so, and none fails", async () => {
  const nothing = { power: "unknown", sleep: "unknown", clock: "unknown", "disk-free": "unknown" };
  expect(await found({})).toEqual(nothing);
  expect(await found({ platform: "win32" }, null)).toEqual(nothing);
});

/** A laptop on Linux: a battery, and a supply that is plugged in or not. */
function laptop(isPlugged: boolean): Partial<Machine> {
  const files: Record<string, string> = {
    "/sys/class/power_supply/BAT0/type": "Battery\n",
    "/sys/class/power_supply/AC/type": "Mains\n",
    "/sys/class/power_supply/AC/online": isPlugged ? "1\n" : "0\n",
  };
  return {
    list: async () => ["AC", "BAT0"],
    read: async (path) => files[path] ?? Promise.reject(new Error("no such file")),
    run: async () => "yes\n",
    freeMegabytes: async () => 80_000,
  };
}

test("on Linux the kernel tells of the supply, and timedatectl of the clock", async () => {
  expect(await found(laptop(true))).toEqual({
    power: "mains",
    sleep: "unknown",
    clock: "synchronised",
    "disk-free": "enough",
  });
  expect((await found(laptop(false)))["power"]).toBe("battery");
  expect((await found({ list: async () => [] }))["power"]).toBe("no-battery");
  expect((await found({ run: async () => "no\n" }))["clock"]).toBe("not-synchronised");
  expect((await found({ freeMegabytes: async () => 900 }))["disk-free"]).toBe("little");
});

test("a laptop that is fed over USB has its supply, and the battery of a mouse is none of the machine's", async () => {
  const supplies = (files: Readonly<Record<string, string>>): Partial<Machine> => ({
    list: async () => [...new Set(Object.keys(files).map((path) => path.split("/")[0] ?? ""))],
    read: async (path) =>
      files[path.replace("/sys/class/power_supply/", "")] ??
      Promise.reject(new Error("no such file")),
  });
  const own = { "BAT0/type": "Battery\n", "BAT0/scope": "System\n", "usb/type": "USB\n" };
  expect(await found(supplies({ ...own, "usb/online": "1\n" }))).toMatchObject({ power: "mains" });
  expect(await found(supplies({ ...own, "usb/online": "0\n" }))).toMatchObject({
    power: "battery",
  });
  const mouse = { "hid/type": "Battery\n", "hid/scope": "Device\n", "hid/online": "1\n" };
  expect(await found(supplies(mouse))).toMatchObject({ power: "no-battery" });
  expect(await found(supplies({ ...own, ...mouse }))).toMatchObject({ power: "battery" });
});

test("on macOS pmset tells of supply and sleep", async () => {
  const mac = (supply: string, sleep: string): Partial<Machine> => ({
    platform: "darwin",
    run: async (_, args) => (args.includes("ps") ? supply : sleep),
  });
  const plugged = await found(mac("Now drawing from 'AC Power'", " sleep                0"));
  expect(plugged).toMatchObject({ power: "mains", sleep: "never" });
  const onBattery = await found(mac("Now drawing from 'Battery Power'", " sleep                1"));
  expect(onBattery).toMatchObject({ power: "battery", sleep: "after" });
});

test("the join address counts as opened by a phone from another machine, and its network is named", () => {
  const seen = new PhonesSeen(new OwnNetworks(["192.168.1.5/24"]));
  expect(seen.joinOpened()).toEqual({ check: "join-opened", found: "no-phone" });
  seen.came(from("127.0.0.1", { isThisMachine: true }));
  expect(seen.joinOpened()).toEqual({ check: "join-opened", found: "this-machine-only" });
  expect(seen.wasReached).toBe(false);
  const after = (address: string): VenueCheck => {
    seen.came(from(address));
    return seen.joinOpened();
  };
  expect(after("192.168.1.77")).toMatchObject({ found: "same-network", network: "192.168.1.x" });
  expect(after("10.0.7.9")).toMatchObject({ found: "other-network", network: "10.0.7.x" });
  expect(after("100.72.3.4")).toMatchObject({ found: "other-network" });
  expect(after("203.0.113.9")).toMatchObject({ found: "internet", network: "203.0.113.x" });
  expect(after("fe80:0:0:0::/64")).toMatchObject({ found: "other-network" });
  expect(seen.wasReached).toBe(true);
});

test("which network is this machine's own is for the size of that network to say, in both versions of IP", () => {
  const hall = ["10.20.0.9/22", "203.0.113.9/24", "2001:db8:0:7:1::5/64", "fe80::1/64", "::1/128"];
  const seen = new PhonesSeen(new OwnNetworks(hall));
  const found = (address: string): VenueCheck["found"] => {
    seen.came(from(address));
    return seen.joinOpened().found;
  };
  expect(found("10.20.3.77")).toBe("same-network");
  expect(found("10.20.4.1")).toBe("other-network");
  expect(found("203.0.113.77")).toBe("same-network");
  expect(found("203.0.114.77")).toBe("internet");
  expect(found(addressKey("2001:db8:0:7:abcd::1"))).toBe("same-network");
  expect(found(addressKey("2001:db8:0:8:abcd::1"))).toBe("internet");
  expect(found(addressKey("fe80::77%eth0"))).toBe("same-network");
});

test("whom a proxy of this machine heard on the loopback is no phone from outside", () => {
  for (const address of ["127.0.0.1", addressKey("::1")]) {
    const seen = new PhonesSeen(new OwnNetworks(["127.0.0.1/8", "::1/128"]));
    seen.came(from(address));
    expect(seen.joinOpened().found).toBe("this-machine-only");
    expect(seen.wasReached).toBe(false);
  }
});

test("round trips of phones are told as middle and slow end, and old ones are forgotten", () => {
  const seen = new PhonesSeen(new OwnNetworks([]));
  expect(seen.roundTrips(0)).toEqual({ check: "round-trip", found: "none" });
  for (const ms of Array.from({ length: 99 }, () => 12).concat(900)) seen.roundTrip(ms, 1_000);
  expect(seen.roundTrips(1_000)).toEqual({
    check: "round-trip",
    found: "slow",
    p50Ms: 12,
    p99Ms: 900,
  });
  seen.roundTrip(30, 60_000);
  expect(seen.roundTrips(60_000)).toMatchObject({ found: "fast", p99Ms: 30 });
});

function venueOn(changes: Partial<ConstructorParameters<typeof Venue>[0]> = {}): Venue {
  return new Venue({
    listen: { host: "0.0.0.0", port: 2626 },
    joinUrl: "http://192.168.1.5:2626/",
    joinAddress: undefined,
    isBehindProxy: false,
    dataDirectory: null,
    descriptorsForPhones: 10_000,
    screens: { sizes: [], knownCount: 0 },
    machine: machineOfTheTest,
    nowMs: () => 0,
    ...changes,
  });
}
const foundIn = (venue: Venue, name: VenueCheck["check"]) =>
  venue.checks().find(({ check }) => check === name);

test("a port of this machine alone is a failing where nobody else can come, and none behind a proxy", () => {
  const portOf = (
    isBehindProxy: boolean,
    phone: string | null,
  ): VenueCheck["found"] | undefined => {
    const venue = venueOn({ listen: { host: "127.0.0.1", port: 2626 }, isBehindProxy });
    if (phone !== null) venue.seen.came(from(phone));
    return foundIn(venue, "port")?.found;
  };
  expect(portOf(false, null)).toBe("this-machine-only");
  expect(portOf(true, null)).toBe("not-reached-yet");
  expect(portOf(true, "198.51.100.7")).toBe("reached");
});

test.each(["192.168.1.77", "10.0.7.9", "203.0.113.9"])(
  "what the phone from %s has shown is over when the laptop leaves the address that it came to, and the address on the screen is named",
  (phone) => {
    const clock = { nowMs: 0 };
    let addresses = ["127.0.0.1/8", "192.168.1.5/24", "fe80::1/64"];
    const machine: Machine = { ...machineOfTheTest, addresses: () => addresses };
    const venue = venueOn({ machine, nowMs: () => clock.nowMs });
    const look = (now: readonly string[]): unknown[] => {
      clock.nowMs += 20_000;
      addresses = ["127.0.0.1/8", ...now];
      return [foundIn(venue, "port"), venue.hall()[0].found];
    };
    const after = (now: readonly string[]): unknown[] => {
      look(now);
      return look(now);
    };
    venue.seen.came(from(phone, { to: "::ffff:192.168.1.5" }));
    const found = venue.seen.joinOpened().found;
    const reached = { check: "port", found: "reached", port: 2626 };
    const gone = {
      ...reached,
      found: "this-machine-only",
      addressGone: "192.168.1.5",
    };
    expect(after(["192.168.1.5/24", "10.9.0.2/16"])).toEqual([reached, found]);
    // The hall's Wi-Fi; another address in the same network; and back again.
    expect(after(["10.9.0.2/16"])).toEqual([gone, "no-phone"]);
    expect(after(["192.168.1.9/24"])).toEqual([gone, "no-phone"]);
    expect(look(["192.168.1.5/24"])).toEqual([reached, found]);
    // A plug that was out while one look fell on it.
    expect(look([])).toEqual([reached, found]);
    expect(look(["192.168.1.5/24"])).toEqual([reached, found]);
  },
);

test("a gateway that is started again while the laptop has lost the address of the QR names it, and no firewall", () => {
  const clock = { nowMs: 0 };
  let addresses = ["127.0.0.1/8", "192.168.1.77/24"];
  const machine: Machine = { ...machineOfTheTest, addresses: () => addresses };
  const again = venueOn({ machine, joinAddress: "192.168.1.5", nowMs: () => clock.nowMs });
  const look = (): VenueCheck | undefined => {
    clock.nowMs += 20_000;
    return foundIn(again, "port");
  };
  expect(foundIn(again, "port")).not.toHaveProperty("addressGone");
  look();
  expect(look()).toMatchObject({ found: "this-machine-only", addressGone: "192.168.1.5" });
  addresses = ["127.0.0.1/8", "192.168.1.5/24"];
  expect(look()).toMatchObject({ found: "not-reached-yet" });
  addresses = ["127.0.0.1/8"];
  look();
  expect(look()).toMatchObject({ addressGone: "192.168.1.5" });
});

test("what leads to the show from elsewhere is not missed either, whatever this machine was given since", () => {
  const clock = { nowMs: 0 };
  let addresses = ["192.168.1.5/24"];
  const machine: Machine = { ...machineOfTheTest, addresses: () => addresses };
  const venue = venueOn({ machine, joinAddress: null, nowMs: () => clock.nowMs });
  addresses = [];
  for (let look = 0; look < 3; look += 1) {
    clock.nowMs += 20_000;
    expect(foundIn(venue, "port")).toMatchObject({ found: "not-reached-yet" });
  }
});

test.each(["https://show.example/", "http://198.51.100.7:2626/", "http://[2001:db8::5]:2626/"])(
  "%s, which never was an address of this machine, is not missed on it",
  (joinUrl) => {
    const clock = { nowMs: 0 };
    const venue = venueOn({ joinUrl, nowMs: () => clock.nowMs });
    for (let look = 0; look < 3; look += 1) {
      clock.nowMs += 20_000;
      expect(foundIn(venue, "port")?.found).toBe("not-reached-yet");
    }
  },
);
