#!/usr/bin/env bash
# Makes THIRD-PARTY.html: the licenses of all crates in the program. Needs cargo-about.
set -euo pipefail
cd "$(dirname "$0")/.."
# The next command runs offline.
cargo fetch --locked
cargo about generate --locked --offline --fail --config packaging/about.toml packaging/about.hbs \
  --output-file THIRD-PARTY.html
