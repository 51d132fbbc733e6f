/** `1 finding`, `3 findings` */
export const counted = (count: number, one: string, many: string): string => `${count} ${count === 1 ? one : many}`;
