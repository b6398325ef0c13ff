/** What libvirt reports about itself. libvirt.org/formatcaps, and the output of `virsh capabilities`. */
import { attributeOf, elementsIn, textIn, type XmlElement } from '../base/xml.ts';
import type { Answers } from '../deploy/node/answers.ts';
import type { LibvirtFacts } from '../spec/spec.gen.ts';
import { isWord, textOf } from './steps.ts';

/** `capabilities`: the root of its XML, if it printed any. Undefined without libvirt. */
export function libvirtFacts(answers: Answers, capabilities: XmlElement | undefined): LibvirtFacts | undefined {
  const version = textOf(answers, 'libvirt-version')?.trim() ?? '';
  const cpu = capabilities === undefined ? '' : cpuIn(capabilities);
  const machines = capabilities === undefined ? undefined : machinesIn(capabilities);
  if (version === '' && capabilities === undefined) return undefined;
  return {
    ...(isWord(version) ? { version } : {}),
    ...(isWord(cpu) ? { cpu } : {}),
    ...(machines === undefined ? {} : { machines: [...machines] }),
  };
}

function cpuIn(capabilities: XmlElement): string {
  const [model] = below([capabilities], 'host', 'cpu', 'model');
  return model === undefined ? '' : textIn(model);
}

/** Machine types, with aliases such as `pc`, which a guest may use. */
function machinesIn(capabilities: XmlElement): readonly string[] {
  const architectures = below([capabilities], 'guest', 'arch').filter((arch) => attributeOf(arch, 'name') === 'x86_64');
  const machines = [...below(architectures, 'machine'), ...below(architectures, 'domain', 'machine')].map(textIn);
  return [...new Set(machines.filter(isWord))].sort();
}

function below(elements: readonly XmlElement[], ...path: readonly string[]): readonly XmlElement[] {
  return path.reduce((found, name) => found.flatMap((element) => elementsIn(element, name)), elements);
}
