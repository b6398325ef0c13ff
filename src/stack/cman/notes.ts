/** What cman adds to the explanations of common findings, by code. */
export const notes: { readonly [code: string]: string } = {
  'cluster/name':
    'cman refuses to start with a longer name, although the schema of cluster.conf lets it pass. Seen on cman 3.2: "Invalid cluster name".',
  'ref/repeated':
    'rgmanager drops everything in a failover domain that comes after a repeated node ("#30"). rgmanager, fo_domain.c.',
  'push/node-down':
    'When cluster.conf changes, its own is older than that of the cluster from then on, and cman leaves again when it starts (measured on cman 3.2).',
  'push/member-unreachable':
    'A member that does not have the new cluster.conf is suspended silently, and loses quorum with the next join or leave. Measured on cman 3.2.',
  'push/create-storage': 'That is what pvcreate, vgcreate, vgextend, lvcreate and mkqdisk make.',
  'push/leave-cluster':
    'cman silently takes such a change live, but not all of its values count; Red Hat asks for a full stop. Red Hat solution 39903; measured on cman 3.2.',
  'push/limit-shared': 'With cman that is cluster.conf.',
  'push/not-announced':
    'A cluster.conf that is in place and not announced suspends the other members when a node boots. Measured on cman 3.2.',
  'status/daemon-down':
    'The order of starting is iscsi, multipathd, cman, clvmd, libvirtd, rgmanager. Priorities of the init scripts.',
  'push/stranded': 'rgmanager stops what a node runs when it leaves.',
  'push/version-exhausted':
    'cman reads config_version as an int of 32 bits. A higher one turns negative, and no node takes it for newer.',
};
