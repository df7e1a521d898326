import {
  bearerTokenSchema,
  haveNamesOfTheirOwn,
  isLoopback,
  linkOffLoopback,
  metricsAddressSchema,
  namesOfTheirOwn,
} from "@cablecut/protocol";
import * as z from "zod";

const name = z.string().min(1).max(32);
const port = z.number().int().min(1).max(65_535);
const host = z.string().min(1).max(255);
/** Cables end on this machine, where their links are accepted. */
const cableHost = host.refine(isLoopback, linkOffLoopback);

/** What a fabric process is told, as JSON. */
export const fabricConfigSchema = z
  .strictObject({
    /** Where to take requests: a loopback address. */
    control: z.strictObject({
      host: z.enum(["127.0.0.1", "::1"]).default("127.0.0.1"),
      port: port.or(z.literal(0)),
      /** Who cuts shows it. Without one any program of this machine may. */
      token: bearerTokenSchema.exactOptional(),
    }),
    /** Where Prometheus reads what is measured; without it nobody is told. */
    metrics: metricsAddressSchema.exactOptional(),
    /** Remembers the cuts over a restart. Its folder must exist. */
    stateFile: z.string().min(1),
    /** In the order of the topology, with the addresses at which the rooms really listen. */
    rooms: z
      .array(z.strictObject({ id: name, city: name, host, port }))
      .min(1)
      .max(7),
    /** Where the listeners of the cables are: consecutive ports, or every port in the order of `fabricPlan`. */
    ports: z.union([
      z.strictObject({ host: cableHost, basePort: port }),
      z.strictObject({ host: cableHost, ports: z.array(port.or(z.literal(0))) }),
    ]),
  })
  .superRefine(({ rooms }, context) => {
    const names = [...rooms.map((room) => room.id), ...new Set(rooms.map((room) => room.city))];
    if (!haveNamesOfTheirOwn(names)) {
      context.addIssue({
        code: "custom",
        message: namesOfTheirOwn,
      });
    }
  });
export type FabricConfig = z.infer<typeof fabricConfigSchema>;
