/** The ports of a deployment, implemented for the real world. */
import { as, type FileId } from '../../base/brand.ts';
import type { SecretProvider } from '../../base/provider.ts';
import type { Ports, Secrets, Transport } from '../../deploy/node/ports.ts';
import { withoutComments } from '../../deploy/node/activator.ts';
import type { NodeProfile } from '../../deploy/node/profile.ts';
import { packSealed } from '../../edge/bundle/archive.ts';
import { readActivator, readLooker } from '../../edge/assets.ts';
import { localTransport } from '../../edge/node/local.ts';
import { sshTransport } from '../../edge/node/ssh.ts';
import { readXml } from '../../edge/xml/xml-read.ts';
import { lockOwner } from '../../edge/lock-owner.ts';
import { EXIT, type Io } from '../io.ts';
import { watch } from './progress.ts';

export type Manner = {
  readonly via: 'ssh' | 'local';
  readonly how: 'make it' | 'only look';
  readonly forks: number;
  readonly profile: NodeProfile;
  /** The providers of the site; none: those of the environment alone. */
  readonly providers?: readonly SecretProvider[];
};

/** The way to the nodes. It may be there before the other ports: it handles no interrupt. */
export function transportFor(manner: Manner, io: Io): Transport {
  return io.ports?.transport ?? (manner.via === 'local' ? localTransport : overSsh(manner, io));
}

export const NO_SECRETS: Secrets = { get: () => Promise.resolve(undefined) };

export function portsFor(secrets: Secrets, manner: Manner, io: Io, transport = transportFor(manner, io)): Ports {
  const { how, profile } = manner;
  return {
    transport,
    secrets,
    clock: { now: () => new Date(), sleep: (time) => new Promise((resolve) => setTimeout(resolve, time)) },
    archive: { pack: packSealed },
    activator: withoutComments(readActivator()),
    looker: withoutComments(readLooker()),
    readXml: async (text) => (await readXml(as<FileId>('answer'), Buffer.from(text))).root,
    profile,
    owner: lockOwner(new Date()),
    progress: watch(io),
    interrupted: how === 'make it' && io.ports?.interrupted === undefined ? interruptions(io) : () => false,
    ...io.ports,
  };
}

/** An interrupt at the keyboard ends questions and their processes at once: nothing has to be rolled back. */
function overSsh({ how, forks, providers = [] }: Manner, { env }: Io): Transport {
  return sshTransport({
    env,
    config: env['CLUSTERC_SSH_CONFIG'],
    providers,
    forks,
    sessions: how === 'make it',
    group: how === 'only look' ? 'ours' : 'apart',
  });
}

/** From now on the first interrupt lets the current step finish and rolls back; the second one kills. */
function interruptions({ err }: Io): () => boolean {
  let interrupted = false;
  process.once('SIGINT', () => {
    interrupted = true;
    err.write(
      'interrupted: the step under way ends, then everything is rolled back, or finished if it was confirmed; once more ends it at once\n',
    );
    process.once('SIGINT', () => {
      err.write(
        'ended at once: nodes that are armed roll themselves back, and locks stay until then; clusterc push --resume ends what is left\n',
      );
      process.exit(EXIT.interrupted);
    });
  });
  return () => interrupted;
}
