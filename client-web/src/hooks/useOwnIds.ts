import { useEffect, useState } from "react";
import { wasReloaded } from "../lib/navigation.ts";
import { recall, remember } from "../lib/storage.ts";

/**
 * The ids under which this tab has spoken: the present one, and those from before a reload, so that
 * our messages stay ours. A duplicated tab is somebody else and begins without any.
 */
export function useOwnIds(userId: string): ReadonlySet<string> {
  const [ids, setIds] = useState<ReadonlySet<string>>(() => new Set(earlierIds()));
  if (userId !== "" && !ids.has(userId)) setIds(new Set([...ids, userId]));
  useEffect(() => remember("session", "ids", [...ids].join(" ")), [ids]);
  return ids;
}

function earlierIds(): readonly string[] {
  return wasReloaded() ? recall("session", "ids").split(" ").filter(Boolean) : [];
}
