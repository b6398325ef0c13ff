#!/bin/sh
# BELIEVED: In JSON Schema 2020-12 a description next to $ref is shown at the key, whatever other annotations are next to it.
# HAPPENS: With an unknown keyword, or deprecated, next to it, hovering over the key shows the description of the referenced schema. With draft-07 it does not.
# PACKAGE: yaml-language-server 1.25.0
# SOURCE: JSON Schema 2020-12 Core, 7.7 and 8.2.3.1: keywords next to $ref apply, and unknown ones are annotations.
set -eu

here=$(realpath "$0")
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
cd "$dir"
npm init -y >/dev/null
npm install --no-audit --no-fund --loglevel=error "$(sed -n 's/^# PACKAGE: \(.*\) \(.*\)/\1@\2/p' "$here")" >/dev/null
expect() { # TEXT PATTERN: shows the text, which must match
  printf '%s\n' "$1"
  printf '%s\n' "$1" | grep -Eq -e "$2" || { echo "CHANGED: no $2"; exit 1; }
}

cat >hover.cjs <<'JS'
const { getLanguageService } = require('yaml-language-server/out/server/src/languageservice/yamlLanguageService.js');
const { TextDocument } = require('vscode-languageserver-textdocument');
const [dialect, beside] = process.argv.slice(2);
const schema = {
  $schema: dialect,
  type: 'object',
  properties: { memory: { description: 'Memory of the guest', $ref: '#/$defs/size', ...JSON.parse(beside) } },
  $defs: { size: { type: 'string', description: 'A size' } },
};
const service = getLanguageService({
  schemaRequestService: async () => JSON.stringify(schema),
  workspaceContext: { resolveRelativePath: (path) => path },
});
service.configure({ hover: true, schemas: [{ uri: 'file:///site.json', fileMatch: ['*.yaml'] }] });
const document = TextDocument.create('file:///site.yaml', 'yaml', 0, 'memory: 2G\n');
service.doHover(document, { line: 0, character: 2 }).then(({ contents }) => console.log(contents.value.split('\n')[0]));
JS
hover() { node hover.cjs "$1" "$2"; }
new=https://json-schema.org/draft/2020-12/schema
old=http://json-schema.org/draft-07/schema#

expect "yaml-language-server $(node -p "require('yaml-language-server/package.json').version")" '1\.25\.0'
expect "alone: $(hover $new '{}')" 'alone: Memory of the guest$'
expect "with examples: $(hover $new '{"examples":["2G"]}')" 'examples: Memory of the guest$'
expect "with deprecated: $(hover $new '{"deprecated":true}')" 'deprecated: A size$'
expect "with x-unit: $(hover $new '{"x-unit":"bytes"}')" 'x-unit: A size$'
expect "draft-07, with x-unit: $(hover $old '{"x-unit":"bytes"}')" 'x-unit: Memory of the guest$'
