/**
 * Returns how many items a sorted sequence has before the first one for which a condition does not hold.
 *
 * @param {number} length of the sequence
 * @param {function(number): boolean} holds whether the condition holds for the item at an index; once it does not, it
 *     must not for any later item
 */
export function partitionPoint(length, holds) {
  let low = 0;
  let high = length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (holds(middle)) {
      low = middle + 1;
    } else {
      high = middle;
    }
  }
  return low;
}
