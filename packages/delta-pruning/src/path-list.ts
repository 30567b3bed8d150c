import { type BytesVector, BytesVectorBuilder, bytesAt } from "./bytes-vector.js";

/**
 * Paths of files, packed: the folders and what is around the UUIDs of the names stand in dictionaries, the UUIDs as 16 bytes. A name without a
 * UUID in its usual form is kept as it is.
 */
export interface PathList {
  readonly length: number;
  readonly folders: readonly string[];
  /** Index of the folder of each path. */
  readonly folderOf: Uint32Array;
  /** What stands before and after the UUID in a name. */
  readonly affixes: readonly (readonly [string, string])[];
  /** Index of the affixes of each path; `wholeName` where the name stands in `names`. */
  readonly affixOf: Uint32Array;
  /** Four words for each path; absent when no name has a UUID. */
  readonly uuids: Uint32Array | undefined;
  /** The names without a UUID; absent when there are none. */
  readonly names: BytesVector | undefined;
}

const wholeName = 0xffff_ffff;
const uuidPattern = /[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}/;
/** More different affixes than this are not worth a dictionary. */
const mostAffixes = 65_536;
const decoder = new TextDecoder();

export class PathListBuilder {
  readonly #length: number;
  readonly #folders = new Map<string, number>();
  readonly #folderOf: Uint32Array;
  readonly #affixes = new Map<string, number>();
  readonly #affixOf: Uint32Array;
  #uuids: Uint32Array | undefined;
  #names: BytesVectorBuilder | undefined;
  #at = 0;

  constructor(length: number) {
    this.#length = length;
    this.#folderOf = new Uint32Array(length);
    this.#affixOf = new Uint32Array(length);
  }

  push(path: string): void {
    const slash = path.lastIndexOf("/") + 1;
    this.#folderOf[this.#at] = codeOf(this.#folders, path.slice(0, slash));
    const name = path.slice(slash);
    const uuid = uuidPattern.exec(name);
    const affix = uuid === null ? undefined : this.#codeOfAffix(name, uuid.index, uuid[0]);
    if (uuid === null || affix === undefined) this.#pushName(name);
    else {
      this.#affixOf[this.#at] = affix;
      this.#uuids ??= new Uint32Array(this.#length * 4);
      const hex = uuid[0].replaceAll("-", "");
      for (let word = 0; word < 4; word += 1) {
        this.#uuids[this.#at * 4 + word] = Number.parseInt(hex.slice(word * 8, word * 8 + 8), 16);
      }
      this.#names?.push(undefined);
    }
    this.#at += 1;
  }

  finish(): PathList {
    return {
      length: this.#length,
      folders: [...this.#folders.keys()],
      folderOf: this.#folderOf,
      affixes: [...this.#affixes.keys()].map((key) => key.split("\0") as [string, string]),
      affixOf: this.#affixOf,
      uuids: this.#uuids,
      names: this.#names?.finish(),
    };
  }

  #codeOfAffix(name: string, index: number, uuid: string): number | undefined {
    const key = `${name.slice(0, index)}\0${name.slice(index + uuid.length)}`;
    // The separator must be the only one.
    if (name.includes("\0")) return undefined;
    return this.#affixes.size < mostAffixes || this.#affixes.has(key) ? codeOf(this.#affixes, key) : undefined;
  }

  #pushName(name: string): void {
    this.#affixOf[this.#at] = wholeName;
    if (this.#names === undefined) {
      this.#names = new BytesVectorBuilder(this.#length);
      for (let before = 0; before < this.#at; before += 1) this.#names.push(undefined);
    }
    this.#names.push(name);
  }
}

function codeOf(dictionary: Map<string, number>, text: string): number {
  const known = dictionary.get(text);
  if (known !== undefined) return known;
  dictionary.set(text, dictionary.size);
  return dictionary.size - 1;
}

/** The path at a place, as it was given. */
export function pathAt(paths: PathList, at: number): string {
  return (paths.folders[paths.folderOf[at] ?? 0] ?? "") + nameAt(paths, at);
}

function nameAt({ affixes, affixOf, uuids, names }: PathList, at: number): string {
  const affix = affixes[affixOf[at] ?? wholeName];
  if (affix === undefined || uuids === undefined) {
    return decoder.decode(names === undefined ? undefined : bytesAt(names, at));
  }
  let hex = "";
  for (let word = at * 4; word < at * 4 + 4; word += 1) hex += (uuids[word] ?? 0).toString(16).padStart(8, "0");
  const uuid = `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20)}`;
  return affix[0] + uuid + affix[1];
}

/** Size of a list in memory in bytes: its arrays exactly, the texts of its dictionaries by their length. */
export function byteLengthOfPaths({ folders, folderOf, affixes, affixOf, uuids, names }: PathList): number {
  const texts = [...folders, ...affixes.flat()].reduce((sum, text) => sum + 2 * text.length + 16, 0);
  const bytes = names === undefined ? 0 : names.data.length + names.offsets.byteLength + names.present.length;
  return texts + folderOf.byteLength + affixOf.byteLength + (uuids?.byteLength ?? 0) + bytes;
}

/** A number that two forms of one path have in common, and that two paths seldom have. */
export function pathKey(path: string): number {
  const name = fileKey(path.slice(path.lastIndexOf("/") + 1));
  const uuid = uuidPattern.exec(name);
  return uuid === null ? hashOf(name) : Number.parseInt(uuid[0].slice(0, 8), 16);
}

/** The `pathKey` of the path at a place. */
export function pathKeyAt(paths: PathList, at: number): number {
  const { affixOf, uuids } = paths;
  return affixOf[at] === wholeName || uuids === undefined ? pathKey(nameAt(paths, at)) : (uuids[at * 4] ?? 0);
}

function hashOf(text: string): number {
  let hash = 0x811c9dc5;
  for (let at = 0; at < text.length; at += 1) hash = Math.imul(hash ^ text.charCodeAt(at), 0x01000193);
  return hash >>> 0;
}

/**
 * What two forms of one path have in common: `day=a%20b/x`, and, where the root of the table is given, `file:/t/day=a b/x` and `/t/day=a%20b/x` too.
 * The rule: `file:` with any number of slashes is one slash; percent-encoding is taken off once (the log holds URIs, PROTOCOL.md
 * "Add File and Remove File"); the root at the beginning goes.
 */
export function fileKey(path: string, root?: string): string {
  const plain = decodePath(path).replace(/^file:\/*/, "/");
  if (root === undefined) return plain;
  const plainRoot = `${decodePath(root)
    .replace(/^file:\/*/, "/")
    .replace(/\/+$/, "")}/`;
  return plain.startsWith(plainRoot) ? plain.slice(plainRoot.length) : plain;
}

function decodePath(path: string): string {
  if (!path.includes("%")) return path;
  try {
    return decodeURIComponent(path);
  } catch {
    // No percent-encoding after all: a name may hold a percent sign of its own.
    return path;
  }
}
