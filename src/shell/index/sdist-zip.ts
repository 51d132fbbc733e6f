import { largestSdistMember } from "../../core/index/sdist-members.ts";
import { createMemberCollector, type MembersRead } from "./member-collector.ts";
import { listZip, memoryArchive, readZipMember } from "./zip-bytes.ts";

/** Reads a source archive of the older kind, a `.zip`, that is here in full. */
export async function readZipMembers(filename: string, bytes: Uint8Array): Promise<MembersRead> {
  const archive = memoryArchive(bytes);
  const collector = createMemberCollector(filename);
  const broken = (reason: string): MembersRead => ({ kind: "broken", reason, complete: true });
  const entries = await listZip(archive);
  if (!entries.ok) return broken(entries.problem.message);
  for (const entry of entries.value) {
    if (!collector.wants(entry.name, entry.size)) continue;
    const content = await readZipMember(archive, entry, largestSdistMember);
    if (!content.ok) return broken(content.problem.message);
    if (collector.found(entry.name, content.value)) break;
  }
  return { kind: "members", members: collector.members(), complete: true };
}
