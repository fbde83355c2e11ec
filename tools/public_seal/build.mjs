// The script with which a browser seals a file, in one file without names of packages to fetch. The same sources give
// the same bytes: `npm run check` builds it again and compares.
//
//   npm ci && npm run build
import { createHash } from "node:crypto";
import { readFile, writeFile } from "node:fs/promises";
import { build } from "esbuild";

const sources = createHash("sha256");
for (const name of ["build.mjs", "package.json", "package-lock.json", "src/seal.js"]) sources.update(await readFile(new URL(name, import.meta.url)));
const target = new URL("../../src/amana/public_reports/static/public_reports/public_seal.js", import.meta.url);
const built = await build({
  absWorkingDir: new URL(".", import.meta.url).pathname,
  entryPoints: ["src/seal.js"],
  bundle: true,
  format: "esm",
  minify: true,
  charset: "utf8",
  target: ["es2020"],
  external: ["node:crypto", "crypto"],
  legalComments: "none",
  banner: {
    js: `/* Built by tools/public_seal from our seal.js with @hpke/core 1.9.0, @hpke/hybridkem-x-wing 0.7.0 and mlkem 2.7.0 (MIT). Sources: sha256 ${sources.digest("hex")} */`,
  },
  write: false,
});
const script = built.outputFiles[0].text;
if (process.argv.includes("--check")) {
  if ((await readFile(target, "utf8")) !== script) {
    console.error("The committed script is not what these sources give. Build it again: npm run build");
    process.exit(1);
  }
  console.log("The committed script is what these sources give.");
} else {
  await writeFile(target, script);
  console.log(`${script.length} signs written.`);
}
