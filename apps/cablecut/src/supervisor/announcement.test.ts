import type { RoomStop } from "@cablecut/protocol";
import { expect, test } from "vitest";
import { announcement, gatewayAddresses, pagesOf, type ShowAddresses } from "./announcement.ts";

const addresses: ShowAddresses = {
  ...pagesOf("http://192.168.1.5:2626/", "http://192.168.1.5:2626/"),
  furtherGateways: [],
  gatewayPorts: [],
  behindProxy: false,
  showId: "0123456789ab",
  continued: false,
  paceNotTaken: null,
  pin: "262626",
  loginLink: "http://192.168.1.5:2626/presenter#login=ticket-of-the-test",
  stopped: [],
  dataDirectory: "/home/show/.data",
  others: [{ address: "10.0.0.7", network: "eth0" }],
  reachable: true,
  readyAfterMs: 1_240,
};

const own = "http://192.168.1.5:2626/";

test.each([
  ["https://show.example.org/", "https://show.example.org/stage"],
  ["https://s.example/?to=aB3", "https://s.example/stage"],
  ["http://[fd00::1]:2626/", "http://[fd00::1]:2626/stage"],
  // Nothing is below a short link: the page is at this machine's own address.
  ["https://s.example/aB3dE", "http://192.168.1.5:2626/stage"],
  ["https://s.example/aB3dE/", "http://192.168.1.5:2626/stage"],
])("where phones open %s the stage is %s, and they open the address as it is", (join, stage) => {
  expect(pagesOf(join, own)).toMatchObject({ join, stage });
});

test.each([
  [
    "https://s.example/aB3dE",
    "a short link, or a proxy that lets nobody in",
    false,
    [/a short link/],
    [/短链接/],
  ],
  [
    "https://show.example.org/",
    "a proxy that nobody named",
    false,
    [/--trusted-proxy/],
    [/--trusted-proxy/],
  ],
  ["https://show.example.org/", "a proxy that is named", true, [], []],
  ["http://192.168.1.5:2626/", "this machine", false, [], []],
] as const)(
  "the terminal says what phones that open %s need besides, if anything: %s",
  async (url, _, behindProxy, inEnglish, inChinese) => {
    const shown = { ...addresses, ...pagesOf(url, own), behindProxy };
    for (const [language, expected] of [
      ["en", inEnglish],
      ["zh", inChinese],
    ] as const) {
      const text = await announcement(shown, language, false);
      const notes = text
        .split("\n")
        .filter((line) => /^ {2}(Phones open|手机打开) /.test(line) && line.includes(url));
      expect(notes).toEqual(expected.map((note) => expect.stringMatching(note)));
    }
  },
);

test("gateways behind one address are told apart by their ports, which whatever leads to them has to know", async () => {
  const told = async (urls: readonly string[]): Promise<readonly string[]> => {
    const shown = { ...addresses, ...gatewayAddresses(urls, [2626, 2628]) };
    const text = await announcement(shown, "en", false);
    return text.split("\n").filter((line) => /^ {2}(Ports|Gateway)/.test(line));
  };
  const one = "https://show.example.org/";
  expect(await told([one, one])).toEqual(["  Ports      2626, 2628"]);
  expect(await told([one, "https://b.example.org/"])).toEqual([
    "  Gateway 2  https://b.example.org/",
  ]);
});

test("says what a presenter needs, in English", async () => {
  const text = await announcement(addresses, "en", false);
  expect(text.split("\n").slice(0, 7)).toEqual([
    "Show 0123456789ab is ready, after 1.2 s",
    "",
    "  Join       http://192.168.1.5:2626/",
    "  Stage      http://192.168.1.5:2626/stage",
    "  Presenter  http://192.168.1.5:2626/presenter   PIN 262626",
    "  Data       /home/show/.data",
    "  This computer is also 10.0.0.7 (eth0); choose with --public-url.",
  ]);
});

test("names every gateway beside the first", async () => {
  const further = { ...addresses, furtherGateways: ["http://192.168.1.5:2627/"] };
  expect(await announcement(further, "en", false)).toContain(
    "  Gateway 2  http://192.168.1.5:2627/\n",
  );
  expect(await announcement(further, "zh", false)).toContain(
    "  网关2      http://192.168.1.5:2627/\n",
  );
});

test("and in Chinese, in columns of the same width", async () => {
  const text = await announcement({ ...addresses, continued: true }, "zh", false);
  expect(text.split("\n").slice(0, 4)).toEqual([
    "演示 0123456789ab 继续，用时1.2秒",
    "",
    "  观众加入   http://192.168.1.5:2626/",
    "  大屏       http://192.168.1.5:2626/stage",
  ]);
});

test("names the rooms that the show runs without, and what to do about each", async () => {
  const stopped: RoomStop[] = [
    {
      room: "sz-a",
      why: "log-unreadable",
      reason: { en: "segment-1.wal is damaged at offset 7", zh: "segment-1.wal 在偏移7处损坏" },
    },
    { room: "hz-b", why: "not-started", reason: { en: "", zh: "" } },
    { room: "sh-a", why: "newer-build", reason: { en: "", zh: "" } },
  ];
  const without = { ...addresses, stopped };
  const text = await announcement(without, "en", false);
  expect(text).toContain("Without room sz-a: its log cannot be read.");
  expect(text).toContain("npm run cablecut -- ctl room rebuild sz-a");
  expect(text).toContain("Without room hz-b: it did not start");
  expect(text).toContain(
    "Without room sh-a: a newer build wrote its log. What to do: stop the show",
  );
  const inChinese = await announcement(without, "zh", false);
  expect(inChinese).toContain("npm run cablecut -- ctl room rebuild sz-a");
  expect(inChinese).toContain("机房 hz-b 未运行");
});

test("a QR code is drawn: in colours on a terminal, with blocks in a file", async () => {
  expect(await announcement(addresses, "en", true)).toContain("\u001b[");
  const plain = await announcement(addresses, "en", false);
  expect(plain).not.toContain("\u001b[");
  expect(plain).toMatch(/[▀▄█]{5}/);
});

test("shows a login link that works once, and its QR code, where there is one", async () => {
  const text = await announcement(addresses, "en", false);
  expect(text).toContain("http://192.168.1.5:2626/presenter#login=ticket-of-the-test");
  expect(text).toContain("Opens the console once, within 60 minutes, without the PIN:");
  expect(await announcement({ ...addresses, loginLink: null }, "en", false)).not.toContain(
    "#login=",
  );
});

test("says so when no phone can reach this machine", async () => {
  const text = await announcement({ ...addresses, reachable: false }, "en", false);
  expect(text).toContain("Only this computer can open these");
});

test("says that a pace was not taken, and how to change it", async () => {
  const text = await announcement(
    { ...addresses, continued: true, paceNotTaken: "booth" },
    "en",
    false,
  );
  expect(text).toContain("keeps the pace it has");
  expect(text).toContain("npm run cablecut -- ctl pace booth");
});
