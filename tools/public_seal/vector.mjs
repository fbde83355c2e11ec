// Seals a known file to known keys, for the test that the server's side opens it.
//
//   npm run build && node vector.mjs
import { readFile, writeFile } from "node:fs/promises";

const kept = new URL("../../src/amana/public_reports/tests/sealed_in_browser.json", import.meta.url);
const { seal } = await import("../../src/amana/public_reports/static/public_reports/public_seal.js");
const vector = JSON.parse(await readFile(kept, "utf8"));
const bundle = await seal(new TextEncoder().encode(vector.content), vector.about, vector.readers);
vector.bundle = Buffer.from(bundle).toString("base64");
await writeFile(kept, JSON.stringify(vector, null, 1) + "\n");
