// A local Botpress API: the `serve` command behind a proxy that can delay requests, so that a test can
// observe a request in progress.

import assert from "node:assert/strict";
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { createServer, request, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";

import { atExit, listeningUrl } from "./codeServer";

/** The only accepted token. */
export const TOKEN = "bp_pat_lighthouse";

export class Endpoint {
  /** Number of received requests. */
  requests = 0;
  private waiting: (() => void)[] | undefined;

  private constructor(
    private readonly serve: ChildProcess,
    private readonly address: string,
    private readonly proxy: Server,
  ) {
    proxy.on("request", (from: IncomingMessage, to: ServerResponse) => this.forward(from, to));
  }

  /** Starts `serve` on a free port. */
  static async start(program: string): Promise<Endpoint> {
    const serve = spawn(program, ["serve", "--listen", "127.0.0.1:0"], {
      env: { BP_TOKEN: TOKEN },
      stdio: ["ignore", "pipe", "ignore"],
    });
    atExit(serve, () => serve.kill());
    const address = await listeningUrl(serve);
    const proxy = createServer();
    proxy.listen(0, "127.0.0.1");
    await once(proxy, "listening");
    return new Endpoint(serve, address, proxy);
  }

  /** The value of `BP_API_URL`. */
  get url(): string {
    return `http://127.0.0.1:${(this.proxy.address() as AddressInfo).port}`;
  }

  /** Delays requests until `open` is called. */
  close(): void {
    this.waiting ??= [];
  }

  open(): void {
    const waiting = this.waiting ?? [];
    this.waiting = undefined;
    waiting.forEach((send) => send());
  }

  async stop(): Promise<void> {
    this.proxy.close();
    this.proxy.closeAllConnections();
    const ended = once(this.serve, "exit");
    this.serve.kill("SIGTERM");
    assert.deepEqual(await ended, [0, null]);
  }

  private forward(from: IncomingMessage, to: ServerResponse): void {
    this.requests++;
    const send = (): void => {
      const { method, headers } = from;
      const forwarded = request(this.address + from.url, { method, headers }, (response) => {
        to.writeHead(response.statusCode ?? 500, response.headers);
        response.pipe(to);
      });
      // The client gets the error of the connection.
      forwarded.once("error", () => to.destroy());
      from.pipe(forwarded);
    };
    if (this.waiting === undefined) {
      send();
    } else {
      this.waiting.push(send);
    }
  }
}
