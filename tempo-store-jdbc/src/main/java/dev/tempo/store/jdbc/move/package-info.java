/**
 * Moves everything that a store holds into an empty one of another kind: {@link
 * dev.tempo.store.jdbc.move.StoreMove}.
 */
@NullMarked
package dev.tempo.store.jdbc.move;

import org.jspecify.annotations.NullMarked;
