import react from "@vitejs/plugin-react";
import { defineConfig } from "vite";

/** The gateway serves the phone's page at "/". */
export default defineConfig({
  base: "/",
  plugins: [react()],
  build: {
    outDir: "../../dist/web/phone",
    emptyOutDir: true,
    target: ["chrome90", "safari15"],
    sourcemap: false,
  },
});
