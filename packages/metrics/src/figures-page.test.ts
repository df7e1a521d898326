import { expect, test } from "vitest";
import { figuresPage, type Family } from "./figures-page.ts";

interface Told {
  readonly waiting: number | null;
  readonly sent: readonly { readonly to: string; readonly count: number }[];
}

const families: readonly Family<Told>[] = [
  {
    kind: "gauge",
    name: "test_waiting_seconds",
    help: "How long somebody waits",
    samples: ({ waiting }) => [{ value: waiting }],
  },
  {
    kind: "counter",
    name: "test_sent_total",
    help: "What was sent",
    labels: ["to"],
    samples: ({ sent }) => sent.map(({ to, count }) => ({ labels: { to }, value: count })),
  },
];

/** Lines of the families of this test. */
async function lines(page: { text(): Promise<string> }): Promise<string[]> {
  return (await page.text()).split("\n").filter((line) => line.startsWith("test_"));
}

test("a page tells what is, and of what is not known nothing: not the figure of before, and no 0", async () => {
  let told: Told | null = null;
  const page = figuresPage(() => told, families, { room: "a" });
  expect(await lines(page)).toEqual([]);
  told = { waiting: 1.5, sent: [{ to: "b", count: 3 }] };
  expect(await lines(page)).toEqual([
    'test_waiting_seconds{room="a"} 1.5',
    'test_sent_total{to="b",room="a"} 3',
  ]);
  told = { waiting: null, sent: [{ to: "b", count: 5 }] };
  expect(await lines(page)).toEqual(['test_sent_total{to="b",room="a"} 5']);
  told = { waiting: 0, sent: [] };
  expect(await lines(page)).toEqual(['test_waiting_seconds{room="a"} 0']);
});

test("two pages of one process do not disturb each other", async () => {
  const one = figuresPage<Told>(() => ({ waiting: 1, sent: [] }), families);
  const other = figuresPage<Told>(() => ({ waiting: 2, sent: [] }), families);
  expect(await lines(one)).toEqual(["test_waiting_seconds 1"]);
  expect(await lines(other)).toEqual(["test_waiting_seconds 2"]);
});
