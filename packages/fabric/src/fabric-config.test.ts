import { expect, test } from "vitest";
import { fabricConfigSchema } from "./fabric-config.ts";

const rooms = ["hz-a", "sh-a"].map((id, at) => ({
  id,
  city: id.slice(0, 2),
  host: "127.0.0.1",
  port: 21_000 + at,
}));
const configOf = (control: string, cables: string): unknown => ({
  control: { host: control, port: 0 },
  stateFile: "fabric.json",
  rooms,
  ports: { host: cables, basePort: 22_000 },
});

test.each(["127.0.0.1", "::1"])("cables and whoever may cut them are taken at %s", (host) => {
  expect(fabricConfigSchema.safeParse(configOf(host, host)).success).toBe(true);
});

test.each(["0.0.0.0", "::", "192.168.1.5", "cablecut.example"])(
  "cables that would end at %s, off this machine, are refused by name, and so is whoever would cut from there",
  (host) => {
    const cables = fabricConfigSchema.safeParse(configOf("127.0.0.1", host));
    const listed = fabricConfigSchema.safeParse({
      ...(configOf("127.0.0.1", host) as object),
      ports: { host, ports: [22_000] },
    });
    for (const { error } of [cables, listed]) {
      expect(JSON.stringify(error?.issues)).toContain(
        "links are accepted on the loopback only (127.0.0.1 or ::1)",
      );
    }
    const control = fabricConfigSchema.safeParse(configOf(host, "127.0.0.1"));
    expect(control.error?.issues[0]?.path).toEqual(["control", "host"]);
  },
);
