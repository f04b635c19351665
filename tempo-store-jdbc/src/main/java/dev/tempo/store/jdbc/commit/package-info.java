/**
 * How the writes of a database share transactions: a {@link
 * dev.tempo.store.jdbc.commit.GroupWriter} owns the thread, a {@link
 * dev.tempo.store.jdbc.commit.WriteSession} the connection. For the stores in a database alone.
 */
@NullMarked
package dev.tempo.store.jdbc.commit;

import org.jspecify.annotations.NullMarked;
