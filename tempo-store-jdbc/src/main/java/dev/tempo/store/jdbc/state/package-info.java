/**
 * The tables of an engine, as every database has them: how jobs, triggers, runs, decisions and
 * metrics become columns, the queries over them, and the changes of a turn. For the stores in a
 * database alone. What is written in bulk, {@link dev.tempo.store.jdbc.state.RunWriter}, and what a
 * database must be told of its indexes, {@link dev.tempo.store.jdbc.state.RunTables}, is each
 * store's own.
 */
@NullMarked
package dev.tempo.store.jdbc.state;

import org.jspecify.annotations.NullMarked;
