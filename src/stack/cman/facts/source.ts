/** Where rgmanager's resource agents are on a host. */
export const FOLDER = '/usr/share/cluster';

/** How `explain` says that they are asked. */
export const AGENTS_FROM = `${FOLDER}/*.sh meta-data`;
