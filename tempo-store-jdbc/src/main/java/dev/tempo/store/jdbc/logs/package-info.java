/**
 * The tables of a log store, as every database has them: where each run's log stands, and the
 * chunks of its lines. For the stores in a database alone; how they index chunks for searches is
 * each store's own.
 */
@NullMarked
package dev.tempo.store.jdbc.logs;

import org.jspecify.annotations.NullMarked;
