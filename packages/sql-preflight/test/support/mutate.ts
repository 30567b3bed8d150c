/** A stream of numbers from 0 to 1 that is the same for the same seed (mulberry32, by Tommy Ettinger). */
export function seededRandom(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

const intruders = [
  "(",
  ")",
  "'",
  '"',
  ";",
  ",",
  "/*",
  "--",
  "$$",
  "NULL",
  "SELECT",
  "FROM",
  "OVER ()",
  "\u0000",
  "🙂",
  "\ud800",
  "*",
  "1e999",
];

/** A text with one to three of its words dropped, doubled, swapped, cut or joined by others. */
export function mutate(text: string, random: () => number): string {
  const words = text.split(/(\s+|\b)/u);
  const somewhere = () => Math.floor(random() * words.length);
  const pick = <Item>(items: readonly Item[]) => items[Math.floor(random() * items.length)] as Item;
  const changes = [
    () => words.splice(somewhere(), 1 + Math.floor(random() * 4)),
    () => words.splice(somewhere(), 0, pick(words)),
    () => words.splice(somewhere(), 0, pick(intruders)),
    () => words.splice(somewhere(), 1, pick(intruders)),
    () => words.splice(somewhere()),
    () => words.splice(somewhere(), 0, "(".repeat(1 + Math.floor(random() * 80))),
  ];
  const count = 1 + Math.floor(random() * 3);
  for (let change = 0; change < count; change += 1) pick(changes)();
  return words.join("");
}
