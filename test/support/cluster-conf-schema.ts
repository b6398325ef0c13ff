/**
 * The structure of cluster.conf, checked in this process with the Relax NG schema of schemas/relaxng.
 *
 * A gate for our own output and a first look at imported files. libxml2 words its faults poorly ("Extra element cman
 * in interleave"), so it is the rules of the model that speak to the user, not this. Its Relax NG is marked for removal
 * since libxml2 2.14: the version of libxml2-wasm is pinned, and xmllint(1) reads the same schema.
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

/** Returns the faults of a document, none when it is valid; never throws for what the document says. */
export type XmlCheck = (xml: string) => readonly XmlFault[];

const schemaFiles = ['cluster-conf.rng', 'daemons.rng', 'fence-agents.gen.rng', 'resource-agents.gen.rng'];

/**
 * The schema with xs:IDREF taken out: libxml2 follows the references in a pass of its own, which prints to stderr and
 * tells its caller nothing. danglingDevices() stands in for it.
 */
const grammarText = `<grammar xmlns="http://relaxng.org/ns/structure/1.0">
  <include href="cluster-conf.rng"><define name="device.name"><text/></define></include>
</grammar>`;

/** A scheme that only the provider of compile() answers, so that no include can reach a disk. */
const address = (name: string): string => `mem:///relaxng/${name}`;

/** Compiles the schema from the files of schemas/relaxng, which `read` gives by name, and returns its check. */
export async function clusterConfSchema(read: (name: string) => Uint8Array): Promise<XmlCheck> {
  const library = await libxml2();
  const schema = compile(library, read);
  return (xml) => {
    const found = orFaults(library, () => checked(library, schema, xml));
    if (!('faults' in found)) return found;
    return found.faults.length > 0 ? found.faults : [{ line: 0, message: 'not a cluster.conf' }];
  };
}

/** The table of providers belongs to the whole process and is short (15 entries): it is emptied again. */
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

/** cman and rgmanager read the file with plain xmlParseFile; a document type has no use there but entities. */
function doctypeFaults(document: XmlDocument, xml: string): readonly XmlFault[] {
  if (document.dtd === null) return [];
  const before = xml.slice(0, xml.indexOf('<!DOCTYPE'));
  return [{ line: before.split('\n').length, message: 'a document type declaration is not allowed' }];
}

/** What xs:IDREF means in the schema: a device names a fencedevice. */
function danglingDevices(document: XmlDocument): readonly XmlFault[] {
  return document.find('//device[@name and not(@name = //fencedevice/@name)]').map((device) => ({
    line: device.line,

    message: `device ${device.get('@name')?.content ?? ''} has no fencedevice`,
  }));
}
