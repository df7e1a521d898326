import react from "@vitejs/plugin-react";
import { defineConfig } from "vite";

/** The gateway serves the stage's page at "/stage/". */
export default defineConfig({
  base: "/stage/",
  plugins: [react()],
  build: {
    outDir: "../../dist/web/stage",
    emptyOutDir: true,
    target: ["chrome90", "safari15"],
    sourcemap: false,
    // One screen on the presenter's own machine: the charts make it larger than a phone's page may be.
    chunkSizeWarningLimit: 1_500,
  },
});
