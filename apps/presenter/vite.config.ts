import react from "@vitejs/plugin-react";
import { defineConfig } from "vite";

/** The gateway serves the console's page at "/presenter/". */
export default defineConfig({
  base: "/presenter/",
  plugins: [react()],
  build: {
    outDir: "../../dist/web/presenter",
    emptyOutDir: true,
    target: ["chrome90", "safari15"],
    sourcemap: false,
  },
});
