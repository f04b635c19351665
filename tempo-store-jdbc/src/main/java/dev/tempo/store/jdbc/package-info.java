/**
 * The one way to a database: {@link dev.tempo.store.jdbc.Database} gives transactions, {@link
 * dev.tempo.store.jdbc.Sql} runs statements in them, {@link dev.tempo.store.jdbc.Migrations} makes
 * tables. A {@link dev.tempo.store.jdbc.JdbcStore} is a store whose database others may use, too,
 * and a {@link dev.tempo.store.jdbc.StoreProvider} opens it.
 */
@NullMarked
package dev.tempo.store.jdbc;

import org.jspecify.annotations.NullMarked;
