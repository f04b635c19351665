/**
 * The stores on SQLite. {@link dev.tempo.store.sqlite.SqliteStore} is the whole; {@link
 * dev.tempo.store.sqlite.SqliteDatabase} lets others keep tables of their own in the same file.
 */
@NullMarked
package dev.tempo.store.sqlite;

import org.jspecify.annotations.NullMarked;
