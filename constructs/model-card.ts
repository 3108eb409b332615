/** Where a model comes from and how its data must be handled. */
export interface ModelCard {
  /** Strictest classification of its data, or the one that it was released with. */
  readonly classification: string;
  /** Datasets that it was trained on, in words: what may not be named here is left out by who writes it. */
  readonly trainedOn: readonly string[];
  /**
   * Runs that produce it.
   *
   * @default - not known
   */
  readonly trainedBy?: readonly string[];
  /**
   * Who released it from what its data asks for, when and why.
   *
   * @default - not released
   */
  readonly released?: string;
}

/** Label by which everything of one classification is found. */
const CLASSIFICATION = "gpu.platform/classification";

/** What of a model's card can be selected by. */
export function cardLabels(card: ModelCard | undefined): Readonly<Record<string, string>> {
  return card ? { [CLASSIFICATION]: card.classification } : {};
}

/** What of a model's card is read: texts as they were written. */
export function cardAnnotations(card: ModelCard | undefined): Readonly<Record<string, string>> {
  if (!card) return {};
  const { trainedOn, trainedBy = [], released } = card;
  return {
    ...(trainedOn.length > 0 && { "gpu.platform/trained-on": trainedOn.join(", ") }),
    ...(trainedBy.length > 0 && { "gpu.platform/trained-by": trainedBy.join(", ") }),
    ...(released !== undefined && { "gpu.platform/released": released }),
  };
}
