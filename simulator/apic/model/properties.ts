/** Which values a property of a class can have. */
export type PropertyRule =
  /** Any text of at most `longest` characters that has the pattern, if there is one. */
  | { readonly kind: 'text'; readonly longest: number; readonly pattern: RegExp | undefined }
  /** One of a few words. */
  | { readonly kind: 'choice'; readonly words: ReadonlySet<string> }
  /** A comma list of words, which may be empty. */
  | { readonly kind: 'flags'; readonly words: ReadonlySet<string> }
  /** A whole number from `min` to `max`, or one of the words that stand for a number. */
  | {
      readonly kind: 'number'
      readonly min: number
      readonly max: number
      readonly words: ReadonlySet<string>
    }

/** A property that a client can set: its default and its rule. */
export interface SettableProperty {
  readonly initial: string
  readonly rule: PropertyRule
}

/** What is wrong with a value: it is not in an enumeration (code 120), or does not have the form (code 801). */
export type Complaint = 'enumeration' | 'form'

/** Longest text where a class says nothing else; descriptions hold 128 characters (guess: 512 for the rest). */
const LONGEST_TEXT = 512

/** A property that takes any text. */
export function text(initial = '', longest = LONGEST_TEXT, pattern?: RegExp): SettableProperty {
  return { initial, rule: { kind: 'text', longest, pattern } }
}

/** A property that takes one of these words, at first the first. */
export function choice(initial: string, ...others: string[]): SettableProperty {
  return { initial, rule: { kind: 'choice', words: new Set([initial, ...others]) } }
}

/** A property that takes a comma list of these words. @param initial a comma list */
export function flags(initial: string, ...words: string[]): SettableProperty {
  return { initial, rule: { kind: 'flags', words: new Set(words) } }
}

/** A property that takes a whole number in a range, or one of the words. */
export function whole(initial: string, min: number, max: number, ...words: string[]): SettableProperty {
  return { initial, rule: { kind: 'number', min, max, words: new Set(words) } }
}

const WHOLE = /^-?\d+$/

/** Says what is wrong with a value; undefined when nothing is. */
export function complaintAbout(value: string, rule: PropertyRule): Complaint | undefined {
  switch (rule.kind) {
    case 'text':
      return value.length <= rule.longest && (rule.pattern?.test(value) ?? true) ? undefined : 'form'
    case 'choice':
      return rule.words.has(value) ? undefined : 'enumeration'
    case 'flags':
      return value === '' || value.split(',').every((word) => rule.words.has(word.trim()))
        ? undefined
        : 'enumeration'
    case 'number': {
      if (rule.words.has(value)) return undefined
      const inRange = WHOLE.test(value) && Number(value) >= rule.min && Number(value) <= rule.max
      return inRange ? undefined : 'form'
    }
  }
}

/** A value as it is read back: numbers lose their leading zeros [that they are canonicalised L: NI; this form guess]. */
export function canonical(value: string, rule: PropertyRule): string {
  return rule.kind === 'number' && WHOLE.test(value) ? String(Number(value)) : value
}
