/** The same function with a cache. Arguments are compared by identity and held weakly. */
export function memoized<Key extends object, Answer>(answer: (key: Key) => Answer): (key: Key) => Answer {
  const cached = memoizedWith(answer);
  return (key) => cached(key);
}

/** The same for an answer that depends on more: the cache has one answer a key, that for the inputs of the last call. */
export function memoizedWith<Key extends object, Inputs extends readonly unknown[], Answer>(
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
