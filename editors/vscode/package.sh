#!/usr/bin/env bash
# Makes the extension as two files in this folder: integration-manifest.vsix, which looks for a server,
# and integration-manifest-TARGET.vsix, which brings the one for this platform with it. Needs no network
# once `npm ci` was run.
#
#   SERVER   the program to put in (default: the release build of this repository, built first)
#   TARGET   the platform it is for, as vsce calls it (default: this one)
#   OUT      the folder for the two files (default: this one)
set -euo pipefail
out=$(realpath "${OUT:-$(dirname "$0")}")
server=${SERVER:+$(realpath "$SERVER")}
cd "$(dirname "$0")"

target=${TARGET:-$(node -p 'process.platform + "-" + process.arch')}
case $target in
  win32-*) name=integration-manifest-ls.exe ;;
  *) name=integration-manifest-ls ;;
esac
if [[ -z $server ]]; then
  if [[ -n ${TARGET:-} ]]; then
    echo 'package.sh: SERVER has to say which program is for TARGET' >&2
    exit 2
  fi
  cargo build --release --locked --manifest-path ../../Cargo.toml
  server=$(realpath "${CARGO_TARGET_DIR:-../../target}/release/$name")
fi
if [[ ! -f $server ]]; then
  echo "package.sh: $server is no file" >&2
  exit 2
fi
if [[ ! -d node_modules ]]; then
  echo 'package.sh: run `npm ci` first' >&2
  exit 2
fi

# Only what is put in on purpose is packed.
trap 'rm -rf server LICENSE-MIT LICENSE-APACHE NOTICE.md' EXIT
rm -rf server
cp ../../LICENSE-MIT ../../LICENSE-APACHE .
pack() {
  npm run vsix -- "$@"
}
pack --out "$out/integration-manifest.vsix"
# The program contains what the notice is about.
cp ../../NOTICE.md .
mkdir server
install -m 755 "$server" "server/$name"
pack --target "$target" --out "$out/integration-manifest-$target.vsix"
