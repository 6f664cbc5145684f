import { spawnSync, type SpawnSyncReturns } from 'node:child_process'

export const hasOpenssl = spawnSync('openssl', ['version']).error === undefined

/** A detached signature over a content, DER, as openssl judges it. Paths are relative to `cwd`. */
export function verifyCms(
  { signature, content, authority }: { readonly signature: string; readonly content: string; readonly authority: string },
  { cwd, more = [] }: { readonly cwd: string; readonly more?: readonly string[] },
): SpawnSyncReturns<string> {
  const given = ['-inform', 'DER', '-in', signature, '-content', content, '-CAfile', authority]
  return spawnSync('openssl', ['cms', '-verify', '-binary', ...given, ...more, '-out', 'verified'], { cwd, encoding: 'utf8' })
}
