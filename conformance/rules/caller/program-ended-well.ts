import { EVERY_CONTROLLER } from '../every-controller.js'
import { ruleOf } from '../rule.js'

/** The last word on whether a run was of any use. */
export const programEndedWell = ruleOf(
  {
    id: 'caller.program-ended-well',
    title: 'The program ends well',
    level: 'must',
    axis: 'caller',
    requirement: 'The program that was run ends by itself with exit code 0.',
    remedy:
      'Something of the run was too much for the program. What it wrote to stderr tells more than a journal can.',
    source: 'by construction',
    confidence: 'confirmed',
    controllers: EVERY_CONTROLLER,
    needs: 'a program that was run and ended by itself.',
    notFromHar: 'A HAR file does not tell how the program ended.',
  },
  ({ entries, circumstances: { exitCode } }) => ({
    seen: exitCode !== undefined,
    findings:
      exitCode === undefined || exitCode === 0
        ? []
        : [
            {
              atMs: entries.at(-1)?.atMs ?? 0,
              message: `expected exit code 0, found ${exitCode}`,
              evidence: [],
            },
          ],
  }),
)
