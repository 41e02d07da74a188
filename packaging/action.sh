#!/usr/bin/env bash
# What action.yml runs: gets the program, checks, and leaves a report behind. The inputs come as the
# variables INPUT_…, never as a part of a command. Exits as `check` does.
set -euo pipefail

NAME=integration-manifest-ls
action=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
tools=${RUNNER_TEMP:-${TMPDIR:-/tmp}}/$NAME

# Only what this script makes itself gets into a workflow command.
trouble() {
  printf '::error title=%s::%s\n' "$NAME" "$1"
  exit 2
}

missed() {
  trouble "The program could not be installed by $1; the log above says why."
}

released() {
  [[ $version =~ ^[0-9]+\.[0-9]+\.[0-9]+([.+-][0-9A-Za-z.+-]+)?$ ]] ||
    trouble 'The input "version" has to be a version, like 1.2.3.'
}

from_npm() {
  released
  npm install --loglevel error --no-audit --no-fund --ignore-scripts --prefix "$tools/npm" "$NAME@$version" >&2 ||
    missed npm
  program=$tools/npm/node_modules/.bin/$NAME
}

from_pip() {
  released
  local python=python3
  command -v python3 >/dev/null || python=python
  "$python" -m venv "$tools/pip" || missed pip
  local bin=$tools/pip/bin
  [[ -d $bin ]] || bin=$tools/pip/Scripts
  "$bin/pip" install --quiet --disable-pip-version-check --only-binary :all: "$NAME==$version" >&2 ||
    missed pip
  program=$bin/$NAME
}

# The source of the action itself, so that its revision is the program's.
from_cargo() {
  cargo install --quiet --locked --path "$action" --root "$tools/cargo" >&2 || missed cargo
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
    *) trouble 'The input "from" has to be npm, pip, cargo or path.' ;;
  esac
fi
command -v -- "$program" >/dev/null || trouble 'The program is not where it should be.'

paths=()
while IFS= read -r line; do
  line=${line%$'\r'}
  [[ -z $line ]] || paths+=("$line")
done <<<"${INPUT_PATHS:-.}"

check() {
  "$program" check "$@" -- "${paths[@]}" </dev/null
}

code=0
check --format github || code=$?

if [[ -n ${INPUT_SARIF:-} ]]; then
  mkdir -p -- "$(dirname -- "$INPUT_SARIF")"
  check --format sarif >"$INPUT_SARIF" 2>/dev/null || [[ $? -lt 2 || $code -eq 2 ]]
fi

if [[ -n ${GITHUB_STEP_SUMMARY:-} ]]; then
  {
    printf '### Integration manifests\n\n`````text\n'
    # The summary of a step has at most 1 MiB. What is cut off is in the annotations.
    { check --format human --color never 2>/dev/null || true; } | head -c 900000 || true
    printf '\n`````\n'
  } >>"$GITHUB_STEP_SUMMARY"
fi

if [[ -n ${GITHUB_OUTPUT:-} ]]; then
  printf 'exit-code=%s\n' "$code" >>"$GITHUB_OUTPUT"
fi
exit "$code"
