import { spawn, spawnSync, type ChildProcess } from 'node:child_process'
import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

/** A time-stamping authority by openssl, behind HTTP in a process of its own. */
export interface OpensslAuthority {
  readonly url: string
  readonly certificatePem: string
  stop(): void
}

const CONFIG = `
[ req ]
distinguished_name = none
prompt = no
[ none ]
CN = unused
[ ca ]
basicConstraints = critical, CA:true
keyUsage = critical, keyCertSign, cRLSign
[ tsa ]
basicConstraints = critical, CA:false
keyUsage = critical, digitalSignature
extendedKeyUsage = critical, timeStamping
[ tsa_reply ]
serial = ./serial
signer_digest = sha256
default_policy = 1.2.3.4.1
digests = sha256
accuracy = secs:1
ess_cert_id_alg = sha256
`

const SERVER = `
const { createServer } = require('node:http')
const { spawnSync } = require('node:child_process')
const { writeFileSync, readFileSync } = require('node:fs')
const server = createServer((request, response) => {
  const chunks = []
  request.on('data', (chunk) => chunks.push(chunk))
  request.on('end', () => {
    if (request.url === '/busy') { response.statusCode = 503; response.end(); return }
    if (request.url === '/silent') return
    if (request.url === '/nonsense') { response.end('no time stamp'); return }
    if (request.url === '/replay') { response.end(readFileSync('last.tsr')); return }
    writeFileSync('query.tsq', Buffer.concat(chunks))
    const made = spawnSync('openssl', ['ts', '-reply', '-config', 'ts.cnf', '-section', 'tsa_reply', '-queryfile', 'query.tsq', '-signer', 'tsa.pem', '-inkey', 'tsa.key', '-chain', 'ca.pem', '-out', 'last.tsr'])
    if (made.status !== 0) { response.statusCode = 500; response.end(String(made.stderr)); return }
    response.setHeader('content-type', 'application/timestamp-reply')
    response.end(readFileSync('last.tsr'))
  })
})
server.listen(0, '127.0.0.1', () => process.stdout.write(String(server.address().port) + '\\n'))
`

export async function opensslAuthority(): Promise<OpensslAuthority> {
  const folder = mkdtempSync(join(tmpdir(), 'motcua-tsa-'))
  writeFileSync(join(folder, 'ts.cnf'), CONFIG)
  writeFileSync(join(folder, 'serial'), '01\n')
  const openssl = (...args: string[]) => {
    const { status, stderr } = spawnSync('openssl', args, { cwd: folder, encoding: 'utf8' })
    if (status !== 0) throw new Error(`openssl ${args.join(' ')}: ${stderr}`)
  }
  const subject = (name: string) => ['-subj', `/O=Test/CN=${name}`]
  const make = ['req', '-config', 'ts.cnf', '-newkey', 'rsa:2048', '-nodes', '-sha256']
  openssl(
    ...make,
    '-x509',
    '-days',
    '30',
    '-extensions',
    'ca',
    ...subject('Time authority'),
    '-keyout',
    'ca.key',
    '-out',
    'ca.pem',
  )
  openssl(...make, ...subject('Time stamps'), '-keyout', 'tsa.key', '-out', 'tsa.csr')
  const sign = [
    'x509',
    '-req',
    '-in',
    'tsa.csr',
    '-CA',
    'ca.pem',
    '-CAkey',
    'ca.key',
    '-set_serial',
    '77',
    '-days',
    '30',
    '-sha256',
  ]
  openssl(...sign, '-extfile', 'ts.cnf', '-extensions', 'tsa', '-out', 'tsa.pem')
  const child = spawn(process.execPath, ['-e', SERVER], { cwd: folder, stdio: ['ignore', 'pipe', 'inherit'] })
  return {
    url: `http://127.0.0.1:${await firstLine(child)}`,
    certificatePem: readFileSync(join(folder, 'ca.pem'), 'utf8'),
    stop: () => void child.kill(),
  }
}

function firstLine(child: ChildProcess): Promise<string> {
  return new Promise((resolve, reject) => {
    child.stdout?.once('data', (chunk: Buffer) => {
      resolve(chunk.toString('utf8').trim())
    })
    child.once('error', reject)
    child.once('exit', (code) => {
      reject(new Error(`the authority ended with ${code}`))
    })
  })
}
