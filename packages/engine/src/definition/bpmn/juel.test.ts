import { describe, expect, it } from 'vitest'
import { fromJuel } from './juel.ts'

describe('fromJuel', () => {
  it.each([
    ['${a == 1 && !b}', 'a = 1 and not(b)'],
    ['#{order.total ge 3 or not done}', 'order.total >= 3 or not(done)'],
    ["${name != 'Lê \\'A'}", 'name != "Lê \'A"'],
    ['${empty x}', '(x = null or x = "" or x = [])'],
    ['${a ? b : c}', 'if a then b else c'],
    ['${(a ? 1 : 2) + 3}', '(if a then 1 else 2) + 3'],
    ['${a - (b - c)}', 'a - (b - c)'],
    ['${-a * 2}', '-a * 2'],
    ['${approved}', 'approved'],
    ["${execution.getVariable('kind') == 'new'}", 'kind = "new"'],
    ['${execution.getVariable("order").total > 3}', 'order.total > 3'],
    ['${kind.equals("new") && !done}', '(kind = "new") and not(done)'],
    ['${order.lines.size() >= 1}', 'count(order.lines) >= 1'],
    ['${lines[0].price > 3}', 'lines[1].price > 3'],
    ["${order['total'] > 3}", 'order.total > 3'],
    ['${a == (b == c)}', 'a = (b = c)'],
  ])('%s is %s', (juel, feel) => {
    expect(fromJuel(juel)).toBe(feel)
  })

  it.each([
    '${a.b()}',
    '${a[i]}',
    '${a["b c"]}',
    '${execution.getVariable(name)}',
    '${execution.getVariable("a b")}',
    '${execution.setVariable("a", 1)}',
    '${a.equals(b, c)}',
    '${a.size(1)}',
    '${a % 2}',
    '${a} and ${b}',
    '${}',
    '${a == b == c}',
    '${a == b < c}',
    '${a +}',
    '${$x}',
    '${for}',
    'a',
    '${' + '('.repeat(200),
  ])('%s has no translation', (juel) => {
    expect(fromJuel(juel)).toBeUndefined()
  })
})
