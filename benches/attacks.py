#!/usr/bin/env python3
"""Cost of documents that are made to be expensive: time, peak memory and size of the report, as the table
in docs/reliability.md. With two programs, the table compares them. The exit code is 1 if the last program
exceeds the budget: 30 times the input plus 64 MB of memory, or 10 times the input plus 1 MB of output.

    benches/attacks.py [OLD_PROGRAM] target/release/integration-manifest-ls
"""

import os
import resource
import subprocess
import sys
import tempfile
import time

# An old program may need all memory of the machine. It fails at this limit, in bytes.
MAX_MEMORY = 12 << 30
TIMEOUT = 60
# An operand of `diff`: the comparison with it has a finding for each definition.
SMALL = "small.json"
HEAD = '{"name":"acme/x","version":"1.0.0",'


def long_name(length, count):
    members = ",".join(f'"w{i}":1' for i in range(count))
    name = "n" * length
    return f'{HEAD}"states":{{"{name}":{{{members}}}}}}}'


def duplicates(count):
    members = ",".join(['"A":""'] * count)
    return f'{HEAD}"secrets":{{{members}}}}}'


def secrets(count):
    members = ",".join(f'"S{i}":""' for i in range(count))
    reads = "".join(f"process.env.SECRET_R{i};" for i in range(count))
    return f'{HEAD}"secrets":{{{members}}},"code":"{reads}"}}'


def required_tags(count):
    tags = ",".join(f'"t{i}"' for i in range(count))
    return f'{HEAD}"user":{{"tags":{{}},"creation":{{"requiredTags":[{tags}]}}}}}}'


def wrong_secrets(count):
    members = ",".join(f'"s{i}":1' for i in range(count))
    return f'{HEAD}"secrets":{{{members}}}}}'


def required_properties(count):
    properties = ",".join(f'"p{i}":{{"type":"string"}}' for i in range(count))
    required = ",".join(f'"q{i}"' for i in range(count))
    schema = f'{{"type":"object","properties":{{{properties}}},"required":[{required}]}}'
    return f'{HEAD}"actions":{{"a":{{"input":{{"schema":{schema}}},"output":{{"schema":{{}}}}}}}}}}'


def actions(count):
    members = ",".join(f'"a{i}":{{"input":{{"schema":{{}}}},"output":{{"schema":{{}}}}}}' for i in range(count))
    return f'{HEAD}"actions":{{{members}}}}}'


def attacks():
    mb = 1 << 20
    yield "60 MB of NULs", "\0" * (60 * mb), ["check", "--format=json"]
    yield "60 MB of commas", "," * (60 * mb), ["check", "--format=json"]
    yield "60 MB of `[],`", "[],\n" * (15 * mb), ["check", "--format=json"]
    yield "1 MB of commas", "," * mb, ["check", "--format=json"]
    yield "1 MB of `[]`", "[" + "[]," * (mb // 3) + "1]", ["check", "--format=json"]
    yield "1 MB of `{}` as actions", (
        HEAD + '"actions":{' + ",".join(f'"a{i}":{{}}' for i in range(mb // 12)) + "}}"
    ), ["check", "--format=json"]
    yield "a name of 6,000 bytes with 8,000 wrong members", long_name(6000, 8000), ["check", "--format=json"]
    yield "a name of 60,000 bytes with 80,000 wrong members", long_name(60000, 80000), ["check", "--format=json"]
    yield "80,000 secrets", secrets(80000), ["check", "--format=json"]
    yield "80,000 required tags", required_tags(80000), ["check", "--format=json"]
    for form in ["json", "human", "sarif", "github"]:
        yield f"48,000 duplicates, `{form}`", duplicates(48000), ["check", f"--format={form}"]
    yield "400,000 commas", "[" + "," * 400000, ["check", "--format=json"]
    yield "200,000 of `]`", "]" * 200000, ["check", "--format=json"]
    yield "200,000 strings in single quotes", "[" + "'a'," * 200000, ["check", "--format=json"]
    yield "400,000 lines with an open quote", '"a\n' * 400000, ["check", "--format=json"]
    yield "a string with 400,000 wrong escapes", '["' + "\\x" * 400000 + '"]', ["check", "--format=json"]
    yield "80,000 secrets with wrong names and values", wrong_secrets(80000), ["check", "--format=json"]
    yield "2,000 unknown required properties, `--unsafe-fixes`", required_properties(2000), [
        "check", "--fix", "--unsafe-fixes", "--format=json"
    ]
    yield "40,000 actions, `diff`", actions(40000), ["diff", "--format=json", SMALL]
    yield "20,000 missing commas, `--fix`", HEAD + '"x":[' + "1 " * 20000 + "1]}", ["check", "--fix", "--format=json"]


def limit_memory():
    resource.setrlimit(resource.RLIMIT_AS, (MAX_MEMORY, MAX_MEMORY))


def measure(program, folder, text, arguments):
    """Runs the program; returns seconds, peak memory and output in bytes, or None if it failed."""
    path = os.path.join(folder, "x.integration.json")
    with open(path, "w", encoding="utf-8") as file:
        file.write(text)
    out = os.path.join(folder, "out")
    with open(os.path.join(folder, SMALL), "w", encoding="utf-8") as file:
        file.write(HEAD.rstrip(",") + "}")
    start = time.monotonic()
    with open(out, "wb") as stdout:
        child = subprocess.Popen(
            [program, *arguments, path],
            cwd=folder,
            stdout=stdout,
            stderr=subprocess.DEVNULL,
            preexec_fn=limit_memory,
        )
        while True:
            pid, status, usage = os.wait4(child.pid, os.WNOHANG)
            if pid:
                break
            if time.monotonic() - start > TIMEOUT:
                child.kill()
                _, status, usage = os.wait4(child.pid, 0)
                break
            time.sleep(0.005)
    seconds = time.monotonic() - start
    is_complete = os.WIFEXITED(status) and os.WEXITSTATUS(status) in (0, 1, 2)
    return seconds, usage.ru_maxrss << 10, os.path.getsize(out), is_complete


def describe(result):
    seconds, memory, output, is_complete = result
    text = f"{seconds:.2f} s, {memory / 1e6:,.0f} MB, {output / 1e6:,.2f} MB of output"
    return text if is_complete else f"failed: {text}"


def main():
    programs = [os.path.abspath(it) for it in sys.argv[1:]]
    if not programs:
        sys.exit(__doc__)
    names = ["before", "after"] if len(programs) == 2 else [os.path.basename(it) for it in programs]
    print("| attack | input |", " | ".join(names), "|")
    print("|---|---|" + "---|" * len(programs))
    exceeded = False
    with tempfile.TemporaryDirectory() as folder:
        for name, text, arguments in attacks():
            results = [measure(program, folder, text, arguments) for program in programs]
            print(f"| {name} | {len(text) / 1e6:.2f} MB |", " | ".join(map(describe, results)), "|", flush=True)
            _, memory, output, is_complete = results[-1]
            exceeded |= memory > 30 * len(text) + 64e6 or output > 10 * len(text) + 1e6 or not is_complete
    sys.exit(exceeded)


if __name__ == "__main__":
    main()
