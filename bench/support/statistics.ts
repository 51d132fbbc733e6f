/** The middle one; of an even number the mean of the two. NaN of none. */
export function median(numbers: readonly number[]): number {
  const sorted = [...numbers].sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  const upper = sorted[middle] ?? Number.NaN;
  return sorted.length % 2 === 1 ? upper : ((sorted[middle - 1] ?? Number.NaN) + upper) / 2;
}

/** Of ratios: twice as fast and half as fast cancel out. NaN of none. */
export function geometricMean(ratios: readonly number[]): number {
  return Math.exp(ratios.reduce((sum, one) => sum + Math.log(one), 0) / ratios.length);
}

/** The factor `a` that makes `a · model` fit best, and how far off it is: the root mean square of the relative errors. */
export function bestFit(values: readonly number[], model: readonly number[]): { factor: number; error: number } {
  // Least squares of the relative errors, so that the small sizes count as much as the large ones.
  let [above, below] = [0, 0];
  for (const [at, value] of values.entries()) {
    const relative = (model[at] ?? 0) / value;
    above += relative;
    below += relative * relative;
  }
  const factor = above / below;
  const squares = values.map((value, at) => ((factor * (model[at] ?? 0)) / value - 1) ** 2);
  return { factor, error: Math.sqrt(squares.reduce((sum, one) => sum + one, 0) / squares.length) };
}

/** The exponent `k` for which `size ^ k` grows as the values do: the slope of the line through their logarithms. */
export function growthExponent(sizes: readonly number[], values: readonly number[]): number {
  const x = sizes.map(Math.log);
  const y = values.map(Math.log);
  const mean = (of: readonly number[]): number => of.reduce((sum, one) => sum + one, 0) / of.length;
  const [meanX, meanY] = [mean(x), mean(y)];
  const covariance = x.reduce((sum, one, at) => sum + (one - meanX) * ((y[at] ?? 0) - meanY), 0);
  return covariance / x.reduce((sum, one) => sum + (one - meanX) ** 2, 0);
}
