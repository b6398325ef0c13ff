/** What a stack says about its own files so that they are compared by meaning. A file that is not listed is compared as text. */
import type { XmlElement } from '../base/xml.ts';
import type { Noise, Part } from './parts.ts';
import type { Reader } from './settings-files.ts';

export type ComparedFile = ComparedXml | ComparedSettings;

export type ComparedXml = {
  readonly path: string;
  readonly format: 'xml';
  readonly noise: Noise;
  /** The file as parts, without a version that says nothing about the content. */
  parts(root: XmlElement): Part;
  /** Keys of a site that an attribute can come from, steps joined with slashes. */
  siteKeys(element: string, attribute: string): readonly string[];
};

/** A file of keys and values: each value is a line. */
export type ComparedSettings = {
  readonly path: string;
  readonly format: 'text';
  readonly settings: Reader;
  /** What the program takes where a key is not written: no difference where only the node's file has it. */
  readonly defaults?: { readonly [key: string]: string };
};
