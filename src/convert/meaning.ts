/** What a conversion to another platform does to a part of a site. Plain data. */
import type { SourcePath } from '../base/brand.ts';
import type { Model } from '../model/model.ts';

/**
 * - `keeps`: it means the same, perhaps by other means;
 * - `changes`: it means something else in some situation, which the sentence names;
 * - `lost`: the new platform has nothing like it;
 * - `open`: a person has to decide, as the site does not compile until then.
 */
export type Outcome = 'keeps' | 'changes' | 'lost' | 'open';

export type SubjectKind = 'cluster' | 'host' | 'storage' | 'vm' | 'service';
export type Subject = { readonly kind: SubjectKind; readonly name: string };

export type Meaning = {
  readonly subject: Subject;
  readonly outcome: Outcome;
  /** What it is about, in a word or two, such as `recovery`. */
  readonly what: string;
  /** One sentence without a full stop. */
  readonly sentence: string;
  /** What to do about it; null if nothing. */
  readonly cure: string | null;
  /** Its place in the site; null if it is about something that the site does not say. */
  readonly at: SourcePath | null;
};

/** What a stack says about a site that another stack ran before. */
export type Conversion = {
  /** Keys that have another name here, and the same meaning. */
  readonly moved: readonly MovedKey[];
  /** Codes of notes about what works otherwise; other notes name what is lost. */
  readonly changing: readonly string[];
  meanings(before: Model, after: Model): Iterable<Meaning>;
};

export type MovedKey = { readonly from: SourcePath; readonly to: SourcePath };

/** A meaning without a cure. */
export function meaning(
  subject: Subject,
  outcome: Outcome,
  what: string,
  sentence: string,
  at: SourcePath | null = null,
): Meaning {
  return { subject, outcome, what, sentence, cure: null, at };
}
