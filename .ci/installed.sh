#!/usr/bin/env bash
# What a user installs: the packed parkspec, in an empty folder, tests the reference server from a folder below it.
# Then the example of a jest project of one's own runs with it, and its declarations are read as a user's compiler does.
# $1: an empty folder, where the results of that project go too.
set -eu -o pipefail
place=$1/installed
types=$PWD/node_modules/typescript/bin/tsc
nodes=$PWD/node_modules/@types
example=$PWD/examples/own-jest
mkdir -p "$place/below"
npm pack --json --ignore-scripts --pack-destination "$place" >"$place/packed.json"
node -e '
const [{ size, entryCount }] = Object.values(JSON.parse(fs.readFileSync(process.argv[1], "utf8")));
console.log(`${entryCount} files, ${Math.ceil(size / 1000)} kB`);
process.exit(size < 1e6 && entryCount < 400 ? 0 : 1);
' "$place/packed.json"
cd "$place"
echo '{ "private": true }' >package.json
# Its own scripts are for those who develop it: one that ran here would find none of its tools.
npm install --save-dev --prefer-offline --silent --no-audit --no-fund ./parkspec-*.tgz
# It is in the program; a package of that name that somebody else publishes must not come with it.
[ ! -e node_modules/sipp-ts-wrapper ]
cd below
npx --no-install parkspec run | tee "$place/run.log"
grep -q '^CONFORMANT  18 of 18 cells' "$place/run.log"
[ -s reports/index.html ]

cp -r "$example/jest.config.js" "$example/test" "$place"
cd "$place"
# No registry can be reached from here, and so no image of Ryuk.
export TESTCONTAINERS_RYUK_DISABLED=true
npx --no-install jest --json --outputFile="$1/own-jest.json"
printf '%s\n' "import { type Bench, benchFor } from 'parkspec';" "import { specsProject } from 'parkspec/jest';" \
  'const bench: Bench = await benchFor(undefined, { outage: "pause" });' 'export const roots: string[] = specsProject().roots;' \
  'export const { verdict } = await bench.check("up", { is: "connected", call: "A" });' >types.mts
printf '%s\n' "import parkspec = require('parkspec');" 'export const wrong: number = parkspec.benchFor;' >wrong.cts
options="--noEmit --strict --module nodenext --target es2023 --types node --typeRoots $nodes"
node "$types" $options types.mts
# It fails, as it should: what it says decides.
{ node "$types" $options wrong.cts || true; } | grep 'error TS2322'
echo "export { specsRun as default } from 'parkspec/jest';" >esm.config.mjs
npx --no-install jest -c esm.config.mjs --showConfig |
  grep '"testSequencer": "[^"]*/node_modules/parkspec/dist/jest/sequencer.js"'
