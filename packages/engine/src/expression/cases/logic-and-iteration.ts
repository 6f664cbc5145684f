/** One case a line: an expression, and what it gives as JSON (DMN 1.5 §10.3). `null` is also what has no meaning. */
export const LOGIC_AND_ITERATION = String.raw`
  true and true => true
  true and "x" => null
  false and "x" => false
  true or "x" => true
  false or "x" => null
  null and null => null
  null or null => null
  not(true) => false
  not("a") => null
  1 = 1 => true
  1 = 2 => false
  1 != 2 => true
  1 != "1" => null
  null != 1 => true
  null != null => false
  true = true => true
  true = 1 => null
  "a" = "a" => true
  "A" = "a" => false
  {a: 1, b: 2} = {b: 2, a: 1} => true
  {a: 1} = {a: 2} => false
  {} = {} => true
  {} = null => false
  [] = null => false
  (function(x) x) = null => false
  1 < 2 => true
  2 <= 2 => true
  "a" < "b" => true
  1 < "a" => null
  true < false => null
  null < 1 => null
  1 between 1 and 2 => true
  3 between 1 and 2 => false
  null between 1 and 2 => null
  1 between null and 2 => null
  "b" between "a" and "c" => true
  1 in 1 => true
  1 in 2 => false
  1 in [1, 2] => true
  1 in [2..3] => false
  1 in <= 1 => true
  1 in > 1 => false
  1 in (1, 2) => true
  1 in (>5, <2) => true
  1 in [] => false
  1 in [[1..5]] => true
  1 in [2, 3, 1] => true
  [1] in [[1], [2]] => true
  [1, 2] in [[1, 2], [3]] => true
  {a: 1} in [{a: 1}] => true
  date("2018-12-05") in [date("2018-12-05")..date("2018-12-06")] => true
  null in null => true
  null in [null] => true
  1 in null => false
  if true then 1 else 2 => 1
  if "x" then 1 else 2 => 2
  if 1 = 2 then 1 else 2 => 2
  if null then "a" else "b" => "b"
  for i in [1, 2, 3] return i * 2 => [2, 4, 6]
  for i in 1..3 return i => [1, 2, 3]
  for i in 3..1 return i => [3, 2, 1]
  for i in [1..3] return i => [1, 2, 3]
  for x in [1, 2], y in [10, 20] return x + y => [11, 21, 12, 22]
  for i in 1..4 return if i = 1 then 1 else partial[-1] * i => [1, 2, 6, 24]
  for i in 0..4 return if i = 0 then 1 else i * partial[-1] => [1, 1, 2, 6, 24]
  for i in null return i => null
  for i in 5 return i => [5]
  for i in [] return i => []
  for x in [[1, 2], [3]], y in x return y => [1, 2, 3]
  for d in @"2020-02-28"..@"2020-03-01" return string(d) => ["2020-02-28", "2020-02-29", "2020-03-01"]
  for d in @"2020-01-02"..@"2020-01-01" return string(d) => ["2020-01-02", "2020-01-01"]
  for d in [@"2020-01-01"..@"2020-01-02"] return d.day => [1, 2]
  for i in (1..4) return i => [2, 3]
  for i in [1..4) return i => [1, 2, 3]
  for i in 1.."a" return i => null
  1 /* one */ + 1 => 2
  [1, /* two */ 2] => [1, 2]
  if /* a */ true /* b */ then /* c */ 1 else 2 => 1
  [1, 2][ /* a */ item > 1 ] => [2]
  1 between /* x */ 0 and 2 => true
  1 + 1 // and no more => 2
  some i in [1, 2, 3] satisfies i > 2 => true
  some i in [1, 2] satisfies i > 2 => false
  every i in [1, 2] satisfies i > 0 => true
  every i in [1, 2] satisfies i > 1 => false
  some i in [] satisfies true => false
  every i in [] satisfies false => true
  some i in null satisfies true => null
  some x in [1, 2], y in [2, 3] satisfies x = y => true
  every i in 1 satisfies i = 1 => true
  some i in [1, null] satisfies i > 1 => null
`
