import * as z from "zod";

/** Where things stand on a host, as absolute paths, and as whom they run. */
export interface Places {
  /** The folder with the bundles: `dist` of this project. */
  readonly program: string;
  /** Configuration and certificates. */
  readonly config: string;
  readonly data: string;
  readonly units: string;
  readonly node: string;
  readonly user: string;
}

export const usualPlaces: Places = {
  program: "/opt/cablecut/dist",
  config: "/etc/cablecut",
  data: "/var/lib/cablecut",
  units: "/etc/systemd/system",
  node: "/usr/bin/node",
  user: "cablecut",
};

/** Of the system, or of all its users: their owner and mode are not ours to change, and below them is meant. */
const notOurs = new Set(
  "/bin /boot /dev /etc /home /lib /media /mnt /opt /proc /root /run /sbin /srv /sys /tmp /usr /usr/bin /usr/lib /usr/local /usr/local/bin /usr/sbin /var /var/lib /var/log /var/tmp /etc/systemd /etc/systemd/system".split(
    " ",
  ),
);

const path = z
  .string()
  .regex(
    /^(\/[A-Za-z0-9._-]+)+$/,
    "must be an absolute path without spaces, and without / at its end",
  )
  .refine((given) => !/\/\.{1,2}(\/|$)/.test(given), "must be a path without . and ..");
/** It is given to the show's user, with everything in it. */
const ownFolder = path.refine((given) => !notOurs.has(given), "must be a folder of the show's own");

/** What is not given is as usual, or as all hosts have it. */
export const placesSchema = z.strictObject({
  program: path.exactOptional(),
  config: ownFolder.exactOptional(),
  data: ownFolder.exactOptional(),
  units: path.exactOptional(),
  node: path.exactOptional(),
  user: z
    .string()
    .regex(/^[a-z_][a-z0-9_-]{0,31}$/, "must be the name of a user")
    .exactOptional(),
});

/** The machine may empty these when it starts, and a unit with a private `/tmp` sees nothing of either. */
export function isForTheMoment(path: string): boolean {
  return path.startsWith("/tmp/") || path.startsWith("/var/tmp/");
}

/** What a unit must find on the host. */
export function placesOfUnits({ program, config, data, node }: Places): readonly string[] {
  return [program, config, data, node];
}

/**
 * Program, configuration, data and units are folders apart: what one is given to must not own another, nor the node that root
 * runs.
 */
export function foldersInOneAnother(places: Places): readonly string[] | null {
  const { program, config, data, units, node } = places;
  const all = [program, config, data, units];
  for (const outer of all)
    for (const inner of all)
      if (inner !== outer && inner.startsWith(`${outer}/`)) return [outer, inner];
  const twice = all.find((folder, at) => all.indexOf(folder) !== at);
  if (twice !== undefined) return [twice, twice];
  const given = [config, data].find((folder) => node.startsWith(`${folder}/`));
  return given === undefined ? null : [given, node];
}
