#!/usr/bin/env bash
# What a user installs who does not develop parkspec: without the tools for development the program is built and runs a cell.
# No package may run a script of its own meanwhile. $1: an empty folder.
set -eu -o pipefail
git clone --quiet . "$1/production"
cd "$1/production"
npm ci --omit=dev --ignore-scripts --silent --no-audit --no-fund
npm run --silent prepare
[ ! -e node_modules/typescript ]
[ -s dist/THIRD-PARTY-NOTICES.txt ]
node dist/cli/main.js run --cells DR-31 | tee "$1/production.log" || [ $? = 2 ]
grep -q '✓ DR-31 2/2' "$1/production.log"
echo "$(find node_modules -name package.json -path '*node_modules/*' | grep -Ec 'node_modules/(@[^/]+/)?[^/]+/package.json$') packages, $(du -sm node_modules | cut -f1) MB"
