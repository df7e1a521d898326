/** Every scene of the story, and the pictures that are taken of it. */
export const scenes = [
  "lobby",
  "live",
  "one-cable",
  "room-silent",
  "cue",
  "hold-up",
  "cut",
  "abnormal",
  "switching",
  "one-room-back",
  "moving",
  "recovered",
  "proof",
  "full-speed",
  "report",
  "missing",
  "no-failover",
  "quorum-lost",
  "starting",
  "blank",
];

const full = { width: 1_920, height: 1_080 };
const crowded = ["lobby", "live", "switching", "recovered"];

function look(scene, query, { width, height } = full) {
  const name = `${scene}-${query.replaceAll(/[^a-z0-9]+/g, "-")}-${width}x${height}`;
  return { scene, query, width, height, name };
}

export const sheetLook = scenes.map((scene) => look(scene, "lang=zh"));

export const looks = [
  ...scenes.flatMap((scene) => [
    look(scene, "lang=en"),
    look(scene, "lang=en&only=en"),
    look(scene, "lang=zh&only=zh"),
    look(scene, "lang=en&view=dashboard"),
  ]),
  ...crowded.flatMap((scene) =>
    [8, 2_000].map((people) => look(scene, `lang=zh&people=${people}`)),
  ),
  ...["live", "switching", "recovered"].map((scene) =>
    look(scene, "lang=zh&view=dashboard&only=zh"),
  ),
  ...["switching", "moving", "recovered"].flatMap((scene) => [
    look(scene, "lang=zh&cut=sh"),
    look(scene, "lang=en&cut=sz"),
  ]),
  look("lobby", "lang=zh&wifi&rehearsal"),
  look("doors-closed", "lang=zh"),
  look("doors-closed", "lang=en&wifi"),
  look("live-quiet", "lang=zh"),
  look("live", "lang=zh&hidden"),
  look("live", "lang=zh&found"),
  look("live", "lang=zh&found&people=12"),
  look("cue", "lang=zh&hand"),
  look("recovered", "lang=zh&stopper"),
  look("recovered", "lang=en&stopper&only=en"),
  look("full-speed", "lang=zh&stopper"),
  look("full-speed", "lang=en&stopper&only=en"),
  look("lobby", "lang=en&hand"),
  look("live", "lang=zh&hand&view=dashboard"),
  look("quorum-lost", "lang=zh&unheard"),
  look("quorum-lost", "lang=en&unheard&view=dashboard"),
  look("blank", "lang=en&rehearsal"),
  look("switching", "lang=zh&lost"),
  look("switching", "lang=en&lost&view=dashboard"),
  look("switching", "lang=en&crowd&rehearsal&view=dashboard"),
  look("switching", "lang=zh&crowd&lost&view=dashboard"),
  look("proof", "lang=zh&lost"),
  look("moving", "lang=zh&rehearsal", { width: 1_024, height: 768 }),
  look("moving", "lang=zh", { width: 2_560, height: 1_080 }),
  look("live", "lang=zh", { width: 3_840, height: 2_160 }),
  look("proof", "lang=zh", { width: 3_840, height: 2_160 }),
  look("switching", "lang=zh", { width: 1_280, height: 720 }),
  ...[
    { width: 1_280, height: 720 },
    { width: 1_024, height: 768 },
    { width: 2_560, height: 1_080 },
    { width: 3_840, height: 2_160 },
  ].map((size) => look("switching", "lang=en&view=dashboard", size)),
];
