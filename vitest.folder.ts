import { chmodSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { TestProject } from 'vitest/node'

/**
 * A whole run has one temporary folder, which is gone after it: what tests and the programs that they start leave there goes with it.
 * Its path is short, because the path of a UNIX socket has a limit of about 107 bytes.
 */
export default function temporaryFolder(project: TestProject): (() => void) | undefined {
  // Vitest asks once for the run and once more for each project of it.
  if (!project.isRootProject()) return undefined
  const folder = mkdtempSync(join(tmpdir(), 'motcua-run-'))
  // A server that refuses to run as root runs as another user, and comes to its data through this folder.
  chmodSync(folder, 0o755)
  process.env.TMPDIR = folder
  return () => {
    // What a test ended without waiting for it may still write its last file.
    rmSync(folder, { recursive: true, force: true, maxRetries: 5 })
  }
}
