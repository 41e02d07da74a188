#!/usr/bin/env bash
# `packaging/action.test.sh PROGRAM`: runs the action's script like a runner does, with this program.
# shellcheck disable=SC2016 # `expect` expands its argument
set -euo pipefail
cd "$(dirname "$0")/.."
program=$(realpath "$1")
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
mkdir "$scratch/temp"
export RUNNER_TEMP=$scratch/temp GITHUB_OUTPUT=$scratch/output GITHUB_STEP_SUMMARY=$scratch/summary

# act NAME=VALUE…: runs the script with these inputs. Sets code and out.
act() {
  rm -f "$GITHUB_OUTPUT" "$GITHUB_STEP_SUMMARY"
  code=0
  out=$(env "$@" packaging/action.sh 2>&1) || code=$?
}
expect() {
  if ! eval "$1"; then
    printf 'action: failed: %s\nexit code %s, output:\n%s\n' "$1" "$code" "$out" >&2
    exit 1
  fi
}

act INPUT_PROGRAM="$program" INPUT_PATHS=examples/good
expect '[[ $code == 0 && -z $out ]]'
expect 'grep -qx exit-code=0 "$GITHUB_OUTPUT"'
expect 'grep -q "No problems found in 1 file." "$GITHUB_STEP_SUMMARY"'

mkdir "$scratch/a b"
cp examples/broken/integration.json "$scratch/a b"
act INPUT_PROGRAM="$program" INPUT_PATHS="examples/good"$'\n'"$scratch/a b"$'\r\n' \
  INPUT_SARIF="$scratch/new/report.sarif"
expect '[[ $code == 1 && $out == *"::error file="*"a b/integration.json,line="* ]]'
expect 'grep -qx exit-code=1 "$GITHUB_OUTPUT"'
expect 'grep -q "^| 3 | error | " "$GITHUB_STEP_SUMMARY"'
expect 'grep -q "\"2.1.0\"" "$scratch/new/report.sarif"'

# Options are passed on.
act INPUT_PROGRAM="$program" INPUT_PATHS="$scratch/a b" INPUT_OPTIONS=$'--fail-on=never\n--select=version-format,too-long'
expect '[[ $code == 0 && $(grep -c "^::error" <<<"$out") == 3 ]]'

act INPUT_FROM=path PATH="$(dirname "$program"):$PATH" INPUT_PATHS=examples/good
expect '[[ $code == 0 ]]'

# Nothing in the checkout is executed by an installation.
mkdir "$scratch/checkout" "$scratch/bin"
printf 'open("%s/hacked", "w")\n' "$scratch" | tee "$scratch/checkout/venv.py" "$scratch/checkout/pip.py" >/dev/null
printf 'registry=http://127.0.0.1:9/\n' >"$scratch/checkout/.npmrc"
printf '[toolchain]\npath = "%s"\n' "$scratch" >"$scratch/checkout/rust-toolchain.toml"
for tool in npm cargo; do
  printf '#!/bin/sh\npwd >"%s/folder"\nexit 1\n' "$scratch" >"$scratch/bin/$tool"
  chmod +x "$scratch/bin/$tool"
done
script=$PWD/packaging/action.sh
for source in npm cargo pip; do
  code=0
  out=$(cd "$scratch/checkout" && env PATH="$scratch/bin:$PATH" PIP_INDEX_URL=http://127.0.0.1:9/ PIP_RETRIES=0 \
    INPUT_FROM=$source "$script" 2>&1) || code=$?
  expect '[[ $code == 2 && ! -e $scratch/hacked ]]'
  [[ $source == pip ]] || expect '[[ $(cat "$scratch/folder") == "$scratch/temp/"* ]]'
  rm -f "$scratch/folder"
done

# Inputs are never executed.
act INPUT_PROGRAM="$program" INPUT_PATHS='$(touch '"$scratch"'/hacked); touch '"$scratch"'/hacked'
expect '[[ $code == 2 && ! -e $scratch/hacked ]]'
act INPUT_PROGRAM="$program" INPUT_PATHS=--fix
expect '[[ $code == 2 && $out == *"no such file"* ]]'
act INPUT_VERSION='1.0.0 --registry=http://localhost'
expect '[[ $code == 2 && $out == "::error title="*"must be a version"* ]]'
act INPUT_FROM=elsewhere
expect '[[ $code == 2 && $out == *"must be npm, pip, cargo or path"* ]]'
act INPUT_PROGRAM="$scratch/nowhere"
expect '[[ $code == 2 && $out == *"was not found"* ]]'
printf 'action.sh: all tests passed\n'
