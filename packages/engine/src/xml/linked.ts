/**
 * Theory of operation
 *
 * BPMN and DMN files import others by location and namespace. What a file imports is asked of a resolver that the embedder passes, so
 * that reading itself touches neither disk nor network; each file is read once, so files may import each other. An import that leads
 * nowhere is a warning: what is missing because of it is reported where it is named.
 */
import { diagnose, type Code, type Diagnostic } from '../diagnostics/index.ts'
import { IMPORT_NAMESPACE, IMPORT_NOT_FOUND, IMPORT_REFUSED, IMPORT_UNREAD } from './codes.ts'
import { attributeOf, type XmlElement } from './element.ts'
import { readXml } from './read.ts'

/** A file by the name that diagnostics give it. */
export interface SourceFile {
  readonly file: string
  readonly content: string | Uint8Array
}

/** What an `import` asks for. */
export interface ImportRequest {
  /** As it is written: a relative path, or a URL. Empty: the import only names a namespace. */
  readonly location: string
  /** Empty: any. */
  readonly namespace: string
  /** Name of the file that imports. */
  readonly from: string
}

/**
 * Finds the file that another imports; `undefined`: there is none. The same file has to have the same name each time, whoever imports
 * it. `refused` says why a location is not looked at, in the two languages.
 */
export type ImportResolver = (
  request: ImportRequest,
) => SourceFile | { readonly refused: { readonly vi: string; readonly en: string } } | undefined

/** A BPMN or DMN file that was read. */
export interface LinkedFile {
  readonly file: string
  readonly kind: 'bpmn' | 'dmn' | 'other'
  readonly root: XmlElement
  /** The text, with line ends as `\n`. */
  readonly source: string
  /** Its own namespace: that of its ids. */
  readonly namespace: string
  /** Namespaces that it imports, found or not. */
  readonly imports: readonly string[]
}

export interface ReadLinked {
  /** The file itself first, then what it imports, and then what was given beside it; none when it is no XML at all. */
  readonly files: readonly LinkedFile[]
  readonly diagnostics: readonly Diagnostic[]
}

export interface LinkOptions {
  readonly file: string
  /** Finds imported files; without, only those of `beside` are found. */
  readonly imports?: ImportResolver | undefined
  /** Files that are read together with it, imported or not. */
  readonly beside?: readonly SourceFile[] | undefined
}

/** Files in one reading, and their characters together: more is nobody's model. */
const MOST_FILES = 100
const MOST_CHARACTERS = 20 * 1024 * 1024

const TOO_MUCH = {
  vi: `hơn ${MOST_FILES} tệp hoặc ${MOST_CHARACTERS} ký tự`,
  en: `beyond ${MOST_FILES} files or ${MOST_CHARACTERS} characters`,
}

const MODELS = [
  ['bpmn', /omg\.org\/spec\/BPMN\//i],
  ['dmn', /omg\.org\/spec\/DMN\//i],
] as const

/** Reads a file and those that it imports. Never throws. */
export function readLinked(input: string | Uint8Array, options: LinkOptions): ReadLinked {
  const reader = new LinkedReader(options)
  reader.read({ file: options.file, content: input })
  for (const beside of options.beside ?? []) reader.read(beside)
  return { files: reader.files, diagnostics: reader.diagnostics }
}

class LinkedReader {
  readonly files: LinkedFile[] = []
  readonly diagnostics: Diagnostic[] = []
  readonly #known = new Set<string>()
  #characters = 0

  constructor(private readonly options: LinkOptions) {}

  read({ file, content }: SourceFile): void {
    if (this.#known.has(file)) return
    this.#known.add(file)
    this.#characters += content.length
    const { root, source, diagnostics } = readXml(content, { file })
    this.diagnostics.push(...diagnostics)
    if (root === undefined) return
    const kind = MODELS.find(([, model]) => model.test(root.namespace))?.[0] ?? 'other'
    const written = root.children.filter(({ local, namespace }) => local === 'import' && namespace === root.namespace)
    const imports = written.flatMap((element) =>
      modelOf(element) === undefined ? [] : [attributeOf(element, 'namespace') ?? ''],
    )
    const namespace = attributeOf(root, kind === 'dmn' ? 'namespace' : 'targetNamespace') ?? ''
    this.files.push({ file, kind, root, source, namespace, imports })
    if (kind !== 'other') for (const element of written) this.#follow(element, file)
  }

  #follow(element: XmlElement, from: string): void {
    const [namespace, location] = [
      attributeOf(element, 'namespace') ?? '',
      attributeOf(element, 'location') ?? attributeOf(element, 'locationURI') ?? '',
    ].map((text) => text.trim()) as [string, string]
    const report = (code: Code, details: Readonly<Record<string, string | number>>) =>
      this.diagnostics.push(diagnose(code, { file: from, position: element.position, details }))
    const named = location === '' ? namespace : location
    if (modelOf(element) === undefined) {
      report(IMPORT_UNREAD, { location: named, found: attributeOf(element, 'importType') ?? '' })
      return
    }
    const beside = this.#beside(namespace)
    const found = (location === '' ? beside : undefined) ?? this.options.imports?.({ location, namespace, from }) ?? beside
    if (found === undefined) {
      report(IMPORT_NOT_FOUND, { location: named })
      return
    }
    const refused = 'refused' in found ? found.refused : this.#isTooMuch(found) ? TOO_MUCH : undefined
    if ('refused' in found || refused !== undefined) {
      report(IMPORT_REFUSED, { location: named, ...refused })
      return
    }
    this.read(found)
    const read = this.files.find(({ file }) => file === found.file)
    if (read === undefined || namespace === '' || read.namespace === namespace) return
    report(IMPORT_NAMESPACE, { location: named, expected: namespace, found: read.namespace })
  }

  #isTooMuch({ file, content }: SourceFile): boolean {
    if (this.#known.has(file)) return false
    return this.#known.size >= MOST_FILES || this.#characters + content.length > MOST_CHARACTERS
  }

  /** A file that was given beside, by its namespace. */
  #beside(namespace: string): SourceFile | undefined {
    if (namespace === '') return undefined
    return this.options.beside?.find(({ file, content }) => {
      const known = this.files.find((one) => one.file === file)
      const root = known?.root ?? readXml(content, { file }).root
      return root !== undefined && [attributeOf(root, 'targetNamespace'), attributeOf(root, 'namespace')].includes(namespace)
    })
  }
}

/** What an import says it is; `undefined`: neither BPMN nor DMN. */
function modelOf(element: XmlElement): 'bpmn' | 'dmn' | undefined {
  const type = attributeOf(element, 'importType') ?? ''
  return MODELS.find(([, model]) => model.test(type))?.[0]
}
