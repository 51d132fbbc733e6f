import { weekdayOf } from "../calendar.ts";
import { type PullRequestSchedule, weekdays } from "./settings.ts";

/** Whether a pull request that is no security fix may be opened at a moment, RFC 3339 in UTC. */
export function isOpenAt({ days, hours }: PullRequestSchedule, moment: string): boolean {
  const hour = Number(moment.slice(11, 13));
  // A window that crosses midnight belongs to the day on which it begins.
  const late = hours !== null && hours.from > hours.until && hour < hours.until;
  const weekday = weekdays[(weekdayOf(moment.slice(0, 10)) + (late ? 6 : 0)) % 7];
  if (days.length > 0 && (weekday === undefined || !days.includes(weekday))) return false;
  if (hours === null) return true;
  return hours.from <= hours.until
    ? hour >= hours.from && hour < hours.until
    : hour >= hours.from || hour < hours.until;
}

/** `on monday and tuesday, 06:00 to 09:00 UTC` */
export function scheduleText({ days, hours }: PullRequestSchedule): string {
  const parts = [
    ...(days.length === 0 ? [] : [`on ${days.join(", ")}`]),
    ...(hours === null ? [] : [`${clock(hours.from)} to ${clock(hours.until)} UTC`]),
  ];
  return parts.join(", ");
}

const clock = (hour: number): string => `${String(hour).padStart(2, "0")}:00`;
