import { areaOf, type PyprojectContext } from "./pyproject/pyproject-context.ts";
import type { LocatedText } from "./requirement.ts";

/** The index that everybody asks where nothing else is said. */
export const publicIndex = "https://pypi.org/simple/";

/** The address of an index, or null after it is reported that it is none on the web. */
export function webAddress(context: PyprojectContext, field: string, url: LocatedText): LocatedText | null {
  if (/^https?:\/\//i.test(url.text) && URL.canParse(url.text)) return url;
  const message = `\`${field}\` is a local folder or no web address, so what is found there is not assessed.`;
  const hint = "Packages found there alone are not known; publish them to an index.";
  context.collector.notAssessed(url.origin, `${areaOf(context)}/local-index`, message, hint);
  return null;
}
