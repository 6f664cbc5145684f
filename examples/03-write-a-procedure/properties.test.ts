import { checkWorld } from '@motcua/engine/testing'
import { expect, it } from 'vitest'
import { people, pigeonPermit } from './pigeon-permit.ts'

it('the chair decides on more than twenty pigeons and on no fewer, whatever fails meanwhile', async () => {
  const runs = await checkWorld(
    {
      procedures: [{ procedure: pigeonPermit }],
      people,
      lodge: (dice) => ({
        procedure: '1.999001',
        variables: { applicant: { name: 'Nguyễn Văn An' }, pigeons: dice.below(41), components: [] },
        as: 'an',
      }),
      complete: (dice, task) =>
        task.role === 'leader' ? { variables: { approved: dice.chance(0.8) }, as: 'dung' } : { variables: {}, as: 'binh' },
      invariants: [
        {
          name: 'the chair decides on more than twenty pigeons and on no fewer',
          async check({ store }) {
            for (const { dossier } of (await store.dossiers({ limit: 1_000, isOpen: false })).items) {
              const events = (await store.journal(dossier, 0, 1_000)).flatMap((row) => row.events)
              const pigeons = /"pigeons":(\d+)/.exec(JSON.stringify(events))?.[1]
              const isDecided = JSON.stringify(events).includes('"element":"decide"')
              if (isDecided !== Number(pigeons) > 20) return `${dossier}: ${pigeons} pigeons, decided: ${isDecided}`
            }
            return undefined
          },
        },
      ],
    },
    { runs: 15 },
  )
  expect(runs.every(({ failure }) => failure === undefined)).toBe(true)
  expect(runs.reduce((sum, { commands }) => sum + commands, 0)).toBeGreaterThan(30)
})
