// `node .ci/endpoint.mjs PROGRAM FOLDER`: what docs/serve.md shows with curl and with the official
// client, which `npm install @botpress/client` has put into FOLDER, against the program's own `serve`.
import assert from 'node:assert/strict'
import { execFile, spawn } from 'node:child_process'
import { once } from 'node:events'
import { copyFileSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'

const SHOWN = 'http://127.0.0.1:8787'

const [program, folder] = process.argv.slice(2)
const repository = fileURLToPath(new URL('..', import.meta.url))
const page = readFileSync(join(repository, 'docs/serve.md'), 'utf8')
const block = (heading, language) => {
  const section = page.slice(page.indexOf(`## ${heading}\n`))
  const found = section.match(new RegExp(`^\`\`\`${language}\n(.*?)\n\`\`\`$`, 'ms'))
  assert.ok(found, `${heading} has no block of ${language}`)
  return found[1]
}

const { version } = JSON.parse(readFileSync(join(folder, 'node_modules/@botpress/client/package.json')))
assert.ok(page.includes(`Tested with \`@botpress/client\` ${version}.`), `the page does not name ${version}`)

// Beside the client, which is looked for from where the script stands.
const scratch = mkdtempSync(join(resolve(folder), 'endpoint-'))
const serve = spawn(resolve(program), ['serve'], {
  env: { ...process.env, BP_TOKEN: undefined },
  stdio: ['ignore', 'pipe', 'ignore'],
})
try {
  const [line] = await once(createInterface(serve.stdout), 'line')
  const address = line.replace('listening on ', '')
  const here = (text) => {
    assert.ok(text.includes(SHOWN))
    return text.replaceAll(SHOWN, address)
  }
  const run = (command, ...args) =>
    new Promise((done) => {
      execFile(command, args, { cwd: scratch }, (error, stdout, stderr) =>
        done({ code: error?.code ?? 0, stdout, stderr }),
      )
    })
  const curl = () => run('sh', '-c', here(block('With curl', 'sh')))
  writeFileSync(join(scratch, 'validate.mjs'), here(block('With the official JavaScript client', 'js')))
  const client = () => run('node', 'validate.mjs', 'integration.json')

  copyFileSync(join(repository, 'examples/good/integration.json'), join(scratch, 'integration.json'))
  assert.equal((await curl()).stdout, '{}')
  const taken = await client()
  assert.deepEqual(taken, { code: 0, stdout: 'accepted\n', stderr: '' })

  // Of which the page shows what is said.
  writeFileSync(join(scratch, 'integration.json'), '{ "name": "acme/kite", "title": "" }')
  const { id: _, ...shown } = JSON.parse(block('With curl', 'json'))
  const { id, ...said } = JSON.parse((await curl()).stdout)
  assert.match(id, /^err_/)
  assert.deepEqual(said, shown)
  const refused = await client()
  assert.deepEqual(refused, {
    code: 1,
    stdout: '',
    stderr: `${shown.type} (${shown.code})\n${shown.message}\n`,
  })
} finally {
  serve.kill()
  rmSync(scratch, { recursive: true })
}
console.log(`curl and @botpress/client ${version}: accepted and refused as docs/serve.md shows`)
