import { writeSync } from 'node:fs'
import { sqliteRegister } from '../register/sqlite/sqlite-register.ts'
import { sqlitePaperStore } from '../repository/sqlite-papers/sqlite-paper-store.ts'

/** A process of its own: `node child.mjs <what> <path> <instant>` opens a database at that instant, says `opened`, and closes it. */
const [what, path = '', instant] = process.argv.slice(2)
while (Date.now() < Number(instant));
const opened = what === 'register' ? sqliteRegister(path) : sqlitePaperStore(path)
writeSync(1, 'opened')
opened.close()
