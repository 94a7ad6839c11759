#!/bin/sh
# Build the web app for the API's address, which is known once azd has provisioned.
set -eu
cd "$(dirname "$0")/../../frontend"
npm ci --silent
VITE_API_URL="$KTRAVEL_API_URL" npm run --silent build
