/**
 * Between which two texts the ids stand that begin with a dossier's: `<dossier>:` and what follows it. Another dossier whose own name
 * begins like that may stand between them too, so the dossier is asked for as well.
 */
export function rangeOf(dossier: string): readonly [after: string, before: string] {
  return [`${dossier}:`, `${dossier};`]
}
