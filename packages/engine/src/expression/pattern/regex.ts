/**
 * Theory of operation
 *
 * A pattern becomes instructions for a machine that tries one way after the other, with the ways that are left on a stack of its own.
 * Whether the rest of a pattern matches from a place on depends on nothing but the instruction and the place, so each pair is tried
 * once: the work is at most instructions times characters, whatever the pattern, and no repetition of a repetition tries for ever.
 * Only `\1` depends on what came before; a pattern with one is tried within a budget instead.
 */
import type { Characters } from './characters.ts'
import { PatternMistake } from './characters.ts'
import { parsePattern, type Pattern } from './parse.ts'

type Instruction =
  | { readonly op: 'characters'; readonly meant: Characters }
  | { readonly op: 'split'; first: number; second: number }
  | { readonly op: 'jump'; to: number }
  | { readonly op: 'save'; readonly slot: number }
  | { readonly op: 'again'; readonly group: number }
  | { readonly op: 'start' | 'end' | 'match' }

/** From and to of the whole match and of each group, in characters; -1: the group took no part. */
export type Found = readonly number[]

/** Quantities are written out: more instructions than this are refused. */
const MOST_INSTRUCTIONS = 5_000
/** What a pattern with `\1` may try. */
const MOST_TRIES = 1_000_000

export class Regex {
  readonly groups: number
  readonly #instructions: Instruction[] = []
  readonly #isMultiline: boolean
  #refers = false

  /** @throws PatternMistake */
  constructor(
    source: string,
    private readonly flags: string,
  ) {
    const { pattern, groups } = parsePattern(source, flags)
    this.groups = groups
    this.#isMultiline = flags.includes('m')
    this.#add({ op: 'save', slot: 0 })
    this.#write(pattern)
    this.#add({ op: 'save', slot: 1 })
    this.#add({ op: 'match' })
  }

  /** A search in one text. `tried` counts what it took. */
  in(text: readonly string[]): Search {
    return new Search(this.#instructions, text, this.groups, this.#isMultiline, this.flags.includes('i'), this.#refers)
  }

  #add(instruction: Instruction): number {
    if (this.#instructions.length >= MOST_INSTRUCTIONS) throw new PatternMistake('expected a smaller regular expression')
    return this.#instructions.push(instruction) - 1
  }

  #write(pattern: Pattern): void {
    switch (pattern.kind) {
      case 'characters':
        this.#add({ op: 'characters', meant: pattern.meant })
        return
      case 'sequence':
        for (const part of pattern.parts) this.#write(part)
        return
      case 'choice':
        return this.#writeChoice(pattern.branches)
      case 'repeat':
        return this.#writeRepeat(pattern)
      case 'group':
        this.#add({ op: 'save', slot: 2 * pattern.number })
        this.#write(pattern.of)
        this.#add({ op: 'save', slot: 2 * pattern.number + 1 })
        return
      case 'again':
        this.#refers = true
        this.#add({ op: 'again', group: pattern.group })
        return
      default:
        this.#add({ op: pattern.kind })
    }
  }

  #writeChoice(branches: readonly Pattern[]): void {
    const ends: { to: number }[] = []
    branches.forEach((branch, index) => {
      if (index === branches.length - 1) return this.#write(branch)
      const split = { op: 'split' as const, first: 0, second: 0 }
      split.first = this.#add(split) + 1
      this.#write(branch)
      const jump = { op: 'jump' as const, to: 0 }
      split.second = this.#add(jump) + 1
      ends.push(jump)
    })
    for (const jump of ends) jump.to = this.#instructions.length
  }

  #writeRepeat({ of, least, most, isLazy }: Extract<Pattern, { kind: 'repeat' }>): void {
    for (let count = 0; count < least; count++) this.#write(of)
    const exits: { first: number; second: number }[] = []
    const optional = (): number => {
      const split = { op: 'split' as const, first: 0, second: 0 }
      const at = this.#add(split)
      if (isLazy) split.second = at + 1
      else split.first = at + 1
      exits.push(split)
      this.#write(of)
      return at
    }
    if (most === Infinity) this.#add({ op: 'jump', to: optional() })
    else for (let count = least; count < most; count++) optional()
    for (const split of exits) {
      if (isLazy) split.first = this.#instructions.length
      else split.second = this.#instructions.length
    }
  }
}

/** Looks for a pattern in one text, from the left. */
export class Search {
  tried = 0
  readonly #seen: Uint32Array | undefined

  constructor(
    private readonly program: readonly Instruction[],
    private readonly text: readonly string[],
    private readonly groups: number,
    private readonly isMultiline: boolean,
    private readonly isAnyCase: boolean,
    refers: boolean,
  ) {
    this.#seen = refers ? undefined : new Uint32Array(Math.ceil((program.length * (text.length + 1)) / 32))
  }

  /** The first match that begins at `from` or after it; `from` never goes back. */
  next(from: number): Found | undefined {
    for (let at = from; at <= this.text.length; at++) {
      const found = this.at(at)
      if (found !== undefined) return found
    }
    return undefined
  }

  /** The match that begins here, which is never before an earlier one's end. */
  at(start: number): Found | undefined {
    const slots: number[] = Array.from({ length: 2 * this.groups + 2 }, () => -1)
    const ways: [instruction: number, at: number, undo: number, old: number][] = [[0, start, -1, 0]]
    for (let way = ways.pop(); way !== undefined; way = ways.pop()) {
      const [instruction, at, undo, old] = way
      if (undo >= 0) slots[undo] = old
      else if (this.#follow(instruction, at, slots, ways)) {
        this.#forget(slots[1] as number)
        return slots
      }
    }
    return undefined
  }

  /** Goes on from an instruction until it matches or fails; what else could be tried is put on the stack. */
  #follow(from: number, start: number, slots: number[], ways: [number, number, number, number][]): boolean {
    for (let [instruction, at] = [from, start]; ;) {
      if (this.#isSeen(instruction, at)) return false
      const one = this.program[instruction] as Instruction
      instruction++
      switch (one.op) {
        case 'characters':
          if (at >= this.text.length || !one.meant(this.text[at] as string)) return false
          at++
          break
        case 'split':
          ways.push([one.second, at, -1, 0])
          instruction = one.first
          break
        case 'jump':
          instruction = one.to
          break
        case 'save':
          ways.push([0, 0, one.slot, slots[one.slot] as number])
          slots[one.slot] = at
          break
        case 'again': {
          const length = this.#repeats(one.group, at, slots)
          if (length === undefined) return false
          at += length
          break
        }
        case 'start':
          if (!(at === 0 || (this.isMultiline && this.text[at - 1] === '\n'))) return false
          break
        case 'end':
          if (!(at === this.text.length || (this.isMultiline && this.text[at] === '\n'))) return false
          break
        default:
          return true
      }
    }
  }

  #isSeen(instruction: number, at: number): boolean {
    this.tried++
    if (this.#seen === undefined) {
      if (this.tried > MOST_TRIES) throw new PatternMistake('expected a regular expression that comes to an end')
      return false
    }
    const bit = instruction * (this.text.length + 1) + at
    const mask = 1 << (bit & 31)
    const word = this.#seen[bit >>> 5] as number
    this.#seen[bit >>> 5] = word | mask
    return (word & mask) !== 0
  }

  /**
   * What led to no match leads to none from a later beginning. Behind the end of a match everything that was tried has failed; what led to
   * the match itself has not, and at its end the next search may come by it.
   */
  #forget(at: number): void {
    if (this.#seen === undefined) return
    for (let bit = at; bit < this.program.length * (this.text.length + 1); bit += this.text.length + 1)
      this.#seen[bit >>> 5] = (this.#seen[bit >>> 5] as number) & ~(1 << (bit & 31))
  }

  /** How long what a group took is, where it stands here again. */
  #repeats(group: number, at: number, slots: readonly number[]): number | undefined {
    const [from = -1, to = -1] = [slots[2 * group], slots[2 * group + 1]]
    if (from < 0 || to < 0) return 0
    for (let index = from; index < to; index++) {
      const [a = '', b = ''] = [this.text[index], this.text[at + index - from]]
      if (a !== b && !(this.isAnyCase && a.toLowerCase() === b.toLowerCase())) return undefined
    }
    return to - from
  }
}
