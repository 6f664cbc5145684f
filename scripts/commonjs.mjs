// The files that a package promises to require(), made from its ES modules: one for one, so that what entries share stays shared, and a class
// is one class for all of them (docs/decisions/0015).
import { build } from 'esbuild'
import { readFileSync } from 'node:fs'
import { dirname, join, resolve } from 'node:path'

/** Modules are always strict, and esbuild does not say so for those that it bundles. */
const STRICT = '"use strict";'

/**
 * Writes `x.cjs` beside each `x.js` that the package's export map needs for CommonJS: what it names there, and what that imports.
 *
 * @param folder  the package's, with `package.json` and the ES modules in place
 * @throws Error of esbuild: an ES module that cannot be CommonJS, as with `await` at its top
 */
export async function makeCommonJs(folder) {
  const made = new Set()
  let next = requiredOf(folder)
  while (next.length > 0) {
    for (const file of next) made.add(file)
    const imported = await Promise.all(next.map(convert))
    next = [...new Set(imported.flat())].filter((file) => !made.has(file))
  }
}

/** ES modules beside the `.cjs` files in the export map. */
function requiredOf(folder) {
  const { exports } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'))
  const targets = Object.values(exports).flatMap(({ require }) => require?.default ?? [])
  return targets.map((path) => join(folder, path.replace(/\.cjs$/, '.js')))
}

/** @returns the files beside this one that it imports */
async function convert(file) {
  const imported = []
  const text = readFileSync(file, 'utf8')
  const ownUrl = nameThatIsFreeIn(text)
  const own = text.includes('import.meta.url') ? `\nconst ${ownUrl} = require("node:url").pathToFileURL(__filename).href;` : ''
  await build({
    entryPoints: [file],
    outfile: file.replace(/\.js$/, '.cjs'),
    format: 'cjs',
    platform: 'node',
    target: 'node20',
    sourcemap: true,
    // Imports get another name only while bundling; each of them is left outside.
    bundle: true,
    plugins: [besideEachOther(imported)],
    define: { 'import.meta.url': ownUrl },
    banner: { js: `${STRICT}${own}` },
    // require() in its place: import() would load the ES modules of others, and with them a second engine with classes of its own.
    supported: { 'dynamic-import': false },
    logLevel: 'silent',
  })
  return imported
}

/** esbuild does not look whether what it puts in place of `import.meta.url` is the name of something else. */
function nameThatIsFreeIn(text) {
  let name = 'ownUrl'
  while (text.includes(name)) name = `_${name}`
  return name
}

function besideEachOther(imported) {
  return {
    name: 'beside-each-other',
    setup({ onResolve }) {
      onResolve({ filter: /.*/ }, ({ path, kind, importer }) => {
        if (kind === 'entry-point') return undefined
        if (!path.startsWith('.')) return { path, external: true }
        imported.push(resolve(dirname(importer), path))
        return { path: path.replace(/\.js$/, '.cjs'), external: true }
      })
    },
  }
}
