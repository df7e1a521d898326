import { expect, test } from "vitest";
import { complaintOf, notSeen, runGatewayKilled } from "./one-run.ts";

// At full speed half a second is waited and everything moves at once; here nobody pays until the next gateway is there.
test.each([
  ["before anybody is suspected", 250],
  ["after everybody has paid again", 3_000],
])(
  "a gateway that is killed %s: the next one has the figure of an onlooker, within 0.1 s",
  async (_, afterMs) => {
    let run = await runGatewayKilled("full-speed", afterMs);
    for (let again = 0; again < 2 && complaintOf(run) === notSeen; again += 1)
      run = await runGatewayKilled("full-speed", afterMs);
    const { output, ...seen } = run;
    expect(complaintOf(run), `${JSON.stringify(seen)}\n${output}`).toBeNull();
    expect(run.shown).toMatchObject({ startSource: "fabric" });
  },
  400_000,
);
