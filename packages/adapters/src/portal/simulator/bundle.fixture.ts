import { createRequire } from 'node:module'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

/** As much of esbuild as is used here. */
interface Bundler {
  build(options: Readonly<Record<string, unknown>>): Promise<unknown>
}

/** Makes the simulator one file in `folder` that a bare `node` runs, and gives its path. */
export async function bundleSimulator(folder: string): Promise<string> {
  // The bundler is not ours to depend on: it is vite's.
  const here = createRequire(import.meta.url)
  const esbuild = createRequire(here.resolve('vite/package.json'))('esbuild') as Bundler
  const outfile = join(folder, 'main.mjs')
  await esbuild.build({
    entryPoints: [fileURLToPath(new URL('main.ts', import.meta.url))],
    ...{ outfile, bundle: true, platform: 'node', format: 'esm', logLevel: 'silent' },
    // commander and ajv are CommonJS: inside an ES module they need a `require`.
    banner: { js: "import { createRequire as requireFrom } from 'node:module'; const require = requireFrom(import.meta.url);" },
  })
  return outfile
}
