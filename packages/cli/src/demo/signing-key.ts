import { existsSync, readFileSync, renameSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { padesSigner } from '@motcua/adapters/signing'
import { createTestAuthority } from '@motcua/adapters/signing/test-authority'
import type { Signer } from '@motcua/engine/ports'
import type { DemoFolder } from './folder.ts'

/** Ten years: whoever verifies the demo's signatures later still finds them valid. */
const DAYS = 3_650

/** The leader's key from a test authority, made once and kept in the folder. */
export async function demoSigner(
  folder: DemoFolder,
  at: number,
): Promise<{ readonly signer: Signer; readonly authority: string }> {
  const authority = join(folder.keys, 'test-authority.pem')
  const key = join(folder.keys, 'leader.json')
  if (!existsSync(key)) {
    const issuer = await createTestAuthority({ at, name: 'motcua test authority' })
    const issued = await issuer.issue({ name: 'Hoàng Văn Dũng', organisation: 'UBND xã Tân Hội', days: DAYS })
    writeFileSync(authority, issuer.certificatePem)
    writeFileSync(join(folder.keys, 'leader.p12'), issued.p12)
    writeFileSync(
      `${key}.new`,
      JSON.stringify({ p12: Buffer.from(issued.p12).toString('base64'), passphrase: issued.passphrase }),
    )
    renameSync(`${key}.new`, key)
  }
  const { p12, passphrase } = JSON.parse(readFileSync(key, 'utf8')) as { p12: string; passphrase: string }
  return { signer: padesSigner({ p12: new Uint8Array(Buffer.from(p12, 'base64')), passphrase }), authority }
}
