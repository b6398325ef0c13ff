/**
 * What a file means, without how it is written: things with a key, values as text with defaults filled in or left out,
 * children in no order but where order counts (then the key says the place). Two files are equal when their meanings are.
 */
export type Meaning = {
  /** What people call it: `<vm name="vm1">`. */
  readonly what: string;
  /** Unique among its siblings. */
  readonly key: string;
  readonly line: number;
  readonly values: ReadonlyMap<string, string>;
  readonly children: readonly Meaning[];
};

/** `line` is that of the original, 0 where it has none. */
export type Difference = { readonly line: number; readonly about: string; readonly message: string };

/** Every difference, named with the original first. */
export function* differences(original: Meaning, built: Meaning): Generator<Difference> {
  const { what, line } = original;
  for (const name of new Set([...original.values.keys(), ...built.values.keys()])) {
    const [before, after] = [original.values.get(name), built.values.get(name)];
    if (before === after) continue;
    yield { line, about: name, message: `${what} ${name}: ${said(before)}; built: ${said(after)}` };
  }
  const others = new Map(built.children.map((child) => [child.key, child]));
  for (const child of original.children) {
    const other = others.get(child.key);
    others.delete(child.key);
    if (other === undefined) yield { line: child.line, about: child.what, message: `${child.what} is not built` };
    else yield* differences(child, other);
  }
  for (const { what: extra } of others.values())
    yield { line: 0, about: extra, message: `${extra} is built, and was not there` };
}

function said(value: string | undefined): string {
  return value === undefined ? 'nothing' : `"${value}"`;
}

/** Children with the same key get their place among them. */
export function numbered(children: readonly Meaning[]): readonly Meaning[] {
  const seen = new Map<string, number>();
  return children.map((child) => {
    const count = seen.get(child.key) ?? 0;
    seen.set(child.key, count + 1);
    return count === 0 ? child : { ...child, key: `${child.key} ${count + 1}` };
  });
}
