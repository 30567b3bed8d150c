/** A list that is filled bit by bit. */
export interface QueryList {
  readonly queries: readonly string[];
  add(...sql: readonly string[]): void;
  /** Adds a query for each choice of one item of each list. */
  cross(make: (...items: readonly string[]) => string, ...lists: readonly (readonly string[])[]): void;
}

export function queryList(): QueryList {
  const queries: string[] = [];
  const choose = (
    make: (...items: readonly string[]) => string,
    items: string[],
    lists: readonly (readonly string[])[],
  ) => {
    const [first, ...rest] = lists;
    if (first === undefined) queries.push(make(...items));
    else for (const item of first) choose(make, [...items, item], rest);
  };
  return {
    queries,
    add: (...sql) => {
      queries.push(...sql);
    },
    cross: (make, ...lists) => choose(make, [], lists),
  };
}
