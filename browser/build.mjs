// Builds dist/mamori.js, dist/mamori.css and dist/mamori.svg; with --tests, the unit tests into build/tests.
import { build } from "esbuild";
import { copyFileSync, readdirSync, rmSync } from "node:fs";

const browsers = ["chrome109", "edge109", "firefox115", "safari16"];

if (process.argv.includes("--tests")) {
  rmSync("build/tests", { recursive: true, force: true });
  await build({
    entryPoints: readdirSync("tests")
      .filter((name) => name.endsWith("_test.ts"))
      .map((name) => `tests/${name}`),
    outdir: "build/tests",
    outExtension: { ".js": ".test.mjs" },
    bundle: true,
    platform: "node",
    format: "esm",
    target: "node18",
    packages: "external",
    logLevel: "warning",
  });
} else {
  rmSync("dist", { recursive: true, force: true });
  await build({
    entryPoints: { mamori: "src/main.ts" },
    outdir: "dist",
    bundle: true,
    minify: true,
    format: "esm",
    target: browsers,
    legalComments: "none",
    logLevel: "warning",
  });
  await build({
    entryPoints: { mamori: "styles/mamori.css" },
    outdir: "dist",
    bundle: true,
    minify: true,
    target: browsers,
    legalComments: "none",
    logLevel: "warning",
  });
  copyFileSync("static/mamori.svg", "dist/mamori.svg");
}
