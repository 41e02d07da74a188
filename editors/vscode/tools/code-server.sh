#!/usr/bin/env bash
# Installs code-server (VS Code in a browser) and Chromium from Debian and npm, and prints the path of the
# program. Reuses an existing installation.
set -euo pipefail
version=4.100.3
folder=${XDG_CACHE_HOME:-$HOME/.cache}/integration-manifest-ls-tests/code-server-$version
program=$folder/node_modules/.bin/code-server

packages() {
  if command -v chromium && command -v rg && fc-list | grep -q DejaVuSansMono; then
    return
  fi
  local sudo=()
  [[ $(id -u) == 0 ]] || sudo=(sudo -n)
  "${sudo[@]}" apt-get update -q
  "${sudo[@]}" env DEBIAN_FRONTEND=noninteractive apt-get install -yq --no-install-recommends \
    chromium fontconfig fonts-dejavu-core ripgrep
}

# Replaces the installation script of the package, which downloads packages from other sources.
install() {
  rm -rf "$folder"
  mkdir -p "$folder"
  cd "$folder"
  echo '{ "private": true }' >package.json
  npm install "code-server@$version" --ignore-scripts --no-audit --no-fund
  npm rebuild --build-from-source argon2
  cd node_modules/code-server/lib/vscode
  npm install --omit=dev --ignore-scripts --no-audit --no-fund
  npm_config_yes=true npm rebuild @vscode/spdlog native-watchdog node-pty
  ln -sfn node_modules node_modules.asar
  mkdir -p node_modules/@vscode/ripgrep/bin
  ln -sf "$(command -v rg)" node_modules/@vscode/ripgrep/bin/rg
  ln -sf code-linux.sh bin/remote-cli/code-server
  ln -sf browser-linux.sh bin/helpers/browser.sh
  touch "$folder/complete"
}

{
  packages
  [[ -e $folder/complete ]] || (install)
} >&2
echo "$program"
