import { createRequire } from "node:module";
import type { CompatData, CompatStatement, Identifier } from "@mdn/browser-compat-data";

// oxlint-disable-next-line typescript/consistent-type-assertions -- a file of data, of the type that its package says
const compatibility = createRequire(import.meta.url)("@mdn/browser-compat-data") as CompatData;

/** Owner and name of a function, as scripts write them: ["Array", "at"]; ["", "structuredClone"] for a global one. */
type FunctionName = readonly [owner: string, name: string];

const oldest = { chrome: 90, safari_ios: 15 } as const;

/**
 * Every function and class that Chromium 90 or iOS 15.0 lacks, by the table that MDN keeps. What the table says of
 * attributes and of syntax is not here: deleting them proves nothing, and the bundles are checked for syntax.
 */
export function newerFunctions(): readonly FunctionName[] {
  const { javascript, api } = compatibility;
  return [...Object.entries(javascript.builtins ?? {}), ...Object.entries(api)].flatMap(
    ([owner, entry]) => {
      if (owner === "__compat") return [];
      const members = Object.entries(entry as Identifier).flatMap(
        ([name, member]): FunctionName[] =>
          name !== "__compat" && isNewer((member as Identifier).__compat)
            ? [[owner, name.replace(/_static$/, "")]]
            : [],
      );
      return isNewer((entry as Identifier).__compat) ? [["", owner] as const, ...members] : members;
    },
  );
}

function isNewer(statement: CompatStatement | undefined): boolean {
  if (statement === undefined) return false;
  return Object.entries(oldest).some(([browser, version]) => {
    const support = statement.support[browser as keyof typeof oldest];
    const [first] = Array.isArray(support) ? support : [support];
    const added = first?.version_added ?? false;
    if (added === false) return true;
    // "≤37" is as old as can be.
    return Number.parseFloat(added.replace("≤", "")) > version || added === "preview";
  });
}

/** Runs in the page before anything else; notes how many functions it took away. */
export function takeAway(names: readonly FunctionName[]): void {
  let taken = 0;
  const takeFrom = (owner: unknown, name: string): void => {
    if ((typeof owner !== "object" && typeof owner !== "function") || owner === null) return;
    const found = Object.getOwnPropertyDescriptor(owner, name);
    if (typeof found?.value !== "function" || found.configurable !== true) return;
    Reflect.deleteProperty(owner, name);
    taken += 1;
  };
  for (const [owner, name] of names) {
    const value: unknown =
      owner === "" || owner === "Window" ? globalThis : Reflect.get(globalThis, owner);
    takeFrom(value, name);
    if (typeof value === "function") takeFrom(value.prototype, name);
    if (owner === "Window" || owner === "") takeFrom(Object.getPrototypeOf(globalThis), name);
  }
  Object.assign(globalThis, { takenAway: taken });
}
