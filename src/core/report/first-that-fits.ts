export interface Fitted {
  readonly body: string;
  /** Whether the first room was too large, so that something was left out. */
  readonly cut: boolean;
}

/**
 * A body in the first of the rooms, which go from what a reader wants to see to what must be seen, in which it has at most `budget` UTF-16
 * code units. In the last room it stands whatever its length.
 */
export function firstThatFits<Room>(
  rooms: readonly [Room, ...Room[]],
  budget: number,
  bodyIn: (room: Room, cut: boolean) => string,
): Fitted {
  const [first, ...narrower] = rooms;
  let fitted: Fitted = { body: bodyIn(first, false), cut: false };
  for (const room of narrower) {
    if (fitted.body.length <= budget) break;
    fitted = { body: bodyIn(room, true), cut: true };
  }
  return fitted;
}
