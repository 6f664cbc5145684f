/**
 * Theory of operation
 *
 * The parser's tree is walked once; each node becomes a closure over the closures of its parts, so that evaluating reads no tree.
 * Names that the expression binds itself (iterators, parameters, entries of a context, the item of a filter) live in frames; all
 * others are variables, read from outside, or built-in functions. Which of them a name is, is known here, except inside of a
 * filter, where it may also be a key of the item. What is wrong gives `null` and says why; nothing throws but a budget that is spent.
 */
import { at, itemFrame, itemsOf, local, nth, order, UnaryTest, unquoted } from './access.ts'
import { calculate, kindOf, negated } from './arithmetic.ts'
import { BUILTINS } from './builtins/index.ts'
import { compare, equals, meets } from './compare.ts'
import { parseNumber } from './number.ts'
import { collectAll, quantify, type Iterator } from './iterate.ts'
import { childrenOf, parseFeel, type Span, type SyntaxNode } from './parse.ts'
import { parseTemporal } from './temporal.ts'
import { typeTest } from './types.ts'
import { FeelFunction, isList, isNumber, nothing, Range, step, type Env, type FeelValue } from './value.ts'

export type Evaluate = (env: Env) => FeelValue

export interface Compiled {
  readonly evaluate: Evaluate
  readonly reads: readonly string[]
  /** Where each free name and each called name was written. */
  readonly names: readonly (Span & { readonly name: string })[]
  readonly calls: readonly (Span & { readonly name: string })[]
  readonly error: Span | undefined
}

/** The input of unary tests, under a name that nobody can write. */
export const LOCAL = '?'

export function translate(text: string, names: Iterable<string>, top: 'Expression' | 'UnaryTests'): Compiled {
  const { root, error } = parseFeel(text, names, top)
  const translator = new Translator(text)
  if (error !== undefined) {
    const evaluate: Evaluate = (env) => nothing(env, `expected FEEL, found a mistake in "${text.slice(0, 60)}"`)
    return { evaluate, reads: [], names: [], calls: [], error }
  }
  const evaluate = top === 'Expression' ? translator.only(root) : translator.tests(root)
  const reads = [...new Set(translator.names.map(({ name }) => name))]
  return { evaluate, reads, names: translator.names, calls: translator.calls, error: translator.error }
}

class Translator {
  readonly names: (Span & { name: string })[] = []
  readonly calls: (Span & { name: string })[] = []
  error: Span | undefined
  #bound: readonly string[] = []
  #filters = 0

  constructor(private readonly text: string) {}

  /** The one part of a node that is an expression. */
  only(node: SyntaxNode): Evaluate {
    const child = childrenOf(node).find(({ name }) => !/^[^A-Za-z]/.test(name))
    return child === undefined ? this.#wrong(node) : this.expression(child)
  }

  expression(node: SyntaxNode): Evaluate {
    switch (node.name) {
      case 'NumericLiteral': {
        const value = parseNumber(this.#text(node))
        return () => value
      }
      case 'StringLiteral': {
        const value = unquoted(this.#text(node))
        return () => value
      }
      case 'BooleanLiteral': {
        const value = this.#text(node) === 'true'
        return () => value
      }
      case 'null':
        return () => null
      case '?':
        return (env) => local(env.frame, LOCAL) ?? null
      case 'VariableName':
        return this.#variable(node)
      case 'ParenthesizedExpression':
      case 'FunctionBody':
      case 'Expression':
        return this.only(node)
      case 'ArithmeticExpression':
        return this.#arithmetic(node)
      case 'Comparison':
        return this.#comparison(node)
      case 'Conjunction':
      case 'Disjunction':
        return this.#logic(node)
      case 'IfExpression': {
        const [condition, yes, no] = this.#parts(node, ['if', 'then', 'else'])
        if (condition === undefined || yes === undefined || no === undefined) return this.#wrong(node)
        return (env) => (condition(env) === true ? yes(env) : no(env))
      }
      case 'ForExpression':
        return this.#for(node)
      case 'QuantifiedExpression':
        return this.#quantified(node)
      case 'PathExpression':
        return this.#path(node)
      case 'FilterExpression':
        return this.#filter(node)
      case 'List': {
        const items = this.#parts(node, ['[', ']'])
        return (env) => items.map((item) => item(env))
      }
      case 'Context':
        return this.#context(node)
      case 'Interval':
        return this.#interval(node)
      case 'SimplePositiveUnaryTest':
        return this.#unaryTest(node)
      case 'PositiveUnaryTest':
        return this.only(node)
      case 'FunctionInvocation':
      case 'DateTimeLiteral':
        return this.#call(node)
      case 'FunctionDefinition':
        return this.#function(node)
      case 'InstanceOfExpression': {
        const [value, type] = childrenOf(node).filter(({ name }) => name !== 'instance' && name !== 'of')
        if (value === undefined || type === undefined) return this.#wrong(node)
        const [of, test] = [this.expression(value), typeTest(this.#text(type))]
        if (test === undefined) return this.#wrong(type)
        return (env) => test(of(env))
      }
      default:
        return this.#wrong(node)
    }
  }

  /** The cell of a decision table: whether the input meets it. */
  tests(root: SyntaxNode): Evaluate {
    const children = childrenOf(root)
    if (children[0]?.name === 'Wildcard') return () => true
    const list = children.find(({ name }) => name === 'PositiveUnaryTests')
    if (list === undefined) return this.#wrong(root)
    const isNegated = children[0]?.name === 'not'
    const tests = childrenOf(list)
      .filter(({ name }) => name === 'PositiveUnaryTest')
      .map((child) => this.#cellTest(child))
    return (env) => tests.some((test) => test(env) === true) !== isNegated
  }

  #cellTest(node: SyntaxNode): Evaluate {
    const inner = childrenOf(node)[0]
    if (inner === undefined) return this.#wrong(node)
    const evaluate = this.expression(inner)
    const usesInput = this.#text(inner).includes('?')
    return (env) => {
      const input = local(env.frame, LOCAL) ?? null
      const value = evaluate(env)
      // A test of its own says itself whether it is met; a boolean without the input is a value to compare with.
      if (usesInput && typeof value === 'boolean') return value
      if (value instanceof UnaryTest) return value.test(input, env)
      return meets(input, value, env) ?? nothing(env, `expected an input that can be compared, found ${kindOf(input)}`)
    }
  }

  #variable(node: SyntaxNode): Evaluate {
    const name = this.#name(node)
    if (this.#bound.includes(name)) return (env) => local(env.frame, name) ?? null
    const builtin = BUILTINS.get(name)
    if (this.#filters > 0) {
      // It may be a key of an item: only then it is known.
      if (name !== 'item') this.names.push({ from: node.from, to: node.to, name })
      return (env) => {
        const found = local(env.frame, name)
        return found === undefined ? (env.read(name) ?? builtin ?? null) : found
      }
    }
    if (builtin === undefined) this.names.push({ from: node.from, to: node.to, name })
    return (env) => env.read(name) ?? builtin ?? null
  }

  #arithmetic(node: SyntaxNode): Evaluate {
    const children = childrenOf(node)
    const operator = this.#text(children.find(({ name }) => name === 'ArithOp') as SyntaxNode)
    const operands = children.filter(({ name }) => name !== 'ArithOp').map((child) => this.expression(child))
    const [left, right] = operands
    if (left === undefined) return this.#wrong(node)
    if (right === undefined) return (env) => negated(left(env), env)
    return (env) => calculate(operator, left(env), right(env), env)
  }

  #logic(node: SyntaxNode): Evaluate {
    const [left, right] = this.#parts(node, ['and', 'or'])
    if (left === undefined || right === undefined) return this.#wrong(node)
    const decisive = node.name === 'Disjunction'
    return (env) => {
      const a = left(env)
      if (a === decisive) return decisive
      const b = right(env)
      if (b === decisive) return decisive
      return typeof a === 'boolean' && typeof b === 'boolean' ? !decisive : null
    }
  }

  #comparison(node: SyntaxNode): Evaluate {
    const children = childrenOf(node)
    const first = children[0]
    const operator = children[1]
    if (first === undefined || operator === undefined) return this.#wrong(node)
    const left = this.expression(first)
    if (operator.name === 'between') {
      const [low, high] = children
        .slice(2)
        .filter(({ name }) => name !== 'and')
        .map((child) => this.expression(child))
      if (low === undefined || high === undefined) return this.#wrong(node)
      return (env) => {
        const value = left(env)
        const [above, below] = [order('>=', value, low(env), env), order('<=', value, high(env), env)]
        return above === null || below === null ? null : above && below
      }
    }
    if (operator.name === 'in') {
      const tests = children
        .slice(2)
        .flatMap((child) => (child.name === 'PositiveUnaryTests' ? childrenOf(child) : [child]))
        .filter(({ name }) => name === 'PositiveUnaryTest')
        .map((child) => this.expression(childrenOf(child)[0] as SyntaxNode))
      return (env) => {
        const value = left(env)
        let isUnknown = false
        for (const test of tests) {
          const found = test(env)
          const met = found instanceof UnaryTest ? found.test(value, env) : meets(value, found, env)
          if (met === true) return true
          isUnknown ||= met === null
        }
        return isUnknown ? nothing(env, `expected a value that can be compared, found ${kindOf(value)}`) : false
      }
    }
    const right = this.expression(children[2] as SyntaxNode)
    const sign = this.#text(operator)
    if (sign === '=' || sign === '!=') {
      const isSame = sign === '='
      return (env) => {
        const [a, b] = [left(env), right(env)]
        const found = equals(a, b, env)
        if (found === null) return nothing(env, `expected two values of one kind, found ${kindOf(a)} ${sign} ${kindOf(b)}`)
        return found === isSame
      }
    }
    return (env) => order(sign, left(env), right(env), env)
  }

  #for(node: SyntaxNode): Evaluate {
    return this.#iterating(node, collectAll)
  }

  #quantified(node: SyntaxNode): Evaluate {
    const isSome = childrenOf(node)[0]?.name === 'some'
    return this.#iterating(node, (iterators, body) => quantify(isSome, iterators, body))
  }

  #iterating(node: SyntaxNode, make: (iterators: readonly Iterator[], body: Evaluate) => Evaluate): Evaluate {
    const children = childrenOf(node)
    const before = this.#bound
    if (node.name === 'ForExpression') this.#bound = [...this.#bound, 'partial']
    const iterators: Iterator[] = []
    for (const iteration of childrenOf(children.find(({ name }) => name === 'InExpressions') as SyntaxNode)) {
      if (iteration.name !== 'InExpression') continue
      const parts = childrenOf(iteration)
      const name = this.#name(parts[0] as SyntaxNode)
      const context = parts.find(({ name: kind }) => kind === 'IterationContext')
      const bounds =
        context === undefined
          ? []
          : childrenOf(context)
              .filter(({ name: kind }) => kind !== '..')
              .map((child) => this.expression(child))
      iterators.push({ name, items: (env) => itemsOf(bounds, env) })
      this.#bound = [...this.#bound, name]
    }
    const body = this.expression(children.at(-1) as SyntaxNode)
    this.#bound = before
    return make(iterators, body)
  }

  #path(node: SyntaxNode): Evaluate {
    const children = childrenOf(node)
    const of = this.expression(children[0] as SyntaxNode)
    const name = this.#name(children.at(-1) as SyntaxNode)
    return (env) => at(of(env), name, env)
  }

  #filter(node: SyntaxNode): Evaluate {
    const [source, , condition] = childrenOf(node)
    if (source === undefined || condition === undefined) return this.#wrong(node)
    const of = this.expression(source)
    this.#filters++
    const test = this.expression(condition)
    this.#filters--
    return (env) => {
      const value = of(env)
      if (value === null) return null
      const list = isList(value) ? value : [value]
      if (condition.name === 'NumericLiteral') return nth(list, test(env))
      const outer = env.frame
      const kept: FeelValue[] = []
      let index: FeelValue | undefined
      for (const item of list) {
        step(env)
        env.frame = itemFrame(item, outer)
        const found = test(env)
        if (isNumber(found)) {
          index = found
          break
        }
        if (found === true) kept.push(item)
      }
      env.frame = outer
      if (list.length === 0) return kept
      return index === undefined ? kept : nth(list, index)
    }
  }

  #context(node: SyntaxNode): Evaluate {
    const entries: { key: string; value: Evaluate }[] = []
    const before = this.#bound
    for (const entry of childrenOf(node)) {
      if (entry.name !== 'ContextEntry') continue
      const [key, value] = childrenOf(entry).filter(({ name }) => name !== ':')
      const written = key === undefined ? undefined : childrenOf(key)[0]
      if (written === undefined || value === undefined) return this.#wrong(entry)
      const name = written.name === 'StringLiteral' ? unquoted(this.#text(written)) : this.#name(written)
      // An entry sees those before it, not itself.
      entries.push({ key: name, value: this.expression(value) })
      this.#bound = [...this.#bound, name]
    }
    this.#bound = before
    const twice = entries.find(({ key }, index) => entries.findIndex((other) => other.key === key) !== index)
    if (twice !== undefined) return (env) => nothing(env, `expected each key once, found "${twice.key}" again`)
    return (env) => {
      const made = new Map<string, FeelValue>()
      const outer = env.frame
      env.frame = { get: (name) => made.get(name), parent: outer }
      for (const { key, value } of entries) made.set(key, value(env))
      env.frame = outer
      return made
    }
  }

  #interval(node: SyntaxNode): Evaluate {
    const children = childrenOf(node)
    const [start, end] = children
      .filter(({ name }) => !['[', ']', '(', ')', '..'].includes(name))
      .map((child) => this.expression(child))
    if (start === undefined || end === undefined) return this.#wrong(node)
    const [includesStart, includesEnd] = [children[0]?.name === '[', children.at(-1)?.name === ']']
    return (env) => {
      const [from, to] = [start(env), end(env)]
      return compare(from, to) === null
        ? nothing(env, `expected two ends of one kind, found ${kindOf(from)}..${kindOf(to)}`)
        : new Range(from, includesStart, to, includesEnd)
    }
  }

  #unaryTest(node: SyntaxNode): Evaluate {
    const children = childrenOf(node)
    const operator = children.find(({ name }) => name === 'CompareOp')
    if (operator === undefined) return this.only(node)
    const sign = this.#text(operator)
    const limit = this.expression(children.at(-1) as SyntaxNode)
    return (env) => {
      const value = limit(env)
      if (sign === '<') return new Range(null, false, value, false)
      if (sign === '<=') return new Range(null, false, value, true)
      if (sign === '>') return new Range(value, false, null, false)
      if (sign === '>=') return new Range(value, true, null, false)
      return new UnaryTest(sign === '!=', value) as unknown as FeelValue
    }
  }

  #call(node: SyntaxNode): Evaluate {
    const children = childrenOf(node)
    const callee = children[0]
    if (callee?.name === 'AtLiteral') {
      const value = parseTemporal(unquoted(this.#text(childrenOf(callee)[0] as SyntaxNode)))
      return (env) => value ?? nothing(env, `expected a date, time or duration, found ${this.#text(node)}`)
    }
    if (callee === undefined) return this.#wrong(node)
    const name = this.#text(callee).replace(/\s+/g, ' ').trim()
    const isName = !['PathExpression', 'FilterExpression', 'ParenthesizedExpression', 'FunctionInvocation'].includes(callee.name)
    const isOwn = isName && this.#bound.includes(name)
    const builtin = isName && !isOwn ? BUILTINS.get(name) : undefined
    if (isName && !isOwn && builtin === undefined) this.calls.push({ from: callee.from, to: callee.to, name })
    const of: Evaluate =
      builtin === undefined ? (isOwn || !isName ? this.expression(callee) : (env) => env.read(name) ?? null) : () => builtin
    const named = children.find(({ name: kind }) => kind === 'NamedParameters')
    if (named !== undefined) return this.#callNamed(of, named, name)
    const positional = children.find(({ name: kind }) => kind === 'PositionalParameters')
    const values = (positional === undefined ? [] : childrenOf(positional))
      .filter(({ name: kind }) => kind !== ',')
      .map((child) => this.expression(child))
    return (env) => {
      const callable = of(env)
      if (!(callable instanceof FeelFunction)) return nothing(env, `expected a function, found "${name}"`)
      step(env)
      return callable.call(
        values.map((value) => value(env)),
        env,
      )
    }
  }

  #callNamed(of: Evaluate, parameters: SyntaxNode, name: string): Evaluate {
    const given = new Map(
      childrenOf(parameters)
        .filter(({ name: kind }) => kind === 'NamedParameter')
        .map((parameter) => {
          const parts = childrenOf(parameter).filter(({ name: kind }) => kind !== ':')
          return [this.#name(parts[0] as SyntaxNode), this.expression(parts.at(-1) as SyntaxNode)] as const
        }),
    )
    return (env) => {
      const callable = of(env)
      if (!(callable instanceof FeelFunction)) return nothing(env, `expected a function, found "${name}"`)
      const names = [...given.keys()]
      const placeOf = (one: string) => callable.parameters.findIndex((parameter) => parameter.split('|').includes(one))
      const unknown = names.find((one) => placeOf(one) < 0)
      if (unknown !== undefined)
        return nothing(env, `expected ${callable.parameters.join(', ')} in ${name}(), found "${unknown}"`)
      const values: FeelValue[] = Array.from({ length: Math.max(...names.map(placeOf)) + 1 }, () => null)
      for (const [one, evaluate] of given) values[placeOf(one)] = evaluate(env)
      return callable.call(values, env)
    }
  }

  #function(node: SyntaxNode): Evaluate {
    const children = childrenOf(node)
    const formal = children.find(({ name }) => name === 'FormalParameters')
    const parameters = (formal === undefined ? [] : childrenOf(formal))
      .filter(({ name }) => name === 'FormalParameter')
      .map((parameter) => this.#name(childrenOf(parameter)[0] as SyntaxNode))
    const before = this.#bound
    this.#bound = [...this.#bound, ...parameters]
    const body = this.expression(children.at(-1) as SyntaxNode)
    this.#bound = before
    return (env) => {
      const closure = env.frame
      return new FeelFunction(parameters, (values, inner) => {
        if (values.length > parameters.length)
          return nothing(inner, `expected ${parameters.length} parameters, found ${values.length}`)
        const outer = inner.frame
        step(inner)
        inner.frame = {
          get: (name) => {
            const index = parameters.indexOf(name)
            return index < 0 ? undefined : (values[index] ?? null)
          },
          parent: closure,
        }
        const result = body(inner)
        inner.frame = outer
        return result
      })
    }
  }

  #parts(node: SyntaxNode, without: readonly string[]): Evaluate[] {
    return childrenOf(node)
      .filter(({ name }) => !without.includes(name) && name !== ',')
      .map((child) => this.expression(child))
  }

  #name(node: SyntaxNode): string {
    return this.#text(node).replace(/\s+/g, ' ').trim()
  }

  #text(node: SyntaxNode): string {
    return this.text.slice(node.from, node.to)
  }

  #wrong(node: SyntaxNode): Evaluate {
    this.error ??= { from: node.from, to: node.to }
    return () => null
  }
}
