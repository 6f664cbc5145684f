/** Vietnamese as an id: `Giấy chứng sinh` is `giay-chung-sinh`, cut at a word. */
export function slug(text: string, longest: number): string {
  const plain = text
    .slice(0, 400)
    .normalize('NFD')
    .replace(/\p{M}/gu, '')
    .replace(/[đĐ]/g, 'd')
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-+|-+$/g, '')
  if (plain.length <= longest) return RESERVED.has(plain) ? `${plain}-1` : plain
  const cut = plain.slice(0, longest + 1).lastIndexOf('-')
  return plain.slice(0, cut > 0 ? cut : longest)
}

const LONGEST_ID = 40

/** An id for a name that no other has yet. */
export function freeId(name: string, otherwise: string, taken: ReadonlyMap<string, unknown>): string {
  const base = slug(name, LONGEST_ID) || otherwise
  for (let number = 1; ; number++) {
    const id = number === 1 ? base : `${base}-${number}`
    if (!taken.has(id)) return id
  }
}

const RESERVED: ReadonlySet<string> = new Set(['constructor', 'prototype'])
