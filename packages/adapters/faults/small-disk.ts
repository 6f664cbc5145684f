import { spawnSync } from 'node:child_process'
import { existsSync, mkdirSync, mkdtempSync, rmSync, statfsSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

/** A folder on a file system of its own, which can be filled without hurting anybody else. */
export interface SmallDisk {
  readonly folder: string
  /** `false`: none could be mounted here, and the folder is an ordinary one. */
  readonly canFill: boolean
  /** Leaves no byte free. */
  fill(): void
  makeRoom(): void
  remove(): void
}

export function smallDisk(megabytes: number): SmallDisk {
  const root = mkdtempSync(join(tmpdir(), 'motcua-faults-'))
  const folder = join(root, 'disk')
  mkdirSync(folder)
  const canFill = mount(root, folder, megabytes)
  // A server that runs as nobody must get through.
  for (const path of [root, folder]) succeeds('chmod', '755', path)
  const remove = () => {
    process.off('exit', remove)
    if (canFill && !succeeds('umount', folder)) succeeds('umount', '-l', folder)
    rmSync(root, { recursive: true, force: true })
  }
  process.on('exit', remove)
  const ballast = join(folder, 'ballast')
  return {
    folder,
    canFill,
    fill() {
      for (let tries = 0; tries < 20; tries += 1) {
        const { bavail, bsize } = statfsSync(folder)
        if (bavail === 0) return
        // File systems keep something back, so what is left is asked for in ever smaller pieces.
        const bytes = Math.max(bsize, Math.floor((bavail * bsize) / (1 + tries / 4)))
        succeeds('fallocate', '-l', String(sizeOf(ballast) + bytes), ballast)
      }
    },
    makeRoom() {
      rmSync(ballast, { force: true })
    },
    remove,
  }
}

/** An ext4 of its own in a file: what is written there is written and synced as on any disk. */
function mount(root: string, folder: string, megabytes: number): boolean {
  const image = join(root, 'image')
  return (
    process.getuid?.() === 0 &&
    succeeds('truncate', '-s', `${megabytes}M`, image) &&
    succeeds('mkfs.ext4', '-q', '-m', '0', image) &&
    succeeds('mount', '-o', 'loop', image, folder)
  )
}

function succeeds(program: string, ...args: readonly string[]): boolean {
  return spawnSync(program, args, { stdio: 'ignore' }).status === 0
}

function sizeOf(path: string): number {
  return existsSync(path) ? statSync(path).size : 0
}
