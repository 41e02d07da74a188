#!/usr/bin/env bash
# `packaging/archive.sh PROGRAM TARGET OUT`: makes a tarball of a program, its man pages and completions.
set -euo pipefail
cd "$(dirname "$0")/.."
program=$1 target=$2 out=$3
name=integration-manifest-ls

scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
folder=$scratch/$name-$target
mkdir -p "$folder/completions" "$out"
cp "$program" README.md CHANGELOG.md LICENSE-* NOTICE.md "$folder"
[[ ! -e THIRD-PARTY.html ]] || cp THIRD-PARTY.html "$folder"
cp -r man "$folder"
for shell in bash elvish fish powershell zsh; do
  "$program" completions "$shell" >"$folder/completions/$name.$shell"
done
tar -czf "$out/$name-$target.tar.gz" -C "$scratch" "$name-$target"
