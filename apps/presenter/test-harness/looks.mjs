// What is pictured: every state of a show at a laptop, and those that differ in their layout at all sizes.

export const sizes = {
  laptop: { width: 1_440, height: 900 },
  small: { width: 1_280, height: 720 },
  tablet: { width: 820, height: 1_180 },
  phone: { width: 390, height: 844 },
};

const languages = ["en", "zh"];
const everywhere = Object.keys(sizes);
const laptops = ["laptop", "small"];

/** Opens a section of the drawer. */
const drawer = (section) => async (page) => {
  await page.locator(`[data-section="${section}"]`).click();
};

/** What is done on the page before its picture is taken. */
const deeds = {
  holding: async (page) => {
    const box = await page.locator(".next-button").boundingBox();
    await page.mouse.move(box.x + box.width / 2, box.y + box.height / 2);
    await page.mouse.down();
    await page.waitForTimeout(650);
  },
  armed: async (page) => {
    await page.keyboard.press("PageDown");
  },
  guard: async (page) => {
    await page.getByTestId("cable-sh-a/A").click();
  },
  refusal: async (page) => {
    await page.getByTestId("cable-sz-a/A").click();
  },
  found: async (page) => {
    await drawer("door")(page);
    await page.locator(".find-form button").click();
  },
};

/** A state is named after its scene where nothing else is said. */
export const nameOf = ({ scene, name = scene }) => name;

/**
 * What was asked for: states by name, none meaning all, and looks that begin so, like tablet or laptop-zh. Which sizes a state is
 * pictured at by itself saves time only: who names it gets it at whatever size they ask for.
 */
export function picturesAsked(names, look) {
  return pictures
    .filter((picture) => names.length === 0 || names.includes(nameOf(picture)))
    .flatMap((picture) =>
      (names.length > 0 && look !== "" ? Object.keys(sizes) : picture.on).flatMap((size) =>
        languages
          .map((language) => ({ picture, size, language, look: `${size}-${language}` }))
          .filter((asked) => asked.look.startsWith(look)),
      ),
    );
}

export const pictures = [
  { scene: "login", on: everywhere },
  { scene: "wrong-pin", on: ["phone"] },
  { scene: "lobby", on: everywhere },
  { scene: "live", on: everywhere },
  { scene: "live", query: "&rehearsal&alone", name: "live-rehearsal", on: ["laptop"] },
  { scene: "cue", on: laptops },
  { scene: "cue", name: "cue-holding", deed: deeds.holding, on: ["laptop", "phone"] },
  { scene: "cue", name: "cue-armed", deed: deeds.armed, on: ["laptop", "phone"] },
  { scene: "hold-up", on: ["laptop"] },
  { scene: "cut", on: laptops },
  { scene: "switching", on: everywhere },
  { scene: "moving", on: ["laptop"] },
  { scene: "longer", on: ["laptop", "small", "phone"] },
  { scene: "counting", on: ["laptop"] },
  { scene: "zero", on: everywhere },
  { scene: "report", on: ["laptop"] },
  { scene: "restored", on: ["laptop"] },
  { scene: "home", on: ["laptop"] },
  { scene: "again", on: ["laptop"] },
  { scene: "missing", on: ["laptop", "phone"] },
  { scene: "quorum-lost", on: ["laptop", "phone"] },
  { scene: "rooms-away", on: ["laptop", "phone"] },
  { scene: "starting", on: ["laptop"] },
  { scene: "blank", on: everywhere },
  { scene: "three-cities", name: "guard", deed: deeds.guard, on: everywhere },
  {
    scene: "live",
    name: "refusal",
    query: "&refuse",
    deed: deeds.refusal,
    on: ["laptop", "phone"],
  },
  { scene: "moving", name: "lost", query: "&lost", on: ["laptop", "phone"] },
  ...["preflight", "stage", "pace", "crowd", "faults", "figures", "session", "reset"].map(
    (section) => ({
      scene: section === "preflight" ? "lobby" : "faults",
      name: `drawer-${section}`,
      deed: drawer(section),
      on: ["laptop", "small", "phone"],
    }),
  ),
  { scene: "network-left", deed: drawer("preflight"), on: ["laptop", "phone"] },
  { scene: "fabric-silent", deed: drawer("faults"), on: ["laptop", "phone"] },
  { scene: "faults", name: "drawer-door", deed: deeds.found, on: ["laptop", "small", "phone"] },
];
