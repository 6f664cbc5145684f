import type { Language } from '@motcua/engine'

/** A mistake in the call, not in what it is about: told in one line, exit 2. */
export class UsageError extends Error {
  constructor(private readonly sentence: Readonly<Record<Language, string>>) {
    super(sentence.en)
  }

  in(language: Language): string {
    return this.sentence[language]
  }
}
