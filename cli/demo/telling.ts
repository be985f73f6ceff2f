import type { Narrator } from './narrator.js'
import { Scene } from './scene.js'
import type { Stage } from './stage.js'
import { deviation, type Outcome, type Story } from './story.js'

/** Real ms in which the room reads what was said before an act, and after it. */
const READING_MS = 2500

/**
 * Plays the acts of a story one after another.
 * @param between called before each act but the first
 * @returns what came out otherwise than it was told; undefined when the story went as told
 */
export async function tell(
  story: Story,
  stage: Stage,
  narrator: Narrator,
  between: () => Promise<void>,
): Promise<string | undefined> {
  const outcomes: Outcome[] = []
  for (const [index, act] of story.acts.entries()) {
    if (index > 0) await between()
    // Each script finds the controller as on its first day.
    stage.simulator.controller.reset()
    narrator.begin(act, index + 1, act.rate * stage.speed)
    await stage.rest(READING_MS)
    const scene = new Scene(stage, act, narrator)
    const outcome = await scene.play()
    const otherwise = deviation(act, outcome)
    if (otherwise !== undefined) return otherwise
    outcomes.push(outcome)
    narrator.end(act, outcome, scene)
    await stage.rest(READING_MS)
  }
  narrator.close(outcomes)
  return undefined
}
