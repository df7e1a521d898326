import { Agent, get } from "node:http";

/** A request that is not answered by then has failed, ms. */
const answerMaxMs = 30_000;
/** As a browser opens them: the two scripts come side by side. */
const connectionsMax = 2;

export type PageLoad =
  | { readonly ok: true; readonly bytes: number }
  /** `http 503` where the gateway had no place, else the name of what went wrong. */
  | { readonly ok: false; readonly why: string };

interface Fetched {
  readonly bytes: number;
  readonly text: string;
}

/** Loads a page as a phone in a hall does that was never here: compressed with gzip, with every script that it names. */
export async function loadPage(home: string, localAddress: string): Promise<PageLoad> {
  const agent = new Agent({ keepAlive: true, maxSockets: connectionsMax, localAddress });
  try {
    // What is compressed is measured and not read; the small page is asked for plainly once more for the names in it.
    const page = await fetchOnce(`${home}/`, agent, "gzip");
    const files = await filesOf(home, agent);
    const loaded = await Promise.all(
      files.map((file) => fetchOnce(`${home}${file}`, agent, "gzip")),
    );
    return { ok: true, bytes: loaded.reduce((sum, { bytes }) => sum + bytes, page.bytes) };
  } catch (error) {
    return { ok: false, why: error instanceof Error ? error.message : String(error) };
  } finally {
    agent.destroy();
  }
}

let known: Promise<readonly string[]> | null = null;

/** The same for all phones, so that only the first one asks. */
function filesOf(home: string, agent: Agent): Promise<readonly string[]> {
  known ??= fetchOnce(`${home}/`, agent, "identity").then(({ text }) => {
    const files = Array.from(text.matchAll(/<script[^>]* src="([^"]+)"/g), ([, src = ""]) => src);
    if (files.length === 0) throw new Error("the page names no script");
    return files;
  });
  return known;
}

function fetchOnce(url: string, agent: Agent, encoding: string): Promise<Fetched> {
  return new Promise((settle, fail) => {
    const request = get(
      url,
      { agent, timeout: answerMaxMs, headers: { "accept-encoding": encoding } },
      (response) => {
        const chunks: Buffer[] = [];
        response.on("data", (chunk: Buffer) => chunks.push(chunk));
        response.on("error", fail);
        response.on("end", () => {
          if (response.statusCode !== 200) return fail(new Error(`http ${response.statusCode}`));
          const body = Buffer.concat(chunks);
          const text = encoding === "identity" ? body.toString("utf8") : "";
          settle({ bytes: body.length, text });
        });
      },
    );
    request.on("timeout", () => request.destroy(new Error("no answer")));
    request.on("error", fail);
  });
}
