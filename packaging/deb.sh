#!/usr/bin/env bash
# `packaging/deb.sh [PROGRAM] [cargo deb's arguments]`: makes a Debian package of this program or,
# without one, of a release build. Needs cargo-deb.
set -euo pipefail
cd "$(dirname "$0")/.."
name=integration-manifest-ls

if [[ $# -gt 0 && $1 != -* ]]; then
  program=$1
  shift
  mkdir -p target/release
  [[ $program -ef target/release/$name ]] || cp "$program" "target/release/$name"
else
  cargo build --release --locked --target-dir target
fi
program=target/release/$name

mkdir -p target/deb
"$program" completions bash >"target/deb/$name.bash"
"$program" completions zsh >"target/deb/_$name"
"$program" completions fish >"target/deb/$name.fish"

rm -rf target/deb/doc
mkdir -p target/deb/doc
gzip -9n <CHANGELOG.md >target/deb/doc/changelog.gz
for file in README.md NOTICE.md THIRD-PARTY.html; do
  # The last one exists only in releases.
  [[ ! -e $file ]] || cp "$file" target/deb/doc
done

# A changelog in Debian's format, which only contains the version.
version=$("$program" --version)
version=${version#"$name "}
maintainer=$(sed -n 's/^maintainer = "\(.*\)"$/\1/p' Cargo.toml)
date=$(date --rfc-email --utc ${SOURCE_DATE_EPOCH:+--date="@$SOURCE_DATE_EPOCH"})
cat >target/deb/changelog <<CHANGELOG
$name ($version-1) unstable; urgency=medium

  * Version $version: see changelog.gz.

 -- $maintainer  $date
CHANGELOG

cargo deb --no-build "$@"
