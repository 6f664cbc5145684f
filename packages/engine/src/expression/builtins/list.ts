import { calculate } from '../arithmetic.ts'
import { compare, equals } from '../compare.ts'
import { compareNumbers, decimal, divide, normal } from '../number.ts'
import { zoneOf } from '../temporal.ts'
import { FeelFunction, isList, step, type Env, type FeelNumber, type FeelValue } from '../value.ts'
import { builtin, guarded, list, number, ofList, Unfit, whole, type Builtins } from './define.ts'

function same(a: FeelValue, b: FeelValue, env: Env): boolean {
  return equals(a, b, env) === true
}

function extreme(sign: 1 | -1) {
  return ofList((items) => {
    let found: FeelValue = items[0] ?? null
    for (const item of items.slice(1)) {
      const order = compare(item, found)
      if (order === null) throw new Unfit('expected values with an order')
      if (order * sign > 0) found = item
    }
    return found
  })
}

function distinct(items: readonly FeelValue[], env: Env): FeelValue[] {
  const kept: FeelValue[] = []
  const simple = new Set<FeelValue>()
  for (const item of items) {
    if (typeof item === 'string' || typeof item === 'number' || typeof item === 'boolean') {
      if (simple.has(item)) continue
      simple.add(item)
    } else {
      step(env, kept.length + 1)
      if (kept.some((other) => same(other, item, env))) continue
    }
    kept.push(item)
  }
  return kept
}

function flatten(items: readonly FeelValue[], env: Env): FeelValue[] {
  step(env, items.length)
  return items.flatMap((item) => (isList(item) ? flatten(item, env) : [item]))
}

function numbersOf(items: readonly FeelValue[]): FeelNumber[] {
  return items.map(number)
}

function place(items: readonly FeelValue[], position: FeelValue | undefined, extra = 0): number {
  const at = whole(position)
  const index = at > 0 ? at - 1 : items.length + at + (at < 0 ? 0 : NaN)
  if (!(index >= 0 && index < items.length + extra)) throw new Unfit(`expected a position in the list, found ${at}`)
  return index
}

function sum(items: readonly FeelValue[], env: Env): FeelValue {
  return items.slice(1).reduce((total, item) => calculate('+', total, item, env), items[0] ?? null)
}

const isAll = ofList((items) => {
  if (items.includes(false)) return false
  return items.every((item) => item === true) ? true : null
})
const isAny = ofList((items) => {
  if (items.includes(true)) return true
  return items.every((item) => item === false) ? false : null
})

export const LIST: Builtins = {
  'list contains': builtin('list, element', ([items, element], env) =>
    list(items).some((item) => same(item, element ?? null, env)),
  ),
  count: builtin('list', ([items]) => list(items).length),
  min: extreme(-1),
  max: extreme(1),
  sum: ofList((items, env) => (items.length === 0 ? null : sum(numbersOf(items), env))),
  mean: ofList((items, env) => (items.length === 0 ? null : divide(number(sum(numbersOf(items), env)), items.length))),
  product: ofList((items, env) =>
    items.length === 0 ? null : numbersOf(items).reduce<FeelValue>((a, b) => calculate('*', a, b, env), 1),
  ),
  median: ofList((items) => {
    const sorted = numbersOf(items).sort(compareNumbers)
    if (sorted.length === 0) return null
    const middle = sorted.length / 2
    if (!Number.isInteger(middle)) return sorted[Math.floor(middle)] ?? null
    return normal(
      decimal(sorted[middle - 1] ?? 0)
        .add(decimal(sorted[middle] ?? 0))
        .div(2),
    )
  }),
  stddev: ofList((items) => {
    const all = numbersOf(items).map(decimal)
    if (all.length < 2) throw new Unfit('expected two numbers or more')
    const mean = all.reduce((a, b) => a.add(b)).div(all.length)
    return normal(
      all
        .reduce((total, n) => total.add(n.sub(mean).pow(2)), decimal(0))
        .div(all.length - 1)
        .sqrt(),
    )
  }),
  mode: ofList((items) => {
    const counts = new Map<FeelNumber, number>()
    for (const item of numbersOf(items)) counts.set(item, (counts.get(item) ?? 0) + 1)
    const most = Math.max(0, ...counts.values())
    return [...counts]
      .filter(([, count]) => count === most)
      .map(([item]) => item)
      .sort(compareNumbers)
  }),
  all: isAll,
  and: isAll,
  any: isAny,
  or: isAny,
  sublist: builtin(
    'list, start position, length',
    ([items, start, length]) => {
      const from = place(list(items), start)
      return list(items).slice(from, length === undefined || length === null ? undefined : from + whole(length))
    },
    2,
  ),
  append: new FeelFunction(
    ['list', 'item'],
    (values, env) => guarded(values, env, ([items, ...more]) => [...list(items), ...more]),
    true,
  ),
  concatenate: new FeelFunction(
    ['list'],
    (values, env) => guarded(values, env, () => values.flatMap((items) => [...list(items)])),
    true,
  ),
  'insert before': builtin('list, position, newItem', ([items, position, item]) => {
    const at = place(list(items), position, 0)
    return [...list(items).slice(0, at), item ?? null, ...list(items).slice(at)]
  }),
  remove: builtin('list, position', ([items, position]) => {
    const at = place(list(items), position)
    return list(items).filter((_, index) => index !== at)
  }),
  'list replace': builtin('list, position|match, newItem', ([items, position, item], env) => {
    if (position instanceof FeelFunction) {
      return list(items).map((old) => {
        const isMatch = position.call([old, item ?? null], env)
        if (typeof isMatch !== 'boolean') throw new Unfit('expected a function that gives true or false')
        return isMatch ? (item ?? null) : old
      })
    }
    const at = place(list(items), position)
    return list(items).map((old, index) => (index === at ? (item ?? null) : old))
  }),
  reverse: builtin('list', ([items]) => [...list(items)].reverse()),
  'index of': builtin('list, match', ([items, match], env) =>
    list(items).flatMap((item, index) => (same(item, match ?? null, env) ? [index + 1] : [])),
  ),
  union: new FeelFunction(
    ['list'],
    (values, env) =>
      guarded(values, env, () =>
        distinct(
          values.flatMap((items) => [...list(items)]),
          env,
        ),
      ),
    true,
  ),
  'distinct values': builtin('list', ([items], env) => distinct(list(items), env)),
  'duplicate values': builtin('list', ([items], env) => {
    const all = list(items)
    const twice = all.filter((item, index) => {
      const first = all.findIndex((other) => same(other, item, env))
      step(env, first)
      return first !== index
    })
    return distinct(twice, env)
  }),
  flatten: builtin('list', ([items], env) => flatten(list(items), env)),
  sort: builtin(
    'list, precedes',
    ([items, precedes], env) => {
      const sorted = [...list(items)]
      const comes = (a: FeelValue, b: FeelValue): boolean =>
        precedes instanceof FeelFunction ? precedes.call([a, b], env) === true : (compare(a, b) ?? 0) < 0
      return sorted.sort((a, b) => {
        step(env)
        return comes(a, b) ? -1 : comes(b, a) ? 1 : 0
      })
    },
    1,
  ),
  partition: builtin('list, size', ([items, size]) => {
    const [all, length] = [list(items), whole(size)]
    if (length < 1) throw new Unfit('expected a size from 1 on')
    return Array.from({ length: Math.ceil(all.length / length) }, (_, index) => all.slice(index * length, (index + 1) * length))
  }),
  'is empty': builtin('list', ([items]) => list(items).length === 0),
  not: builtin('negand', ([value]) => (typeof value === 'boolean' ? !value : null)),
  is: builtin('value1, value2', ([a = null, b = null], env) => same(a, b, env) && zoneOf(a) === zoneOf(b)),
}
