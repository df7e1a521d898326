/**
 * A colour for each room, of alternating lightness, so that neighbours differ in greyscale too. Amber is left out: it
 * belongs to what is out of order; so is red: it belongs to a missing receipt.
 */
const hues = ["#45c4c8", "#a6e8d0", "#6aa5ff", "#c3d3ff", "#b98cf0", "#f0b3d2", "#8fbf8a"] as const;

export function roomHue(room: number): string {
  return hues[room % hues.length]!;
}
