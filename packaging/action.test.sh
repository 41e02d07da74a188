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

# The MCP server: an agent in a later step reads the configuration, and starts the program with it.
mkdir "$scratch/w \"o\\rk"
cp examples/broken/integration.json "$scratch/w \"o\\rk"
export GITHUB_PATH=$scratch/path
act INPUT_COMMAND=mcp INPUT_PROGRAM="$program" INPUT_PATHS="$scratch/w \"o\\rk" INPUT_OPTIONS=--read-only
expect '[[ $code == 0 && -z $out && ! -e $GITHUB_STEP_SUMMARY ]]'
expect 'grep -qx exit-code=0 "$GITHUB_OUTPUT"'
expect '[[ $(cat "$GITHUB_PATH") == "$(dirname "$program")" ]]'
config=$(sed -n 's/^mcp-config=//p' "$GITHUB_OUTPUT")
expect '[[ $config == "$scratch/temp/"* ]]'
out=$(cd / && env -i python3 - "$config" <<'EOF'
import json, subprocess, sys
server = json.load(open(sys.argv[1]))["mcpServers"]["integration-manifest"]
assert server["type"] == "stdio"
client = {"protocolVersion": "2025-06-18", "capabilities": {}, "clientInfo": {"name": "agent", "version": "1"}}
messages = [
    {"id": 1, "method": "initialize", "params": client},
    {"method": "notifications/initialized"},
    {"id": 2, "method": "tools/list"},
    {"id": 3, "method": "tools/call", "params": {"name": "check", "arguments": {"path": "integration.json"}}},
]
lines = "".join(json.dumps({"jsonrpc": "2.0", **message}) + "\n" for message in messages)
run = subprocess.run([server["command"], *server["args"]], input=lines, capture_output=True, text=True)
answers = {it["id"]: it["result"] for it in map(json.loads, run.stdout.splitlines())}
names = [tool["name"] for tool in answers[2]["tools"]]
print("check" in names, "edit" in names, answers[3]["structuredContent"]["summary"]["errors"] > 0)
EOF
)
expect '[[ $out == "True False True" ]]'
act INPUT_COMMAND=mcp INPUT_PROGRAM="$program" INPUT_PATHS="$scratch/nowhere"
expect '[[ $code == 2 && $out == *"must be a folder"* ]]'
act INPUT_COMMAND=mcp INPUT_PROGRAM="$program" INPUT_OPTIONS=--unknown
expect '[[ $code == 2 && $out == *"did not start"* ]]'
act INPUT_COMMAND=serve INPUT_PROGRAM="$program"
expect '[[ $code == 2 && $out == *"must be check or mcp"* ]]'

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
