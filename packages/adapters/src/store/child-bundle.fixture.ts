import { createRequire } from 'node:module'
import { join } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'

const here = createRequire(import.meta.url)

/** As much of esbuild as is used here. */
interface Bundler {
  build(options: Readonly<Record<string, unknown>>): Promise<unknown>
}
interface Resolving {
  readonly onResolve: (of: { filter: RegExp }, answer: () => { path: string; external: boolean }) => void
}

/** Makes a child program one file in `folder` that a bare `node` runs, and gives its path. */
export async function bundleChild(program: URL, folder: string): Promise<string> {
  // The bundler is not ours to depend on: it is vite's.
  const vite = createRequire(here.resolve('vite/package.json'))
  const esbuild = vite('esbuild') as Bundler
  const outfile = join(folder, 'child.mjs')
  await esbuild.build({
    entryPoints: [fileURLToPath(program)],
    // What is written in CommonJS asks for Node's own modules by require.
    banner: { js: "import { createRequire as requireHere } from 'node:module'; const require = requireHere(import.meta.url);" },
    ...{ outfile, bundle: true, platform: 'node', format: 'esm', logLevel: 'silent' },
    tsconfig: fileURLToPath(new URL('../../../../tsconfig.json', import.meta.url)),
    plugins: [
      {
        name: 'native packages stay where they are',
        setup: ({ onResolve }: Resolving) => {
          const path = pathToFileURL(here.resolve('better-sqlite3')).href
          onResolve({ filter: /^better-sqlite3$/ }, () => ({ path, external: true }))
        },
      },
    ],
  })
  return outfile
}
