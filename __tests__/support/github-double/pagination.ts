import { type Answer, type Call, ok } from "./answer.ts";

/** One page of a bare list, with GitHub's `Link` header: `per_page` 30 unless asked, at most 100; beyond the end is `[]`. */
export function page(call: Call, path: string, items: readonly unknown[]): Answer {
  const size = clamp(Number(call.query.get("per_page") ?? 30), 1, 100, 30);
  const number = clamp(Number(call.query.get("page") ?? 1), 1, Number.MAX_SAFE_INTEGER, 1);
  const last = Math.max(1, Math.ceil(items.length / size));
  const link = (to: number, relation: string) => {
    const query = new URLSearchParams(call.query);
    query.set("page", String(to));
    return `<${call.base}${path}?${query.toString()}>; rel="${relation}"`;
  };
  const links: string[] = [];
  if (number > 1) links.push(link(number - 1, "prev"));
  if (number < last) links.push(link(number + 1, "next"), link(last, "last"));
  if (number > 1) links.push(link(1, "first"));
  const body = items.slice((number - 1) * size, number * size);
  return ok(body, links.length === 0 ? {} : { link: links.join(", ") });
}

function clamp(value: number, low: number, high: number, otherwise: number): number {
  return Number.isInteger(value) ? Math.min(high, Math.max(low, value)) : otherwise;
}
