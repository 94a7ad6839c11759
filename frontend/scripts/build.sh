#!/bin/sh
# Builds the web app for `make run` and leaves the stamp named as first argument. What is missing is said in a sentence
# and fails nothing: the API starts all the same.
cd "$(dirname "$0")/.." || exit
stamp=$1

if ! node -e 'process.exit(parseInt(process.versions.node) < 20 ? 1 : 0)' 2>/dev/null || ! command -v npm >/dev/null; then
  echo "Without Node.js 20 or later (and npm) the web app is not built; the API starts all the same."
  exit 0
fi
if [ ! node_modules/.package-lock.json -nt package-lock.json ]; then
  echo "Installing what the web app needs into frontend/node_modules (once) ..."
  npm ci --ignore-scripts --loglevel=error >/dev/null && touch node_modules/.package-lock.json || {
    echo "What the web app needs could not be installed, so it is not built; the API starts all the same."
    exit 0
  }
fi
if npm run --silent build -- --logLevel warn; then
  touch "$stamp"
else
  echo "The web app could not be built; the API starts all the same."
fi
