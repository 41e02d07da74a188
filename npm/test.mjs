// `node --test npm/test.mjs`: tests of the launcher and of the metadata of the packages. A script replaces the
// native program, so nothing has to be built.

import assert from "node:assert/strict";
import { execFileSync, spawn, spawnSync } from "node:child_process";
import { chmodSync, cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { constants, tmpdir } from "node:os";
import * as path from "node:path";
import { after, test } from "node:test";
import { fileURLToPath } from "node:url";

const here = path.dirname(fileURLToPath(import.meta.url));
const root = path.dirname(here);
const NAME = "integration-manifest-ls";
const THIS = `${process.platform}-${process.arch}`;

const scratch = mkdtempSync(path.join(tmpdir(), "npm-test-"));
after(() => rmSync(scratch, { recursive: true }));

const PROGRAM = `#!${process.execPath}
const [what, value] = process.argv.slice(2);
if (what === "exit") process.exitCode = Number(value);
if (what === "echo") process.stdin.pipe(process.stdout);
if (what === "arguments") process.stdout.write(JSON.stringify(process.argv.slice(2)));
if (what === "wait") {
  const signals = { SIGTERM: 40, SIGINT: 41, SIGHUP: 42 };
  for (const [signal, code] of Object.entries(signals)) process.on(signal, () => process.exit(code));
  setInterval(() => {}, 1000);
  console.log("ready");
}
if (what === "die") process.kill(process.pid, value);
`;

function script() {
  const file = path.join(scratch, "program");
  writeFileSync(file, PROGRAM);
  chmodSync(file, 0o755);
  return file;
}

/** Makes packages, and returns their folders and manifests by name. */
function pack(pairs, env = {}) {
  const out = mkdtempSync(path.join(scratch, "packed-"));
  const command = [path.join(here, "pack.mjs"), out, ...pairs];
  const names = execFileSync(process.execPath, command, {
    encoding: "utf8",
    env: { ...process.env, ...env },
  });
  const packages = names.trim().split("\n").map((name) => {
    const folder = mkdtempSync(path.join(scratch, "unpacked-"));
    execFileSync("tar", ["-xzf", path.join(out, name), "-C", folder]);
    const unpacked = path.join(folder, "package");
    return [unpacked, JSON.parse(readFileSync(path.join(unpacked, "package.json"), "utf8"))];
  });
  return Object.fromEntries(packages.map(([folder, manifest]) => [manifest.name, { folder, manifest }]));
}

/** Installs packages in a new project, and returns the path of the launcher. */
function install(packages) {
  const project = mkdtempSync(path.join(scratch, "project-"));
  for (const [name, { folder }] of Object.entries(packages)) {
    cpSync(folder, path.join(project, "node_modules", name), { recursive: true });
  }
  return path.join(project, "node_modules", NAME, "bin", NAME);
}

const packages = pack([`${THIS}=${script()}`]);
const launcher = install(packages);
const run = (...args) => spawnSync(launcher, args, { encoding: "utf8", input: "a\0ü\n" });

test("launcher_passes_arguments_unchanged", () => {
  const args = ["arguments", "", "a b", "*", "--x=\"y\"", "$HOME"];
  assert.deepEqual(JSON.parse(run(...args).stdout), args);
});

test("launcher_passes_exit_code_and_stdin", () => {
  for (const code of [0, 1, 2, 77]) {
    assert.equal(run("exit", code).status, code);
  }
  assert.equal(run("echo").stdout, "a\0ü\n");
});

test("launcher_forwards_signals_and_exits_like_the_program", async () => {
  const codes = { SIGTERM: 40, SIGINT: 41, SIGHUP: 42 };
  for (const [signal, code] of Object.entries(codes)) {
    const child = spawn(launcher, ["wait"], { stdio: ["ignore", "pipe", "inherit"] });
    await new Promise((resolve) => child.stdout.once("data", resolve));
    child.kill(signal);
    assert.deepEqual(await new Promise((end) => child.on("exit", (...how) => end(how))), [code, null]);
  }
  for (const signal of ["SIGTERM", "SIGKILL", "SIGSEGV"]) {
    assert.ok(signal in constants.signals);
    assert.equal(run("die", signal).signal, signal);
  }
});

test("launcher_explains_a_missing_program", () => {
  const alone = install({ [NAME]: packages[NAME] });
  const missing = spawnSync(alone, ["check"], { encoding: "utf8" });
  assert.equal(missing.status, 2);
  assert.match(missing.stderr, new RegExp(`@${NAME}/${THIS}, which is not installed`));
  assert.match(missing.stderr, /--omit=optional/);

  const { folder, manifest } = packages[NAME];
  const other = { ...manifest, optionalDependencies: { [`@${NAME}/plan9-mips`]: "1.0.0" } };
  const elsewhere = install({ [NAME]: { folder } });
  writeFileSync(path.join(elsewhere, "../../package.json"), JSON.stringify(other));
  const unknown = spawnSync(elsewhere, ["check"], { encoding: "utf8" });
  assert.equal(unknown.status, 2);
  assert.match(unknown.stderr, new RegExp(`no package for ${THIS}, only for plan9-mips`));
});

test("launcher_reports_a_program_that_cannot_be_started", () => {
  const broken = install(packages);
  const program = path.join(broken, `../../../@${NAME}/${THIS}/bin/${NAME}`);
  rmSync(program);
  mkdirSync(program);
  const result = spawnSync(broken, ["check"], { encoding: "utf8" });
  assert.equal(result.status, 2);
  assert.match(result.stderr, /cannot be started/);
});

test("packages_exist_for_each_platform_in_one_version", () => {
  const platforms = JSON.parse(readFileSync(path.join(root, "packaging/platforms.json"), "utf8"));
  const names = platforms.map(({ os, cpu }) => `${os}-${cpu}`);
  const program = script();
  const url = { GITHUB_SERVER_URL: "https://github.com", GITHUB_REPOSITORY: "somebody/something" };
  const all = pack(names.map((name) => `${name}=${program}`), url);
  const version = /^version = "(.*)"$/m.exec(readFileSync(path.join(root, "Cargo.toml"), "utf8"))[1];
  const main = all[NAME].manifest;
  assert.deepEqual(
    main.optionalDependencies,
    Object.fromEntries(names.map((name) => [`@${NAME}/${name}`, version])),
  );
  for (const { folder, manifest } of Object.values(all)) {
    assert.equal(manifest.version, version);
    assert.equal(manifest.repository.url, "git+https://github.com/somebody/something.git");
    assert.ok(readFileSync(path.join(folder, "NOTICE.md"), "utf8").includes("MPL-2.0"));
  }
  for (const { os, cpu } of platforms) {
    const { folder, manifest } = all[`@${NAME}/${os}-${cpu}`];
    assert.deepEqual([manifest.os, manifest.cpu], [[os], [cpu]]);
    readFileSync(path.join(folder, "bin", os === "win32" ? `${NAME}.exe` : NAME));
  }
});

test("pack_reports_invalid_arguments", () => {
  const errorOf = (...args) => {
    const result = spawnSync(process.execPath, [path.join(here, "pack.mjs"), ...args], { encoding: "utf8" });
    assert.equal(result.status, 2);
    return result.stderr;
  };
  assert.match(errorOf(), /usage/);
  assert.match(errorOf(scratch, "linux-vax=x"), /unknown platform `linux-vax`; expected one of linux-x64/);
  assert.match(errorOf(scratch, `${THIS}=nowhere`), /no program for .* at `nowhere`/);
});
