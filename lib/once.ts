/** The same function, computed once, when it is first asked. */
export function once<T>(compute: () => T): () => T {
  const answer = oncePer(compute);
  return () => answer('');
}

/** The same function, computed once for each argument: for what a thousand platforms ask again and again. */
export function oncePer<T>(compute: (key: string) => T): (key: string) => T {
  const known = new Map<string, { readonly value: T }>();
  return (key) => {
    const found = known.get(key) ?? { value: compute(key) };
    known.set(key, found);
    return found.value;
  };
}

/** The same function, which remembers a few thousand answers: words and texts that come back in object after object. */
export function recently<T>(compute: (key: string) => T): (key: string) => T {
  const known = new Map<string, T>();
  return (key) => {
    let answer = known.get(key);
    if (answer === undefined) {
      if (known.size >= 4096) known.clear();
      answer = compute(key);
      known.set(key, answer);
    }
    return answer;
  };
}
