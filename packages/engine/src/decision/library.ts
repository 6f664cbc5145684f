import { attributeOf, type XmlElement } from '../xml/index.ts'

/** A DMN file. */
export interface DmnFile {
  readonly file: string
  readonly root: XmlElement
  readonly namespace: string
}

/** What a reference leads to. */
export interface Found {
  readonly element: XmlElement
  /** Its id among the decisions of all files. */
  readonly key: string
  /** The name of the import that it came by; absent: it is of the same file, or imported without a name. */
  readonly within?: string
}

/** DMN files that were read together: each knows the others by their namespaces (DMN 1.5 §6.3.3). */
export class Library {
  readonly #byId = new Map<DmnFile, ReadonlyMap<string, XmlElement>>()
  readonly #keys = new Map<DmnFile, ReadonlyMap<string, string>>()

  constructor(private readonly files: readonly DmnFile[]) {
    const taken = new Set<string>()
    for (const file of files) {
      const elements = new Map(file.root.children.flatMap((child) => (idOf(child) === '' ? [] : [[idOf(child), child] as const])))
      // Tools number their elements: the same id in another file is another decision.
      const keys = new Map([...elements.keys()].map((id) => [id, taken.has(id) ? `${file.namespace}#${id}` : id]))
      for (const key of keys.values()) taken.add(key)
      this.#byId.set(file, elements)
      this.#keys.set(file, keys)
    }
  }

  /** The id of a file's own element among those of all files. */
  keyOf(file: DmnFile, id: string): string {
    return this.#keys.get(file)?.get(id) ?? id
  }

  find(from: DmnFile, href: string): Found | undefined {
    const hash = href.indexOf('#')
    const [namespace, id] = hash < 0 ? ['', href.trim()] : [href.slice(0, hash).trim(), href.slice(hash + 1).trim()]
    const own = this.#byId.get(from)?.get(id)
    const isOwn = namespace === '' || namespace === from.namespace
    if (own !== undefined && isOwn) return { element: own, key: this.keyOf(from, id) }
    for (const { file, alias } of this.importedBy(from)) {
      const element = file.namespace === namespace ? this.#byId.get(file)?.get(id) : undefined
      if (element === undefined) continue
      return { element, key: this.keyOf(file, id), ...(alias === '' ? {} : { within: alias }) }
    }
    return undefined
  }

  /** The files that a file imports, under the names that it gives them. */
  importedBy(file: DmnFile): { readonly file: DmnFile; readonly alias: string }[] {
    return file.root.children
      .filter(({ local, namespace }) => local === 'import' && namespace === file.root.namespace)
      .flatMap((element) => {
        const imported = this.files.find(
          (other) => other !== file && other.namespace === attributeOf(element, 'namespace')?.trim(),
        )
        return imported === undefined ? [] : [{ file: imported, alias: attributeOf(element, 'name')?.trim() ?? '' }]
      })
  }
}

function idOf(element: XmlElement): string {
  return attributeOf(element, 'id') ?? ''
}
