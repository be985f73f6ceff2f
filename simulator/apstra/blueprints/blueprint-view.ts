import type { ApstraOptions } from '../options.js'
import type { Json } from '../python-json.js'
import type { Blueprint } from './blueprint.js'
import { countRole } from './blueprint-design.js'

/** Kinds of anomaly that are counted; none ever occurs here. [C: GOSDK] */
const ANOMALIES = [
  'arp',
  'probe',
  'hostname',
  'streaming',
  'series',
  'cabling',
  'route',
  'counter',
  'all',
  'bgp',
  'blueprint_rendering',
  'mac',
  'mlag',
  'deployment',
  'interface',
  'liveness',
  'config',
  'lag',
]

/** Those that AOS 1.x did not count. [16 names C: PYEZ; which two: guess] */
const LATER_ANOMALIES = new Set(['probe', 'lag'])

/** Whether something is staged that is not committed. A blueprint that was never committed has only such. [C: GOSDK] */
export function hasUncommittedChanges({ state }: Blueprint): boolean {
  return state.staged.version !== state.deployedVersion
}

/** A blueprint in the list of all. [C: GOSDK, PYEZ for 1.x] */
export function describeInList(blueprint: Blueprint, options: ApstraOptions): Json {
  const { origin, state, modifiedAt } = blueprint
  const { design, version } = state.staged
  const spine_count = countRole(design, 'spine')
  const leaf_count = countRole(design, 'leaf')
  if (options.generation === 'G1') {
    return {
      [options.blueprintLabelKey]: design.label,
      reference_architecture: origin.design,
      spine_count,
      leaf_count,
      server_count: 0,
      edge_ip_connectivity: 'none',
      anomaly_counts: zeroes(ANOMALIES.filter((name) => !LATER_ANOMALIES.has(name))),
      deployment_status: { service_config: deployment(), discovery2_config: deployment() },
      last_modified_at: modifiedAt,
      id: origin.id,
    }
  }
  return {
    id: origin.id,
    [options.blueprintLabelKey]: design.label,
    status: 'created',
    design: origin.design,
    has_uncommitted_changes: hasUncommittedChanges(blueprint),
    version,
    last_modified_at: modifiedAt,
    ...zeroes(['superspine_count']),
    spine_count,
    leaf_count,
    ...zeroes([
      'access_count',
      'generic_count',
      'external_router_count',
      'remote_gateway_count',
      'build_warnings_count',
      'root_cause_count',
      'top_level_root_cause_count',
      'build_errors_count',
    ]),
    deployment_status: {
      service_config: deployment(),
      drain_config: deployment(),
      discovery2_config: deployment(),
    },
    anomaly_counts: zeroes(ANOMALIES),
  }
}

/** One blueprint, with its graph. In AOS 1.x there is no graph, and the errors of its build are a member. [C: GOSDK, PYEZ] */
export function describeWhole(blueprint: Blueprint, options: ApstraOptions): Json {
  const { origin, state, modifiedAt } = blueprint
  const { design, version } = state.staged
  if (options.generation === 'G1') {
    return { ...(describeInList(blueprint, options) as object), errors: {} }
  }
  return {
    id: origin.id,
    [options.blueprintLabelKey]: design.label,
    design: origin.design,
    version,
    last_modified_at: modifiedAt,
    nodes: Object.fromEntries(design.nodes),
    relationships: {},
    source_versions: { config_blueprint: version },
  }
}

/** How far the last commit is behind what is staged. [members and words C: APY; which word when: guess] */
export function describeDiffStatus({ state, tasks }: Blueprint): Json {
  const status = tasks.isPending('blueprint.deploy')
    ? 'deploying'
    : state.deployedVersion === 0
      ? 'undeployed'
      : 'completed'
  return {
    status,
    staging_version: state.staged.version,
    deployed_version: state.deployedVersion,
    deploy_error: null,
  }
}

function zeroes(names: readonly string[]): Record<string, Json> {
  return Object.fromEntries(names.map((name) => [name, 0]))
}

function deployment(): Json {
  return zeroes(['num_succeeded', 'num_failed', 'num_pending'])
}
