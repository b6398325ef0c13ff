/** Fence agents that exist and that the catalogue does not describe: those of fence-agents 4.12.1 (Debian 12), and of RHEL 4 to 6. */
const UNCATALOGUED = new Set(
  (
    'aliyun baytech bullpap compute cpint crosslink docker dummy ecloud evacuate heuristics_ping ibm_powervs ibm_vpc ironic ' +
    'kubevirt mcdata openstack ovh pcmk sanlock skalar vixel zvm'
  )
    .split(' ')
    .map((name) => `fence_${name}`),
);

export function isUncatalogued(agent: string): boolean {
  return UNCATALOGUED.has(agent);
}
