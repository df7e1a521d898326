import react from "@vitejs/plugin-react";
import { defineConfig, type Plugin } from "vite";

const scriptElements = /\s*<script type="module"[^>]*><\/script>/g;

/**
 * Puts the style into the page: it is small, the shell is painted with the first packets then, and the scripts have the
 * line to themselves. They stand before it, so that they are asked for while it is still coming.
 */
const styleWithin: Plugin = {
  name: "style-within",
  enforce: "post",
  transformIndexHtml: {
    order: "post",
    handler(html, { bundle }) {
      if (bundle === undefined) return html;
      const links = html.match(/<link rel="stylesheet"/g)?.length ?? 0;
      // The scripts stand beside it, once.
      if (links !== 1) throw new Error(`one style is put into the page, not ${links}`);
      const scripts = html.match(scriptElements)?.join("") ?? "";
      return html
        .replace(scriptElements, "")
        .replace(/<link rel="stylesheet"[^>]*href="\/([^"]+)"[^>]*>/g, (_, file: string) => {
          const style = bundle[file];
          if (style?.type !== "asset") throw new Error(`${file} is no style of this build`);
          delete bundle[file];
          return `${scripts}<style>${String(style.source)}</style>`;
        });
    },
  },
};

const viewFile = "/src/view.tsx";

/**
 * A script of its own for what draws, asked for together with the other: the line opens while it is coming, and each is a task
 * of its own. Script elements and no import(): one that is not supported ahead costs a turn over the network.
 */
const viewBeside: Plugin = {
  name: "view-beside",
  buildStart() {
    if (this.environment.mode === "build")
      this.emitFile({ type: "chunk", id: viewFile, name: "view" });
  },
  transformIndexHtml: {
    order: "post",
    handler(html, { bundle }) {
      const files =
        bundle === undefined
          ? [viewFile]
          : Object.values(bundle).flatMap((chunk) =>
              chunk.type === "chunk" && chunk.facadeModuleId?.endsWith(viewFile) === true
                ? [...chunk.imports, chunk.fileName].map((file) => `/${file}`)
                : [],
            );
      return files
        .filter((src) => !html.includes(`src="${src}"`))
        .map((src) => ({
          tag: "script",
          attrs: { type: "module", crossorigin: true, src },
          injectTo: "head",
        }));
    },
  },
};

/**
 * Most of what the two scripts have is called until the account stands there. Chromium compiles it at its first call, on the
 * thread that draws; told so, it compiles all of it on another one, the most of it while the script is still coming. For
 * others it is a comment.
 */
const calledOnLoad = "//# allFunctionsCalledOnLoad";

/** The gateway serves the phone's page at "/". */
export default defineConfig({
  base: "/",
  plugins: [react(), viewBeside, styleWithin],
  build: {
    outDir: "../../dist/web/phone",
    emptyOutDir: true,
    // Chromium 90 as well: what it calls wrongly of a?.b, the check of old browsers finds.
    target: ["chrome91", "safari15"],
    cssTarget: ["chrome90", "safari15"],
    sourcemap: false,
    // One style, within the page: a chunk that is loaded later must not ask for it as a file.
    cssCodeSplit: false,
    // Nothing is loaded ahead of the one script that brings the account.
    modulePreload: false,
    rolldownOptions: {
      output: {
        // Not of what is loaded later, of which nothing may ever be called.
        postBanner: ({ name }) => (["main", "view"].includes(name) ? calledOnLoad : ""),
      },
    },
  },
});
