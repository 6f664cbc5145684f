import { readFileSync } from 'node:fs'
import { loadProcedure, readYaml } from '@motcua/engine'

const file = new URL('pigeon-permit.yaml', import.meta.url)
const { definition } = readYaml(readFileSync(file, 'utf8'), { file: 'pigeon-permit.yaml' })
const loaded = definition === undefined ? undefined : loadProcedure(definition).procedure
if (loaded === undefined) throw new Error('expected a procedure without mistakes: run motcua check')

export const pigeonPermit = loaded
export const people = [
  { id: 'an', name: 'Nguyễn Văn An', roles: ['applicant'] },
  { id: 'binh', name: 'Trần Thị Bình', roles: ['counter'] },
  { id: 'dung', name: 'Hoàng Văn Dũng', roles: ['leader'] },
]
