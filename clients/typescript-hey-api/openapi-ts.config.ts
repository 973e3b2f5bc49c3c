import { defineConfig } from "@hey-api/openapi-ts";

export default defineConfig({
  input: process.env.DOCUMENT ?? "openapi/account.yaml",
  // Node runs TypeScript as it is when imports name their files.
  output: { path: "account", module: { extension: ".ts" } },
});
