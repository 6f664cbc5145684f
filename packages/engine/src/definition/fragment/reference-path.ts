/**
 * What an `include` may name: a fragment of those given (`supplement`, `one-stop/supplement`), or a file beside the one that includes
 * it, or below (`./steps/check.yaml`). Nothing leads out of the folder: no `..`, no absolute path, no drive, no address.
 */
export function isSafeReference(reference: string): boolean {
  if (
    reference.length > 200 ||
    !/^(?:\.\/)?[\p{L}\p{N}_][\p{L}\p{N}._-]*(?:\/[\p{L}\p{N}_][\p{L}\p{N}._-]*)*$/u.test(reference)
  ) {
    return false
  }
  return !reference.split('/').includes('..') && (!reference.startsWith('./') || /\.ya?ml$/i.test(reference))
}

/** The name that a listed fragment has in the file: `./steps/check.yaml` is `check`. */
export function aliasOf(reference: string): string {
  return (reference.split('/').at(-1) ?? reference).replace(/\.ya?ml$/i, '')
}
