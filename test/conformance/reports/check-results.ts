import type { CheckResult } from '../../../conformance/check.js'
import { scenariosFor } from '../../../conformance/drivers/scenarios.js'
import { recordingOf } from '../../../conformance/rules/recording.js'
import { judgeRecording } from '../../../conformance/rules/verdicts.js'
import { late, named } from './reported-runs.js'

/** A check of one scenario in which a rule fails, and of one in which the program never came. */
export async function checkResults(): Promise<CheckResult[]> {
  const [steady, restart] = scenariosFor('apic', ['steady', 'restart'])
  const recording = await late()
  const judged: CheckResult = {
    scenario: steady!,
    time: 'Real time; tokens live 10 s, the program is to work for 30 s.',
    end: { exitCode: 0, stopped: false },
    elapsedMs: 30_400,
    latenessMs: 20.4,
    notJudged: undefined,
    recording,
    results: judgeRecording(recording, named('session.no-expired-token', 'session.token-carried')),
  }
  const silent = {
    ...judged,
    end: { exitCode: 2, stopped: false },
    notJudged: 'The program sent no request, and ended with 2. It finds the controller by MIDRUN_URL.',
    recording: recordingOf('apic', []),
    results: [],
  }
  return [judged, { ...silent, scenario: restart! }]
}
