/**
 * Raised with every change of what a look holds or how it comes about: older ones that were kept no longer count.
 * A file of its own: whoever keeps looks needs none of the readers that make them.
 */
export const lookVersion = 5;
