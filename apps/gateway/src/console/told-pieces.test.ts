import { expect, test } from "vitest";
import { ToldPieces } from "./told-pieces.ts";

/** All pieces, as somebody asks for them one after the other. */
function taken(told: ToldPieces): { text: string; longest: number } {
  let text = "";
  let longest = 0;
  let made: number | null = null;
  for (let piece = 0, pieces = 1; piece < pieces; piece += 1) {
    const answer = told.answer({ made, piece });
    if (!answer.ok) throw new Error(answer.refusal);
    ({ made, pieces } = answer);
    text += answer.text;
    longest = Math.max(longest, answer.text.length);
  }
  return { text, longest };
}

test("what a full hall tells comes whole, in pieces that a connection may leave unread", () => {
  const hall = Array.from({ length: 200_000 }, (_, at) => `1,${at},9,0,,,0,7,0,0,0,0,999`).join();
  const { text, longest } = taken(new ToldPieces(() => hall));
  expect(text).toBe(hall);
  expect(longest).toBeLessThan(512 * 1_024);
});

test("pieces of two moments are never put together", () => {
  const texts = ["a".repeat(600_000), "b".repeat(600_000)];
  const told = new ToldPieces(() => texts.shift() ?? null);
  expect(told.answer({ made: null, piece: 0 })).toMatchObject({ ok: true, made: 1, pieces: 3 });
  expect(told.answer({ made: null, piece: 0 })).toMatchObject({ ok: true, made: 2 });
  expect(told.answer({ made: 1, piece: 1 })).toEqual({ ok: false, refusal: "made-anew" });
  expect(told.answer({ made: 2, piece: 1 })).toMatchObject({ ok: true });
});

test("before a room was heard there is nothing to tell, and what is without end is refused", () => {
  const starting = new ToldPieces(() => null);
  expect(starting.answer({ made: null, piece: 0 })).toEqual({ ok: false, refusal: "starting" });
  const endless = new ToldPieces(() => "x".repeat(1_001 * 256 * 1_024));
  expect(endless.answer({ made: null, piece: 0 })).toEqual({ ok: false, refusal: "too-long" });
});
