#!/usr/bin/env python3
"""Load test of `serve`: requests at the maximum rate, next to idle connections. Every response is
checked, and finally each idle connection sends a request. The exit code is 1 if a response is wrong.
Requires Linux and wrk (`apt-get install wrk`).

    benches/serve_load.py target/release/integration-manifest-ls
"""

import argparse
import resource
import shutil
import socket
import subprocess
import sys
from pathlib import Path

HERE = Path(__file__).resolve().parent
PATH = "/v1/admin/integrations/validate"


def arguments():
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("program", help="the program, in a release build")
    parser.add_argument(
        "manifest",
        nargs="?",
        default=HERE.parent / "examples/good/integration.json",
        type=Path,
        help="a manifest that `serve` accepts (examples/good/integration.json)",
    )
    parser.add_argument("--seconds", type=int, default=25)
    parser.add_argument("--threads", type=int, default=2, help="of wrk")
    parser.add_argument("--connections", type=int, default=32, help="on which requests are sent")
    parser.add_argument("--idle", type=int, default=1000, help="connections besides")
    return parser.parse_args()


def memory(pid):
    """Returns the resident and the peak resident memory in MB."""
    lines = Path(f"/proc/{pid}/status").read_text().splitlines()
    values = dict(line.split(":", 1) for line in lines)
    return tuple(int(values[name].split()[0]) * 1024 / 1e6 for name in ("VmRSS", "VmHWM"))


def is_accepted(connection, body):
    """Sends a request on this connection. Returns whether the manifest is accepted."""
    head = (
        f"POST {PATH} HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer any\r\n"
        f"x-workspace-id: any\r\nContent-Type: application/json\r\nContent-Length: {len(body)}\r\n\r\n"
    )
    answer = b""
    try:
        connection.sendall(head.encode() + body)
        while not answer.endswith(b"\r\n\r\n{}"):
            more = connection.recv(4096)
            if not more:
                return False
            answer += more
    except OSError:
        return False
    return answer.startswith(b"HTTP/1.1 200 ")


def main():
    given = arguments()
    if shutil.which("wrk") is None:
        sys.exit("serve_load.py: there is no wrk here; `apt-get install wrk`")
    body = given.manifest.read_bytes()
    # Child processes inherit the limit.
    most = resource.getrlimit(resource.RLIMIT_NOFILE)[1]
    resource.setrlimit(resource.RLIMIT_NOFILE, (most, most))
    # Idle connections must not time out during the load.
    serve = [given.program, "serve", "--timeout", str(given.seconds + 600)]
    server = subprocess.Popen(serve, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)
    idle = []
    try:
        said = server.stdout.readline().split()
        if not said:
            sys.exit(f"serve_load.py: {given.program} does not serve")
        address = said[-1]
        host, port = address.removeprefix("http://").rsplit(":", 1)
        for _ in range(given.idle):
            connection = socket.create_connection((host, int(port)), timeout=60)
            idle.append(connection)
        with socket.create_connection((host, int(port)), timeout=60) as connection:
            if not is_accepted(connection, body):
                sys.exit(f"serve_load.py: {given.manifest} is not accepted")

        before, _ = memory(server.pid)
        print(f"{given.manifest}, {len(body)} bytes; {len(idle)} idle connections", flush=True)
        wrk = ["wrk", f"-t{given.threads}", f"-c{given.connections}", f"-d{given.seconds}s"]
        wrk += ["--latency", "-s", HERE / "serve_load.lua", address, "--", given.manifest]
        is_fine = subprocess.run(wrk).returncode == 0
        after, peak = memory(server.pid)
        print(f"{before:.1f} MB before, {after:.1f} MB after, {peak:.1f} MB at most", flush=True)

        answered = sum(is_accepted(connection, body) for connection in idle)
        print(f"{answered} of {len(idle)} idle connections got a response afterwards")
    finally:
        server.terminate()
        code = server.wait()
        for connection in idle:
            connection.close()
    print(f"exit code at SIGTERM: {code}")
    return 0 if is_fine and answered == len(idle) and code == 0 else 1


if __name__ == "__main__":
    sys.exit(main())
