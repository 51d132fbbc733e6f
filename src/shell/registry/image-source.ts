import type { ImageAnswer, ImageQuestion } from "../../core/image/registry-image.ts";

/** Whoever is asked about images. Each question has an answer: what could not be found out is one. */
export interface ImageSource {
  ask(question: ImageQuestion): Promise<ImageAnswer>;
}

/** A source that knows nothing, for one reason. */
export const noImages = (why: string): ImageSource => ({ ask: async () => ({ kind: "unknown", why }) });
