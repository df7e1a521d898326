import react from "@vitejs/plugin-react";
import { defineConfig, type Plugin } from "vite";

/**
 * Puts the style into the page: it is small, the shell is painted with the first packets then, and the script has the
 * line to itself.
 */
const styleWithin: Plugin = {
  name: "style-within",
  enforce: "post",
  transformIndexHtml: {
    order: "post",
    handler(html, { bundle = {} }) {
      return html.replace(
        /<link rel="stylesheet"[^>]*href="\/([^"]+)"[^>]*>/g,
        (link, file: string) => {
          const style = bundle[file];
          if (style?.type !== "asset") return link;
          delete bundle[file];
          return `<style>${String(style.source)}</style>`;
        },
      );
    },
  },
};

/** The gateway serves the phone's page at "/". */
export default defineConfig({
  base: "/",
  plugins: [react(), styleWithin],
  build: {
    outDir: "../../dist/web/phone",
    emptyOutDir: true,
    target: ["chrome90", "safari15"],
    sourcemap: false,
    // Nothing is loaded ahead of the one script that brings the account.
    modulePreload: false,
  },
});
