/** The imported site as one file, or with a second file for many VMs. */
import type { JsonMap } from '../../base/json.ts';
import { isMap } from '../../base/json.ts';
import { writeYaml } from '../../source/write.ts';
import type { Remark } from './notes.ts';

/** With more VMs than this, they get a file of their own. */
const FEW_VMS = 12;
/** The line that `init` writes so that the editor finds the schema. */
const MODELINE = 'yaml-language-server: $schema=.clusterc/site.schema.json';
const HEAD = `${MODELINE}\n\nImported; IMPORT.md says what was left out, changed and made up.`;

/** File name -> YAML text, with the comments at their entries. */
export function siteFiles(site: JsonMap, remarks: readonly Remark[]): ReadonlyMap<string, string> {
  const { vms, ...rest } = site;
  if (!isMap(vms) || Object.keys(vms).length <= FEW_VMS)
    return new Map([['site.yaml', writeYaml(site, remarks, HEAD)]]);
  const isVm = ({ at }: Remark) => at[0] === 'vms';
  return new Map([
    [
      'site.yaml',
      writeYaml(
        rest,
        remarks.filter((remark) => !isVm(remark)),
        HEAD,
      ),
    ],
    ['vms.yaml', writeYaml({ vms }, remarks.filter(isVm), MODELINE)],
  ]);
}
