// `node .ci/endpoint.mjs PROGRAM FOLDER`: runs the examples of docs/serve.md, with curl and the official
// client, against `serve`. FOLDER contains the installed package `@botpress/client`.
import assert from 'node:assert/strict'
import { execFile, spawn } from 'node:child_process'
import { once } from 'node:events'
import { copyFileSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'

const PAGE_URL = 'http://127.0.0.1:8787'

const [program, folder] = process.argv.slice(2)
const repository = fileURLToPath(new URL('..', import.meta.url))
const page = readFileSync(join(repository, 'docs/serve.md'), 'utf8')
const block = (heading, language) => {
  const section = page.slice(page.indexOf(`## ${heading}\n`))
  const found = section.match(new RegExp(`^\`\`\`${language}\n(.*?)\n\`\`\`$`, 'ms'))
  assert.ok(found, `${heading} has no ${language} block`)
  return found[1]
}

const { version } = JSON.parse(readFileSync(join(folder, 'node_modules/@botpress/client/package.json')))
assert.ok(page.includes(`Tested with \`@botpress/client\` ${version}.`), `the page does not name ${version}`)

// In the folder of the client, so that the script can import it.
const scratch = mkdtempSync(join(resolve(folder), 'endpoint-'))
const serve = spawn(resolve(program), ['serve'], {
  env: { ...process.env, BP_TOKEN: undefined },
  stdio: ['ignore', 'pipe', 'ignore'],
})
try {
  const [line] = await once(createInterface(serve.stdout), 'line')
  const address = line.replace('listening on ', '')
  const withAddress = (text) => {
    assert.ok(text.includes(PAGE_URL))
    return text.replaceAll(PAGE_URL, address)
  }
  const run = (command, ...args) =>
    new Promise((done) => {
      execFile(command, args, { cwd: scratch }, (error, stdout, stderr) =>
        done({ code: error?.code ?? 0, stdout, stderr }),
      )
    })
  const curl = () => run('sh', '-c', withAddress(block('With curl', 'sh')))
  writeFileSync(join(scratch, 'validate.mjs'), withAddress(block('With the official JavaScript client', 'js')))
  const client = () => run('node', 'validate.mjs', 'integration.json')

  copyFileSync(join(repository, 'examples/good/integration.json'), join(scratch, 'integration.json'))
  assert.equal((await curl()).stdout, '{}')
  const accepted = await client()
  assert.deepEqual(accepted, { code: 0, stdout: 'accepted\n', stderr: '' })

  // The page shows the error of this manifest.
  writeFileSync(join(scratch, 'integration.json'), '{ "name": "acme/kite", "title": "" }')
  const { id: _, ...expected } = JSON.parse(block('With curl', 'json'))
  const { id, ...actual } = JSON.parse((await curl()).stdout)
  assert.match(id, /^err_/)
  assert.deepEqual(actual, expected)
  const rejected = await client()
  assert.deepEqual(rejected, {
    code: 1,
    stdout: '',
    stderr: `${expected.type} (${expected.code})\n${expected.message}\n`,
  })
} finally {
  serve.kill()
  rmSync(scratch, { recursive: true })
}
console.log(`curl and @botpress/client ${version}: results match docs/serve.md`)
