export { testProgram } from "./test-program.ts";
