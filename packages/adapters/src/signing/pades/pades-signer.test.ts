import { spawnSync } from 'node:child_process'
import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import fc from 'fast-check'
import { beforeAll, describe, expect, it } from 'vitest'
import { signerContract } from '../../../../engine/src/testing/contracts/signer.ts'
import { pdfRenderer } from '../../render/pdf/index.ts'
import { hasOpenssl, verifyCms } from '../openssl.fixture.ts'
import { createTestAuthority, type IssuedCertificate, type TestAuthority } from '../test-authority/index.ts'
import { padesSigner } from './index.ts'

const AT = Date.UTC(2025, 7, 29, 8, 10)
const request = { reason: 'Đăng ký khai sinh', location: 'Xã Tân Hội', at: AT }
const folder = mkdtempSync(join(tmpdir(), 'motcua-signing-'))
const file = (name: string, bytes: Uint8Array | string) => {
  const path = join(folder, name)
  writeFileSync(path, bytes)
  return path
}

const has = (tool: string, argument: string) => spawnSync(tool, [argument]).error === undefined
const hasPdfsig = has('pdfsig', '-v')
if (process.env.CI !== undefined && !(hasPdfsig && hasOpenssl)) throw new Error('expected pdfsig (poppler) and openssl in CI')

let authority: TestAuthority
let leader: IssuedCertificate
let pdf: Uint8Array
beforeAll(async () => {
  authority = await createTestAuthority({ at: AT })
  leader = await authority.issue({ name: 'Hoàng Văn Dũng', organisation: 'UBND xã Tân Hội', days: 3_650 })
  pdf = await pdfRenderer().render({ form: 'x', size: 'A4', agency: ['UBND'], title: 'GIẤY KHAI SINH', fields: [], at: AT })
})

// Reason to skip: pdfsig (poppler-utils) is not installed on this machine; in CI it is.
describe.skipIf(!hasPdfsig)('a signed PDF, as pdfsig sees it', () => {
  it('has a valid signature of the whole document by the leader, at the claimed time', async () => {
    const { bytes, subject } = await padesSigner({ p12: leader.p12, passphrase: leader.passphrase }).signPdf(pdf, request)
    const { stdout } = spawnSync('pdfsig', ['-nocert', file('signed.pdf', bytes)], {
      encoding: 'utf8',
      env: { ...process.env, TZ: 'UTC' },
    })
    expect(stdout).toContain('Signature is Valid.')
    expect(stdout).toContain('ETSI.CAdES.detached')
    expect(stdout).toContain('Total document signed')
    expect(stdout).toContain('Hoàng Văn Dũng')
    expect(stdout).toContain('Aug 29 2025 08:10:00')
    expect(subject).toContain('CN=Hoàng Văn Dũng')
  })

  it('takes a second signature, and the first stays valid', async () => {
    const clerk = await authority.issue({ name: 'Trần Thị Bình' })
    const first = await padesSigner({ p12: clerk.p12, passphrase: clerk.passphrase }).signPdf(pdf, request)
    const { bytes } = await padesSigner({ p12: leader.p12, passphrase: leader.passphrase }).signPdf(first.bytes, request)
    const { stdout } = spawnSync('pdfsig', ['-nocert', file('twice.pdf', bytes)], { encoding: 'utf8' })
    expect(stdout.match(/Signature is Valid\./g)).toHaveLength(2)
    expect(stdout).toMatch(/Trần Thị Bình[\s\S]*Hoàng Văn Dũng/)
  })

  it('is no longer valid when one byte is changed', async () => {
    const { bytes } = await padesSigner({ p12: leader.p12, passphrase: leader.passphrase }).signPdf(pdf, request)
    const tampered = new Uint8Array(bytes)
    tampered[200] = (tampered[200] ?? 0) ^ 1
    const { stdout } = spawnSync('pdfsig', ['-nocert', file('tampered.pdf', tampered)], { encoding: 'utf8' })
    expect(stdout).not.toContain('Signature is Valid.')
  })
})

describe('what a reader shows of a signature', () => {
  /** The text string under a key of the newest signature, as a reader decodes it. */
  const shown = (bytes: Uint8Array, key: string) => {
    const digits = [
      ...Buffer.from(bytes)
        .toString('latin1')
        .matchAll(new RegExp(`/${key} <(FEFF[0-9A-F]*)>`, 'g')),
    ].at(-1)?.[1]
    return digits === undefined ? undefined : Buffer.from(digits.slice(4), 'hex').swap16().toString('utf16le')
  }

  it('is the reason, the place and the signer, in whatever script and with whatever signs', async () => {
    const signer = padesSigner({ p12: leader.p12, passphrase: leader.passphrase })
    const texts = fc.string({ unit: 'grapheme', maxLength: 20 })
    await fc.assert(
      fc.asyncProperty(texts, texts, async (reason, location) => {
        const { bytes } = await signer.signPdf(pdf, { reason, location, at: AT })
        expect(shown(bytes, 'Reason')).toBe(reason.normalize('NFC'))
        expect(shown(bytes, 'Location')).toBe(location.normalize('NFC'))
        expect(shown(bytes, 'Name')).toBe('Hoàng Văn Dũng')
      }),
      { numRuns: 20 },
    )
  })

  it('names each of its parts by itself, as RFC 4514 writes them', async () => {
    const { p12, passphrase } = await authority.issue({ name: 'Hoàng, Dũng', organisation: 'UBND xã Tân Hội', email: 'a@b.vn' })
    const { subject } = await padesSigner({ p12, passphrase }).signDetached(new Uint8Array([1]), request)
    expect(subject).toBe('emailAddress=a@b.vn,CN=Hoàng\\, Dũng,O=UBND xã Tân Hội')
  })
})

// Reason to skip: openssl is not installed on this machine; in CI it is.
describe.skipIf(!hasOpenssl)('a detached signature, as openssl sees it', () => {
  const verify = (content: string, signature: string, authority: string) =>
    verifyCms({ content, signature, authority }, { cwd: folder })

  it('verifies against the authority, and no longer after a change', async () => {
    const content = new TextEncoder().encode('{"dossier":"000.00.01.H05-250829-0001"}')
    const { bytes } = await padesSigner({ p12: leader.p12, passphrase: leader.passphrase }).signDetached(content, request)
    const [signature, ca] = [file('list.p7s', bytes), file('ca.pem', authority.certificatePem)]
    expect(verify(file('list.json', content), signature, ca).stderr).toMatch(/successful/i)
    expect(readFileSync(join(folder, 'verified'))).toEqual(Buffer.from(content))
    expect(verify(file('other.json', '{}'), signature, ca).status).not.toBe(0)
  })

  it('comes just as well from a PKCS #12 file that openssl made, and openssl reads ours', async () => {
    const [key, certificate] = [file('key.pem', leader.keyPem), file('certificate.pem', leader.certificatePem)]
    const made = join(folder, 'openssl.p12')
    const made12 = spawnSync('openssl', [
      'pkcs12',
      '-export',
      '-inkey',
      key,
      '-in',
      certificate,
      '-out',
      made,
      '-passout',
      'pass:a passphrase',
    ])
    expect(made12.status).toBe(0)
    const signer = padesSigner({ p12: new Uint8Array(readFileSync(made)), passphrase: 'a passphrase' })
    const { bytes } = await signer.signDetached(new Uint8Array([1, 2, 3]), request)
    const ca = file('ca.pem', authority.certificatePem)
    expect(verify(file('bytes', new Uint8Array([1, 2, 3])), file('bytes.p7s', bytes), ca).stderr).toMatch(/successful/i)
    const read = spawnSync(
      'openssl',
      ['pkcs12', '-in', file('ours.p12', leader.p12), '-nokeys', '-passin', `pass:${leader.passphrase}`],
      { encoding: 'utf8' },
    )
    expect(read.stdout.match(/BEGIN CERTIFICATE/g)).toHaveLength(2)
  })

  it('comes from PEM texts, and from a key on an elliptic curve', async () => {
    const [key, certificate] = [join(folder, 'ec.pem'), join(folder, 'ec.crt')]
    const made = spawnSync('openssl', [
      'req',
      '-x509',
      '-newkey',
      'ec',
      '-pkeyopt',
      'ec_paramgen_curve:prime256v1',
      '-nodes',
      '-subj',
      '/CN=EC',
      '-days',
      '9999',
      '-keyout',
      key,
      '-out',
      certificate,
    ])
    expect(made.status).toBe(0)
    const now = { ...request, at: Date.now() }
    const signer = padesSigner({ key: readFileSync(key, 'utf8'), certificate: readFileSync(certificate, 'utf8') })
    const { bytes } = await signer.signDetached(new Uint8Array([7]), now)
    expect(verify(file('seven', new Uint8Array([7])), file('seven.p7s', bytes), certificate).stderr).toMatch(/successful/i)
  })
})

describe('what cannot sign', () => {
  it('a wrong passphrase, a broken file, a stranger’s certificate, no PDF', async () => {
    const other = await authority.issue({ name: 'Người khác' })
    const content = new Uint8Array([1])
    const code = (signer: ReturnType<typeof padesSigner>) => expect(signer.signDetached(content, request)).rejects
    await code(padesSigner({ p12: leader.p12, passphrase: 'wrong' })).toMatchObject({
      code: 'SIGNER_PASSPHRASE_WRONG',
      retry: false,
    })
    await code(padesSigner({ p12: content, passphrase: '' })).toMatchObject({ code: 'SIGNER_P12_INVALID', retry: false })
    await code(padesSigner({ key: leader.keyPem, certificate: other.certificatePem })).toMatchObject({
      code: 'SIGNER_KEY_MISMATCH',
    })
    await code(padesSigner({ key: 'x', certificate: 'y' })).toMatchObject({ code: 'SIGNER_KEY_INVALID' })
    const signer = padesSigner({ p12: leader.p12, passphrase: leader.passphrase })
    await expect(signer.signPdf(content, request)).rejects.toMatchObject({ code: 'SIGNER_NOT_A_PDF' })
    await expect(signer.signPdf(new TextEncoder().encode('%PDF-1.7 nothing'), request)).rejects.toMatchObject({
      code: 'SIGNER_NOT_A_PDF',
    })
  })

  it('a certificate outside of its time', async () => {
    const signer = padesSigner({ p12: leader.p12, passphrase: leader.passphrase })
    const at = (year: number) => signer.signDetached(new Uint8Array(), { ...request, at: Date.UTC(year, 0) })
    await expect(at(2020)).rejects.toMatchObject({ code: 'SIGNER_CERTIFICATE_NOT_YET_VALID', retry: false })
    await expect(at(2040)).rejects.toMatchObject({ code: 'SIGNER_CERTIFICATE_EXPIRED', retry: false })
  })
})

describe('the PAdES signer keeps the contract', () => {
  it.each(signerContract.laws)('$name', async (law) => {
    await law.check({ signer: padesSigner({ p12: leader.p12, passphrase: leader.passphrase }), pdf, at: AT })
  })
})
