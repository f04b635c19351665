/** Stores on SQLite files. {@link dev.tempo.store.sqlite.SqliteLogStore} keeps logs. */
package dev.tempo.store.sqlite;
