/**
 * What values Tempo takes and stores keep: {@link dev.tempo.value.TimeBounds} for durations and
 * instants, {@link dev.tempo.value.StoredText} for texts. Everything that sets a value asks here.
 */
@NullMarked
package dev.tempo.value;

import org.jspecify.annotations.NullMarked;
