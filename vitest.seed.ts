import fc from 'fast-check'

/** `FC_SEED=N npm test` repeats a run of all properties; without it each run draws other cases, and a failure prints its own seed. */
fc.configureGlobal({ seed: Number(process.env.FC_SEED) })
