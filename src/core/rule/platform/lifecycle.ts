/** Whether a month, `YYYY-MM`, is over on a day, `YYYY-MM-DD`: what ends in a month is taken to last through it. */
export function isOver(month: string, today: string): boolean {
  return today.slice(0, 7) > month;
}
