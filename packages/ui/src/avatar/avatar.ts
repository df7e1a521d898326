import { creatureOf, type AccountId } from "@cablecut/protocol";

/** Twelve hues, degrees: without red, which is for what is missing, and without the amber of what is cut. */
const hues = [62, 88, 125, 150, 172, 192, 212, 232, 255, 280, 305, 325] as const;

export const glyphNames = [
  "wader",
  "panda",
  "otter",
  "fox",
  "tiger",
  "koala",
  "dolphin",
  "falcon",
  "lynx",
  "badger",
  "swan",
  "songbird",
  "turtle",
  "deer",
  "hare",
  "owl",
  "seal",
  "squirrel",
  "kingfisher",
  "camel",
  "penguin",
  "whale",
  "pony",
  "hedgehog",
  "gecko",
  "carp",
  "ibex",
  "quail",
] as const;
export type GlyphName = (typeof glyphNames)[number];

/** Creatures that look alike at this size share a glyph. */
const glyphOfCreature: Readonly<Record<string, GlyphName>> = {
  Heron: "wader",
  Crane: "wader",
  Egret: "wader",
  Panda: "panda",
  Otter: "otter",
  Beaver: "otter",
  Fox: "fox",
  Tiger: "tiger",
  Leopard: "tiger",
  Koala: "koala",
  Dolphin: "dolphin",
  Falcon: "falcon",
  Lynx: "lynx",
  Badger: "badger",
  Mole: "badger",
  Swan: "swan",
  Robin: "songbird",
  Magpie: "songbird",
  Sparrow: "songbird",
  Oriole: "songbird",
  Lark: "songbird",
  Turtle: "turtle",
  Deer: "deer",
  Hare: "hare",
  Owl: "owl",
  Seal: "seal",
  Squirrel: "squirrel",
  Kingfisher: "kingfisher",
  Camel: "camel",
  Penguin: "penguin",
  Whale: "whale",
  Pony: "pony",
  Hedgehog: "hedgehog",
  Gecko: "gecko",
  Carp: "carp",
  Ibex: "ibex",
  Quail: "quail",
};

export interface AvatarLook {
  readonly glyph: GlyphName;
  readonly hue: number;
}

/** The creature of the name, on a hue of the account: the same on every phone, and stored nowhere. */
export function avatarOf(account: AccountId): AvatarLook {
  return {
    glyph: glyphOfCreature[creatureOf(account)] ?? "songbird",
    hue: hues[(account * 7) % hues.length] ?? hues[0],
  };
}
