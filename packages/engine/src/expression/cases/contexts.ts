/** One case a line: an expression, and what it gives as JSON (DMN 1.5 §10.3). `null` is also what has no meaning. */
export const CONTEXTS = String.raw`
  {a: 1, b: a + 1}.b => 2
  {a: {b: 2}}.a.b => 2
  {"a": 1}.a => 1
  {a b: 1}.a b => 1
  {a: 1}.c => null
  {a: 1, a: 2} => null
  {foo: 1, "foo": 2} => null
  null.a => null
  get value({key1: "value1"}, "key1") => "value1"
  get value({key1: "value1"}, "none") => null
  get value({x: {y: 1}}, ["x", "y"]) => 1
  get value(null, "a") => null
  get value({a: 1}, null) => null
  get value(m: {a: 1}, key: "a") => 1
  get entries({a: 1, b: 2}) => [{"key": "a", "value": 1}, {"key": "b", "value": 2}]
  get entries({}) => []
  get entries([]) => null
  get entries(m: {a: 1})[key = "a"].value => [1]
  context([{key: "a", value: 1}, {key: "b", value: 2}]) => {"a": 1, "b": 2}
  context([{key: "a", value: 1}, {key: "a", value: 2}]) => null
  context([{key: "a"}]) => null
  context([]) => {}
  context({key: "a", value: 1}) => {"a": 1}
  context([{key: null, value: 1}]) => null
  context put({x: 1}, "y", 2) => {"x": 1, "y": 2}
  context put({x: 1}, "x", 2) => {"x": 2}
  context put({x: {y: 0}}, ["x", "y"], 2) => {"x": {"y": 2}}
  context put({x: 1}, [], 2) => null
  context put(null, "x", 1) => null
  context put({}, null, 1) => null
  context put(context: {}, keys: ["a"], value: 1) => {"a": 1}
  context put(context: {}, key: "a", value: 1) => {"a": 1}
  context merge([{x: 1}, {y: 2}]) => {"x": 1, "y": 2}
  context merge([{x: 1, y: 0}, {y: 2}]) => {"x": 1, "y": 2}
  context merge([{x: 1}, null]) => null
`
