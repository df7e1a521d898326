import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import path from "node:path";
import express, { type Handler, type Response } from "express";

/** The build leaves these beside a file. Browsers offer br only over https, so gzip is what a hall gets. */
const encodings = [
  { name: "br", suffix: ".br" },
  { name: "gzip", suffix: ".gz" },
] as const;

/** The files of one page: compressed as they were built where the browser takes that, else as they are. */
export function pageFiles(directory: string): Handler {
  const plain = express.static(directory, { setHeaders: setCaching });
  const compressed = encodings.map(({ name, suffix }) => ({
    name,
    suffix,
    serve: express.static(directory, {
      index: false,
      redirect: false,
      setHeaders(response: Response, file: string) {
        const original = file.slice(0, -suffix.length);
        response.type(path.extname(original));
        response.setHeader("content-encoding", name);
        setCaching(response, original);
      },
    }),
  }));
  return (request, response, next) => {
    response.vary("accept-encoding");
    const [asked = "", query] = request.url.split("?", 2);
    // "/stage" is first sent to "/stage/", which only the plain files do.
    const isFolderItself = asked === "/" && !/\/(\?|$)/.test(request.originalUrl);
    const taken = compressed.find(({ name }) => request.acceptsEncodings(name) !== false);
    if (taken === undefined || isFolderItself) return plain(request, response, next);
    const url = request.url;
    const file = asked.endsWith("/") ? `${asked}index.html` : asked;
    request.url = `${file}${taken.suffix}${query === undefined ? "" : `?${query}`}`;
    taken.serve(request, response, (error?: unknown) => {
      request.url = url;
      if (error === undefined) plain(request, response, next);
      else next(error);
    });
  };
}

/** Built files carry their hash in the name; pages do not and must be asked for each time. */
function setCaching(response: Response, file: string): void {
  const hashed =
    /[.-][A-Za-z0-9_-]{8,}\.\w+$/.test(file) && file.includes(`${path.sep}assets${path.sep}`);
  response.setHeader("cache-control", hashed ? "public, max-age=31536000, immutable" : "no-cache");
}

/** What a policy has to name so that the scripts within a page may run: 'sha256-…' of each. */
export function inlineScriptsOf(file: string): readonly string[] {
  let html: string;
  try {
    html = readFileSync(file, "utf8");
  } catch {
    // Not built: then there is nothing to allow.
    return [];
  }
  return Array.from(html.matchAll(/<script>([\s\S]*?)<\/script>/g), ([, script = ""]) => {
    const digest = createHash("sha256").update(script).digest("base64");
    return `'sha256-${digest}'`;
  });
}
