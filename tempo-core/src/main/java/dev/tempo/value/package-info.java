/**
 * What values Tempo takes and stores keep: {@link dev.tempo.value.TimeBounds} for durations and
 * instants, {@link dev.tempo.value.StoredText} for texts. Everything that sets a value asks here.
 */
package dev.tempo.value;
