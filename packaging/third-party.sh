#!/usr/bin/env bash
# Makes THIRD-PARTY.html: whose crates are in the program, under which licences. Needs cargo-about.
set -euo pipefail
cd "$(dirname "$0")/.."
# So that nothing is asked of a server while the licences are looked for.
cargo fetch --locked
cargo about generate --locked --offline --fail --config packaging/about.toml packaging/about.hbs \
  --output-file THIRD-PARTY.html
