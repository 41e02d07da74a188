// `node .ci/project.mjs PROGRAM FOLDER`: imports, checks, breaks, fixes and compares the TypeScript project in
// .ci/project with the official CLI. FOLDER contains the installed packages `@botpress/cli` and
// `@botpress/client`.
import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import * as fs from 'node:fs'
import { createServer } from 'node:http'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { delimiter, dirname, join, resolve } from 'node:path'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'

const TOKEN = 'token-of-the-user'
const [programArgument, folderArgument] = process.argv.slice(2)
const [program, folder] = [resolve(programArgument), resolve(folderArgument)]
const require = createRequire(join(folder, 'x.js'))
const { version } = require('@botpress/cli/package.json')
const cli = join(dirname(require.resolve('@botpress/cli/package.json')), 'bin.js')

const scratch = fs.mkdtempSync(join(tmpdir(), 'project-'))
const project = join(scratch, 'project')
fs.cpSync(fileURLToPath(new URL('project', import.meta.url)), project, { recursive: true })
fs.symlinkSync(join(folder, 'node_modules'), join(project, 'node_modules'), 'junction')
const inProject = (name) => join(project, name)
const definition = fs.readFileSync(inProject('integration.definition.ts'), 'utf8')
const define = (text) => fs.writeFileSync(inProject('integration.definition.ts'), text)

// The login of the user, which no command may read or change, and a server that no request may reach.
const home = join(scratch, 'home')
const login = join(home, '.botpress/global.cache.json')
fs.mkdirSync(dirname(login), { recursive: true })
const reached = []
const trap = createServer((request, response) => {
  reached.push(request.url)
  response.writeHead(500).end()
}).listen(0, '127.0.0.1')
await once(trap, 'listening')
const trapUrl = `http://127.0.0.1:${trap.address().port}`
const loginText = JSON.stringify({ apiUrl: trapUrl, token: TOKEN, workspaceId: 'of-the-user' })
fs.writeFileSync(login, loginText)
fs.writeFileSync(inProject('.env'), `BP_API_URL=${trapUrl}\nBP_TOKEN=${TOKEN}\n`)
const env = { ...process.env, HOME: home, USERPROFILE: home, NO_COLOR: '1' }
const userEnv = {
  ...env,
  BP_API_URL: trapUrl,
  BP_TOKEN: TOKEN,
  BP_PROFILE: 'mine',
  HTTP_PROXY: trapUrl,
  http_proxy: trapUrl,
  npm_config_registry: trapUrl,
}

const runWith = async (env, command, ...args) => {
  const child = spawn(command, args, { cwd: project, env, stdio: ['ignore', 'pipe', 'pipe'] })
  const text = { stdout: '', stderr: '' }
  for (const name of ['stdout', 'stderr']) child[name].on('data', (data) => (text[name] += data))
  const [code] = await once(child, 'close')
  return { code, ...text }
}
const run = (...args) => runWith(userEnv, program, ...args)
const readManifest = (name) => JSON.parse(fs.readFileSync(inProject(name), 'utf8'))
const ok = (result) => assert.equal(result.code, 0, JSON.stringify(result))

let serve
try {
  // Import and check.
  const imported = await run('import', '--output', 'old.json')
  ok(imported)
  assert.match(imported.stderr, new RegExp(`wrote old.json, as @botpress/cli ${version} deploys it`))
  const old = readManifest('old.json')
  assert.equal(old.name, 'harbor-clock')
  assert.deepEqual(old.secrets, { TIDE_KEY: null, BACKUP_KEY: null })
  for (const [field, file] of [['icon', 'icon.svg'], ['readme', 'hub.md']]) {
    assert.equal(old[field], fs.readFileSync(inProject(file), 'base64'))
  }
  assert.ok(old.code.length > 1000)
  ok(await run('check', 'old.json'))
  ok(await run('check', '--visibility', 'public', 'old.json'))
  const hint = await run('check', 'integration.definition.ts')
  assert.equal(hint.code, 2)
  assert.match(hint.stderr, /source code; run `integration-manifest-ls import \. --output integration\.json`/)

  // What `bp read` prints is checked without the fields that it leaves out.
  const dump = await runWith({ ...env, BP_BOTPRESS_HOME: join(scratch, 'read') }, 'node', cli, 'read', '--json')
  ok(dump)
  fs.writeFileSync(inProject('dump.json'), dump.stdout)
  const read = await run('check', '--visibility', 'public', '--format', 'json', 'dump.json')
  ok(read)
  assert.match(read.stderr, /dump\.json: checked as the output of `bp read --json`, without `code`, `secrets`/)
  assert.deepEqual(JSON.parse(read.stdout).files[0].diagnostics, [])

  // Break: the manifest is imported with its error, and the API rejects it with the same message.
  define(definition.replace("'Harbor Clock'", `'${'x'.repeat(65)}'`))
  const message = '`title` has 65 characters; the maximum is 64.'
  ok(await run('import', '--output', 'broken.json'))
  const broken = await run('check', 'broken.json')
  assert.equal(broken.code, 1)
  assert.ok(broken.stdout.includes(message), broken.stdout)

  serve = spawn(program, ['serve', '--capture', join(scratch, 'captured')], {
    env: { ...process.env, BP_TOKEN: undefined },
    stdio: ['ignore', 'pipe', 'ignore'],
  })
  const [line] = await once(createInterface(serve.stdout), 'line')
  const apiUrl = line.replace('listening on ', '')
  const workspaceId = '11111111-1111-1111-aaaa-111111111111'
  const cliEnv = {
    ...env,
    BP_API_URL: apiUrl,
    BP_TOKEN: 'any',
    BP_WORKSPACE_ID: workspaceId,
    BP_BOTPRESS_HOME: join(scratch, 'cli'),
    npm_config_registry: `${apiUrl}/`,
  }
  ok(await runWith(cliEnv, 'node', cli, 'login'))
  const deploy = () => runWith(cliEnv, 'node', cli, 'deploy', '--confirm', '--secrets', 'TIDE_KEY=x')
  const rejected = await deploy()
  assert.notEqual(rejected.code, 0)
  assert.ok(rejected.stderr.includes(message), rejected.stderr)

  // Fix, and compare with the first version.
  define(
    definition
      .replace("version: '0.1.0'", "version: '0.2.0'")
      .replace('pier: z.string()', 'quay: z.string()'),
  )
  ok(await deploy())
  const captured = join(scratch, 'captured/harbor-clock@0.2.0.integration.json')
  assert.equal(JSON.parse(fs.readFileSync(captured, 'utf8')).version, '0.2.0')
  ok(await run('import', '--output', 'new.json'))
  ok(await run('check', 'new.json'))
  const difference = await run('diff', 'old.json', 'new.json')
  assert.equal(difference.code, 1, JSON.stringify(difference))
  assert.match(difference.stdout, /quay/)

  // A project that does not build: the message of the CLI, and the file stays.
  define(definition.replace('new IntegrationDefinition(', 'new Missing('))
  const failed = await run('import', '--output', 'new.json')
  assert.equal(failed.code, 2)
  assert.match(failed.stderr, /bp: .*Missing/)
  assert.match(failed.stderr, /`bp deploy` failed/)
  assert.equal(readManifest('new.json').version, '0.2.0')

  // The script of `init --from bp`.
  define(definition)
  ok(await run('init', '--from', 'bp'))
  const path = `${dirname(program)}${delimiter}${process.env.PATH}`
  ok(await runWith({ ...env, PATH: path }, 'npm', 'run', '--silent', 'check:manifest'))
  assert.equal(readManifest('.botpress/integration.json').version, '0.1.0')

  // The requests of newer versions of the CLI, by the official client.
  const { Client, isApiError } = require('@botpress/client')
  const client = new Client({ apiUrl, token: 'any', workspaceId, retry: { retries: 0 } })
  assert.deepEqual((await client.listBots({})).bots, [])
  const { workspaces } = await client.listWorkspaces({})
  assert.equal(workspaces[0].id, workspaceId)
  assert.equal((await client.getWorkspace({ id: workspaceId })).handle, undefined)
  assert.ok((await client.checkHandleAvailability({ handle: 'acme' })).available)
  assert.equal((await client.updateWorkspace({ id: workspaceId, handle: 'acme' })).handle, 'acme')
  const notFound = async (promise) => {
    const error = await promise.then(() => undefined, (error) => error)
    assert.ok(isApiError(error) && error.type === 'ResourceNotFound', String(error))
  }
  const ref = { name: 'acme/harbor', version: '<1.0.0' }
  await notFound(client.getIntegrationByName(ref))
  await notFound(client.getPublicIntegration(ref))
  const typing = { name: 'typing-indicator', version: '0.0.3' }
  const [first, second] = [await client.getPublicInterface(typing), await client.getInterfaceByName(typing)]
  assert.match(first.interface.id, /^ifver_[0-9A-Z]{26}$/)
  assert.equal(first.interface.id, second.interface.id)
  const created = await client.createIntegration({ ...old, secrets: {} })
  assert.equal(created.integration.name, 'harbor-clock')
  assert.deepEqual(await client.validateIntegrationCreation({ ...old, secrets: {} }), {})

  assert.equal(fs.readFileSync(login, 'utf8'), loginText)
  assert.deepEqual(reached, [])
} finally {
  serve?.kill()
  trap.close()
  fs.rmSync(scratch, { recursive: true })
}
console.log(`@botpress/cli ${version}: imported, checked, deployed to serve and compared`)
