/** `clusterc schema`: the JSON Schema of a site or of the output of a command. */
import { canonicalJson } from '../../base/json.ts';
import { readAsset } from '../../edge/assets.ts';
import { editorSchema } from '../../spec/editor-schema.ts';
import { EXIT, type ExitCode, type Io } from '../io.ts';
import type { SchemaName } from './schemas.ts';

export function schema(of: SchemaName, { out }: Io): ExitCode {
  out.write(of === 'site' ? canonicalJson(editorSchema()) : readAsset(`schemas/output/${of}.schema.json`));
  return EXIT.done;
}
