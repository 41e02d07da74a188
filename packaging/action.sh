#!/usr/bin/env bash
# Script of action.yml: installs the program, checks the manifests, and writes the reports. The inputs are
# passed as the variables INPUT_…, never as part of a command. The exit code is that of `check`.
set -euo pipefail

NAME=integration-manifest-ls
action=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
tools=$(mktemp -d "${RUNNER_TEMP:-${TMPDIR:-/tmp}}/$NAME.XXXXXX")

# Workflow commands contain only text of this script, never of an input.
fail() {
  printf '::error title=%s::%s\n' "$NAME" "$1"
  exit 2
}

install_failed() {
  fail "The program could not be installed with $1: see the log above."
}

require_version() {
  [[ $version =~ ^[0-9]+\.[0-9]+\.[0-9]+([.+-][0-9A-Za-z.+-]+)?$ ]] ||
    fail 'The input "version" must be a version, for example 1.2.3.'
}

from_npm() {
  require_version
  # Run in a new folder: npm reads the `.npmrc` of the current folder, which comes from the checkout.
  mkdir -p -- "$tools/npm"
  (cd -- "$tools/npm" && npm install --loglevel error --no-audit --no-fund --ignore-scripts --prefix . -- "$NAME@$version") >&2 ||
    install_failed npm
  program=$tools/npm/node_modules/.bin/$NAME
}

from_pip() {
  require_version
  local python=python3
  command -v python3 >/dev/null || python=python
  # `-I` ignores modules in the current folder, and the variables of Python.
  mkdir -p -- "$tools"
  (cd -- "$tools" && "$python" -I -m venv pip) >&2 || install_failed pip
  local bin=$tools/pip/bin
  [[ -d $bin ]] || bin=$tools/pip/Scripts
  (cd -- "$tools" && "$bin/python" -I -m pip install --quiet --disable-pip-version-check --only-binary :all: -- "$NAME==$version") >&2 ||
    install_failed pip
  program=$bin/$NAME
}

# Builds the program from the revision of the action.
from_cargo() {
  # Cargo and rustup read `.cargo/config.toml` and `rust-toolchain.toml` of the current folder.
  mkdir -p -- "$tools/cargo"
  (cd -- "$tools/cargo" && cargo install --quiet --locked --path "$action" --root .) >&2 || install_failed cargo
  program=$tools/cargo/bin/$NAME
}

version=${INPUT_VERSION:-$(sed -n '0,/^version = "\(.*\)"$/s//\1/p' "$action/Cargo.toml")}
program=${INPUT_PROGRAM:-}
if [[ -z $program ]]; then
  case ${INPUT_FROM:-npm} in
    npm) from_npm ;;
    pip) from_pip ;;
    cargo) from_cargo ;;
    path) program=$NAME ;;
    *) fail 'The input "from" must be npm, pip, cargo or path.' ;;
  esac
fi
command -v -- "$program" >/dev/null || fail 'The program was not found.'

paths=()
while IFS= read -r line; do
  line=${line%$'\r'}
  [[ -z $line ]] || paths+=("$line")
done <<<"${INPUT_PATHS:-.}"

# Never empty: older versions of bash take an empty array for an unset variable.
options=(--format github)
while IFS= read -r line; do
  line=${line%$'\r'}
  [[ -z $line ]] || options+=("$line")
done <<<"${INPUT_OPTIONS:-}"
[[ -z ${INPUT_SARIF:-} ]] || options+=(--report "sarif=$INPUT_SARIF")
summary=$tools/summary.md
[[ -z ${GITHUB_STEP_SUMMARY:-} ]] || options+=(--report "markdown=$summary")

code=0
"$program" check "${options[@]}" -- "${paths[@]}" </dev/null || code=$?

if [[ -s $summary ]]; then
  # The maximum size of a step summary is 1 MiB. The annotations contain all findings.
  head -c 900000 -- "$summary" >>"$GITHUB_STEP_SUMMARY"
fi

if [[ -n ${GITHUB_OUTPUT:-} ]]; then
  printf 'exit-code=%s\n' "$code" >>"$GITHUB_OUTPUT"
fi
exit "$code"
