import { defineCode } from '../../diagnostics/index.ts'
import { exampleFile } from '../example-file.ts'

const check = (rest = '', role = 'clerk') => `fragment: check
name: Kiểm tra
parameters:
  form: { type: string, example: check, en: the form that is filled in }
entry: check
exits: { checked: }
roles: { clerk: Cán bộ }
${rest}flow:
  check: { userTask: { role: ${role}, form: "\${form}" }, next: checked }
`
const fragments = { check: check() }
const uses = (use: string, include = '[check]') =>
  exampleFile(`include: ${include}
flow:
  begin: { startEvent: , next: first }
  first: ${use}
  done: { endEvent: }`)
const right = uses('{ use: check, with: { form: first-check }, next: done }')
const fragment = (wrong: string) => ({
  wrong: right,
  right: exampleFile('flow: { a: { startEvent: , next: b }, b: { endEvent: } }'),
  fragments: { check: wrong },
})

export const INCLUDE_PATH = defineCode({
  code: 'INCLUDE_PATH',
  severity: 'error',
  what: {
    vi: 'không được đưa vào từ "{reference}"',
    en: 'expected the name of a fragment, or a file beside this one or below, found "{reference}"',
  },
  cure: {
    vi: 'viết tên mảnh quy trình, hoặc ./thu-muc/tep.yaml; không có .. và không có đường dẫn tuyệt đối',
    en: 'write a name, or ./folder/file.yaml: without .. and never an absolute path',
  },
  example: { wrong: uses('{ endEvent: }', '[ ../../etc/passwd ]'), right, fragments },
})

export const INCLUDE_NOT_FOUND = defineCode({
  code: 'INCLUDE_NOT_FOUND',
  severity: 'error',
  what: { vi: 'không tìm thấy mảnh quy trình "{reference}"', en: 'expected a fragment under the name "{reference}", found none' },
  cure: {
    vi: 'sửa tên; tệp của mình thì viết ./tep.yaml và để cạnh tệp này',
    en: 'correct the name; a file of your own is ./file.yaml, beside this one',
  },
  example: { wrong: uses('{ endEvent: }', '[ chekc ]'), right, fragments },
})

export const INCLUDE_CYCLE = defineCode({
  code: 'INCLUDE_CYCLE',
  severity: 'error',
  what: { vi: 'các tệp đưa lẫn nhau vào thành vòng: {cycle}', en: 'expected no file to include itself, found {cycle}' },
  cure: { vi: 'bỏ một trong các include đó', en: 'remove one of these includes' },
  example: { ...fragment(check('include: [check]\n')) },
})

export const INCLUDE_TOO_LARGE = defineCode({
  code: 'INCLUDE_TOO_LARGE',
  severity: 'error',
  what: { vi: 'đưa vào quá nhiều, giới hạn là {limit}', en: 'expected at most {limit} to be included, found more' },
  cure: { vi: 'bớt các mảnh lồng trong mảnh', en: 'include fewer fragments in fragments' },
  example: { wrong: uses('{ use: f0, next: done }', '[f0]'), right, fragments: { ...fragments, ...doubling(20) } },
})

export const FRAGMENT_NOT_ONE = defineCode({
  code: 'FRAGMENT_NOT_ONE',
  severity: 'error',
  what: {
    vi: 'tệp được đưa vào không phải là mảnh quy trình',
    en: 'expected a fragment, which begins with `fragment: name`, found another file',
  },
  cure: { vi: 'viết fragment: ten-manh thay cho procedure', en: 'write `fragment: name` instead of `procedure`' },
  example: fragment(exampleFile('flow: { a: { endEvent: } }')),
})

export const FRAGMENT_UNKNOWN = defineCode({
  code: 'FRAGMENT_UNKNOWN',
  severity: 'error',
  what: { vi: 'chưa đưa vào mảnh quy trình nào tên "{name}"', en: 'expected a fragment named under `include`, found "{name}"' },
  cure: { vi: 'thêm vào include; {hintVi}', en: 'add it to `include`; {hintEn}' },
  example: { wrong: uses('{ use: chekc, with: { form: first }, next: done }'), right, fragments },
})

export const FRAGMENT_ENTRY = defineCode({
  code: 'FRAGMENT_ENTRY',
  severity: 'error',
  what: {
    vi: 'không có phần tử "{entry}" để bắt đầu',
    en: 'expected `entry` to name an element of the fragment, found "{entry}"',
  },
  cure: { vi: 'dùng một trong: {known}', en: 'use one of: {known}' },
  example: fragment(check().replace('entry: check', 'entry: chekc')),
})

export const FRAGMENT_NO_ENTRY = defineCode({
  code: 'FRAGMENT_NO_ENTRY',
  severity: 'error',
  what: {
    vi: 'không phần tử nào dẫn đến "{id}" được: mảnh quy trình ấy tự bắt đầu',
    en: 'expected nothing to lead to "{id}": its fragment has no entry and begins by itself',
  },
  cure: { vi: 'bỏ luồng đó, hoặc thêm entry vào mảnh quy trình', en: 'remove that flow, or give the fragment an `entry`' },
  example: fragment(check().replace('entry: check\n', '')),
})

export const FRAGMENT_PARAMETER_MISSING = defineCode({
  code: 'FRAGMENT_PARAMETER_MISSING',
  severity: 'error',
  what: {
    vi: 'mảnh "{fragment}" cần "{name}": {what}',
    en: 'expected "{name}" for the fragment "{fragment}", found none: {what}',
  },
  cure: { vi: 'thêm with: { {name}: … }', en: 'add with: { {name}: … }' },
  example: { wrong: uses('{ use: check, next: done }'), right, fragments },
})

export const FRAGMENT_PARAMETER_UNKNOWN = defineCode({
  code: 'FRAGMENT_PARAMETER_UNKNOWN',
  severity: 'error',
  what: {
    vi: 'mảnh "{fragment}" không có tham số "{name}"',
    en: 'expected a parameter of the fragment "{fragment}", found "{name}"',
  },
  cure: { vi: '{hintVi}', en: '{hintEn}' },
  example: { wrong: uses('{ use: check, with: { from: first }, next: done }'), right, fragments },
})

export const FRAGMENT_PARAMETER_TYPE = defineCode({
  code: 'FRAGMENT_PARAMETER_TYPE',
  severity: 'error',
  what: { vi: 'tham số "{name}" không thể là {found}', en: 'expected {expected} for "{name}", found {found}' },
  cure: { vi: 'viết {expected}', en: 'write {expected}' },
  example: { wrong: uses('{ use: check, with: { form: 3 }, next: done }'), right, fragments },
})

export const FRAGMENT_PARAMETER_UNDECLARED = defineCode({
  code: 'FRAGMENT_PARAMETER_UNDECLARED',
  severity: 'error',
  what: { vi: 'tham số "{name}" chưa được khai báo', en: 'expected a declared parameter, found "{name}"' },
  cure: { vi: 'khai báo dưới parameters; {hintVi}', en: 'declare it under `parameters`; {hintEn}' },
  example: fragment(check('', '"${clerk}"')),
})

export const FRAGMENT_PARAMETER_STRUCTURED = defineCode({
  code: 'FRAGMENT_PARAMETER_STRUCTURED',
  severity: 'error',
  what: {
    vi: '"{name}" không phải là văn bản nên không ghép vào giữa văn bản được',
    en: 'expected a plain value in the middle of a text, found "{name}", which is a list or a mapping',
  },
  cure: { vi: 'để nó đứng một mình', en: 'let it stand alone' },
  example: {
    wrong: uses('{ use: check, with: { form: first, note: [a, b] }, next: done }'),
    right,
    fragments: {
      check: check().replace('entry:', '  note: { type: any, default: null }\nentry:').replace('${form}', '${form}${note}'),
    },
  },
})

export const FRAGMENT_EXIT_MISSING = defineCode({
  code: 'FRAGMENT_EXIT_MISSING',
  severity: 'error',
  what: {
    vi: 'mảnh "{fragment}" kết thúc ở {exits}, chưa nói đi tiếp đâu',
    en: 'expected to be told where "{fragment}" leads, found nothing for {exits}',
  },
  cure: { vi: 'thêm exits: { tên: phần-tử-tiếp-theo }', en: 'add exits: { name: next-element }' },
  example: { wrong: uses('{ use: check, with: { form: first } }'), right, fragments },
})

export const FRAGMENT_EXIT_UNKNOWN = defineCode({
  code: 'FRAGMENT_EXIT_UNKNOWN',
  severity: 'error',
  what: { vi: 'mảnh "{fragment}" không có lối ra "{exit}"', en: 'expected a way out of "{fragment}", found "{exit}"' },
  cure: { vi: '{hintVi}', en: '{hintEn}' },
  example: { wrong: uses('{ use: check, with: { form: first }, exits: { chekced: done } }'), right, fragments },
})

export const FRAGMENT_DECLARATION_DIFFERS = defineCode({
  code: 'FRAGMENT_DECLARATION_DIFFERS',
  severity: 'error',
  what: {
    vi: 'hai mảnh quy trình khai báo "{id}" trong {section} khác nhau',
    en: 'expected fragments to declare "{id}" alike in `{section}`, found a difference',
  },
  cure: {
    vi: 'khai báo "{id}" trong chính tệp này, hoặc sửa cho giống nhau',
    en: 'declare "{id}" in the including file, which then counts, or make them alike',
  },
  example: {
    wrong: exampleFile(`include: [check, again]
flow:
  begin: { startEvent: , next: first }
  first: { use: check, with: { form: a }, next: second }
  second: { use: again, with: { form: a }, next: done }
  done: { endEvent: }`),
    right,
    fragments: { ...fragments, again: check().replace('Cán bộ', 'Chuyên viên') },
  },
})

/** Fragments of which each uses the next one twice. */
function doubling(count: number): Record<string, string> {
  const last = 'fragment: last\nname: Cuối\nentry: a\nexits: { out: }\nflow: { a: { task: , next: out } }\n'
  const made = Array.from({ length: count }, (_, index): [string, string] => {
    const next = `f${index + 1}`
    const flow = `flow:\n  a: { use: ${next}, next: b }\n  b: { use: ${next}, next: out }\n  c: { task: , next: a }\n`
    return [`f${index}`, `fragment: f${index}\nname: Đôi\ninclude: [${next}]\nentry: c\nexits: { out: }\n${flow}`]
  })
  return { ...Object.fromEntries(made), [`f${count}`]: last }
}

export const FRAGMENT_CODES = [
  INCLUDE_PATH,
  INCLUDE_NOT_FOUND,
  INCLUDE_CYCLE,
  INCLUDE_TOO_LARGE,
  FRAGMENT_NOT_ONE,
  FRAGMENT_UNKNOWN,
  FRAGMENT_ENTRY,
  FRAGMENT_NO_ENTRY,
  FRAGMENT_PARAMETER_MISSING,
  FRAGMENT_PARAMETER_UNKNOWN,
  FRAGMENT_PARAMETER_TYPE,
  FRAGMENT_PARAMETER_UNDECLARED,
  FRAGMENT_PARAMETER_STRUCTURED,
  FRAGMENT_EXIT_MISSING,
  FRAGMENT_EXIT_UNKNOWN,
  FRAGMENT_DECLARATION_DIFFERS,
]
