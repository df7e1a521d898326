/**
 * Advance widths of the stage's font (Noto Sans SC, tabular figures), thousandths of the type size, as Chromium sets it:
 * what stands in a box of a known width is fitted, and tested, without a browser. Everything that is not listed is as wide
 * as it is high, like every Chinese character.
 */
export const weights = [500, 600, 700, 800] as const;
export type Weight = (typeof weights)[number];

const firstListed = 32;
const widths: Readonly<Record<Weight, readonly number[]>> = {
  500: [
    225, 343, 518, 570, 570, 939, 706, 298, 356, 356, 484, 570, 298, 357, 298, 390, 570, 570, 570,
    570, 570, 570, 570, 570, 570, 570, 298, 298, 570, 570, 570, 492, 972, 622, 667, 646, 699, 600,
    566, 701, 741, 309, 549, 664, 558, 830, 734, 754, 648, 754, 656, 608, 611, 733, 594, 894, 596,
    553, 607, 356, 390, 356, 570, 562, 615, 575, 629, 517, 630, 566, 346, 578, 621, 288, 289, 575,
    298, 943, 624, 615, 630, 630, 409, 480, 396, 620, 545, 829, 526, 544, 491, 356, 281, 356, 570,
  ],
  600: [
    226, 357, 546, 580, 580, 951, 723, 311, 367, 367, 495, 580, 311, 364, 311, 389, 580, 580, 580,
    580, 580, 580, 580, 580, 580, 580, 311, 311, 580, 580, 580, 503, 990, 632, 674, 651, 707, 608,
    576, 709, 749, 319, 559, 675, 568, 842, 742, 762, 658, 762, 669, 616, 618, 740, 606, 904, 611,
    566, 610, 367, 389, 367, 580, 565, 620, 583, 637, 522, 637, 573, 359, 588, 631, 296, 297, 589,
    306, 953, 632, 620, 637, 637, 423, 487, 408, 629, 560, 846, 544, 559, 501, 367, 289, 367, 580,
  ],
  700: [
    227, 370, 574, 590, 590, 963, 740, 325, 378, 378, 507, 590, 325, 370, 325, 387, 590, 590, 590,
    590, 590, 590, 590, 590, 590, 590, 325, 325, 590, 590, 590, 514, 1007, 641, 681, 656, 714, 615,
    585, 717, 757, 330, 568, 686, 578, 853, 749, 770, 667, 770, 682, 624, 625, 748, 619, 915, 627,
    580, 613, 378, 387, 378, 590, 567, 626, 591, 644, 527, 644, 581, 372, 597, 640, 304, 306, 604,
    315, 964, 641, 626, 644, 644, 437, 495, 421, 637, 576, 863, 562, 574, 511, 378, 296, 378, 590,
  ],
  800: [
    228, 384, 603, 599, 599, 974, 756, 338, 389, 389, 518, 599, 338, 377, 338, 386, 599, 599, 599,
    599, 599, 599, 599, 599, 599, 599, 338, 338, 599, 599, 599, 525, 1024, 651, 688, 662, 722, 623,
    595, 725, 766, 340, 577, 697, 588, 865, 757, 778, 677, 778, 695, 631, 633, 755, 631, 925, 642,
    594, 616, 389, 386, 389, 599, 570, 631, 598, 651, 532, 651, 588, 385, 607, 649, 313, 314, 619,
    323, 974, 649, 631, 651, 651, 450, 502, 433, 646, 591, 880, 580, 589, 522, 389, 304, 389, 599,
  ],
};
const fullWidth = 1_000;

/** How wide a text is in one line, px. */
export function textWidth(text: string, size: number, weight: Weight): number {
  let sum = 0;
  for (const char of text) sum += widths[weight][char.charCodeAt(0) - firstListed] ?? fullWidth;
  return (sum * size) / 1_000;
}

/** The largest size up to `size` at which the text is no wider than `widthMax`, px; whole numbers. */
export function fittingSize(text: string, size: number, weight: Weight, widthMax: number): number {
  const width = textWidth(text, size, weight);
  return width <= widthMax ? size : Math.floor((size * widthMax) / width);
}
