// Runs one bundled benchmark and leaves its results in a file: `node bench-one.mjs BUNDLE RESULTS …`, for bench.mjs.
import { writeFileSync } from 'node:fs'
import { pathToFileURL } from 'node:url'

const [bundle, results] = process.argv.splice(2, 2)
const { run } = await import(pathToFileURL(bundle).href)
writeFileSync(results, JSON.stringify(await run()))
