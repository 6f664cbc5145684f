/** One case a line: an expression, and what it gives as JSON (DMN 1.5 §10.3). `null` is also what has no meaning. */
export const FUNCTIONS = String.raw`
  (function(a, b) a + b)(1, 2) => 3
  {f: function(a, b) a - b, r: f(b: 1, a: 3)}.r => 2
  {f: function(x: number) x * 2, r: f(4)}.r => 8
  {add: function(a) function(b) a + b, r: add(1)(2)}.r => 3
  {f: function(x) if x <= 1 then 1 else x, r: f(5)}.r => 5
  {f: function(a) a, r: f()}.r => null
  {f: function(a) a, r: f(1, 2)}.r => null
  1(2) => null
`
