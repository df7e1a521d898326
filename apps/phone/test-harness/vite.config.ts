import react from "@vitejs/plugin-react";
import { defineConfig } from "vite";

/** Only for looking at the phone: `node test-harness/take-pictures.mjs <folder>`. */
export default defineConfig({ root: import.meta.dirname, plugins: [react()] });
