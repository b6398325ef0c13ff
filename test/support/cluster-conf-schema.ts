/**
 * Checks the structure of cluster.conf in this process with the Relax NG schema of schemas/relaxng.
 *
 * It checks our own output and imported files. libxml2's messages are poor ("Extra element cman in interleave"), so users see
 * messages of the model's rules instead. libxml2 2.14 deprecates Relax NG: libxml2-wasm is pinned, and xmllint(1) reads the same
 * schema.
 */
import {
  disposing,
  libxml2,
  orFaults,
  strictly,
  type Libxml2,
  type RelaxNGValidator,
  type XmlDocument,
  type XmlFault,
} from '../../src/edge/xml/libxml2.ts';

/** Returns the faults of a document; empty if valid. Invalid documents never cause an exception. */
export type XmlCheck = (xml: string) => readonly XmlFault[];

const schemaFiles = ['cluster-conf.rng', 'daemons.rng', 'fence-agents.gen.rng', 'resource-agents.gen.rng'];

/**
 * The schema without xs:IDREF: libxml2 checks references in a separate pass that prints to stderr and reports no fault.
 * danglingDevices() replaces it.
 */
const grammarText = `<grammar xmlns="http://relaxng.org/ns/structure/1.0">
  <include href="cluster-conf.rng"><define name="device.name"><text/></define></include>
</grammar>`;

/** A URL scheme that only the provider of compile() serves, so that no include reads from disk. */
const address = (name: string): string => `mem:///relaxng/${name}`;

/** Compiles the schema and returns its check. `read`: returns a file of schemas/relaxng by name. */
export async function clusterConfSchema(read: (name: string) => Uint8Array): Promise<XmlCheck> {
  const library = await libxml2();
  const schema = compile(library, read);
  return (xml) => {
    const found = orFaults(library, () => checked(library, schema, xml));
    if (!('faults' in found)) return found;
    return found.faults.length > 0 ? found.faults : [{ line: 0, message: 'not a cluster.conf' }];
  };
}

/** Compiles the grammar. The table of providers is global and small (15 entries), so it is cleared afterwards. */
function compile(library: Libxml2, read: (name: string) => Uint8Array): RelaxNGValidator {
  const files = Object.fromEntries(schemaFiles.map((name) => [address(name), read(name)]));
  library.xmlRegisterInputProvider(new library.XmlBufferInputProvider(files));
  try {
    const grammar = library.XmlDocument.fromString(grammarText, { url: address('in-process.rng') });
    return disposing(grammar, () => library.RelaxNGValidator.fromDoc(grammar));
  } finally {
    library.xmlCleanupInputProvider();
  }
}

function checked(library: Libxml2, schema: RelaxNGValidator, xml: string): readonly XmlFault[] {
  const document = library.XmlDocument.fromString(xml, { option: strictly(library) });
  return disposing(document, () => {
    const found = [...doctypeFaults(document, xml), ...danglingDevices(document)];
    if (found.length === 0) schema.validate(document);
    return found;
  });
}

/** Faults for a document type. cman and rgmanager use plain xmlParseFile, so it could only define entities. */
function doctypeFaults(document: XmlDocument, xml: string): readonly XmlFault[] {
  if (document.dtd === null) return [];
  const before = xml.slice(0, xml.indexOf('<!DOCTYPE'));
  return [{ line: before.split('\n').length, message: 'a document type declaration is not allowed' }];
}

/** Faults for each device that names no fencedevice, as xs:IDREF in the schema requires. */
function danglingDevices(document: XmlDocument): readonly XmlFault[] {
  return document.find('//device[@name and not(@name = //fencedevice/@name)]').map((device) => ({
    line: device.line,

    message: `device ${device.get('@name')?.content ?? ''} has no fencedevice`,
  }));
}
