#!/usr/bin/env bash
# Script of action.yml: installs the program, checks the manifests, and writes the reports; or sets the MCP server
# up. The inputs are passed as the variables INPUT_…, never as part of a command. The exit code is that of `check`.
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

# json_string TEXT: prints the text as a JSON string.
json_string() {
  local text=${1//\\/\\\\}
  [[ $text != *[[:cntrl:]]* ]] || fail 'Paths and options of the MCP server must have no control characters.'
  printf '"%s"' "${text//\"/\\\"}"
}

# native_path PATH: prints the path for programs other than bash.
native_path() {
  if command -v cygpath >/dev/null; then cygpath -w -- "$1"; else printf '%s' "$1"; fi
}

# Adds the program to the PATH of later steps, and writes the configuration of the MCP server.
set_up_mcp() {
  program=$(command -v -- "$program")
  program=$(cd -- "$(dirname -- "$program")" && pwd)/$(basename -- "$program")
  local arguments=(mcp) path option
  for path in "${paths[@]}"; do
    path=$(cd -- "$path" 2>/dev/null && pwd) || fail 'Each line of the input "paths" must be a folder.'
    arguments+=(--root "$(native_path "$path")")
  done
  for option in ${lines[@]+"${lines[@]}"}; do arguments+=("$option"); done
  local initialize='{"jsonrpc":"2.0","id":1,"method":"initialize","params":{"protocolVersion":"2025-06-18",'
  initialize+='"capabilities":{},"clientInfo":{"name":"action","version":"1"}}}'
  "$program" "${arguments[@]}" <<<"$initialize" | grep -q '"serverInfo"' || fail 'The MCP server did not start.'
  local config=$tools/mcp.json list='' argument
  for argument in "${arguments[@]}"; do
    list+=${list:+, }$(json_string "$argument")
  done
  printf '{ "mcpServers": { "integration-manifest": { "type": "stdio", "command": %s, "args": [%s] } } }\n' \
    "$(json_string "$(native_path "$program")")" "$list" >"$config"
  [[ -z ${GITHUB_PATH:-} ]] || printf '%s\n' "$(native_path "$(dirname -- "$program")")" >>"$GITHUB_PATH"
  [[ -z ${GITHUB_OUTPUT:-} ]] || printf 'mcp-config=%s\nexit-code=0\n' "$(native_path "$config")" >>"$GITHUB_OUTPUT"
}

case ${INPUT_COMMAND:-check} in
  check | mcp) ;;
  *) fail 'The input "command" must be check or mcp.' ;;
esac
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

lines=()
while IFS= read -r line; do
  line=${line%$'\r'}
  [[ -z $line ]] || lines+=("$line")
done <<<"${INPUT_OPTIONS:-}"

if [[ ${INPUT_COMMAND:-check} == mcp ]]; then
  set_up_mcp
  exit 0
fi

# Older versions of bash take an empty array for an unset variable.
options=(--format github ${lines[@]+"${lines[@]}"})
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
