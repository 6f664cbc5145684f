import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'

/**
 * Tinos, under the SIL Open Font License: every Vietnamese letter, and the widths of Times New Roman, which official papers must use.
 *
 * @law nghị định 30/2020/NĐ-CP, annex I
 */
const FILES = {
  regular: '400Regular/Tinos_400Regular.ttf',
  bold: '700Bold/Tinos_700Bold.ttf',
  italic: '400Regular_Italic/Tinos_400Regular_Italic.ttf',
} as const

export type Face = keyof typeof FILES

/** Where the font files are, by face. */
export function fontFiles(): readonly (readonly [Face, string])[] {
  const require = createRequire(import.meta.url)
  const folder = dirname(require.resolve('@expo-google-fonts/tinos/package.json'))
  return Object.entries(FILES).map(([face, file]) => [face as Face, join(folder, file)])
}
