// One side of a comparison in a process of its own: `node bench-arm.mjs BUNDLE NAME OPTIONS`, for bench/arm.ts, which asks it by messages.
import { pathToFileURL } from 'node:url'

const [bundle, name, options] = process.argv.splice(2, 3)
const { arms } = await import(pathToFileURL(bundle).href)
const answers = await arms[name](JSON.parse(options))
process.on('message', async ({ what, args }) => {
  try {
    process.send({ value: (await answers[what](...args)) ?? null })
    if (what === 'end') process.disconnect()
  } catch (error) {
    process.send({ error: error.stack })
  }
})
process.send({ value: null })
