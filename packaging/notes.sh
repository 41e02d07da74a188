#!/usr/bin/env bash
# `packaging/notes.sh VERSION`: prints the release notes of a version, from CHANGELOG.md.
set -euo pipefail
cd "$(dirname "$0")/.."
awk -v heading="## [$1]" '
  /^## / { inside = index($0, heading) == 1; if (inside) found = 1; next }
  inside { print }
  END { exit !found }
' CHANGELOG.md || { echo "notes.sh: CHANGELOG.md has no section [$1]" >&2; exit 1; }
cat <<'NOTES'

`SHA256SUMS` contains the checksums of all files. `gh attestation verify FILE`, with the option `--repo`, verifies
that a file was built by this repository. `THIRD-PARTY.html` contains the licenses of all crates in the program. One
of them is [vrl](https://crates.io/crates/vrl), unmodified, under the MPL-2.0, in the version of `Cargo.lock`.
NOTES
