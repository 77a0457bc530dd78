#!/usr/bin/env bash
# The quick half of the gate on another Node: the tests that only compute, and the table on the reference server.
# $1: its major version, which comes as a package; $2: a folder for it and for the results.
set -eu -o pipefail
npm install --silent --no-audit --no-fund --no-package-lock --prefix "$2/node$1" "node@$1"
PATH="$2/node$1/node_modules/node/bin:$PATH"
version=$(node --version)
[ "${version%%.*}" = "v$1" ]
echo "on Node $version"
node node_modules/jest/bin/jest.js --selectProjects unit --silent --json --outputFile="$2/node$1.json"
node dist/cli/main.js run --reports "$2/node$1/reports"
