// Botpress, as far as these tests need it: the program's own `serve`, behind a door that can be kept
// shut, since it answers before anybody could see that it is asked.

import assert from "node:assert/strict";
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { createServer, request, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";

import { announced } from "./codeServer";

/** The only token that it takes. */
export const TOKEN = "bp_pat_lighthouse";

export class Endpoint {
  /** How often it was asked. */
  asked = 0;
  private waiting: (() => void)[] | undefined;

  private constructor(
    private readonly serve: ChildProcess,
    private readonly address: string,
    private readonly door: Server,
  ) {
    door.on("request", (from: IncomingMessage, to: ServerResponse) => this.take(from, to));
  }

  /** Starts `serve` of this program on a port that is free. */
  static async start(program: string): Promise<Endpoint> {
    const serve = spawn(program, ["serve", "--listen", "127.0.0.1:0"], {
      env: { BP_TOKEN: TOKEN },
      stdio: ["ignore", "pipe", "ignore"],
    });
    const address = await announced(serve);
    const door = createServer();
    door.listen(0, "127.0.0.1");
    await once(door, "listening");
    return new Endpoint(serve, address, door);
  }

  /** What `BP_API_URL` has to be. */
  get url(): string {
    return `http://127.0.0.1:${(this.door.address() as AddressInfo).port}`;
  }

  /** Lets nobody in until `open` is called. */
  shut(): void {
    this.waiting ??= [];
  }

  open(): void {
    const waiting = this.waiting ?? [];
    this.waiting = undefined;
    waiting.forEach((enter) => enter());
  }

  async stop(): Promise<void> {
    this.door.close();
    this.door.closeAllConnections();
    const ended = once(this.serve, "exit");
    this.serve.kill("SIGTERM");
    assert.deepEqual(await ended, [0, null]);
  }

  private take(from: IncomingMessage, to: ServerResponse): void {
    this.asked++;
    const enter = (): void => {
      const { method, headers } = from;
      const further = request(this.address + from.url, { method, headers }, (answer) => {
        to.writeHead(answer.statusCode ?? 500, answer.headers);
        answer.pipe(to);
      });
      // Whoever asked sees it when a connection breaks.
      further.once("error", () => to.destroy());
      from.pipe(further);
    };
    if (this.waiting === undefined) {
      enter();
    } else {
      this.waiting.push(enter);
    }
  }
}
