import type { Language } from '@motcua/engine'

/** What the parser of command lines says of a wrong one, in Vietnamese; what is not here stays as it is. */
const SENTENCES: readonly (readonly [RegExp, string])[] = [
  [/error: unknown command '(.+)'/, "lỗi: không có lệnh '$1'"],
  [/error: unknown option '(.+)'/, "lỗi: không có tùy chọn '$1'"],
  [/error: missing required argument '(.+)'/, "lỗi: thiếu tham số '$1'"],
  [/error: too many arguments for '(.+)'\. Expected (\d+) arguments? but got (\d+)\./, "lỗi: lệnh '$1' cần $2 tham số, gặp $3"],
  [/error: too many arguments\. Expected (\d+) arguments? but got (\d+)\./, 'lỗi: cần $1 tham số, gặp $2'],
  [/error: required option '(.+)' not specified/, "lỗi: thiếu tùy chọn bắt buộc '$1'"],
  [/error: option '(.+)' argument missing/, "lỗi: tùy chọn '$1' thiếu giá trị"],
  [/error: option '(.+)' argument '(.*)' is invalid\./, "lỗi: giá trị '$2' của tùy chọn '$1' không hợp lệ."],
  [/error: command-argument value '(.*)' is invalid for argument '(.+)'\./, "lỗi: giá trị '$1' của tham số '$2' không hợp lệ."],
  [/Allowed choices are (.+)\./, 'Chọn một trong: $1.'],
  [/\(Did you mean one of (.+)\?\)/, '(Có phải là một trong: $1?)'],
  [/\(Did you mean (.+)\?\)/, '(Có phải là $1?)'],
]

const TITLES: Readonly<Record<string, string>> = {
  'Usage:': 'Cách dùng:',
  'Arguments:': 'Tham số:',
  'Options:': 'Tùy chọn:',
  'Commands:': 'Lệnh:',
  'Global Options:': 'Tùy chọn chung:',
}

export function usageSentence(text: string, language: Language): string {
  if (language === 'en') return text
  return SENTENCES.reduce((said, [pattern, words]) => said.replace(pattern, words), text)
}

export function helpTitle(title: string, language: Language): string {
  return language === 'en' ? title : (TITLES[title] ?? title)
}
