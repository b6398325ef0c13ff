/** The same function, which works out each answer once. Keys are compared by identity, and forgotten with the key. */
export function remembered<Key extends object, Answer>(answer: (key: Key) => Answer): (key: Key) => Answer {
  const known = rememberedWith(answer);
  return (key) => known(key);
}

/** The same for an answer that depends on more: worked out again for a key when one of the other inputs is another than last time. */
export function rememberedWith<Key extends object, Inputs extends readonly unknown[], Answer>(
  answer: (key: Key, ...inputs: Inputs) => Answer,
): (key: Key, ...inputs: Inputs) => Answer {
  const known = new WeakMap<Key, { readonly inputs: Inputs; readonly answer: Answer }>();
  return (key, ...inputs) => {
    const last = known.get(key);
    if (last?.inputs.length === inputs.length && inputs.every((input, index) => input === last.inputs[index]))
      return last.answer;
    const found = { inputs, answer: answer(key, ...inputs) };
    known.set(key, found);
    return found.answer;
  };
}
