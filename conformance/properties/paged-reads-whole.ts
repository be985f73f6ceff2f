import type { Property } from './property.js'

/** Pages that are joined wrongly give a program a list that looks whole. */
export const pagedReadsWhole: Property = {
  id: 'paged-reads-whole',
  requirement: 'A list that was read to its end was given object by object, each of them once.',
  classes: ['benign', 'hostile'],
  judge: ({ pagedReads, calls }) =>
    pagedReads.flatMap(({ step, ended, expected, given }) => {
      if (!ended) return []
      const names = new Set(given)
      const lost = expected.filter((name) => !names.has(name)).length
      const doubled = given.length - names.size
      if (lost === 0 && doubled === 0) return []
      const atMs = calls.find((call) => call.step === step && call.operation === 'read-all')?.endedMs ?? 0
      return [
        {
          atMs,
          message: `of ${expected.length} objects ${lost} were left out, and ${doubled} were given again`,
        },
      ]
    }),
}
