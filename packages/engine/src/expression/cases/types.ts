/** One case a line: an expression, and what it gives as JSON (DMN 1.5 §10.3). `null` is also what has no meaning. */
export const TYPES = String.raw`
  1 instance of number => true
  "a" instance of number => false
  null instance of number => false
  null instance of Any => false
  1 instance of Any => true
  true instance of boolean => true
  [1, 2] instance of list<number> => true
  [1, "a"] instance of list<number> => false
  [1] instance of list<Any> => true
  {a: 1} instance of context<a: number> => true
  {a: "x"} instance of context<a: number> => false
  {} instance of context<a: number> => false
  {a: 1, b: 2} instance of context<a: number> => true
  [1..2] instance of range<number> => true
  [1..2] instance of range<string> => false
  [[1..2]] instance of list<range<number>> => true
  {range: 3, r: 1 instance of number and range < 5}.r => true
  date("2020-01-01") instance of date => true
  date("2020-01-01") instance of date and time => false
  time("10:00:00") instance of time => true
  @"P1D" instance of days and time duration => true
  @"P1D" instance of years and months duration => false
  @"P1M" instance of years and months duration => true
  (function(a) a) instance of function<Any> -> Any => true
`
