import { spawnSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, readdirSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { build } from 'esbuild'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { makeCommonJs } from './commonjs.mjs'

/** A package of two entries that share a class, and of a program that nobody requires. */
const SOURCES = (name) => ({
  'reader.ts': `
    export const ${name} = () => 'exported'
    export class Reader {
      #${name} = 'private'
      ${name} = 'field'
      read() { this.#${name} += ', read'; return this.#${name} }
      fail() { throw new Error('as it was written') }
    }
  `,
  'a.ts': `
    import { ${name} as shared } from './reader'
    const ${name} = import.meta.url
    export { Reader as ReaderOfA } from './reader'
    export { shared as ${name}, ${name} as where }
    export const later = async () => (await import('./b')).ReaderOfB
  `,
  'b.ts': `export { Reader as ReaderOfB } from './reader'`,
  'program.ts': `export { Reader } from './reader'`,
})

async function packageWith(name) {
  const folder = mkdtempSync(join(tmpdir(), 'motcua-commonjs-#1 50%-'))
  const entry = (file) => ({ import: { default: `./dist/${file}.js` }, require: { default: `./dist/${file}.cjs` } })
  const exports = { './a': entry('a'), './b': entry('b'), './package.json': './package.json' }
  writeFileSync(join(folder, 'package.json'), JSON.stringify({ name: 'sample', type: 'module', exports }))
  mkdirSync(join(folder, 'src'))
  for (const [file, text] of Object.entries(SOURCES(name))) writeFileSync(join(folder, 'src', file), text)
  await build({
    entryPoints: ['a', 'b', 'program'].map((file) => join(folder, 'src', `${file}.ts`)),
    outdir: join(folder, 'dist'),
    bundle: true,
    splitting: true,
    format: 'esm',
    platform: 'node',
    target: 'node20',
    sourcemap: true,
  })
  await makeCommonJs(folder)
  const require = createRequire(join(folder, 'package.json'))
  return { folder, a: require('./dist/a.cjs'), b: require('./dist/b.cjs') }
}

const names = fc
  .oneof(
    fc.constantFrom(
      'names',
      'module',
      'exports',
      'require',
      'ownUrl',
      'Object',
      '__export',
      '__toCommonJS',
      'reader_exports',
      '__filename',
    ),
    fc.stringMatching(/^[a-z_$][A-Za-z0-9_$]{0,6}$/),
  )
  .filter((name) => !['constructor', 'await', 'where', 'later', 'read', 'fail'].includes(name) && mayBeDeclared(name))

function mayBeDeclared(name) {
  try {
    new Function(`'use strict'; let ${name}`)
    return true
  } catch {
    return false
  }
}

describe('what a package requires is what it exports', () => {
  test('whatever the name of a field, the export of that name stays', async () => {
    await fc.assert(
      fc.asyncProperty(names, async (name) => {
        const { a } = await packageWith(name)
        const reader = new a.ReaderOfA()
        expect([reader.read(), reader[name]]).toEqual(['private, read', 'field'])
        expect(a[name]()).toBe('exported')
      }),
      { numRuns: 25 },
    )
  })

  test('a class is the same from every entry, and from one that is loaded later', async () => {
    const { a, b } = await packageWith('names')
    expect(new a.ReaderOfA()).toBeInstanceOf(b.ReaderOfB)
    expect(await a.later()).toBe(b.ReaderOfB)
  })

  test('a module knows where it is, in a folder with signs that URLs read otherwise', async () => {
    const { a, folder } = await packageWith('names')
    expect(a.where).toBe(pathToFileURL(join(folder, 'dist/a.cjs')).href)
  })

  test('a name that modules give themselves is not taken from them', async () => {
    const { a, folder } = await packageWith('ownUrl')
    expect([a.ownUrl(), a.where]).toEqual(['exported', pathToFileURL(join(folder, 'dist/a.cjs')).href])
  })

  test('an error shows the line of the source', async () => {
    const { folder } = await packageWith('names')
    const program = `new (require('./dist/a.cjs').ReaderOfA)().fail()`
    const { stderr } = spawnSync(process.execPath, ['--enable-source-maps', '-e', program], { cwd: folder, encoding: 'utf8' })
    expect(stderr).toContain('src/reader.ts:7')
  })

  test('a program that nobody requires is left as it is', async () => {
    const { folder } = await packageWith('names')
    const made = readdirSync(join(folder, 'dist')).filter((file) => file.endsWith('.cjs'))
    expect(made).toEqual(['a.cjs', 'b.cjs', expect.stringMatching(/^chunk-.*\.cjs$/)])
  })
})
