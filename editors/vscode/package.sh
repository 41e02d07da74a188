#!/usr/bin/env bash
# Packages the extension as two files: integration-manifest.vsix without a server, and
# integration-manifest-TARGET.vsix with the server for one platform. Runs offline after `npm ci`.
#
#   SERVER   the program to include (default: the release build of this repository, built first)
#   TARGET   its platform in the terms of vsce (default: this platform)
#   OUT      the output folder (default: this folder)
set -euo pipefail
out=$(realpath "${OUT:-$(dirname "$0")}")
server=${SERVER:+$(realpath "$SERVER")}
cd "$(dirname "$0")"
repository=$(realpath ../..)

target=${TARGET:-$(node -p 'process.platform + "-" + process.arch')}
case $target in
  win32-*) name=integration-manifest-ls.exe ;;
  *) name=integration-manifest-ls ;;
esac
if [[ -z $server ]]; then
  if [[ -n ${TARGET:-} ]]; then
    echo 'package.sh: SERVER is required with TARGET' >&2
    exit 2
  fi
  cargo build --release --locked --manifest-path "$repository/Cargo.toml"
  server=$(realpath "${CARGO_TARGET_DIR:-$repository/target}/release/$name")
fi
if [[ ! -f $server ]]; then
  echo "package.sh: $server is not a file" >&2
  exit 2
fi
if [[ ! -d node_modules ]]; then
  echo 'package.sh: run `npm ci` first' >&2
  exit 2
fi

# The packages are made in a copy, because they contain files that are not in this folder, and two runs at the
# same time would replace each other's files.
stage=$(mktemp -d)
trap 'rm -rf "$stage"' EXIT
cp -r package.json .vscodeignore esbuild.mjs tsconfig.json language-configuration*.json \
  icon src syntaxes walkthrough "$repository"/LICENSE-* "$stage"
ln -s "$PWD/node_modules" "$stage"
node tools/readme.mjs >"$stage/README.package.md"
cd "$stage"
pack() {
  npm run vsix -- --readme-path README.package.md "$@"
}
pack --out "$out/integration-manifest.vsix"
# The notice is about a crate in the program.
cp "$repository/NOTICE.md" .
mkdir server
install -m 755 "$server" "server/$name"
pack --target "$target" --out "$out/integration-manifest-$target.vsix"
