import type { ControllerKind } from '../../../simulator/journal/entries.js'
import type { Story } from '../story.js'
import { apicStory } from './apic.js'
import { apstraStory } from './apstra.js'
import { fmcStory } from './fmc.js'

/** The story of each controller. */
export const STORIES: Record<ControllerKind, Story> = { apic: apicStory, fmc: fmcStory, apstra: apstraStory }
