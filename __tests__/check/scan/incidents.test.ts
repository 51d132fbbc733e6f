import { describe, expect, it } from "@jest/globals";
import { incidents } from "../../support/incidents.ts";
import { openNights } from "../../support/nights.ts";

describe("incidents, replayed with the index frozen", () => {
  it.each(incidents)("$name: nothing new on the day before, found on the day after", async (incident) => {
    const files = {
      ".github/pinwarden.yml": `targets:\n  prod: ${incident.target}\n`,
      "requirements.txt": incident.requirements,
    };
    await using nights = await openNights({ packages: incident.packages, files });
    nights.publish(...(incident.records ?? []));
    const scanAsOf = (day: string) => nights.scan(day, { excludeNewer: `${day}T23:59:59Z` });
    const earlier = new Date(Date.parse(incident.before) - 2 * 86_400_000).toISOString().slice(0, 10);
    await scanAsOf(earlier);
    const before = (await scanAsOf(incident.before)).report;
    expect(before).toMatchObject({ news: false, complete: true });
    expect(before.places[0]?.moves).toEqual([]);

    const after = (await scanAsOf(incident.after)).report;
    expect(after).toMatchObject({ news: true, complete: true });
    const [place] = after.places;
    const fresh = place?.drift.filter(({ isNew, cause }) => isNew && cause === "drift").map(({ key }) => key);
    expect(fresh).toEqual(expect.arrayContaining([...incident.finds]));
    expect(place?.moves.map(({ name, from, to }) => `${name} ${from} ${to}`)).toEqual(incident.moves);
    // Nobody committed anything.
    expect(place?.byCommit).toBeNull();
  });
});
