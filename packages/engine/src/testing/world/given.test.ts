import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { checkWorld, simulate } from './index.ts'

type Untyped = (...given: readonly unknown[]) => Promise<unknown>

const world = { procedures: [], people: [], lodge: () => ({}), complete: () => undefined }

it.each([
  ['simulate', simulate as Untyped, [undefined, {}], /^simulate: expected an object of options, found none$/],
  ['simulate', simulate as Untyped, [{ ...world, lodge: 'an' }, {}], /^simulate: expected a function as lodge, found string$/],
  ['simulate', simulate as Untyped, [world, undefined], /^simulate: expected an object of options, found none$/],
  ['simulate', simulate as Untyped, [world, { deeds: 40 }], /^simulate: expected a list as deeds, found number$/],
  ['simulate', simulate as Untyped, [{ ...world, nodes: 0 }, {}], /^simulate: expected a whole number of at least 1 as nodes/],
  [
    'simulate',
    simulate as Untyped,
    [{ ...world, adapters: {} }, {}],
    /^simulate: expected a function as adapters, found object$/,
  ],
  [
    'simulate',
    simulate as Untyped,
    [{ ...world, invariants: [{ name: 'n' }] }, {}],
    /^simulate: expected an object with `name` and `check` as invariants\[0\]/,
  ],
  [
    'simulate',
    simulate as Untyped,
    [{ ...world, invariant: [] }, {}],
    /^simulate: expected one of procedures, .*invariants.* as invariant, found a list$/,
  ],
  ['checkWorld', checkWorld as Untyped, [world, { run: 9 }], /^checkWorld: expected one of seed, runs, .* as run, found number$/],
  [
    'checkWorld',
    checkWorld as Untyped,
    [world, { nodes: 3 }],
    /^checkWorld: expected one of seed, runs, .* as nodes, found number$/,
  ],
  ['checkWorld', checkWorld as Untyped, [], /^checkWorld: expected an object of options, found none$/],
  ['checkWorld', checkWorld as Untyped, [world, null], /^checkWorld: expected an object of options, found none$/],
  ['checkWorld', checkWorld as Untyped, [world, { runs: -1 }], /^checkWorld: expected a whole number of at least 0 as runs/],
  ['checkWorld', checkWorld as Untyped, [world, { runs: '9' }], /^checkWorld: expected a whole number as runs, found string$/],
])('%s is told what it was given wrong', async (_, call, given, message) => {
  const refusal = { code: 'OPTIONS_INVALID', message: expect.stringMatching(message) as string }
  await expect(call(...given)).rejects.toMatchObject(refusal)
})

it.each(['no JSON', '{"deeds": []}', '[{"deeds": 1}]'])('a regression file that has %s is named', async (text) => {
  const folder = mkdtempSync(join(tmpdir(), 'motcua-plans-'))
  const regressions = join(folder, 'plans.json')
  writeFileSync(regressions, text)
  const check = (checkWorld as Untyped)(world, { regressions, runs: 0 })
  await expect(check).rejects.toMatchObject({
    code: 'OPTIONS_INVALID',
    message: `checkWorld: expected plans that it wrote in ${regressions} as regressions, found string`,
  })
  rmSync(folder, { recursive: true })
})
