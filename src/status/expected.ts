/** VMs and services that the site has; undefined where that is not known, and then any may run. */
export type Expected = {
  /** Names in the site. */
  readonly vms?: readonly string[] | undefined;
  readonly services?: readonly string[] | undefined;
};

export function runsVms({ vms }: Expected): boolean {
  return vms === undefined || vms.length > 0;
}

export function runsServices(expected: Expected): boolean {
  return runsVms(expected) || expected.services === undefined || expected.services.length > 0;
}
