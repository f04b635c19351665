/**
 * The stores on PostgreSQL. {@link dev.tempo.store.postgres.PostgresStore} is the whole; {@link
 * dev.tempo.store.postgres.PostgresDatabase} lets others keep tables of their own in its schema.
 */
@NullMarked
package dev.tempo.store.postgres;

import org.jspecify.annotations.NullMarked;
