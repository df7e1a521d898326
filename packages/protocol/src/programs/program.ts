/** What a report says of the program that made it: its name and version, as in the repository's package.json. */
export const programName = "cablecut 0.1.0";
