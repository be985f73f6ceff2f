import { type Answer, errors, json, REQUIRED, readObject, UNREADABLE } from '../answers.js'
import {
  type Content,
  type Fields,
  oneOf,
  optional,
  readFields,
  required,
  text,
} from '../collections/fields.js'
import type { ApstraOptions } from '../options.js'
import type { Call, RouteTable } from '../routes.js'
import type { UserDirectory } from '../users.js'
import type { Blueprint } from './blueprint.js'
import { type Change, commit, revert, stage } from './blueprint-state.js'
import { describeDiffStatus, describeInList, describeWhole } from './blueprint-view.js'
import type { Blueprints } from './blueprints.js'
import { addDesignEndpoints } from './design-endpoints.js'
import { addLockEndpoints } from './lock-endpoints.js'
import { addSlotEndpoints } from './slot-endpoints.js'
import { addTaskEndpoints } from './task-endpoints.js'

/** Makes an endpoint's answer from what a blueprint answers. */
export type ForBlueprint = (answer: (blueprint: Blueprint, call: Call) => Answer) => (call: Call) => Answer

/** Adds what the chosen generation serves below /api/blueprints. */
export function addBlueprintEndpoints(
  routes: RouteTable,
  options: ApstraOptions,
  blueprints: Blueprints,
  users: UserDirectory,
): void {
  const isFirst = options.generation === 'G1'
  /** Answers for the blueprint in the path, or with 404; also for one that is being made. [L: GOSDK] */
  const forBlueprint: ForBlueprint = (answer) => (call) => {
    const id = call.parameters[0]!
    const blueprint = blueprints.find(id)
    if (blueprint?.isThere) return answer(blueprint, call)
    return errors(404, isFirst ? options.messages.notFound : `Cache for ${id} blueprint staging not found`)
  }

  routes.add('/api/blueprints', {
    GET: {
      access: 'read',
      answer: () =>
        json(200, { items: blueprints.present().map((blueprint) => describeInList(blueprint, options)) }),
    },
    OPTIONS: {
      access: 'read',
      answer: () => json(200, { items: blueprints.present().map(({ origin }) => origin.id) }),
    },
    POST: {
      access: 'write',
      answer: (call) => {
        const body = readObject(call.request.body)
        if (body === undefined) return errors(422, UNREADABLE)
        const read = readFields(creationFields(options), body as Content, true)
        if ('problems' in read) return errors(422, read.problems)
        const { content } = read
        const { template_id: templateId } = content
        if (templateId === undefined && content.init_type === 'template_reference') {
          return errors(422, { template_id: REQUIRED })
        }
        return blueprints.create(call, {
          id: typeof body.id === 'string' && body.id !== '' ? body.id : undefined,
          label: String(content[options.blueprintLabelKey]),
          design: String(content.design ?? content.reference_architecture),
          templateId: templateId === undefined ? undefined : String(templateId),
        })
      },
    },
  })

  routes.add('/api/blueprints/{id}', {
    GET: {
      access: 'read',
      answer: forBlueprint((blueprint) => json(200, describeWhole(blueprint, options))),
    },
    PATCH: {
      access: 'write',
      answer: forBlueprint((blueprint, call) => rename(blueprint, call, options, blueprints)),
    },
    DELETE: {
      access: 'write',
      answer: forBlueprint((blueprint, call) => blueprints.remove(blueprint, call)),
    },
  })
  if (isFirst) {
    addSlotEndpoints(routes, options, blueprints, forBlueprint)
    return
  }
  addTaskEndpoints(routes, options, blueprints)
  addDesignEndpoints(routes, options, blueprints, forBlueprint)
  addCommitEndpoints(routes, options, blueprints, forBlueprint)
  addLockEndpoints(routes, options, users, forBlueprint)
}

/** What a body that makes a blueprint holds. [C: PYEZ for 1.x, NCH, GOSDK, SPEC6] */
function creationFields({ generation, blueprintLabelKey }: ApstraOptions): Fields {
  if (generation === 'G1') {
    return {
      [blueprintLabelKey]: required(text),
      template_id: required(text),
      reference_architecture: required(text),
    }
  }
  return {
    design: required(oneOf('two_stage_l3clos', 'freeform')),
    init_type: required(oneOf('template_reference', 'rack_based_template_inline', 'none')),
    [blueprintLabelKey]: required(text),
    template_id: optional(text),
  }
}

/** PATCH of a blueprint: its label. [202 C: SPEC6; body guess] */
function rename(blueprint: Blueprint, call: Call, options: ApstraOptions, blueprints: Blueprints): Answer {
  const body = readObject(call.request.body)
  if (body === undefined) return errors(422, UNREADABLE)
  const key = options.blueprintLabelKey
  const read = readFields({ [key]: required(text) }, body as Content, false)
  if ('problems' in read) return errors(422, read.problems)
  const label = String(read.content[key])
  const change: Change = stage(call.caller.id, (design) =>
    blueprints.hasLabel(label, blueprint) ? blueprints.duplicateLabel() : { ...design, label },
  )
  return blueprints.alter(blueprint, call, {
    type: 'blueprint.update',
    duration: 'change',
    change,
    answer: () => ({ status: 202, value: { id: blueprint.origin.id } }),
  })
}

/** Commit and revert. [deploy and diff-status C: APY, NCH, SPEC6; path and method of revert, and its status: guess] */
function addCommitEndpoints(
  routes: RouteTable,
  options: ApstraOptions,
  blueprints: Blueprints,
  forBlueprint: ForBlueprint,
): void {
  routes.add('/api/blueprints/{id}/diff-status', {
    GET: { access: 'read', answer: forBlueprint((blueprint) => json(200, describeDiffStatus(blueprint))) },
  })
  routes.add('/api/blueprints/{id}/deploy', {
    GET: {
      access: 'read',
      answer: forBlueprint(({ state }) =>
        // Before the first commit: guess.
        state.deployedVersion === 0
          ? errors(404, options.messages.notFound)
          : json(200, { state: 'success', version: state.deployedVersion }),
      ),
    },
    PUT: {
      access: 'write',
      answer: forBlueprint((blueprint, call) => {
        const body = readObject(call.request.body)
        if (body === undefined) return errors(422, UNREADABLE)
        const read = readFields(COMMIT_FIELDS, body as Content, false)
        if ('problems' in read) return errors(422, read.problems)
        return blueprints.alter(blueprint, call, {
          type: 'blueprint.deploy',
          duration: 'deploy',
          change: commit(Number(read.content.version)),
          answer: () => ({ status: 202 }),
        })
      }),
    },
  })
  routes.add('/api/blueprints/{id}/revert', {
    POST: {
      access: 'write',
      answer: forBlueprint((blueprint, call) =>
        blueprints.alter(blueprint, call, {
          type: 'blueprint.revert',
          duration: 'change',
          change: revert,
          answer: () => ({ status: 202 }),
          liftsLock: true,
        }),
      ),
    },
  })
}

const COMMIT_FIELDS: Fields = {
  version: required((value) => (Number.isInteger(value) ? value : undefined)),
  description: optional(text, ''),
}
