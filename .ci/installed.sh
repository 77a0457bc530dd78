#!/usr/bin/env bash
# What a user installs: the packed parkspec, in an empty folder, tests the reference server from a folder below it.
# $1: an empty folder.
set -eu -o pipefail
place=$1/installed
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
