#!/usr/bin/env bash
# `packaging/notes.sh VERSION`: what CHANGELOG.md says of a version, for its release.
set -euo pipefail
cd "$(dirname "$0")/.."
awk -v heading="## [$1]" '
  /^## / { inside = index($0, heading) == 1; if (inside) found = 1; next }
  inside { print }
  END { exit !found }
' CHANGELOG.md || { echo "notes.sh: CHANGELOG.md has no section [$1]" >&2; exit 1; }
cat <<'NOTES'

Every file is named in `SHA256SUMS`, and `gh attestation verify FILE` with the option `--repo` says that it
was built here. `THIRD-PARTY.html` has the licences of what is in the program. It contains
[vrl](https://crates.io/crates/vrl), unchanged, which is under the MPL-2.0: `Cargo.lock` says which version.
NOTES
