import { execFile } from 'node:child_process'
import { mkdtemp, rm } from 'node:fs/promises'
import { homedir, tmpdir } from 'node:os'
import { delimiter, join } from 'node:path'
import { fileURLToPath } from 'node:url'

/** The playbooks, the inventory and the installer, which are the same for tests and for runs by hand. */
const FOLDER = fileURLToPath(new URL('.', import.meta.url))

/** Where `install` puts a collection that is newer than the packaged one. */
const NEWER_COLLECTIONS =
  process.env.MIDRUN_ANSIBLE_COLLECTIONS ?? join(homedir(), '.cache', 'midrun', 'ansible-collections')

/** Collections that `ansible-galaxy` installed for this user. */
const GALAXY_COLLECTIONS = join(homedir(), '.ansible', 'collections')

/** Where Ansible looks for collections first. Modules are tried as packaged; only the connection needs newer ones. */
const COLLECTIONS: Record<Target, string[]> = {
  apic: [GALAXY_COLLECTIONS],
  apic_session: [NEWER_COLLECTIONS, GALAXY_COLLECTIONS],
}

/** How a playbook reaches the controller: a login by each task, or one connection for the whole run. */
export type Target = 'apic' | 'apic_session'

/** What one run of a playbook is given. */
export interface PlaybookRun {
  /** File name, such as `configure.yml`. */
  playbook: string
  target: Target
  /** Port of a served APIC on 127.0.0.1. */
  port: number
  /** PEM file with the authority that the modules are to trust. */
  caFile: string
  /** Further variables of the environment, which inventory.yml reads. */
  environment?: Record<string, string>
}

/** What Ansible says about one task. */
export interface TaskOutcome {
  name: string
  changed: boolean
  failed: boolean
  /** Message of a failure; empty for a task that worked. */
  message: string
  /** Objects that the module read last. */
  current: Record<string, unknown>[]
}

/** What Ansible says about a run. */
export interface PlaybookOutcome {
  /** Of `ansible-playbook`: 0 when every task worked, 2 when one failed. */
  exitCode: number
  tasks: TaskOutcome[]
  /** How many tasks changed something, as in the play recap. */
  changed: number
}

/** What this machine has of Ansible. */
export interface InstalledAnsible {
  /** Why no playbook can run; undefined when playbooks can. */
  missing: string | undefined
  /** Why no playbook can run over the httpapi connection; undefined when they can. */
  connectionMissing: string | undefined
}

interface JsonReport {
  plays: { tasks: { task: { name: string }; hosts: Record<string, JsonTask> }[] }[]
  stats: Record<string, { changed: number }>
}

interface JsonTask {
  changed?: boolean
  failed?: boolean
  msg?: string
  current?: Record<string, unknown>[]
}

/** Longest that one run may take, in ms: far more than it needs, even on a busy machine. */
const RUN_LIMIT_MS = 100_000

/** Says what this machine has, by asking Ansible itself. */
export async function installedAnsible(): Promise<InstalledAnsible> {
  const modules = await inCleanHome((home) =>
    execute('ansible-doc', ['--json', 'cisco.aci.aci_tenant'], environment(home, 'apic')),
  )
  if (!modules.stdout.includes('aci_tenant')) {
    const missing =
      'ansible-playbook with collection cisco.aci is missing: apt-get install ansible, or run test/third-party/ansible/install'
    return { missing, connectionMissing: missing }
  }
  const plugin = await inCleanHome((home) =>
    execute('ansible-doc', ['--json', '-t', 'httpapi', 'cisco.aci.aci'], environment(home, 'apic_session')),
  )
  const found = plugin.stdout.includes('ACI HTTPAPI Plugin')
  return {
    missing: undefined,
    connectionMissing: found
      ? undefined
      : 'collection cisco.aci has no httpapi plugin, which came after 2.6: run test/third-party/ansible/install, or ansible-galaxy collection install cisco.aci',
  }
}

/**
 * Runs a playbook to its end in an empty home folder, with nothing of this machine's Ansible settings.
 * @throws Error with what Ansible printed, when it ended before it could report on its tasks
 */
export function runPlaybook(run: PlaybookRun): Promise<PlaybookOutcome> {
  return inCleanHome(async (home) => {
    const { exitCode, stdout, stderr } = await execute(
      'ansible-playbook',
      ['-i', 'inventory.yml', '-e', `target=${run.target}`, run.playbook],
      {
        ...environment(home, run.target),
        ANSIBLE_STDOUT_CALLBACK: 'json',
        SSL_CERT_FILE: run.caFile,
        MIDRUN_PORT: String(run.port),
        ...run.environment,
      },
    )
    if (!stdout.startsWith('{')) throw new Error(`ansible-playbook reported nothing: ${stdout}${stderr}`)
    const report = JSON.parse(stdout) as JsonReport
    return {
      exitCode,
      tasks: report.plays.flatMap(({ tasks }) =>
        tasks.map(({ task, hosts }) => taskOutcome(task.name, hosts[run.target] ?? {})),
      ),
      changed: report.stats[run.target]?.changed ?? 0,
    }
  })
}

function taskOutcome(name: string, { changed, failed, msg, current }: JsonTask): TaskOutcome {
  return {
    name,
    changed: changed ?? false,
    failed: failed ?? false,
    message: failed ? (msg ?? '') : '',
    current: current ?? [],
  }
}

/** An environment of its own: no settings, proxies or credentials of whoever runs the tests. */
function environment(home: string, target: Target): Record<string, string> {
  return {
    PATH: process.env.PATH ?? '',
    HOME: home,
    LC_ALL: 'C.UTF-8',
    ANSIBLE_NOCOWS: '1',
    ANSIBLE_NOCOLOR: '1',
    ANSIBLE_COLLECTIONS_PATH: COLLECTIONS[target].join(delimiter),
  }
}

async function inCleanHome<T>(work: (home: string) => Promise<T>): Promise<T> {
  const home = await mkdtemp(join(tmpdir(), 'midrun-ansible-'))
  try {
    return await work(home)
  } finally {
    await rm(home, { recursive: true, force: true, maxRetries: 5 })
  }
}

function execute(
  file: string,
  args: string[],
  env: Record<string, string>,
): Promise<{ exitCode: number; stdout: string; stderr: string }> {
  const options = { cwd: FOLDER, env, timeout: RUN_LIMIT_MS, maxBuffer: 64 * 1024 * 1024 }
  return new Promise((resolve) => {
    execFile(file, args, options, (error, stdout, stderr) => {
      resolve({
        exitCode: typeof error?.code === 'number' ? error.code : error === null ? 0 : -1,
        stdout,
        stderr,
      })
    })
  })
}
