// mamori's reader beside the parser of the npm package `lawtext`, on one text both can read:
//
//   cmake --preset release -DMAMORI_BENCH=ON
//   cmake --build build/release --target mamori reading_time
//   (cd tests/exports && npm ci --ignore-scripts) && node bench/lawtext_ratio.mjs [regulation]
//
// The text is the regulation as Lawtext (`mamori convert --to lawtext`): of 002 where the seeds are
// at hand, else of the model regulation. Both read it in memory in a process that is already
// running; the files are read before. Compared are the medians of 15 runs, after 5 that are not
// counted, in which V8 compiles the parser.
//   lawtext  parse(text): lines, sentences with parentheses and references, the tree of the law
//   mamori   regulation::read(text): encoding, normal form, the tree with places and counts,
//            every character accounted for. Not the provisions: Lawtext has none either.
// Prints both medians and their ratio, and fails below 10.
import {execFileSync} from "node:child_process";
import {existsSync, mkdtempSync, readFileSync, readdirSync, rmSync} from "node:fs";
import {createRequire} from "node:module";
import {tmpdir} from "node:os";
import {dirname, join} from "node:path";
import {fileURLToPath} from "node:url";

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const build = process.env.MAMORI_BUILD ?? join(root, "build", "release");
const runsWarming = 5;
const runsCounted = 15;
const ratioMin = 10;

function regulation() {
  if (process.argv[2]) return process.argv[2];
  const seeds = join(root, "..", "shared", "seeds");
  const seed = existsSync(seeds) && readdirSync(seeds).find((name) => name.startsWith("002_"));
  return seed ? join(seeds, seed) : join(root, "regulations", "model.txt");
}

function median(times) {
  return times.slice(runsWarming).sort((a, b) => a - b)[Math.floor(runsCounted / 2)];
}

function timesOfMamori(file) {
  const printed = execFileSync(join(build, "reading_time"), [file, runsWarming + runsCounted]);
  return printed.toString().trim().split("\n").map(Number);
}

function timesOfLawtext(text) {
  const require = createRequire(join(root, "tests", "exports", "compare.mjs"));
  const {parse} = require("lawtext/dist/src/parser/lawtext.js");
  const times = [];
  for (let run = 0; run < runsWarming + runsCounted; ++run) {
    const begin = performance.now();
    const parsed = parse(text);
    times.push(performance.now() - begin);
    if (parsed.errors.length > 0) throw new Error(parsed.errors[0].message);
  }
  return times;
}

const folder = mkdtempSync(join(tmpdir(), "mamori-bench-"));
try {
  const file = join(folder, "regulation.law.txt");
  execFileSync(join(build, "mamori"),
               ["convert", regulation(), "--to", "lawtext", "--document", "1", "--output", file]);
  const text = readFileSync(file, "utf8");
  const ours = median(timesOfMamori(file));
  const theirs = median(timesOfLawtext(text));
  const ratio = theirs / ours;
  console.log(`text: ${(Buffer.byteLength(text) / 1024).toFixed(0)} KiB of Lawtext`);
  console.log(`lawtext ${theirs.toFixed(1)} ms, mamori ${ours.toFixed(2)} ms`);
  console.log(`mamori reads ${ratio.toFixed(0)} times as fast as lawtext (at least ${ratioMin})`);
  process.exitCode = ratio >= ratioMin ? 0 : 1;
} finally {
  rmSync(folder, {recursive: true});
}
