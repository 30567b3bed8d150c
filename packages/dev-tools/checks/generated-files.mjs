import { generatedFiles, hashGeneratedFiles, readAddonRecord, writeAddonRecord } from "../bootstrap/built-addon.mjs";

/**
 * Every generated file that is not what the addon's build makes: changed by the last build, or edited since.
 * A change is reported once; when it is meant, the new file is committed.
 */
export function checkGeneratedFiles() {
  const record = readAddonRecord();
  if (!record) return ["the addon has not been built by the bootstrap, so its generated files cannot be compared"];
  const now = hashGeneratedFiles();
  const edited = generatedFiles.filter((name) => now[name] !== record.generated[name]);
  writeAddonRecord({ ...record, changed: [] });
  return [
    ...record.changed.map(
      (name) => `packages/ext-native/native/${name} was out of date; the build made it anew: commit it`,
    ),
    ...edited.map((name) => `packages/ext-native/native/${name} was edited by hand; run \`npm run build:addon\``),
  ];
}
