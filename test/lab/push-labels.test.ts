/** SELinux labels of what a push writes; a stand-in plays restorecon(8). */
import { afterAll, beforeAll, expect, it } from 'vitest';
import { archive, first, script } from '../activator/node.ts';
import { describeLab } from './describe.ts';
import { Lab } from './lab.ts';

const [WRITTEN, KEPT] = ['/etc/written.conf', '/etc/kept.conf'];
const FILES = [WRITTEN, KEPT].map((path) => ({ path, content: 'new\n', mode: '0640' }));

describeLab('labels', () => {
  let lab: Lab;
  beforeAll(async () => {
    lab = await Lab.up({ hosts: 1, bare: [1] });
    lab.write(1, '/usr/local/sbin/restorecon', '#!/bin/sh\nprintf "%s\\n" "$@" >>/var/labelled\n', 0o755);
  });
  afterAll(() => lab.down());

  const verb = async (name: string, input: string | Uint8Array = '') => {
    const argv = ['sh', '-c', script, 'clusterc-node', '/', name, first];
    expect(await lab.exec(1, argv, { input })).toMatchObject({ code: 0, stderr: '' });
  };

  it('are set of what is written, and again of what a run that was killed has left in place', async () => {
    await verb('stage', await archive(first, FILES));
    await verb('arm');
    lab.write(1, KEPT, 'new\n', 0o640);
    await verb('run');
    expect(lab.read(1, '/var/labelled')?.trimEnd().split('\n').toSorted()).toEqual([KEPT, WRITTEN]);
  });
});
