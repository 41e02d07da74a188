// `node .ci/mcp.mjs PROGRAM FOLDER [MANIFESTS]`: drives the MCP server with the official client. FOLDER contains the
// installed package `@modelcontextprotocol/sdk`. The rehearsal repairs the manifests of .ci/mistakes.json, or
// those in the folder MANIFESTS, with nothing but the answers of `check` and `fix`.
import assert from 'node:assert/strict'
import { execFileSync } from 'node:child_process'
import { mkdtempSync, readdirSync, readFileSync, realpathSync, rmSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'

const [programPath, sdk, manifests] = process.argv.slice(2)
const program = resolve(programPath)
const repository = fileURLToPath(new URL('..', import.meta.url))
const require = createRequire(join(resolve(sdk), 'index.js'))
const load = async (module) => import(pathToFileURL(require.resolve(`@modelcontextprotocol/sdk/${module}`)))
const { Client } = await load('client/index.js')
const { StdioClientTransport } = await load('client/stdio.js')

const MAX_CHARS = 20_000
const scratch = realpathSync(mkdtempSync(join(tmpdir(), 'mcp-')))

async function connect(...args) {
  const client = new Client({ name: 'rehearsal', version: '1.0.0' })
  const options = { command: program, args: ['mcp', ...args], cwd: scratch, stderr: 'inherit' }
  await client.connect(new StdioClientTransport(options))
  // The client validates each answer against the schema of its tool, which it reads here.
  await client.listTools()
  return client
}

/** Calls a tool. The client checks the answer against the schema. */
async function call(client, name, args) {
  const result = await client.callTool({ name, arguments: args })
  assert.ok(JSON.stringify(result).length <= MAX_CHARS, `${name}: ${JSON.stringify(result).length} characters`)
  return result
}

async function answer(client, name, args) {
  const result = await call(client, name, args)
  assert.ok(!result.isError, `${name}: ${result.content[0].text}`)
  return result.structuredContent
}

async function fails(client, name, args, expected) {
  const result = await call(client, name, args).catch((error) => error)
  const message = result instanceof Error ? `${result.code} ${result.message}` : result.content[0].text
  assert.ok(result instanceof Error || result.isError, `${name} succeeded: ${message}`)
  assert.match(message, expected)
}

/** Repairs a manifest with the answers of the tools. Returns the number of calls, or of remaining errors. */
async function rehearse(client, path) {
  const tried = new Set()
  await answer(client, 'fix', { path, dry_run: false })
  for (let calls = 1; calls < 100; calls += 1) {
    const check = await answer(client, 'check', { path, min_severity: 'error', limit: 100 })
    if (check.ok) {
      return { calls, errors: 0 }
    }
    const fixes = check.diagnostics.flatMap((it) => it.fixes)
    const order = ['safe', 'unsafe', 'manual']
    fixes.sort((a, b) => order.indexOf(a.applicability) - order.indexOf(b.applicability))
    const next = fixes.find((fix) => !tried.has(fix.id))
    if (next === undefined) {
      return { calls, errors: check.summary.errors, left: check.diagnostics }
    }
    tried.add(next.id)
    // A fix may be refused; then the next one is tried.
    await call(client, 'fix', { path, fixes: [next.id], dry_run: false })
  }
  return { calls: 100, errors: -1 }
}

async function rehearseFolder(client, folder) {
  let repaired = 0
  const names = readdirSync(folder).filter((name) => name.endsWith('.json'))
  for (const name of names) {
    // A copy would be read-only if the original is.
    writeFileSync(join(scratch, 'integration.json'), readFileSync(join(folder, name)))
    const result = await rehearse(client, 'integration.json').catch((error) => ({ errors: error.message }))
    repaired += result.errors === 0 ? 1 : 0
    const left = (result.left ?? []).map((it) => `\n    ${it.rule}: ${it.message}`).join('')
    console.log(`${result.errors === 0 ? 'ok  ' : 'left'} ${name}: ${result.errors} errors${left}`)
  }
  console.log(`${repaired} of ${names.length} manifests without errors`)
}

async function rehearseMistakes(client) {
  const { base, mistakes } = JSON.parse(readFileSync(join(repository, '.ci/mistakes.json'), 'utf8'))
  const manifest = `${JSON.stringify(base, null, 2)}\n`
  const path = 'rehearsal.integration.json'
  writeFileSync(join(scratch, path), manifest)
  assert.ok((await answer(client, 'check', { path })).ok, 'the base has errors')
  for (const [name, from, to] of mistakes) {
    assert.equal(manifest.split(from).length, 2, `${name}: ${from} is not unique`)
    writeFileSync(join(scratch, path), manifest.replace(from, () => to))
    const before = await answer(client, 'check', { path })
    assert.ok(!before.ok, `${name}: no error`)
    const { errors, left } = await rehearse(client, path)
    assert.equal(errors, 0, `${name}: ${JSON.stringify(left)}`)
  }
  console.log(`${mistakes.length} kinds of mistakes repaired`)
}

/** Every tool, resource, prompt and error. */
async function capabilities(client) {
  const { tools } = await client.listTools()
  const path = 'integration.json'
  const text = '{ "name": "acme/a", "version": "1.0.0", "titel": "A",\n  "secrets": { "KEY": "pw-815304711" } }'
  writeFileSync(join(scratch, path), text)
  const check = await answer(client, 'check', { path })
  const { id } = check.diagnostics.find((it) => it.pointer === '/titel').fixes[0]
  const calls = {
    check: { text },
    explain: { rule: 'unknown-field' },
    fix: { path, fixes: [id] },
    describe: { path },
    schema: { pointer: '/actions/any/input' },
    sample: { text: '{ "type": "object" }', pointer: '' },
    diff: { path, old_text: text.replace('1.0.0', '0.9.0') },
    edit: { path, pointer: '/version', value: '1.1.0' },
    format: { path },
  }
  assert.deepEqual(tools.map((tool) => tool.name).sort(), Object.keys(calls).sort())
  for (const [name, args] of Object.entries(calls)) {
    const result = await call(client, name, args)
    assert.ok(!result.isError && result.content[0].text !== '', name)
    assert.ok(!JSON.stringify(result).includes('815304711'), `${name} contains a secret`)
  }
  assert.equal(readFileSync(join(scratch, path), 'utf8'), text, 'a dry run wrote the file')
  await answer(client, 'fix', { path, fixes: [id], dry_run: false })
  assert.equal(readFileSync(join(scratch, path), 'utf8'), text.replace('titel', 'title'))

  await fails(client, 'fix', { path, fixes: [id] }, /no fix has the ID/)
  await fails(client, 'check', { path: '../integration.json' }, /outside of the roots/)
  await fails(client, 'check', { path: 'missing.json' }, /no such file/)
  await fails(client, 'check', {}, /-32602.*either `path` or `text`/)
  await fails(client, 'check', { path, lines: 3 }, /-32602.*unknown argument `lines`/)
  await fails(client, 'nothing', {}, /-32602.*no tool `nothing`/)
  await fails(client, 'check', { text: 'x'.repeat(20 << 20) }, /-32602.*larger than 16 MiB/)

  const { resources } = await client.listResources()
  const { resourceTemplates } = await client.listResourceTemplates()
  const uris = [...resources.map((it) => it.uri), 'integration-manifest://rules/unknown-field']
  assert.equal(resourceTemplates.length, 2)
  for (const uri of uris) {
    const { contents } = await client.readResource({ uri })
    assert.ok(contents[0].text.length > 100 && contents[0].text.length <= MAX_CHARS, uri)
  }
  await assert.rejects(client.readResource({ uri: 'file:///etc/passwd' }), /unknown resource/)

  const { prompts } = await client.listPrompts()
  for (const prompt of prompts) {
    const args = Object.fromEntries(prompt.arguments.map(({ name }) => [name, `my-${name}`]))
    const { messages } = await client.getPrompt({ name: prompt.name, arguments: args })
    assert.ok(Object.values(args).every((value) => messages[0].content.text.includes(value)), prompt.name)
  }
  await assert.rejects(client.getPrompt({ name: prompts[0].name, arguments: {} }), /is missing/)
  console.log(`${tools.length} tools, ${uris.length} resources and ${prompts.length} prompts work`)

  const readOnly = await connect('--read-only')
  assert.deepEqual((await readOnly.listTools()).tools.filter((it) => !it.annotations.readOnlyHint), [])
  await readOnly.close()
}

const client = await connect()
try {
  if (manifests === undefined) {
    const version = execFileSync(program, ['--version'], { encoding: 'utf8' }).trim()
    const { name, version: own } = client.getServerVersion()
    assert.equal(`${name} ${own}`, version)
    await capabilities(client)
    await rehearseMistakes(client)
  } else {
    await rehearseFolder(client, resolve(manifests))
  }
} finally {
  await client.close()
  rmSync(scratch, { recursive: true })
}
