/**
 * What follows from an object, computed once and kept as long as the object. For data that nothing changes, such as a model: an
 * index of a list that each VM is looked up in takes linear time then, and a search for each VM takes quadratic time.
 */
export function oncePer<Of extends object, Result extends object>(compute: (of: Of) => Result): (of: Of) => Result {
  const known = new WeakMap<Of, Result>();
  return (of) => {
    const result = known.get(of) ?? compute(of);
    known.set(of, result);
    return result;
  };
}
