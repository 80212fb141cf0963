export function median(values) {
  return quantile(values, 0.5);
}

/** Linear between the neighbours, as R and numpy do. */
export function quantile(values, share) {
  const sorted = [...values].sort((a, b) => a - b);
  const place = (sorted.length - 1) * share;
  const below = sorted[Math.floor(place)];
  const above = sorted[Math.ceil(place)];
  return below + (above - below) * (place - Math.floor(place));
}

/**
 * Median of the ratios of neighbours in time: what slows the machine for a while slows both of a pair.
 * @param subjects figures of one thing, in the order measured.
 * @param yardsticks figures of the other, as many.
 */
export function medianRatio(subjects, yardsticks) {
  return median(subjects.map((figure, index) => figure / yardsticks[index]));
}
